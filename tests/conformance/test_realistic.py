"""The made-up cluster is as large as the tables say; what must arrive of it is reckoned."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace

import pytest

from commands.conformance.exposition import Family, Series
from commands.conformance.realistic import hub, kubelet, spans, tables
from commands.conformance.realistic.arriving import Target, arriving, differences, identity
from commands.conformance.realistic.cases import given
from commands.conformance.realistic.cluster import Cluster, cluster
from commands.conformance.realistic.targets import TOOLS
from commands.conformance.realistic.values import label_sets
from proof.case import MetricCase
from proof.cases import CASES
from proof.environment import proof_environment
from telemetry.collect import Shipped
from telemetry.environment import collected
from vocabulary.sources.applications import APPLICATIONS
from vocabulary.sources.cadvisor import CADVISOR
from vocabulary.sources.control_plane import COREDNS
from vocabulary.sources.hub import ARGO_CD, EXTERNAL_DNS
from vocabulary.sources.kube_state_metrics import KUBE_STATE_METRICS
from vocabulary.sources.kubelet import KUBELET
from vocabulary.sources.model import Kind, Per, Source, Way
from vocabulary.sources.reference import REFERENCE

TOLERANCE = 0.1
"""Of a metric's series: sums of cAdvisor are of pods here, and by container in its table."""
OUTER = {"cluster": "c"}
KEPT = Shipped(Way.HUB, ("a", "b_bucket", "up"), ("uid",), {"b_bucket": ("2",)})


@pytest.fixture(scope="module")
def made() -> Cluster:
    return cluster()


def pages(source: Source, made: Cluster) -> Iterator[Iterable[Family]]:
    """What each target of a source tells."""
    match source.way:
        case Way.KUBELET:
            yield from (kubelet.kubelet(made, n.node) for n in made.things[Per.NODE])
        case Way.CADVISOR:
            yield from (kubelet.cadvisor(made, n.node) for n in made.things[Per.NODE])
        case Way.KUBE_STATE_METRICS:
            yield tables.families(source, tables.everything(made))
        case Way.COREDNS:
            yield from 4 * [list(tables.families(source, tables.alone(Per.DNS)))]
        case Way.HUB if source is ARGO_CD:
            yield from (hub.argo_cd(made, part) for part in TOOLS if part != "external-dns")
        case Way.HUB:
            yield tables.families(source, tables.everything(made))
        case _:
            for number, one in enumerate(made.instances):
                yield tables.families(source, tables.of_instance(one, first=number == 0))


@pytest.mark.parametrize(
    "source",
    [KUBELET, CADVISOR, KUBE_STATE_METRICS, COREDNS, ARGO_CD, EXTERNAL_DNS, *APPLICATIONS],
    ids=lambda source: source.name,
)
def test_each_metric_has_as_many_series_as_its_table_says(source: Source, made: Cluster) -> None:
    counts: Counter[str] = Counter()
    for page in pages(source, made):
        told = [(s.name, tuple(sorted(s.labels.items()))) for f in page for s in f.series]
        assert len(told) == len(set(told)), "a target tells a series twice"
        counts.update(name for name, _ in told)
    for name, metric in source.names:
        if metric.name not in tables.BY_SCRAPER:
            wanted = metric.series[name] * REFERENCE[metric.per]
            assert abs(counts[name] - wanted) <= max(1, TOLERANCE * wanted), name


@pytest.mark.parametrize("source", [KUBE_STATE_METRICS, COREDNS], ids=lambda s: s.name)
def test_types_labels_and_bounds_are_those_of_the_table(source: Source, made: Cluster) -> None:
    families = {family.name: family for family in next(pages(source, made))}
    for metric in source.metrics:
        if metric.name in tables.BY_SCRAPER:
            continue
        family = families[metric.name]
        assert family.kind == ("gauge" if metric.kind is Kind.INFO else metric.kind)
        assert {label for s in family.series for label in s.labels} == set(metric.labels)
        if metric.kind is Kind.HISTOGRAM:
            bounds = {s.labels["le"] for s in family.series if "le" in s.labels}
            assert bounds == {*metric.buckets, "+Inf"}


def test_counters_and_buckets_only_grow() -> None:
    def values(tick: int) -> dict[str, tuple[str, float]]:
        found = tables.families(COREDNS, tables.alone(Per.DNS), tick)
        return {
            f"{s.name}{s.labels}": (family.kind, float(s.value))
            for family in found
            for s in family.series
        }

    before, after = values(1), values(2)
    assert before.keys() == after.keys()
    growing = [key for key, (kind, _) in before.items() if kind in ("counter", "histogram")]
    assert all(before[key][1] <= after[key][1] for key in growing)


def test_the_same_seed_makes_the_same_cluster_and_another_another(made: Cluster) -> None:
    assert cluster() == made
    assert cluster(seed=1).things[Per.POD] != made.things[Per.POD]
    assert len(made.things[Per.POD]) == 600 and len(made.things[Per.NODE]) == 30


def test_label_sets_are_all_different_and_vary_from_the_start() -> None:
    found = list(label_sets("m", ("http_route", "http_response_status_code", "phase"), 700))
    assert len({tuple(one.items()) for one in found}) == 700
    assert len({one["http_response_status_code"] for one in found[:10]}) > 5


def test_spans_make_as_many_series_as_the_table_says(made: Cluster) -> None:
    assert sum(1 for _ in spans.offered(made.instances[:2])) == 2 * 40 * 13


def test_what_arrives_is_without_what_nobody_uses() -> None:
    series = (
        Series("a", "1", {"uid": "u", "pod": "p", "token": "t", "job": "its own"}),
        Series("b_bucket", "1", {"le": "1.0"}),
        Series("b_bucket", "1", {"le": "2.0"}),
        Series("unused", "1"),
    )
    labels = {"job": "j"}
    found = arriving(Target(Way.HUB, series, labels), KEPT, OUTER)
    assert set(found) == {
        identity("a", {**OUTER, **labels, "pod": "p", "exported_job": "its own"}),
        identity("b_bucket", {**OUTER, **labels, "le": "1"}),
        identity("up", {**OUTER, **labels}),
    }
    honored = arriving(Target(Way.HUB, series, labels, honor=True), KEPT, OUTER)
    assert identity("a", {**OUTER, "pod": "p", "job": "its own"}) in honored


def test_series_that_become_one_are_counted() -> None:
    twins = tuple(Series("a", "1", {"uid": uid, "pod": "p"}) for uid in "xy")
    found = arriving(Target(Way.HUB, twins, {}), KEPT, OUTER)
    assert list(found.values()) == [2]


def test_a_difference_is_told_with_who_asks_for_the_label() -> None:
    collection = collected(proof_environment())
    name = "kube_node_status_condition"
    wanted = [identity(name, {"node": "n", "condition": "Ready", "status": "true"})]
    came = [identity(name, {"condition": "Ready", "status": "true"})]
    (line,) = differences(wanted, came, collection)
    assert line.startswith(f"{name}: 1 series came without node, for 1; asked for by ")
    assert "NodeNotReady" in line
    assert differences(wanted, wanted, collection) == []


def test_cases_give_a_series_no_label_that_its_source_does_not_have() -> None:
    collection = collected(proof_environment())
    cases = [case for case in CASES if isinstance(case, MetricCase)]
    unknown = {one.text: one.unknown for c in cases for one in given(c, collection) if one.unknown}
    assert unknown == {}


def test_a_label_that_a_source_does_not_have_is_told() -> None:
    collection = collected(proof_environment())
    case = next(c for c in CASES if isinstance(c, MetricCase) and c.rule == "NodeNotReady")
    planted = replace(case, data={'kube_node_status_condition{node="n",zone="a"}': "1x9"})
    (one,) = given(planted, collection)
    assert one.unknown == ("zone",) and "zone" not in one.labels
