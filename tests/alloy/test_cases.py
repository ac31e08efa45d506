"""The rules' cases on what really arrives of their series, and what is told when it does not."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from alerts.catalogue import recordings, rules
from alerts.query import PromQL
from commands.conformance.exposition import Series
from commands.conformance.realistic.arriving import Identity, Target, arriving, differences
from commands.conformance.realistic.cases import OUTER, Given, given, passed, repeated, targets
from commands.engines.build import tool
from proof.case import MetricCase, name_of
from proof.cases import CASES
from proof.environment import proof_environment
from proof.promtool import test_rules as ask_promtool
from telemetry.collect import Collection, Shipped
from telemetry.environment import collected
from vocabulary.sources.model import Way

ask_promtool.__test__ = False  # pyright: ignore[reportFunctionMemberAccess]

pytestmark = [pytest.mark.engine, pytest.mark.xdist_group("cases")]

ENVIRONMENT = proof_environment()
RULES = {rule.title: rule for rule in rules(ENVIRONMENT) if isinstance(rule.query, PromQL)}
METRIC_CASES = tuple(case for case in CASES if isinstance(case, MetricCase) and case.alerts)
"""Those in which a rule fires."""
EXTRA = "kube_pod_tolerations"
"""A metric that nobody asks for."""


@dataclass(frozen=True)
class Asked:
    """The cases' series as their sources have them."""

    collection: Collection
    given: Mapping[str, Sequence[Given]]
    targets: Sequence[Target]

    @property
    def wanted(self) -> set[Identity]:
        """What of them must arrive."""
        return {
            series
            for target in self.targets
            for series in arriving(target, self.collection.ways[target.way], OUTER)
        }

    def repeated(self, arrived: set[Identity], title: str | None = None) -> list[MetricCase]:
        """The cases with what arrived: of one rule, or of all."""
        return [
            repeated(case, self.given[name_of(case)], arrived)
            for case in METRIC_CASES
            if title in (None, case.rule)
        ]


@pytest.fixture(scope="module")
def asked() -> Asked:
    collection = collected(ENVIRONMENT)
    found = {name_of(case): tuple(given(case, collection)) for case in METRIC_CASES}
    made = targets(one for of in found.values() for one in of)
    return Asked(collection, found, [_with_extra(target) for target in made])


@pytest.fixture(scope="module")
def arrived(alloy: Path, asked: Asked) -> set[Identity]:
    """What passes the lists that were derived for these rules."""
    return passed(alloy, ENVIRONMENT, asked.collection, asked.targets)


@pytest.fixture(scope="module")
def promtool() -> Path:
    return tool("promtool")


def test_every_series_that_a_case_needs_arrives_and_no_other(
    asked: Asked, arrived: set[Identity]
) -> None:
    assert differences(asked.wanted, arrived, asked.collection) == []


@pytest.mark.parametrize("title", sorted({case.rule for case in METRIC_CASES}))
def test_a_rule_does_on_what_arrived_what_its_cases_say(
    title: str, asked: Asked, arrived: set[Identity], promtool: Path, tmp_path: Path
) -> None:
    cases = asked.repeated(arrived, title)
    verdict = ask_promtool(promtool, [RULES[title]], recordings(ENVIRONMENT), cases, tmp_path)
    assert verdict.ok, verdict.printed


@pytest.fixture(scope="module")
def planted(alloy: Path, asked: Asked) -> set[Identity]:
    """What passes lists with a metric, a label and a bucket too few, and a metric too many."""
    changed = replace(asked.collection, ways=dict(_planted(asked.collection.ways)))
    return passed(alloy, ENVIRONMENT, changed, asked.targets)


@pytest.mark.parametrize(
    ("metric", "told", "rule"),
    [
        ("kube_pod_container_status_waiting_reason", "are missing", "PodCrashLooping"),
        (
            "kubelet_volume_stats_available_bytes",
            "came without persistentvolumeclaim",
            "PersistentVolumeFillingUp",
        ),
        (
            "traces_span_metrics_duration_seconds_bucket",
            'le="2.5"',
            "SpanLatencyP95High",
        ),
        (EXTRA, "came that must not", "nobody"),
    ],
)
def test_a_planted_fault_is_told_with_metric_and_rule(
    metric: str, told: str, rule: str, asked: Asked, planted: set[Identity]
) -> None:
    lines = differences(asked.wanted, planted, asked.collection)
    line = next(line for line in lines if line.startswith(f"{metric}: "))
    assert told in line and rule in line, line


@pytest.mark.parametrize("title", ["PodCrashLooping", "PersistentVolumeFillingUp"])
def test_a_rule_without_its_series_does_not_fire_as_its_case_says(
    title: str, asked: Asked, planted: set[Identity], promtool: Path, tmp_path: Path
) -> None:
    cases = asked.repeated(planted, title)
    assert not ask_promtool(promtool, [RULES[title]], (), cases, tmp_path).ok


def _with_extra(target: Target) -> Target:
    if target.way is not Way.KUBE_STATE_METRICS:
        return target
    more = Series(EXTRA, "1", {"namespace": "shop", "pod": "a", "job": "kube-state-metrics"})
    return replace(target, series=(*target.series, more))


def _planted(ways: Mapping[Way, Shipped]) -> Iterator[tuple[Way, Shipped]]:
    gone = "kube_pod_container_status_waiting_reason"
    bucket = {"traces_span_metrics_duration_seconds_bucket": ("2.5",)}
    for way, shipped in ways.items():
        match way:
            case Way.KUBE_STATE_METRICS:
                names = tuple(name for name in (*shipped.names, EXTRA) if name != gone)
                yield way, replace(shipped, names=names)
            case Way.KUBELET:
                yield way, replace(shipped, drop_labels=("persistentvolumeclaim",))
            case Way.SPAN_METRICS:
                yield way, replace(shipped, drop_buckets=bucket)
            case _:
                yield way, shipped
