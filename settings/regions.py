"""The table of AWS regions and their Availability Zones."""

from collections.abc import Mapping
from pathlib import Path

from pydantic import RootModel, ValidationError

from settings.files import read_toml
from settings.problems import UserError
from settings.shape import shape_problems
from settings.types import Model

RegionTable = Mapping[str, tuple[str, ...]]
"""The zones of each region, by the region's AWS name."""


class _Entry(Model):
    azs: tuple[str, ...]


class _Table(RootModel[dict[str, _Entry]]):
    pass


def load_region_table(path: Path) -> RegionTable:
    """Reads `environments/regions.toml`. Raises UserError when it is not a table of regions."""
    try:
        table = _Table.model_validate(read_toml(path)).root
    except ValidationError as error:
        raise UserError(shape_problems(error, path, _Table)) from None
    return {region: entry.azs for region, entry in table.items()}
