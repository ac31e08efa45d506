"""Reads an environment file into the typed model, or says everything that is wrong with it."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from settings.checks import environment_problems, region_problems, role_problems
from settings.files import REGION_TABLE, environment_file, read_toml
from settings.model import Environment, Region
from settings.problems import Problem, UserError
from settings.regions import RegionTable, load_region_table
from settings.shape import shape_problems

DEFAULT_AZ_COUNT = 3
"""How many zones a network has when the file names none."""


def load_environment(name: str, region_table: Path = REGION_TABLE) -> Environment:
    """The environment `name`, or the file when `name` ends in `.toml`.

    Raises UserError with every problem of the file at once.
    """
    table = load_region_table(region_table)
    path = environment_file(name)
    written = read_toml(path)
    raw = {**written, "name": path.stem}
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
        for problem in _meaning_problems(raw, table)
    ]
    if problems or environment is None:
        raise UserError(problems)
    return with_default_azs(environment, table)


def with_default_azs(environment: Environment, table: RegionTable) -> Environment:
    """The environment with the zones filled in where the file names none."""

    def filled(region: Region) -> Region:
        if region.network is None or region.network.azs:
            return region
        azs = table[region.aws_region][:DEFAULT_AZ_COUNT]
        return region.model_copy(update={"network": region.network.model_copy(update={"azs": azs})})

    regions = {key: filled(region) for key, region in environment.regions.items()}
    return environment.model_copy(update={"regions": regions})


def _meaning_problems(raw: Mapping[str, Any], table: RegionTable) -> list[Problem]:
    """What the keys say about each other, as far as their shape allows to judge.

    A region whose shape is wrong is left out here, so that the others are still compared.
    """
    raw_regions = raw.get("regions")
    if not isinstance(raw_regions, dict):
        return []
    tables: dict[str, Any] = {k: v for k, v in raw_regions.items() if isinstance(v, dict)}  # pyright: ignore[reportUnknownVariableType]
    regions: dict[str, Region] = {}
    for key, value in tables.items():
        try:
            regions[key] = Region.model_validate_json(_json(value), strict=True)
        except ValidationError:
            continue
    link = raw.get("link")
    linked = isinstance(link, dict) and link.get("enabled") is True  # pyright: ignore[reportUnknownMemberType]
    problems = list(role_problems({k: v.get("role") for k, v in tables.items()}, linked))
    for key, region in regions.items():
        problems += region_problems(f"regions.{key}", region, table)
    return [*problems, *environment_problems(regions)]


def _json(value: object) -> str:
    """JSON: only from there does pydantic's strict mode take lists as tuples, texts as ranges."""
    return json.dumps(value, default=str)
