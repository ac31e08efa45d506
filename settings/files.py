"""Finds and reads TOML files."""

import contextlib
import difflib
import tomllib
from pathlib import Path
from typing import Any

from settings.problems import Problem, UserError

ENVIRONMENTS = Path("environments")
REGION_TABLE = ENVIRONMENTS / "regions.toml"
PRICE_TABLE = ENVIRONMENTS / "prices.toml"
TABLES = (REGION_TABLE, PRICE_TABLE)
"""Files beside the environments that are none."""


def environment_file(name: str) -> Path:
    """The file of an environment: its name, or a path that ends in `.toml`.

    Raises UserError when there is none, with the names that there are.
    """
    path = Path(name) if name.endswith(".toml") else ENVIRONMENTS / f"{name}.toml"
    if path.is_file() and path not in TABLES:
        return path
    known = sorted(p.stem for p in ENVIRONMENTS.glob("*.toml") if p not in TABLES)
    near = difflib.get_close_matches(name, known, n=1)
    fix = f"Did you mean {near[0]}?" if near else f"Environments here: {', '.join(known)}."
    raise UserError([Problem(str(path), "There is no such environment file.", fix)])


def other_environments(path: Path) -> dict[str, dict[str, Any]]:
    """The tables of the environment files beside one, by name.

    One that cannot be read is left out: it is told when it is used itself.
    """
    found: dict[str, dict[str, Any]] = {}
    for other in sorted(path.parent.glob("*.toml")):
        if other != path and other.name not in {table.name for table in TABLES}:
            with contextlib.suppress(UserError):
                found[other.stem] = read_toml(other)
    return found


def read_toml(path: Path) -> dict[str, Any]:
    """The tables of a TOML file. Raises UserError when it cannot be read as one."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        fix = "Mend the syntax there; texts stand in quotes, tables in [brackets]."
        raise UserError([Problem(str(path), f"It is not valid TOML: {error}.", fix)]) from None
    except OSError as error:
        raise UserError([Problem(str(path), f"{error.strerror}.", "Make it readable.")]) from None
