"""Decisions about a network: which gateway serves whom, what nodes reach, what ACLs let back in."""

import json
from ipaddress import IPv4Network

import pytest

from network.acls import AclRule, private_acl_rules, public_acl_rules
from network.alarms import nat_alarms
from network.documents import assumed_by, flow_log_bucket_policy, key_policy, logs_use_of_key
from network.plan import gateway_of, plan_network
from network.rules import node_egress_rules
from settings.network import Destination, NatAlarms, Network

AZS = ("xa", "xc", "xd")
NETWORK = Network(cidr=IPv4Network("10.20.0.0/16"), azs=AZS)
PEER = IPv4Network("10.10.0.0/16")


def test_each_zone_goes_out_by_its_own_gateway() -> None:
    assert gateway_of(NETWORK) == {"xa": "xa", "xc": "xc", "xd": "xd"}


def test_a_single_gateway_serves_every_zone() -> None:
    single = NETWORK.model_copy(update={"single_nat_gateway": True})
    assert gateway_of(single) == {"xa": "xa", "xc": "xa", "xd": "xa"}


def test_a_zone_that_is_added_last_does_not_move_the_single_gateway() -> None:
    single = NETWORK.model_copy(update={"single_nat_gateway": True, "azs": ("xc", "xd", "xa")})
    assert single.nat_gateway_azs == ("xc",)


def test_without_gateways_there_is_no_way_out() -> None:
    closed = NETWORK.model_copy(update={"enable_nat_gateway": False})
    assert gateway_of(closed) == {}
    assert plan_network("n", "r", "c", closed).gateways == ()


def test_nodes_reach_https_dns_and_the_listed_places_only() -> None:
    database = Destination(name="db", ports="5432-5433", cidr=IPv4Network("10.20.64.0/24"))
    rules = node_egress_rules(NETWORK.model_copy(update={"node_egress": (database,)}))
    assert [(r.protocol, r.ports, str(r.cidr)) for r in rules] == [
        ("tcp", (443, 443), "0.0.0.0/0"),
        ("udp", (53, 53), "10.20.0.2/32"),
        ("tcp", (53, 53), "10.20.0.2/32"),
        ("tcp", (5432, 5433), "10.20.64.0/24"),
    ]


def allows(rules: tuple[AclRule, ...], direction: str, port: int, peer: str) -> bool:
    """Whether an ACL lets TCP to `port` pass, as AWS decides it."""
    return any(
        rule.direction == direction
        and IPv4Network(peer).subnet_of(rule.cidr)
        and (rule.protocol == "-1" or rule.ports[0] <= port <= rule.ports[1])
        for rule in rules
    )


@pytest.mark.parametrize("port", [1024, 32768, 65535])
def test_answers_to_https_come_back_through_both_acls(port: int) -> None:
    for rules in (private_acl_rules(NETWORK, ()), public_acl_rules(NETWORK, ())):
        assert allows(rules, "egress", 443, "203.0.113.5/32")
        assert allows(rules, "ingress", port, "203.0.113.5/32")


def test_a_load_balancer_in_a_public_subnet_can_answer() -> None:
    rules = public_acl_rules(NETWORK, ())
    assert allows(rules, "ingress", 443, "203.0.113.5/32")
    assert allows(rules, "egress", 50000, "203.0.113.5/32")


@pytest.mark.parametrize(("direction", "port"), [("ingress", 443), ("ingress", 22), ("egress", 80)])
def test_a_private_acl_lets_nothing_else_of_the_internet_pass(direction: str, port: int) -> None:
    assert not allows(private_acl_rules(NETWORK, ()), direction, port, "203.0.113.5/32")


@pytest.mark.parametrize("direction", ["ingress", "egress"])
def test_linked_networks_pass_both_ways(direction: str) -> None:
    assert allows(private_acl_rules(NETWORK, (PEER,)), direction, 22, "10.10.3.4/32")
    assert not allows(private_acl_rules(NETWORK, ()), direction, 22, "10.10.3.4/32")


def test_acl_rule_numbers_are_used_once_in_each_direction() -> None:
    rules = public_acl_rules(NETWORK, (PEER, IPv4Network("10.30.0.0/16")))
    numbers = [(rule.direction, rule.number) for rule in rules]
    assert len(numbers) == len(set(numbers))


@pytest.mark.parametrize(
    ("dropped", "packets", "alarming"), [(0, 0, False), (1, 20_000, False), (3, 20_000, True)]
)
def test_dropped_packets_alarm_over_a_hundredth_of_a_percent(
    dropped: int, packets: int, alarming: bool
) -> None:
    alarm = nat_alarms(NatAlarms())[1]
    expression = alarm.queries[-1].expression
    assert expression
    condition, then, otherwise = expression.removeprefix("IF(").removesuffix(")").rsplit(", ", 2)
    values = {"dropped": dropped, "from_source": packets, "from_destination": 0}
    # CloudWatch's IF, with Python's arithmetic, which is the same for these operators.
    chosen = then if eval(condition, {}, values) else otherwise  # noqa: S307
    assert (eval(chosen, {}, values) > alarm.threshold) == alarming  # noqa: S307


def test_documents_name_the_account_and_only_the_services_that_need_it() -> None:
    policy = json.loads(key_policy("111122223333", logs_use_of_key("r", "111122223333", "/g")))
    principals = [statement["Principal"] for statement in policy["Statement"]]
    assert principals == [
        {"AWS": "arn:aws:iam::111122223333:root"},
        {"Service": "logs.r.amazonaws.com"},
    ]
    role = json.loads(assumed_by("vpc-flow-logs.amazonaws.com", "111122223333"))
    assert role["Statement"][0]["Condition"] == {
        "StringEquals": {"aws:SourceAccount": "111122223333"}
    }


def test_the_flow_log_bucket_refuses_plain_http() -> None:
    policy = json.loads(flow_log_bucket_policy("arn:aws:s3:::b", "111122223333", "r"))
    denied = [s for s in policy["Statement"] if s["Effect"] == "Deny"]
    assert [s["Condition"] for s in denied] == [{"Bool": {"aws:SecureTransport": "false"}}]
