"""A node of production's hub that keeps every trace, so that no leak is sampled away."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from commands.conformance.region import Region
from tests.alloy.conftest import Running, all_traces, faro, hub_environment
from tests.alloy.pods import PODS

__all__ = ["faro", "leaky"]


@pytest.fixture(scope="session")
def leaky(alloy: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """The node; its tests are in the group `leaks`."""
    folder, environment = tmp_path_factory.mktemp("leaks"), all_traces(hub_environment())
    with Region(alloy, folder, environment, pods=PODS) as region, region.collector() as node:
        yield region, node
