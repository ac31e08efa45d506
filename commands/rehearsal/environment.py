"""The environment files of a rehearsal, made from the one that is rehearsed."""

import copy
from pathlib import Path
from typing import Any

import tomli_w

from settings import Environment, Problem, UserError
from settings.files import environment_file, read_toml

NAME = "rehearsal"
"""The environment's name during a rehearsal; it is in every Name tag and in the plan snapshot."""

ANY_NUMBER = 10_000_000
"""More active series than an environment of any size has."""

Tables = dict[str, Any]
"""An environment file, as the TOML parser gives it."""


def rehearsed(environment: Environment, name: str, state: Path) -> Tables:
    """The file of `environment` as it is rehearsed: state beside it, networks linked, nothing kept.

    Raises UserError when a region uses a network that exists already, for it does not exist here.
    """
    adopted = [key for key, region in environment.regions.items() if region.existing]
    if adopted:
        where = f"{environment_file(name)}: regions.{adopted[0]}.existing"
        fix = "Rehearse an environment that makes its networks: make rehearse ENV=staging."
        raise UserError([Problem(where, "The emulated AWS does not have that network.", fix)])
    tables = copy.deepcopy(read_toml(environment_file(name)))
    tables["state"] = {"backend": "local", "path": str(state)}
    tables["link"] = {"enabled": True}
    # Money is not rehearsed: a further region goes over a budget that was made for two.
    tables["budgets"] = {"active_series": ANY_NUMBER}
    for key, region in environment.regions.items():
        if region.network:
            tables["regions"][key]["network"]["azs"] = list(region.network.azs)
    if environment.grafana:
        # moto 5.2 has no EKS Pod Identity. What is destroyed at the end is not kept for a month.
        choices = {"identity": "irsa", "recovery_window_in_days": 0}
        tables["credentials"] = {**tables.get("credentials", {}), **choices}
    return tables


def with_azs(tables: Tables, region: str, azs: tuple[str, ...]) -> Tables:
    """The same file with other zones in one region."""
    changed = copy.deepcopy(tables)
    changed["regions"][region]["network"]["azs"] = list(azs)
    return changed


def write(tables: Tables, folder: Path) -> Path:
    """Writes a file that `ENV` can name."""
    path = folder / f"{NAME}.toml"
    path.write_text(tomli_w.dumps(tables))
    return path
