"""What measures save, by sums that are written out, and that none is written down by hand."""

from pathlib import Path
from typing import Any

import pytest

from telemetry.cost.bill import estimate, estimated
from telemetry.cost.measures import MEASURES, Saving, all_buckets, all_names, savings
from telemetry.environment import collected
from tests.telemetry.cost.cases import small
from tests.telemetry.planted import derived, rule
from vocabulary.sources.model import Way


def saved(tmp_path: Path, name: str, **changes: Any) -> Saving:
    """The one measure whose name begins so."""
    (found,) = [one for one in savings(small(tmp_path, **changes)) if one.name.startswith(name)]
    return found


def test_every_measure_is_there_and_leaves_the_environment_as_it_is(tmp_path: Path) -> None:
    environment = small(tmp_path)
    before = estimate(environment)
    found = savings(environment)
    assert [saving.name for saving in found] == [measure.name for measure in MEASURES]
    assert all(saving.with_it == before for saving in found)
    assert estimate(environment) == before


def test_debug_lines_dropped(tmp_path: Path) -> None:
    found = saved(tmp_path, "debug lines")
    # Half of the lines, 65.7 GB in each region.
    assert found.without.logs_gb - found.with_it.logs_gb == pytest.approx(131.4)
    # Processed and written for 0.6 each; 0.3 of them on the wire, through NAT and out for 0.16.
    assert found.usd == pytest.approx(131.4 * 0.6 + 131.4 * 0.3 * 0.16)


def test_sampling(tmp_path: Path) -> None:
    found = saved(
        tmp_path, "traces sampled", collectors__sampling={"mode": "head", "percentage": 25}
    )
    # Three quarters of 52.56 GB in each region.
    assert found.without.traces_gb - found.with_it.traces_gb == pytest.approx(78.84)
    assert found.usd == pytest.approx(78.84 * 0.6 + 78.84 * 0.25 * 0.16)


def test_a_scrape_each_minute(tmp_path: Path) -> None:
    found = saved(tmp_path, "a scrape each minute")
    series = sum(found.with_it.active_series.values())
    assert found.without.active_series == found.with_it.active_series
    # Three times as many billed series more, and their samples on the wire.
    wire = 3 * series * 43_800 * 20 / 1e9
    assert found.usd == pytest.approx(3 * series * 8 / 1000 + wire * 0.16)


def test_the_gateway_endpoint_of_s3(tmp_path: Path) -> None:
    # 1,000 GB in each of two regions, at 0.06 a GB.
    assert saved(tmp_path, "S3").usd == pytest.approx(120)
    without = saved(tmp_path, "S3", regions__tokyo__network__enable_s3_endpoint=False)
    assert without.usd == pytest.approx(60)


def test_interface_endpoints_may_cost_more_than_they_save(tmp_path: Path) -> None:
    services = {"regions__seoul__network__interface_endpoints": ["ecr.api"]}
    found = saved(tmp_path, "AWS by interface", **services)
    # Three zones x 730 h x 0.02, less 5 GB x (0.06 - 0.01).
    assert found.usd == pytest.approx(-(43.8 - 0.25))


def test_flow_logs_of_refused_traffic(tmp_path: Path) -> None:
    found = saved(tmp_path, "flow logs")
    # 90 of 100 GB in each region are not written at 0.8, and not kept for 2.9589 months.
    assert found.usd == pytest.approx(2 * 90 * (0.8 + 90 / (730 / 24) * 0.15 * 0.03))


def test_allow_lists_leave_out_what_nobody_asks_for(tmp_path: Path) -> None:
    environment = small(tmp_path)
    collection = collected(environment)
    _, everything = all_names(environment, collection)
    for way in set(Way) - {Way.SERVICE_GRAPH}:
        assert {*collection.ways[way].names} <= {*everything.ways[way].names} | {*collection.named}
    assert not any(shipped.drop_buckets for shipped in everything.ways.values())
    found = saved(tmp_path, "allow-lists")
    offered = sum(found.without.active_series.values())
    assert offered > 3 * sum(found.with_it.active_series.values())


def test_buckets_that_are_dropped_are_counted(tmp_path: Path) -> None:
    environment = small(tmp_path)
    collection = derived(
        rule('http_server_request_duration_seconds_bucket{le="1"}'), environment=environment
    )
    assert collection.ways[Way.APPLICATIONS].drop_buckets
    _, every = all_buckets(environment, collection)
    now, without = estimated(environment, collection), estimated(environment, every)
    more = without.active_series["seoul"] - now.active_series["seoul"]
    (source,) = [s for s in collection.offered.sources if s.name == "HTTP server"]
    (metric,) = [m for m in source.metrics if m.name == "http_server_request_duration_seconds"]
    # 13 of 14 bounds, for each of an instance's label sets, of nine instances.
    dropped = collection.ways[Way.APPLICATIONS].drop_buckets[f"{metric.name}_bucket"]
    assert len(dropped) == 13
    assert more >= 13 * metric.each * 9


@pytest.mark.parametrize("name", [measure.name for measure in MEASURES])
def test_a_measure_that_is_not_in_force_saves_nothing(name: str, tmp_path: Path) -> None:
    off: dict[str, Any] = {
        "collectors__metrics__scrape_interval": "15s",
        "collectors__sampling": {"mode": "head", "percentage": 100},
        **{f"regions__{r}__network__enable_s3_endpoint": False for r in ("seoul", "tokyo")},
        **{f"regions__{r}__network__flow_log": {"traffic_type": "ALL"} for r in ("seoul", "tokyo")},
        **{f"regions__{r}__load__debug_share": 0 for r in ("seoul", "tokyo")},
    }
    environment = small(tmp_path, **off)
    _, everything = all_names(environment, collected(environment))
    (measure,) = [one for one in MEASURES if one.name == name]
    now = estimated(environment, everything)
    assert estimated(*measure.without(environment, everything)).total == pytest.approx(now.total)
