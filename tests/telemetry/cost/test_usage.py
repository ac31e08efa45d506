"""How much a region sends, by sums that are written out."""

from pathlib import Path

import pytest

from settings.collectors import HeadSampling, TailSampling
from settings.workload import Workload
from telemetry.cost.model import SECONDS, Usage
from telemetry.cost.usage import cluster, kept, logs_gb, sent_gb, traces_gb, usage
from telemetry.environment import collected
from telemetry.series import counts
from tests.telemetry.cost.cases import LOAD, small
from tests.telemetry.planted import derived, rule
from vocabulary.sources.model import Per
from vocabulary.sources.reference import REFERENCE

SMALL = Workload(**LOAD)


def test_a_month_has_730_hours() -> None:
    assert SECONDS == 2_628_000


def test_the_default_load_is_the_reference_cluster() -> None:
    assert cluster(Workload()) == REFERENCE


def test_what_is_not_given_is_scaled_by_pods_and_what_a_cluster_has_once_is_not() -> None:
    found = cluster(SMALL)
    # A tenth of the reference's 600 pods.
    assert (found[Per.POD], found[Per.CONTAINER], found[Per.VOLUME]) == (60, 90, 4)
    assert (found[Per.NODE], found[Per.SERVICE]) == (10, 5)
    assert (found[Per.JAVA], found[Per.DOTNET], found[Per.APPLICATION]) == (6, 3, 9)
    assert (found[Per.API_SERVER], found[Per.NAMESPACE]) == (2, 20)


@pytest.mark.parametrize(("hours", "instances"), [(0, 9), (36.5, 9), (37, 18), (730, 18)])
def test_rollouts_count_once_they_take_more_than_the_forgiven_twentieth(
    hours: float, instances: int
) -> None:
    found = cluster(SMALL.model_copy(update={"rollout_hours": hours}))
    assert found[Per.APPLICATION] == instances
    assert found[Per.POD] == 60


def test_series_of_a_name_are_as_many_as_its_things(tmp_path: Path) -> None:
    environment = small(tmp_path)
    name = "kube_pod_tolerations"  # three for each pod, as its table says
    without = usage(environment, "seoul", derived(environment=environment))
    with_it = usage(environment, "seoul", derived(rule(name), environment=environment))
    # Three for each of 60 pods.
    assert with_it.active_series - without.active_series == pytest.approx(180)
    more = with_it.series["kube-state-metrics"] - without.series["kube-state-metrics"]
    assert more == pytest.approx(180)


def test_the_hubs_tools_are_counted_in_the_hub_only(tmp_path: Path) -> None:
    environment = small(tmp_path)
    collection = collected(environment)
    seoul, tokyo = (usage(environment, key, collection) for key in ("seoul", "tokyo"))
    hub = {"Argo CD", "ExternalDNS"}
    assert {*seoul.series} - {*tokyo.series} == hub
    assert all(tokyo.series[source] == seoul.series[source] for source in tokyo.series)


def test_usage_counts_what_make_unused_counts(tmp_path: Path) -> None:
    environment = small(tmp_path, regions__seoul__load={}, regions__tokyo__load={})
    collection = collected(environment)
    found = usage(environment, "seoul", collection)
    assert found.active_series == sum(count.shipped for count in counts(collection))


@pytest.mark.parametrize(("interval", "points"), [("60s", 1), ("15s", 4), ("30s", 2), ("2m", 0.5)])
def test_samples_in_a_minute_follow_from_the_interval(
    interval: str, points: float, tmp_path: Path
) -> None:
    environment = small(tmp_path, collectors__metrics__scrape_interval=interval)
    assert usage(environment, "seoul", collected(environment)).points_per_minute == points


def test_without_a_grafana_cloud_stack_nothing_is_sent(tmp_path: Path) -> None:
    environment = small(tmp_path, grafana=None)
    assert usage(environment, "seoul", collected(environment)) == Usage({}, 0, 0, 0)


def test_logs_are_lines_above_debug_in_bytes() -> None:
    # 100 lines x 500 bytes x half of them x 2,628,000 s.
    assert logs_gb(SMALL) == pytest.approx(65.7)


@pytest.mark.parametrize(
    ("sampling", "share", "gb"),
    [
        # 10 requests x 4 spans x 500 bytes x 2,628,000 s are 52.56 GB.
        (HeadSampling(percentage=100), 1, 52.56),
        (HeadSampling(percentage=25), 0.25, 13.14),
        # A tenth is always kept, and a fifth of the other nine tenths.
        (TailSampling(mode="tail", percentage=20), 0.28, 14.7168),
        (TailSampling(mode="tail", percentage=100), 1, 52.56),
    ],
)
def test_traces_are_what_sampling_keeps(
    sampling: HeadSampling | TailSampling, share: float, gb: float
) -> None:
    assert kept(SMALL, sampling) == pytest.approx(share)
    assert traces_gb(SMALL, sampling) == pytest.approx(gb)


def test_on_the_wire_all_is_smaller() -> None:
    sent = sent_gb(Usage({"a": 1000}, 2, logs_gb=100, traces_gb=100))
    # 2,000 samples x 43,800 minutes x 20 bytes.
    assert sent == pytest.approx({"metrics": 1.752, "logs": 30, "traces": 25})
