"""A cluster of a usual size through the composed program: what arrives is what is used, exactly."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from commands.conformance.realistic.arriving import Identity, differences
from commands.conformance.realistic.scene import Scene, scene
from commands.conformance.realistic.targets import SMALL
from settings import load_environment
from vocabulary.sources.model import Way

pytestmark = [pytest.mark.engine, pytest.mark.xdist_group("realistic")]

WAYS = [way for way in Way if way is not Way.SERVICE_GRAPH]
"""With head sampling, nobody makes a service graph."""


@pytest.fixture(scope="module")
def hub(alloy: Path, tmp_path_factory: pytest.TempPathFactory) -> Scene:
    """A node of production's hub."""
    return scene(alloy, tmp_path_factory.mktemp("realistic"), load_environment("prod"), SMALL)


@pytest.mark.parametrize("way", WAYS)
def test_exactly_the_derived_set_arrives(hub: Scene, way: Way) -> None:
    wanted, came = set(hub.wanted[way]), hub.arrived[way]
    assert wanted
    extra = came - wanted - hub.may.get(way, frozenset())
    assert differences(wanted - came, extra, hub.collection) == []


@pytest.mark.parametrize("way", WAYS)
def test_no_series_becomes_another(hub: Scene, way: Way) -> None:
    assert [dict(series) for series, count in hub.wanted[way].items() if count > 1] == []


def test_nothing_comes_by_a_way_that_there_is_not(hub: Scene) -> None:
    assert set(hub.arrived) == set(WAYS)


@pytest.mark.parametrize("way", WAYS)
def test_labels_are_those_of_the_table_without_the_redundant(hub: Scene, way: Way) -> None:
    gone = set(hub.collection.ways[way].drop_labels)
    offers = [offer for offer in hub.collection.offered if offer.source.way is way]
    # Of applications, what is scraped has a node beside what is sent.
    added = {label for offer in offers for label in offer.source.labels}
    for name, found in labels_by_name(hub.arrived[way]).items():
        own = {label for o in offers if o.name == name for label in o.metric.labels}
        assert found - added <= own - gone, name


def test_the_whole_state_of_a_cluster_of_600_pods_passes(hub: Scene) -> None:
    pods = {dict(series).get("pod") for series in hub.arrived[Way.KUBE_STATE_METRICS]}
    assert len(pods - {None}) == 600
    assert hub.offered[Way.KUBE_STATE_METRICS] > 45_000


def labels_by_name(series: frozenset[Identity]) -> Mapping[str, set[str]]:
    """The labels that the series of a name have."""
    found: dict[str, set[str]] = {}
    for one in series:
        labels = dict(one)
        found.setdefault(labels.pop("__name__"), set()).update(labels)
    return found
