"""Environments with other collectors' settings, and what the charts make of them."""

from typing import Any

from alloy.roles import program
from charts.alloy import Values, Workload, values
from settings import Environment, load_environment
from settings.collectors import Collectors
from settings.grafana import GrafanaCloud
from vocabulary.collectors import Role

SECRET = "grafana-cloud-0badc0de"

BROWSERS = {"enabled": True, "allowed_origins": ["https://pay.example.com"]}
TAIL = {"mode": "tail"}


def environment(name: str = "prod", **collectors: Any) -> Environment:
    """A committed environment with some keys of `collectors` given anew."""
    committed = load_environment(name)
    given = {**committed.collectors.model_dump(), **collectors}
    return committed.model_copy(update={"collectors": Collectors.model_validate(given)})


EVERY_ROLE = environment("staging", faro=BROWSERS, cluster_role={"enabled": True})
"""An environment in which all four roles run."""


def cloud(of: Environment) -> GrafanaCloud:
    """Its Grafana Cloud stack."""
    assert of.grafana
    return of.grafana


def values_of(of: Environment, role: Role, region: str = "seoul") -> Values:
    """The values of a role's chart."""
    workload = Workload(
        environment=of,
        cloud=cloud(of),
        region=region,
        role=role,
        program=program(of, region, role),
        secret=SECRET,
    )
    return values(workload, [])


def variables(of: Values) -> dict[str, Any]:
    """A chart's environment variables: each name's text, or where it comes from."""
    return {v["name"]: v.get("value", v.get("valueFrom")) for v in of["alloy"]["extraEnv"]}


def objects(of: Values, kind: str) -> list[Any]:
    """A chart's extra objects of a kind."""
    return [found for found in of["extraObjects"] if found["kind"] == kind]
