"""Reads an environment file into the typed model, or says everything that is wrong with it."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from settings.alerting import Alerting, Team
from settings.alerting_checks import (
    REQUIRED_TEAMS,
    schedule_problems,
    secret_problems,
    service_problems,
    stack_problems,
    team_problems,
    twin_problems,
)
from settings.checks import (
    credential_problems,
    environment_problems,
    pinning_problems,
    region_problems,
    role_problems,
    state_problems,
)
from settings.cluster_checks import agent_problems, cluster_problems, leaving_problems
from settings.collector_checks import collector_problems
from settings.collectors import Collectors
from settings.files import (
    PRICE_TABLE,
    REGION_TABLE,
    environment_file,
    other_environments,
    read_toml,
)
from settings.grafana import Credentials, GrafanaCloud
from settings.hcp import HcpState, hcp_problems
from settings.model import Environment, Region, State
from settings.prices import load_price_table, overridden
from settings.problems import Problem, UserError
from settings.regions import RegionTable, load_region_table
from settings.services import Service
from settings.shape import shape_problems
from settings.types import Label, Name

Part = TypeVar("Part")

DEFAULT_AZ_COUNT = 3
"""How many zones a network has when the file names none."""


def load_environment(name: str, region_table: Path = REGION_TABLE) -> Environment:
    """The environment `name`, or the file when `name` ends in `.toml`.

    Raises UserError with every problem of the file at once.
    """
    table = load_region_table(region_table)
    prices = load_price_table(PRICE_TABLE)
    path = environment_file(name)
    written = read_toml(path)
    raw = {
        **written,
        "name": path.stem,
        "prices": overridden(prices, written.get("prices", {})),
    }
    problems: list[Problem] = []
    if "name" in written:
        problems.append(
            Problem(f"{path}: name", "There is no such key.", "The file's own name is used.")
        )
    environment: Environment | None = None
    try:
        environment = Environment.model_validate_json(_json(raw), strict=True)
    except ValidationError as error:
        problems += shape_problems(error, path, Environment)
    problems += [
        Problem(f"{path}: {problem.where}", problem.what, problem.fix)
        for problem in [*_meaning_problems(raw, table), *_alerting_problems(raw, path)]
    ]
    if problems or environment is None:
        raise UserError(problems)
    return with_default_azs(environment, table)


def with_default_azs(environment: Environment, table: RegionTable) -> Environment:
    """The environment with the zones filled in where the file names none."""

    def filled(region: Region) -> Region:
        if region.network is None or region.network.azs:
            return region
        azs = _zones(region, table)
        return region.model_copy(update={"network": region.network.model_copy(update={"azs": azs})})

    regions = {key: filled(region) for key, region in environment.regions.items()}
    return environment.model_copy(update={"regions": regions})


def _zones(region: Region, table: RegionTable) -> tuple[str, ...]:
    """The zones of a region's private subnets."""
    if region.existing:
        return tuple(sorted(region.existing.private_subnet_ids))
    named = region.network.azs if region.network else ()
    return named or table.get(region.aws_region, ())[:DEFAULT_AZ_COUNT]


def _meaning_problems(raw: Mapping[str, Any], table: RegionTable) -> list[Problem]:
    """What the keys say about each other, as far as their shape allows to judge.

    A region whose shape is wrong is left out here, so that the others are still compared.
    """
    raw_regions = raw.get("regions")
    if not isinstance(raw_regions, dict):
        return []
    tables: dict[str, Any] = {k: v for k, v in raw_regions.items() if isinstance(v, dict)}  # pyright: ignore[reportUnknownVariableType]
    valid = {key: _valid(TypeAdapter(Region), value) for key, value in tables.items()}
    regions = {key: region for key, region in valid.items() if region}
    link = raw.get("link")
    linked = isinstance(link, dict) and link.get("enabled") is True  # pyright: ignore[reportUnknownMemberType]
    problems = list(role_problems({k: v.get("role") for k, v in tables.items()}, linked))
    for key, region in regions.items():
        problems += region_problems(f"regions.{key}", region, table)
        problems += cluster_problems(f"regions.{key}", region, _zones(region, table))
    problems += [*environment_problems(regions), *leaving_problems(regions)]
    state = _valid(TypeAdapter[State](State), raw.get("state", {"backend": "local"}))
    if isinstance(state, HcpState):
        clusters = {key: region.cluster for key, region in regions.items()}
        problems += hcp_problems(state, clusters, tuple(tables), telemetry="grafana" in raw)
    if "grafana" in raw:
        problems += _credential_problems(raw, regions)
    collectors = _valid(TypeAdapter(Collectors), raw.get("collectors", {}))
    return [*problems, *collector_problems(raw["name"], collectors)] if collectors else problems


def _credential_problems(raw: Mapping[str, Any], regions: Mapping[str, Region]) -> list[Problem]:
    credentials = _valid(TypeAdapter(Credentials), raw.get("credentials", {}))
    if credentials is None:
        return []
    state = _valid(TypeAdapter[State](State), raw.get("state", {"backend": "local"}))
    problems = [
        *credential_problems(credentials),
        *pinning_problems(credentials, regions),
        *agent_problems(credentials, regions),
    ]
    return [*problems, *state_problems(raw["name"], credentials, state)] if state else problems


def _alerting_problems(raw: Mapping[str, Any], path: Path) -> list[Problem]:
    regions = list(raw["regions"]) if isinstance(raw.get("regions"), dict) else []
    cloud = _valid(TypeAdapter(GrafanaCloud), raw.get("grafana"))
    state = _valid(TypeAdapter[State](State), raw.get("state", {"backend": "local"}))
    teams = _valid(TypeAdapter(dict[Name, Team]), raw.get("teams", {}))
    services = _valid(TypeAdapter(dict[Label, Service]), raw.get("services", {}))
    alerting = _valid(TypeAdapter(Alerting), raw.get("alerting", {}))
    problems: list[Problem] = []
    if teams is not None:
        problems += team_problems(teams, REQUIRED_TEAMS if cloud and cloud.url else ())
        problems += service_problems(services or {}, teams, regions)
    if alerting:
        problems += [*schedule_problems(alerting, regions), *secret_problems(alerting)]
    if cloud:
        problems += stack_problems(raw["name"], cloud, state) if state else []
        problems += twin_problems(cloud, other_environments(path))
    return problems


def _valid(kind: TypeAdapter[Part], value: object) -> Part | None:
    """A part of the file, or None when its shape is wrong, which is told elsewhere."""
    try:
        return kind.validate_json(_json(value), strict=True)
    except ValidationError:
        return None


def _json(value: object) -> str:
    """JSON: only from there does pydantic's strict mode take lists as tuples, texts as ranges."""
    return json.dumps(value, default=str)
