"""The routing table of every rule is the one that people have reviewed."""

from pathlib import Path

import pytest

from commands.routes import ENVIRONMENTS, TABLES, page
from settings import load_environment


@pytest.mark.rules
@pytest.mark.parametrize("name", ENVIRONMENTS)
def test_the_routing_table_is_current(name: str, amtool: Path) -> None:
    assert (TABLES / f"{name}.md").read_text() == page(load_environment(name), amtool)
