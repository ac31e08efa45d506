"""Where one gets from a dashboard: runbooks, other dashboards, and the logs and traces behind."""

import json
import re
from collections.abc import Mapping
from urllib.parse import quote

from alerts.rule import Rule
from dashboards.model import Link
from settings import Environment
from settings.grafana import DataSources
from vocabulary.dashboards import Dashboard as Uid

TITLES = {
    Uid.PAYMENTS: "Payments overview and SLO",
    Uid.SERVICES: "Service RED",
    Uid.REGIONS: "Regions: hub and spoke",
    Uid.PROVIDERS: "Payment providers (PSP)",
    Uid.RUNTIME: "Runtime",
    Uid.KUBERNETES: "Kubernetes workloads",
    Uid.DELIVERY: "Argo CD delivery",
    Uid.COLLECTORS: "Collectors (Alloy)",
    Uid.TRIAGE: "Logs and traces triage",
    Uid.COST: "Cost and alerting",
}

_VARIABLE = re.compile(r"(\$\{[^}]+\})")
_TIMES = ("${__from}", "${__to}")


def sources(environment: Environment) -> DataSources:
    """The uids of the environment's data sources."""
    return environment.grafana.data_sources if environment.grafana else DataSources()


def runbook(rule: Rule, environment: Environment) -> Link:
    """The page of a rule."""
    return Link(f"Runbook: {rule.name}", f"{environment.alerting.runbooks}/{rule.runbook}.md")


def related(*uids: Uid) -> tuple[Link, ...]:
    """Other dashboards. What is chosen here, and the time, go along."""
    return tuple(Link(TITLES[uid], f"/d/{uid.value}") for uid in uids)


def to_logs(environment: Environment, query: str, title: str = "Logs of this") -> Link:
    """Explore, with a query of lines. It may hold `label("service")` and the like."""
    return Link(title, _explore(sources(environment).logs, {"expr": query}))


def to_traces(environment: Environment, query: str, title: str = "Traces of this") -> Link:
    """Explore, with a search for traces."""
    asked = {"query": query, "queryType": "traceql", "limit": 20}
    return Link(title, _explore(sources(environment).traces, asked))


def label(name: str) -> str:
    """The value of a label of the series that was clicked on."""
    return f"${{__field.labels.{name}}}"


def of_service(environment: Environment, name: str = "service") -> tuple[Link, ...]:
    """From a series of a service to its error lines, and to its traces with an error.

    Exemplars would lead to one trace, but none are sent: their labels pass no mask.
    """
    service, region = label(name), label("region")
    return (
        to_logs(
            environment,
            f'{{app="{service}", region="{region}", level=~"error|critical"}}',
            "Error lines of this service",
        ),
        to_traces(
            environment,
            f'{{ resource.service.name = "{service}" && resource.region = "{region}"'
            " && status = error }",
            "Traces with an error of this service",
        ),
    )


def _explore(data_source: str, query: Mapping[str, object]) -> str:
    """An address of Explore, in the form that Grafana itself gives it."""
    at = {"uid": data_source}
    pane = {
        "datasource": data_source,
        "queries": [{"refId": "A", "datasource": at, **query}],
        "range": dict(zip(("from", "to"), _TIMES, strict=True)),
    }
    panes = json.dumps({"a": pane}, separators=(",", ":"), sort_keys=True)
    return f"/explore?schemaVersion=1&panes={_quoted(panes)}"


def _quoted(text: str) -> str:
    """Quoted for an address. Grafana quotes labels itself when it puts them in; times need none."""
    return "".join(_part(part) for part in _VARIABLE.split(text))


def _part(part: str) -> str:
    if not _VARIABLE.fullmatch(part):
        return quote(part, safe="")
    return part if part in _TIMES else f"{part[:-1]}:percentencode}}"
