"""The estimate as a whole: what makes it larger, and what it says where a price is missing."""

import time
from pathlib import Path
from typing import Any

import pytest

from settings import UserError, load_environment
from settings.prices import AwsPrices, GrafanaPrices
from telemetry.cost import Estimate, Part, estimate
from telemetry.cost.bill import estimated
from telemetry.environment import collected
from tests.telemetry.cost.cases import LOAD, in_both, small

MORE: tuple[dict[str, Any], ...] = (
    *({name: 2 * value} for name, value in LOAD.items() if isinstance(value, (int, float))
      if name not in ("debug_share", "always_kept", "rejected_share")),
    {"rejected_share": 0.2},
    {"debug_share": 0.25},
    {"rollout_hours": 100},
    {"aws_gb": {"ecr.api": 50, "sts": 3}},
)  # fmt: skip
"""Changes of a load, of which each makes it larger."""

NOT_ALONE = {"s3_gb", "services"}
"""What costs nothing with S3's endpoint, and without the service graph of tail sampling."""


def total(items: Estimate) -> float:
    return sum(items.of(region, part) for region in (*items.usage, None) for part in Part)


@pytest.mark.parametrize("load", MORE, ids=[next(iter(load)) for load in MORE])
def test_more_load_costs_more_and_never_less(load: dict[str, Any], tmp_path: Path) -> None:
    environment = small(tmp_path)
    collection = collected(environment)
    before = estimated(environment, collection)
    after = estimated(small(tmp_path, **in_both(**load)), collection)
    if NOT_ALONE & {*load}:
        assert after.total == pytest.approx(before.total)
    else:
        assert after.total > before.total


@pytest.mark.parametrize("factor", [0, 0.5, 1, 3, 10, 1000])
def test_the_bill_never_falls_as_a_cluster_grows(factor: float, tmp_path: Path) -> None:
    names = ("nodes", "pods", "java_instances", "dotnet_instances", "services")
    sizes = [{name: int(LOAD[name] * f) for name in names} for f in (factor, factor + 1)]
    collection = collected(small(tmp_path))
    less, more = (estimated(small(tmp_path, **in_both(**size)), collection) for size in sizes)
    assert less.total <= more.total
    assert all(less.active_series[key] <= more.active_series[key] for key in less.usage)


@pytest.mark.parametrize("name", ["prod", "staging"])
def test_parts_and_regions_add_up(name: str) -> None:
    found = estimate(load_environment(name))
    assert total(found) == pytest.approx(found.total)
    assert all(item.usd >= 0 and item.quantity > 0 for item in found.items)
    assert {part for part in Part if not any(item.part is part for item in found.items)} == set()


def test_every_price_is_of_some_item(tmp_path: Path) -> None:
    """A price that moves nothing would be a wrong figure that nobody notices."""
    base: dict[str, Any] = {
        "regions__seoul__network__single_nat_gateway": True,
        "regions__seoul__network__interface_endpoints": ["ecr.api"],
        "regions__tokyo__network__flow_log": {"destination_type": "s3"},
        "grafana__synthetics": {
            "url": "https://synthetic.example.com",
            "checks": {"checkout": {"target": "https://pay.example.com", "probes": ["A", "B"]}},
        },
    }
    environment = small(tmp_path, **base)
    collection = collected(environment)
    before = estimated(environment, collection).total
    prices = environment.prices
    for name in set(GrafanaPrices.model_fields) - {"as_of", "sources"}:
        value = 1.5 * getattr(prices.grafana, name) or 10
        scrape = {"collectors__metrics__scrape_interval": "15s"}
        with_scrape = {**base, **scrape} if name == "points_per_minute" else base
        other = small(tmp_path, **with_scrape, **{f"prices__grafana__{name}": value})
        now = estimated(other, collection).total
        assert now != pytest.approx(before), name
    for name in set(AwsPrices.model_fields) - {"as_of", "sources"}:
        dearer = {
            region: of.model_copy(update={name: 1.5 * getattr(of, name)})
            for region, of in prices.aws.items()
        }
        changed = environment.model_copy(
            update={"prices": prices.model_copy(update={"aws": dearer})}
        )
        assert estimated(changed, collection).total > before, name


def test_a_region_without_a_price_is_told_with_file_and_key(tmp_path: Path) -> None:
    environment = small(
        tmp_path,
        regions__osaka={
            "aws_region": "ap-northeast-3",
            "role": "spoke",
            "network": {"cidr": "10.30.0.0/16"},
        },
    )
    with pytest.raises(UserError) as caught:
        estimate(environment)
    (problem,) = caught.value.problems
    assert problem.where == "environments/prices.toml: aws.ap-northeast-3"
    assert "regions.osaka" in problem.what
    assert "[prices.aws.ap-northeast-3]" in problem.fix


def test_an_estimate_takes_next_to_no_time_beside_what_is_collected() -> None:
    environment = load_environment("prod")
    collected(environment)
    started = time.process_time()
    estimate(environment)
    assert time.process_time() - started < 0.1
