"""The tables: that they agree with themselves, the programs and what the fakes expose."""

import re
from collections import Counter
from collections.abc import Callable, Collection
from urllib.request import urlopen

import pytest

from alloy.program import module_texts
from charts.others import kube_state_metrics_values
from commands.conformance.exposition import Metrics, parse
from commands.conformance.fakes.argocd import ArgoCd
from commands.conformance.fakes.coredns import coredns
from commands.conformance.fakes.external_dns import external_dns
from commands.conformance.fakes.kube_state_metrics import kube_state_metrics as state
from commands.conformance.fakes.kubelet import CADVISOR as CADVISOR_PATH
from commands.conformance.fakes.kubelet import kubelet
from commands.conformance.fakes.scraped import Scraped
from settings import load_environment
from vocabulary.sources import (
    ARGO_CD,
    CADVISOR,
    COREDNS,
    EXTERNAL_DNS,
    KUBE_STATE_METRICS,
    KUBELET,
    SOURCES,
    logs,
)
from vocabulary.sources.derived import BOUNDS
from vocabulary.sources.extras import EXTRAS, Extra
from vocabulary.sources.model import Kind, Source, Way
from vocabulary.sources.reference import REFERENCE

IDS = [source.name for source in SOURCES]


@pytest.mark.parametrize("source", SOURCES, ids=IDS)
def test_a_source_offers_each_name_once_and_counts_it(source: Source) -> None:
    names = Counter(name for name, _ in source.names)
    assert [name for name, count in names.items() if count > 1] == []
    for metric in source.metrics:
        assert metric.per in REFERENCE
        assert metric.each > 0
        assert set(metric.redundant) <= set(metric.labels)
        assert len(set(metric.labels)) == len(metric.labels)
        if metric.kind is Kind.HISTOGRAM:
            assert sorted(map(float, metric.buckets)) == [float(b) for b in metric.buckets]


def test_what_no_collector_ships_says_what_makes_it() -> None:
    assert all(bool(source.made_by) == (source.way is None) for source in SOURCES)
    assert {source.way for source in SOURCES if source.way} == set(Way)


@pytest.mark.parametrize("extra", EXTRAS, ids=lambda extra: f"{extra.way}: {extra.reason}")
def test_an_extra_is_offered_by_its_way_and_has_a_reason(extra: Extra) -> None:
    offered = {name for source in SOURCES if source.way is extra.way for name, _ in source.names}
    assert set(extra.names.split()) <= offered
    assert extra.reason


def test_no_way_has_a_metric_that_keeps_what_another_drops() -> None:
    """One rule drops a label of all of a way's series, so that only those may go that all spare."""
    for way in Way:
        metrics = [m for source in SOURCES if source.way is way for m in source.metrics]
        spare = {label for metric in metrics for label in metric.redundant}
        for metric in metrics:
            assert not spare & (set(metric.labels) - set(metric.redundant)), metric.name


def exposed(scraped: Scraped, path: str = "/metrics") -> Metrics:
    """What a fake tells whoever asks it."""
    with scraped, urlopen(f"http://{scraped.address}{path}", timeout=10) as answer:
        return parse(answer.read().decode())


Series = tuple[str, frozenset[tuple[str, str]]]


def without(labels: Collection[str], metrics: Metrics) -> Counter[Series]:
    """How often each series is there, once the labels are dropped."""
    return Counter(
        (name, frozenset((k, v) for k, v in series.items() if k not in labels))
        for name, found in metrics.items()
        for series, _ in found
    )


def redundant(source: Source) -> set[str]:
    return {label for metric in source.metrics for label in metric.redundant}


def of_containers(metrics: Metrics) -> Metrics:
    """What alloy/metrics_node.alloy leaves of cAdvisor: no sums, but of the network."""
    return {
        name: [
            (labels, value)
            for labels, value in found
            if name.startswith(("container_network_", "machine_"))
            or (labels.get("container") and labels.get("image"))
        ]
        for name, found in metrics.items()
    }


def test_without_redundant_labels_every_series_is_still_told_from_the_others() -> None:
    containers = of_containers(exposed(kubelet("node-1"), CADVISOR_PATH))
    for source, metrics in ((CADVISOR, containers), (KUBE_STATE_METRICS, exposed(state()))):
        series = without(redundant(source), metrics)
        assert series
        assert [one for one, count in series.items() if count > 1] == []


def test_without_a_label_that_identifies_series_would_merge() -> None:
    """The planted opposite: `pod` is not redundant, and the same test sees it."""
    series = without({*redundant(KUBE_STATE_METRICS), "pod"}, exposed(state()))
    assert max(series.values()) > 1


@pytest.mark.parametrize(
    ("source", "make", "path"),
    [
        (KUBELET, kubelet, "/metrics"),
        (CADVISOR, kubelet, CADVISOR_PATH),
        (KUBE_STATE_METRICS, state, "/metrics"),
        (COREDNS, coredns, "/metrics"),
        (EXTERNAL_DNS, external_dns, "/metrics"),
    ],
    ids=lambda value: getattr(value, "name", ""),
)
def test_a_fake_exposes_what_the_table_knows(
    source: Source, make: Callable[[], Scraped], path: str
) -> None:
    labels = {name: {*metric.labels} for name, metric in source.names}
    # The fake has these on purpose: most of a kubelet's series are such.
    found = {
        name: series
        for name, series in exposed(make(), path).items()
        if not name.startswith("apiserver_audit_unneeded_")
    }
    assert found
    for name, series in found.items():
        assert name in labels
        assert all(set(one) <= labels[name] for one, _ in series), name


def test_the_fakes_of_argo_cd_expose_what_the_table_knows() -> None:
    labels = {name: {*metric.labels} for name, metric in ARGO_CD.names}
    for scraped in ArgoCd().components.values():
        for name, series in exposed(scraped).items():
            assert all(set(one) <= labels[name] for one, _ in series), name


def test_kube_state_metrics_table_is_of_the_objects_that_it_is_asked_for() -> None:
    asked = kube_state_metrics_values(load_environment("prod"))["collectors"]
    singular = {name.removesuffix("s") for name in asked}
    told = {
        metric.name.split("_")[1]
        for metric in KUBE_STATE_METRICS.metrics
        if metric.name.startswith("kube_")
    }
    assert told == singular


def test_span_metrics_bounds_are_the_programs() -> None:
    (listed,) = re.findall(r"buckets = \[(.+)\]", module_texts()["span_metrics"])
    seconds = [
        float(number) / (1000 if unit == "ms" else 1)
        for number, unit in re.findall(r'"([\d.]+)(ms|s)"', listed)
    ]
    assert seconds == [float(bound) for bound in BOUNDS.split()]


def test_log_labels_are_the_exits() -> None:
    text = module_texts()["exit_logs"]
    (kept,) = re.findall(r"stage\.label_keep \{\n\t+values = \[(.+)\]", text)
    place = {"cluster", "environment", "region"}
    assert {*re.findall(r'"(\w+)"', kept), *place} == set(logs.STREAM_LABELS)
    (block,) = re.findall(r"stage\.structured_metadata \{\n\t+values = \{\n(.+?)\t+\}", text, re.S)
    assert set(re.findall(r"(\w+) +=", block)) == set(logs.STRUCTURED_METADATA)
