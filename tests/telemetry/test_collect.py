"""The allow-lists that follow: names, labels and buckets, exactly."""

import pytest

from telemetry.collect import Collection
from tests.telemetry.planted import (
    Way,
    asked,
    dashboard,
    derived,
    names,
    panel,
    recording,
    rule,
)
from vocabulary.sources.applications import DURATION

BUCKETS = "http_server_request_duration_seconds_bucket"
OTHERS = tuple(bound for bound in DURATION.split() if bound != "1")


def test_what_is_used_and_nothing_else_is_asked_for() -> None:
    collection = derived(
        rule("sum by (pod) (kube_pod_created) and on (pod) kube_pod_status_phase"),
        dashboards=[dashboard(panel("rate(container_cpu_usage_seconds_total[5m])"))],
    )
    assert asked(collection, Way.KUBE_STATE_METRICS) == {
        "kube_pod_created",
        "kube_pod_status_phase",
    }
    assert asked(collection, Way.CADVISOR) == {"container_cpu_usage_seconds_total"}
    for way in set(Way) - {Way.KUBE_STATE_METRICS, Way.CADVISOR}:
        assert not asked(collection, way)


def test_a_panel_with_a_new_metric_changes_the_list_and_its_last_user_takes_it_away() -> None:
    metric = "kube_pod_tolerations"
    one, two = panel(metric, id_=1), panel(f"count({metric})", id_=2)
    without, with_one, with_two = (
        derived(dashboards=[dashboard(*panels)]) for panels in ((), (one,), (one, two))
    )
    before = names(without, Way.KUBE_STATE_METRICS)
    assert metric not in before
    assert names(with_one, Way.KUBE_STATE_METRICS) == before | {metric}
    assert names(with_two, Way.KUBE_STATE_METRICS) == before | {metric}
    assert len(with_two.reasons[Way.KUBE_STATE_METRICS, metric]) == 2
    assert names(derived(dashboards=[dashboard(two)]), Way.KUBE_STATE_METRICS) == before | {metric}


def test_a_scrape_that_nobody_asks_about_is_still_known_to_be_up() -> None:
    collection = derived()
    for way in set(Way) - {Way.SPAN_METRICS, Way.SERVICE_GRAPH}:
        assert {"up", "scrape_samples_scraped"} <= names(collection, way)


def bounds(collection: Collection) -> tuple[str, ...] | None:
    return collection.ways[Way.APPLICATIONS].drop_buckets.get(BUCKETS)


def test_buckets_that_no_query_looks_at_go() -> None:
    assert bounds(derived(rule(f'sum(rate({BUCKETS}{{le="1"}}[5m]))'))) == OTHERS
    assert bounds(derived(rule(f'sum(rate({BUCKETS}{{le="1.0"}}[5m]))'))) == OTHERS
    several = bounds(derived(rule(f'sum(rate({BUCKETS}{{le=~"0.5|1|2.5"}}[5m]))')))
    assert several and not {"0.5", "1", "2.5", "+Inf"} & set(several)


@pytest.mark.parametrize(
    "asks",
    [
        f"histogram_quantile(0.99, sum by (le) (rate({BUCKETS}[5m])))",
        f"sum by (le) (rate({BUCKETS}[5m]))",
        f'rate({BUCKETS}{{le!="+Inf"}}[5m])',
    ],
)
def test_no_bucket_goes_where_all_are_looked_at(asks: str) -> None:
    assert bounds(derived(rule(f'{BUCKETS}{{le="1"}}'), rule(asks, "Quantile"))) is None


def test_a_histogram_whose_buckets_nobody_asks_for_ships_none() -> None:
    count = BUCKETS.replace("_bucket", "_count")
    collection = derived(rule(f"rate({count}[5m])"))
    assert BUCKETS not in names(collection, Way.APPLICATIONS)


def test_recordings_count_as_users_of_buckets() -> None:
    slow = recording("a:b:c", f'sum(rate({BUCKETS}{{le="0.5"}}[5m]))')
    dropped = bounds(derived(rule(f'{BUCKETS}{{le="1"}} > 0'), recordings=[slow]))
    assert dropped and not {"0.5", "1"} & set(dropped)


def test_labels_go_only_where_no_metric_needs_them() -> None:
    collection = derived(rule("kube_pod_container_info > 0"))
    assert collection.ways[Way.KUBE_STATE_METRICS].drop_labels == (
        "container_id",
        "image_id",
        "uid",
    )
    assert collection.ways[Way.CADVISOR].drop_labels == ("id", "image", "name")
    # A node has one machine id, but nothing that says so is shipped.
    assert derived(rule("machine_memory_bytes > 0")).ways[Way.CADVISOR].drop_labels == (
        "boot_id",
        "id",
        "image",
        "machine_id",
        "name",
        "system_uuid",
    )
    assert collection.ways[Way.NODE_EXPORTER].drop_labels == ()
