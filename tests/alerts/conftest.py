"""The real amtool, for tests that are marked `rules`."""

from pathlib import Path

import pytest

from commands.engines.build import tool


@pytest.fixture(scope="session")
def amtool() -> Path:
    """The real amtool; without one a test fails, with what to do: nothing is skipped unseen."""
    return tool("amtool")
