"""From where on an endpoint pays, by sums that are written out."""

from pathlib import Path
from typing import Any

import pytest

from telemetry.cost.bill import estimate
from telemetry.cost.break_even import SERVICES, BreakEven, break_evens
from tests.support import EXISTING
from tests.telemetry.cost.cases import small


def one(tmp_path: Path, service: str, **changes: Any) -> BreakEven:
    found = break_evens(small(tmp_path, **changes))
    (only,) = [row for row in found if (row.region, row.service) == ("seoul", service)]
    return only


def test_an_endpoint_pays_from_its_hours_over_what_a_gb_saves(tmp_path: Path) -> None:
    found = one(tmp_path, "ecr.api")
    # Three zones x 730 h x 0.02 are 43.8; each GB saves 0.06 - 0.01.
    assert found.break_even_gb == pytest.approx(876)
    assert found.extra_usd == pytest.approx(43.8 - 5 * 0.05)
    assert not found.there


def test_with_one_gateway_each_gb_also_saves_the_way_to_its_zone(tmp_path: Path) -> None:
    found = one(tmp_path, "ecr.api", regions__seoul__network__single_nat_gateway=True)
    # Two thirds of a GB cross a border, at both ends: 0.0133333 more.
    assert found.break_even_gb == pytest.approx(43.8 / (0.05 + 0.04 / 3))


def test_at_the_break_even_both_ways_cost_the_same(tmp_path: Path) -> None:
    at = {"regions__seoul__load__aws_gb": {"logs": 876}}
    endpoint = {"regions__seoul__network__interface_endpoints": ["logs"]}
    by_nat, by_endpoint = (
        estimate(small(tmp_path, **at)),
        estimate(small(tmp_path, **at, **endpoint)),
    )
    assert by_endpoint.total == pytest.approx(by_nat.total)
    assert one(tmp_path, "logs", **at, **endpoint).extra_usd == pytest.approx(0)
    assert one(tmp_path, "logs", **at, **endpoint).there


def test_an_endpoint_that_saves_nothing_on_a_gb_never_pays(tmp_path: Path) -> None:
    dear = {"prices__aws__ap-northeast-2__interface_endpoint_gb": 0.06}
    assert one(tmp_path, "ecr.api", **dear).break_even_gb is None


def test_every_service_is_in_the_table_of_each_region_with_gateways(tmp_path: Path) -> None:
    rows = break_evens(small(tmp_path))
    assert [(row.region, row.service) for row in rows] == [
        (region, service) for region in ("seoul", "tokyo") for service in SERVICES
    ]
    without = small(
        tmp_path,
        credentials__pin_subnets=False,
        regions__seoul__network=None,
        regions__seoul__existing=EXISTING,
        regions__tokyo__network__enable_nat_gateway=False,
    )
    assert break_evens(without) == ()
