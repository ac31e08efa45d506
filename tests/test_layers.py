"""The rooms and their one-way imports."""

import ast
from pathlib import Path

import pytest

from tests.support import ROOT

LAYERS = {
    "settings": 1,
    "vocabulary": 2,
    "queries": 2,
    "alerts": 3,
    "dashboards": 3.5,
    "telemetry": 4.5,
    "access": 4,
    "hcp": 4,
    "cluster": 4,
    "network": 4,
    "alloy": 5,
    "charts": 5,
    "providers": 5,
    "constructs": 6,
    "stacks": 7,
    "policies": 8,
    "proof": 9,
    "commands": 10,
}
"""A room imports itself and rooms of lower layers."""

ONLY = {
    "queries": {"settings"},
    "proof": {"alerts", "queries", "settings", "vocabulary"},
}
"""Rooms that may import fewer than their layer would let them."""


def room_imports(room: str) -> list[tuple[Path, str]]:
    """Every module that a room's files import."""
    found: list[tuple[Path, str]] = []
    for path in sorted((ROOT / room).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Import):
                found += [(path, alias.name) for alias in node.names]
            if isinstance(node, ast.ImportFrom) and node.module:
                found.append((path, node.module))
    return found


def against_the_layers(room: str, imports: list[tuple[Path, str]]) -> list[str]:
    """The imports that reach up or sideways."""
    return [
        f"{path.name} imports {module}"
        for path, module in imports
        if (other := module.split(".")[0]) in LAYERS
        and module != "constructs"  # the PyPI package, not the room
        and other != room
        and (LAYERS[other] >= LAYERS[room] or other not in ONLY.get(room, LAYERS))
    ]


@pytest.mark.parametrize("room", LAYERS)
def test_a_room_imports_only_from_rooms_above_it(room: str) -> None:
    imports = room_imports(room)
    assert imports
    assert not against_the_layers(room, imports)


def test_an_import_against_the_layers_is_seen() -> None:
    planted = [(Path("planted.py"), "stacks.app"), (Path("planted.py"), "settings")]
    assert against_the_layers("settings", planted) == ["planted.py imports stacks.app"]


def test_an_import_that_a_room_may_not_have_is_seen() -> None:
    planted = [(Path("planted.py"), "stacks.app"), (Path("planted.py"), "alerts.rule")]
    assert against_the_layers("proof", planted) == ["planted.py imports stacks.app"]


def test_every_room_is_in_the_table() -> None:
    rooms = {path.parent.name for path in ROOT.glob("*/*.py")} - {"tests"}
    assert rooms == set(LAYERS)


def test_constructs_and_the_package_of_that_name_are_one_at_run_time() -> None:
    assert not (ROOT / "constructs" / "__init__.py").exists()
    from constructs.vpc import RegionVpc  # noqa: PLC0415
    from providers.core import Construct  # noqa: PLC0415

    assert issubclass(RegionVpc, Construct)
    assert Construct.__module__ == "constructs"
