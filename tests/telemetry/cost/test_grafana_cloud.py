"""Grafana Cloud's bill, by sums that are written out."""

from pathlib import Path

import pytest

from telemetry.cost.grafana_cloud import billed_series, grafana_items, metrics_items
from telemetry.cost.model import Item, Part, Usage
from tests.telemetry.cost.cases import small


def used(series: float = 0, points: float = 1, logs: float = 0, traces: float = 0) -> Usage:
    return Usage({"a": series}, points, logs, traces)


def by_region(items: list[Item], part: Part) -> dict[str | None, float]:
    return {item.region: item.usd for item in items if item.part is part}


def test_series_above_the_included_are_shared_by_regions(tmp_path: Path) -> None:
    prices = small(tmp_path).prices.grafana
    items = list(metrics_items({"seoul": used(3000), "tokyo": used(1000)}, prices))
    # 4,000 less 1,000 included, 8 a thousand: 24, three quarters of it Seoul's.
    assert by_region(items, Part.METRICS) == pytest.approx({"seoul": 18, "tokyo": 6})
    assert [item.quantity for item in items] == [3000, 1000]


@pytest.mark.parametrize(
    ("points", "held", "billed"),
    [(1, 1, 1000), (4, 1, 4000), (0.5, 1, 1000), (4, 2, 2000), (2, 4, 1000)],
)
def test_samples_beyond_those_that_the_price_holds_are_billed_as_series(
    points: float, held: float, billed: float, tmp_path: Path
) -> None:
    prices = small(tmp_path, prices__grafana__points_per_minute=held).prices.grafana
    assert billed_series(used(1000, points), prices) == billed


def test_logs_and_traces_are_processed_and_written(tmp_path: Path) -> None:
    regions = {"seoul": used(logs=30, traces=5), "tokyo": used(logs=10, traces=0)}
    items = list(grafana_items(small(tmp_path), regions))
    # 40 GB processed at 0.1; 30 of them, beyond the 10 included, written at 0.5: 4 + 15.
    assert by_region(items, Part.LOGS) == pytest.approx({"seoul": 14.25, "tokyo": 4.75})
    # 5 GB of traces are within what is included, and are processed all the same.
    assert by_region(items, Part.TRACES) == pytest.approx({"seoul": 0.5, "tokyo": 0})


def test_checks_are_paid_by_execution(tmp_path: Path) -> None:
    synthetics = {
        "url": "https://synthetic.example.com",
        "checks": {
            "checkout": {
                "target": "https://pay.example.com",
                "probes": ["Seoul", "Tokyo"],
                "frequency": 120,
            }
        },
    }
    environment = small(tmp_path, grafana__synthetics=synthetics)
    (item,) = [i for i in grafana_items(environment, {"seoul": used()}) if i.part is Part.CHECKS]
    # Two probes, every 120 s of 2,628,000: 43,800 at 5 for ten thousand.
    assert (item.quantity, item.usd) == pytest.approx((43_800, 21.9))
    some = small(tmp_path, grafana__synthetics=synthetics, prices__grafana__checks_included=33_800)
    (item,) = [i for i in grafana_items(some, {"seoul": used()}) if i.part is Part.CHECKS]
    assert item.usd == pytest.approx(5)


def test_the_plans_fee_belongs_to_no_region(tmp_path: Path) -> None:
    items = list(grafana_items(small(tmp_path), {"seoul": used()}))
    assert by_region(items, Part.PLAN) == {None: 10}


def test_less_than_is_included_costs_the_fee_only(tmp_path: Path) -> None:
    assert sum(i.usd for i in grafana_items(small(tmp_path), {"seoul": used(999)})) == 10
    assert sum(i.usd for i in grafana_items(small(tmp_path), {"seoul": used()})) == 10
