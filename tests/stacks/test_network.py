"""Network stacks under their options: what changes, and above all what does not."""

from pathlib import Path
from typing import Any

import pytest

from policies import POLICIES, violations
from policies.synthesized import Synthesized
from tests.support import EXISTING, Tables, changed, environment_from, seoul, synthesize

HUB = "network-seoul"


def synthesized(tables: Tables, folder: Path) -> dict[str, Synthesized]:
    """Synthesizes the tables; every policy must hold."""
    folder.mkdir(exist_ok=True)
    stacks = synthesize(environment_from(tables, folder), folder)
    assert not violations(POLICIES, list(stacks.values()))
    return stacks


def bodies(stack: Synthesized, *types: str) -> list[dict[str, Any]]:
    """The arguments of a stack's resources of some types."""
    return [resource.body for resource in stack.resources(*types)]


LISTS_OF_ZONES = {
    "aws_vpc_endpoint": {"route_table_ids", "subnet_ids"},
    "aws_network_acl": {"subnet_ids"},
}
"""Arguments that name every zone; AWS changes them in place."""


def test_adding_and_removing_a_zone_touches_no_other(tmp_path: Path) -> None:
    options = {"interface_endpoints": ["sts"], "dedicated_network_acls": True}
    few = synthesized(seoul(azs=["ap-northeast-2a", "ap-northeast-2c"], **options), tmp_path / "1")
    more = synthesized(
        seoul(azs=["ap-northeast-2a", "ap-northeast-2b", "ap-northeast-2c"], **options),
        tmp_path / "2",
    )
    before = {r.address: r for r in few[HUB].resources()}
    after = {r.address: r for r in more[HUB].resources()}
    assert set(before) < set(after)
    assert all("ap-northeast-2b" in address for address in set(after) - set(before))
    for address, resource in before.items():
        lists = LISTS_OF_ZONES.get(resource.type, set())
        same = {k: v for k, v in resource.body.items() if k not in lists}
        assert same == {k: v for k, v in after[address].body.items() if k not in lists}
    assert few["network-tokyo"].json == more["network-tokyo"].json


def test_the_order_of_zones_changes_nothing_but_the_single_gateway(tmp_path: Path) -> None:
    one = synthesized(seoul(azs=["ap-northeast-2a", "ap-northeast-2c"]), tmp_path / "1")
    other = synthesized(seoul(azs=["ap-northeast-2c", "ap-northeast-2a"]), tmp_path / "2")
    assert {r.address: r.body for r in one[HUB].resources()} == {
        r.address: r.body for r in other[HUB].resources()
    }


def test_without_gateways_there_is_no_default_route_for_private_subnets(tmp_path: Path) -> None:
    stack = synthesized(seoul(enable_nat_gateway=False), tmp_path)[HUB]
    assert not stack.resources("aws_nat_gateway", "aws_eip", "aws_cloudwatch_metric_alarm")
    assert [r.body.get("gateway_id") is not None for r in stack.resources("aws_route")] == [True]
    assert stack.json["output"]["egress_addresses"]["value"] == []


def test_an_existing_address_is_used_and_told(tmp_path: Path) -> None:
    ids = {"ap-northeast-2a": "eipalloc-0123456789abcdef0"}
    stack = synthesized(seoul(external_nat_ip_ids=ids), tmp_path)[HUB]
    assert len(stack.resources("aws_eip")) == 2
    allocations = {b["allocation_id"] for b in bodies(stack, "aws_nat_gateway")}
    assert ids["ap-northeast-2a"] in allocations
    (address,) = stack.json["data"]["aws_eip"]
    told = stack.json["output"]["egress_addresses"]["value"]
    assert f"${{data.aws_eip.{address}.public_ip}}" in told


def test_listed_destinations_become_rules(tmp_path: Path) -> None:
    destinations = [
        {"name": "postgres", "ports": "5432", "cidr": "10.10.200.0/24"},
        {"name": "kafka", "ports": "9092-9098", "security_group_id": "sg-0123456789abcdef0"},
    ]
    stack = synthesized(seoul(node_egress=destinations), tmp_path)[HUB]
    rules = {
        (b["from_port"], b["to_port"], b.get("cidr_ipv4") or b.get("referenced_security_group_id"))
        for b in bodies(stack, "aws_vpc_security_group_egress_rule")
        if "from_port" in b
    }
    assert {(5432, 5432, "10.10.200.0/24"), (9092, 9098, "sg-0123456789abcdef0")} < rules


def test_grafana_is_reached_by_privatelink_when_asked(tmp_path: Path) -> None:
    service = "com.amazonaws.vpce.ap-northeast-1.vpce-svc-0123456789abcdef0"
    links = {"logs": {"service_name": service, "service_region": "ap-northeast-1"}}
    stack = synthesized(seoul(grafana_privatelink=links), tmp_path)[HUB]
    (endpoint,) = (
        b for b in bodies(stack, "aws_vpc_endpoint") if b["vpc_endpoint_type"] == "Interface"
    )
    assert (endpoint["service_name"], endpoint["service_region"]) == (service, "ap-northeast-1")
    assert endpoint["private_dns_enabled"] is True


def test_an_adopted_network_makes_nothing_and_tells_the_same_outputs(tmp_path: Path) -> None:
    tables = changed(
        seoul(),
        regions__seoul__network=None,
        regions__seoul__existing=EXISTING,
        link={"enabled": True},
    )
    stacks = synthesized(tables, tmp_path)
    assert not stacks[HUB].resources()
    assert set(stacks[HUB].json["output"]) == set(stacks["network-tokyo"].json["output"])
    routes = bodies(stacks["link"], "aws_route")
    assert len([r for r in routes if r["provider"] == "aws.seoul"]) == 1


def test_the_hub_is_linked_to_each_spoke(tmp_path: Path) -> None:
    tables = changed(
        seoul(),
        regions__osaka={
            "aws_region": "ap-northeast-3",
            "role": "spoke",
            "network": {"cidr": "10.30.0.0/16"},
        },
        link={"enabled": True},
    )
    link = synthesized(tables, tmp_path)["link"]
    assert link.dependencies == ("network-osaka", "network-seoul", "network-tokyo")
    assert len(link.resources("aws_vpc_peering_connection")) == 2
    # Three zones on either side of each of the two links.
    assert len(link.resources("aws_route")) == 12


@pytest.mark.parametrize("dedicated", [True, False])
def test_network_acls_are_optional(dedicated: bool, tmp_path: Path) -> None:
    stack = synthesized(seoul(dedicated_network_acls=dedicated), tmp_path)[HUB]
    assert len(stack.resources("aws_network_acl")) == (2 if dedicated else 0)
