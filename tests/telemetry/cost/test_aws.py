"""AWS' bill of a region: by sums that are written out, and against what the stacks make."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

import pytest

from policies.synthesized import Synthesized
from settings import Environment, load_environment
from telemetry.cost.aws import Traffic, aws_items, traffic
from telemetry.cost.bill import estimate
from telemetry.cost.model import HOURS, Usage
from tests.support import EXISTING
from tests.telemetry.cost.cases import small

USED = Usage({"a": 1000}, 2, logs_gb=100, traces_gb=100)
"""1.752 + 30 + 25 GB on the wire."""

PRIVATELINK = {"service_name": "com.amazonaws.vpce.ap-northeast-2.vpce-svc-0123456789abcdef0"}


def of(environment: Environment, key: str = "seoul") -> dict[str, tuple[float, float]]:
    """Quantity and USD of each item."""
    prices = environment.prices.aws[environment.regions[key].aws_region]
    items = aws_items(environment, key, USED, prices)
    return {item.name: (item.quantity, item.usd) for item in items}


def gb(environment: Environment) -> Traffic:
    region = environment.regions["seoul"]
    assert region.network
    return traffic(region.network, region.load, USED)


def test_a_gateway_in_each_zone(tmp_path: Path) -> None:
    found = of(small(tmp_path))
    assert found["NAT gateways"] == pytest.approx((2190, 219))
    assert found["public addresses"] == pytest.approx((2190, 21.9))
    # 56.752 of telemetry, 60 out, 40 in, 8 to AWS; S3 by its own endpoint.
    assert found["through NAT gateways"] == pytest.approx((164.752, 9.88512))
    assert found["out to the internet"] == pytest.approx((116.752, 11.6752))
    assert found["to another zone's gateway"] == (0, 0)
    assert found["interface endpoints"] == (0, 0)
    # One metric of ports and three of packets at each of three gateways.
    assert found["metrics of NAT alarms"] == pytest.approx((12, 1.2))


def test_one_gateway_for_three_zones_is_reached_across_borders(tmp_path: Path) -> None:
    found = of(small(tmp_path, regions__seoul__network__single_nat_gateway=True))
    assert found["NAT gateways"] == pytest.approx((730, 73))
    # Two thirds of 164.752 GB, paid at both ends.
    assert found["to another zone's gateway"] == pytest.approx((219.669333, 2.19669333))


def test_what_has_an_endpoint_leaves_the_gateways(tmp_path: Path) -> None:
    environment = small(tmp_path, regions__seoul__network__interface_endpoints=["ecr.api", "ec2"])
    found = of(environment)
    # Two endpoints in three zones; only the 5 GB of ecr.api are known.
    assert found["interface endpoints"] == pytest.approx((4380, 87.6))
    assert found["through interface endpoints"] == pytest.approx((5, 0.05))
    assert found["through NAT gateways"][0] == pytest.approx(159.752)


def test_s3_without_its_endpoint_goes_through_the_gateways(tmp_path: Path) -> None:
    environment = small(tmp_path, regions__seoul__network__enable_s3_endpoint=False)
    assert gb(environment).nat == pytest.approx(1164.752)


def test_privatelink_carries_its_signals(tmp_path: Path) -> None:
    environment = small(
        tmp_path, regions__seoul__network__grafana_privatelink={"logs": PRIVATELINK}
    )
    found = gb(environment)
    assert (found.nat, found.endpoints) == pytest.approx((134.752, 30))
    assert found.internet_out == pytest.approx(86.752)
    assert of(environment)["interface endpoints"][0] == 3 * HOURS


def test_without_gateways_nothing_passes_them(tmp_path: Path) -> None:
    environment = small(
        tmp_path,
        regions__seoul__network__enable_nat_gateway=False,
        credentials__pin_subnets=False,
    )
    assert gb(environment) == Traffic(0, 0, 0)
    assert of(environment)["NAT gateways"] == (0, 0)


@pytest.mark.parametrize(
    ("flow_log", "written", "kept"),
    [
        # 100 GB, a tenth of it refused, 90 days of 30.4167 a month, gzip leaves 15 %.
        ({}, (10, 8), (4.438356, 0.13315068)),
        ({"traffic_type": "ALL"}, (100, 80), (44.38356, 1.3315068)),
        (
            {"destination_type": "s3", "retention_in_days": 365},
            (10, 4),
            (120, 2.4),
        ),
    ],
)
def test_flow_logs_are_written_and_kept(
    flow_log: Mapping[str, Any],
    written: tuple[float, float],
    kept: tuple[float, float],
    tmp_path: Path,
) -> None:
    found = of(small(tmp_path, regions__seoul__network__flow_log=flow_log))
    assert found["flow logs written"] == pytest.approx(written)
    assert found["flow logs kept"] == pytest.approx(kept)


def test_secrets_are_where_they_are_read(tmp_path: Path) -> None:
    environment = small(tmp_path)
    # Both originals in the hub's region; Tokyo has the replica of its own.
    assert of(environment)["secrets and replicas"] == pytest.approx((2, 0.8))
    assert of(environment, "tokyo")["secrets and replicas"] == pytest.approx((1, 0.4))
    assert of(environment, "tokyo")["key of secrets"] == (1, 1)
    without = small(tmp_path, grafana=None)
    assert "secrets and replicas" not in of(without)


def test_of_a_network_that_exists_nothing_is_counted(tmp_path: Path) -> None:
    environment = small(tmp_path, regions__seoul__network=None, regions__seoul__existing=EXISTING)
    assert {*of(environment)} == {"secrets and replicas", "key of secrets"}


def made(stacks: Mapping[str, Synthesized], kind: str) -> list[dict[str, Any]]:
    """The bodies of every resource of a kind."""
    return [resource.body for stack in stacks.values() for resource in stack.resources(kind)]


@pytest.mark.parametrize("name", ["prod", "staging"])
def test_what_is_counted_is_what_the_stacks_make(name: str, request: pytest.FixtureRequest) -> None:
    stacks = cast("dict[str, Synthesized]", request.getfixturevalue(name))
    quantities: dict[str, float] = {}
    for item in estimate(load_environment(name)).items:
        quantities[item.name] = quantities.get(item.name, 0) + item.quantity
    endpoints = [
        e for e in made(stacks, "aws_vpc_endpoint") if e["vpc_endpoint_type"] == "Interface"
    ]
    secrets = made(stacks, "aws_secretsmanager_secret")
    alarms = made(stacks, "aws_cloudwatch_metric_alarm")
    assert quantities["NAT gateways"] == len(made(stacks, "aws_nat_gateway")) * HOURS
    assert quantities["public addresses"] == len(made(stacks, "aws_eip")) * HOURS
    assert quantities.get("interface endpoints", 0) == HOURS * sum(
        len(endpoint["subnet_ids"]) for endpoint in endpoints
    )
    assert quantities["secrets and replicas"] == len(secrets) + sum(
        len(secret.get("replica", [])) for secret in secrets
    )
    keys = quantities["key of secrets"] + quantities["key of flow logs and alarms"]
    assert keys == len(made(stacks, "aws_kms_key"))
    assert quantities["metrics of NAT alarms"] == sum(
        1 for alarm in alarms for query in alarm["metric_query"] if "metric" in query
    )
