"""Every policy is seen to fail on a planted violation, and to hold on what we deploy."""

import copy
from typing import Any

import pytest

from policies import POLICIES, Synthesized, network, ownership, protection, violations
from tests.policies import (
    planted_access,
    planted_alerts,
    planted_clusters,
    planted_collectors,
    planted_dashboards,
    planted_notifications,
    planted_remote,
    planted_secrets,
)
from tests.policies.planting import PLANTED, Planted, first, violates

ELSEWHERE = (
    planted_access,
    planted_alerts,
    planted_clusters,
    planted_collectors,
    planted_dashboards,
    planted_notifications,
    planted_remote,
    planted_secrets,
)
"""Modules that plant violations when they are imported."""


@violates(network.no_open_ingress)
def nodes_let_everyone_in(json: dict[str, Any]) -> None:
    rule = first(json, "aws_vpc_security_group_ingress_rule", "from-nodes")
    rule.pop("referenced_security_group_id")
    rule["cidr_ipv4"] = "0.0.0.0/0"


@violates(network.no_open_ingress)
def an_inline_rule_lets_everyone_in_by_ipv6(json: dict[str, Any]) -> None:
    first(json, "aws_security_group")["ingress"] = [
        {"protocol": "tcp", "from_port": 22, "to_port": 22, "ipv6_cidr_blocks": ["::/0"]}
    ]


@violates(network.internet_egress_is_https)
def nodes_send_mail(json: dict[str, Any]) -> None:
    rule = first(json, "aws_vpc_security_group_egress_rule", "https")
    rule["from_port"] = rule["to_port"] = 25


@violates(network.internet_egress_is_https)
def nodes_reach_a_public_range_by_every_protocol(json: dict[str, Any]) -> None:
    rule = first(json, "aws_vpc_security_group_egress_rule", "dns-udp")
    rule |= {"ip_protocol": "-1", "cidr_ipv4": "8.8.8.0/24"}


@violates(network.internet_egress_is_https)
def an_old_style_rule_opens_a_range_of_ports(json: dict[str, Any]) -> None:
    json["resource"]["aws_security_group_rule"] = {
        "x": {
            "type": "egress",
            "protocol": "tcp",
            "from_port": 443,
            "to_port": 8443,
            "cidr_blocks": ["0.0.0.0/0"],
        }
    }


@violates(network.private_routes_stay_in_their_az)
def one_gateway_serves_two_azs(json: dict[str, Any]) -> None:
    routes = [r for r in json["resource"]["aws_route"].values() if "nat_gateway_id" in r]
    routes[0]["nat_gateway_id"] = routes[1]["nat_gateway_id"]


@violates(network.private_routes_stay_in_their_az)
def a_zone_has_no_way_out(json: dict[str, Any]) -> None:
    routes = json["resource"]["aws_route"]
    routes.pop(next(name for name, body in routes.items() if "nat_gateway_id" in body))


@violates(network.private_routes_stay_in_their_az)
def a_private_subnet_goes_out_directly(json: dict[str, Any]) -> None:
    route = first(json, "aws_route", "default")
    route.pop("nat_gateway_id")
    route["gateway_id"] = first(json, "aws_route", "public-internet")["gateway_id"]


@violates(network.nat_gateways_stand_alone)
def two_gateways_share_an_address(json: dict[str, Any]) -> None:
    one, other, *_ = json["resource"]["aws_nat_gateway"].values()
    one["allocation_id"] = other["allocation_id"]


@violates(network.nat_gateways_stand_alone)
def a_gateway_stands_in_an_intra_subnet(json: dict[str, Any]) -> None:
    intra = next(name for name in json["resource"]["aws_subnet"] if "intra-ap-northeast-2a" in name)
    gateway = first(json, "aws_nat_gateway", "2a")
    gateway["subnet_id"] = f"${{aws_subnet.{intra}.id}}"


@violates(network.ranges_are_disjoint)
def the_vpc_takes_tokyos_range(json: dict[str, Any]) -> None:
    first(json, "aws_vpc")["cidr_block"] = "10.20.0.0/16"


@violates(network.ranges_are_disjoint)
def two_subnets_overlap(json: dict[str, Any]) -> None:
    one, other, *_ = json["resource"]["aws_subnet"].values()
    one["cidr_block"] = other["cidr_block"]


@violates(network.default_group_is_empty)
def the_default_group_is_forgotten(json: dict[str, Any]) -> None:
    json["resource"].pop("aws_default_security_group")


@violates(network.default_group_is_empty)
def the_default_group_has_a_rule(json: dict[str, Any]) -> None:
    first(json, "aws_default_security_group")["ingress"] = [
        {"protocol": "-1", "from_port": 0, "to_port": 0, "self": True}
    ]


@violates(network.acls_let_answers_in)
def an_acl_drops_answers(json: dict[str, Any]) -> None:
    rule = {"action": "allow", "protocol": "tcp", "from_port": 443, "to_port": 443, "rule_no": 100}
    rule["cidr_block"] = "0.0.0.0/0"
    acl = {"egress": [rule], "ingress": [rule], "tags": {"Name": "planted"}}
    json["resource"]["aws_network_acl"] = {"x": acl}


@violates(protection.vpcs_keep_flow_logs)
def flow_logs_are_off(json: dict[str, Any]) -> None:
    json["resource"].pop("aws_flow_log")


@violates(protection.data_is_encrypted)
def the_log_group_has_no_key(json: dict[str, Any]) -> None:
    first(json, "aws_cloudwatch_log_group").pop("kms_key_id")


@violates(protection.data_is_encrypted)
def the_topic_uses_the_key_of_aws(json: dict[str, Any]) -> None:
    first(json, "aws_sns_topic")["kms_master_key_id"] = "alias/aws/sns"


@violates(protection.data_is_encrypted, "staging")
def the_bucket_uses_the_key_of_s3(json: dict[str, Any]) -> None:
    rule = first(json, "aws_s3_bucket_server_side_encryption_configuration")["rule"][0]
    rule["apply_server_side_encryption_by_default"] = {"sse_algorithm": "AES256"}


@violates(protection.data_is_encrypted, "staging")
def the_bucket_is_open(json: dict[str, Any]) -> None:
    first(json, "aws_s3_bucket_public_access_block")["restrict_public_buckets"] = False


@violates(protection.keys_rotate)
def the_key_does_not_rotate(json: dict[str, Any]) -> None:
    first(json, "aws_kms_key").pop("enable_key_rotation")


@violates(protection.s3_state_is_guarded)
def state_is_not_locked(json: dict[str, Any]) -> None:
    json["terraform"]["backend"] = {
        "s3": {"bucket": "b", "key": "k", "encrypt": True, "kms_key_id": "alias/state"}
    }


@violates(ownership.everything_is_tagged)
def nobody_pays(json: dict[str, Any]) -> None:
    json["provider"]["aws"][0]["default_tags"][0]["tags"]["CostCenter"] = ""


@violates(ownership.everything_is_tagged)
def a_second_provider_tags_nothing(json: dict[str, Any]) -> None:
    json["provider"]["aws"].append({"alias": "other", "region": "us-east-1"})


@violates(ownership.regions_are_pinned)
def the_region_is_left_to_chance(json: dict[str, Any]) -> None:
    json["provider"]["aws"][0].pop("region")


@violates(ownership.regions_are_pinned)
def a_resource_names_no_known_provider(json: dict[str, Any]) -> None:
    first(json, "aws_vpc")["provider"] = "aws.osaka"


@violates(ownership.names_are_unique)
def two_subnets_have_one_name(json: dict[str, Any]) -> None:
    one, other, *_ = json["resource"]["aws_subnet"].values()
    one["tags"]["Name"] = other["tags"]["Name"]


def test_every_policy_has_a_planted_violation() -> None:
    assert all(any(p.plant.__module__ == m.__name__ for p in PLANTED) for m in ELSEWHERE)
    assert {planted.policy.name for planted in PLANTED} == {policy.name for policy in POLICIES}


@pytest.mark.parametrize("planted", PLANTED, ids=[p.plant.__name__ for p in PLANTED])
def test_a_planted_violation_is_caught_by_its_policy_alone(
    planted: Planted, request: pytest.FixtureRequest
) -> None:
    sound: dict[str, Synthesized] = request.getfixturevalue(planted.environment)
    stacks = copy.deepcopy(sound)
    planted.plant(stacks[planted.stack].json)
    found = violations(POLICIES, list(stacks.values()))
    assert {caught.name for caught, _ in found} == {planted.policy.name}
    assert all(violation.resource and violation.reason for _, violation in found)


@pytest.mark.parametrize("environment", ["prod", "staging", "hcp", "created"])
def test_what_we_deploy_holds_every_policy(
    environment: str, request: pytest.FixtureRequest
) -> None:
    stacks: dict[str, Synthesized] = request.getfixturevalue(environment)
    assert not violations(POLICIES, list(stacks.values()))
