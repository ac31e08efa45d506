"""What plans tell is read as it is meant, and no secret of theirs is told."""

from typing import Any

import pytest

from commands.drift.additions import Resource, additions, made_by, resources_of
from commands.drift.model import Argument, Kind
from commands.drift.plans import MOST, WITHHELD, actions, differences, read_drift

SECRET = "pLaNtEd-4711"


def change(
    address: str, does: list[str], before: Any = None, after: Any = None, **marks: Any
) -> dict[str, Any]:
    return {
        "address": address,
        "mode": "managed",
        "type": address.partition(".")[0],
        "change": {
            "actions": does,
            "before": before,
            "after": after,
            "before_sensitive": {},
            "after_sensitive": {},
            **marks,
        },
    }


def told(before: Any, after: Any, type_: str = "aws_vpc", **marks: Any) -> tuple[Argument, ...]:
    return differences(change("x.y", ["update"], before, after, **marks)["change"], type_)


ROUTE = change("aws_route.default", ["delete"], {"id": "r"})
VPC = change("aws_vpc.vpc", ["update"], {"dns": True, "id": "v"}, {"dns": False, "id": "v"})
ALARM = change("aws_cloudwatch_metric_alarm.x", ["update"], {"unit": ""}, {"unit": None})


def test_drift_is_what_a_deploy_puts_back_and_the_rest_is_told_apart() -> None:
    refreshed = {"resource_drift": [ROUTE, VPC, ALARM, change("aws_eip.x", ["no-op"])]}
    planned = {
        "resource_changes": [
            change("aws_route.default", ["create"]),
            change("aws_vpc.vpc", ["update"]),
            change("aws_subnet.new", ["create"]),
            change("aws_eip.x", ["no-op"]),
            {**change("data.aws_x.y", ["read"]), "mode": "data"},
        ]
    }
    drift = read_drift("network", refreshed, planned, {"aws_vpc.vpc": "network/vpc (aws_vpc.vpc)"})
    assert [(c.label, c.kind) for c in drift.put_back] == [
        ("aws_route.default", Kind.GONE),
        ("network/vpc (aws_vpc.vpc)", Kind.CHANGED),
    ]
    assert drift.put_back[1].arguments == (Argument("dns", "true", "false"),)
    assert [c.address for c in drift.left] == ["aws_cloudwatch_metric_alarm.x"]
    assert [(w.address, w.action) for w in drift.waiting] == [("aws_subnet.new", "create")]
    assert drift.differs


def test_what_aws_fills_in_is_no_drift() -> None:
    drift = read_drift("network", {"resource_drift": [ALARM]}, {"resource_changes": []}, {})
    assert not drift.differs
    assert drift.left


def test_without_an_ordinary_plan_all_of_it_counts() -> None:
    drift = read_drift("network", {"resource_drift": [ALARM]}, None, {})
    assert [c.address for c in drift.put_back] == ["aws_cloudwatch_metric_alarm.x"]


def test_a_replacement_is_told_as_one() -> None:
    planned = {"resource_changes": [change("aws_nat_gateway.x", ["delete", "create"])]}
    assert actions(planned) == {"aws_nat_gateway.x": "delete/create"}


@pytest.mark.parametrize(
    ("before", "after", "path", "was", "now"),
    [
        ({"tags": {"a": "1"}}, {"tags": {"a": "2"}}, "tags.a", '"1"', '"2"'),
        ({"tags": {"a": "1"}}, {"tags": {}}, "tags.a", '"1"', "null"),
        ({"azs": ["a", "b"]}, {"azs": ["a", "c"]}, "azs[1]", '"b"', '"c"'),
        ({"azs": ["a"]}, {"azs": ["a", "b"]}, "azs", "nothing", '["b"]'),
        ({"rule": [{"for": "5m"}]}, {"rule": [{"for": "1m"}]}, "rule[0].for", '"5m"', '"1m"'),
        (
            {"config_json": '{"panels": [{"title": "a"}]}'},
            {"config_json": '{"panels": [{"title": "b"}]}'},
            "config_json.panels[0].title",
            '"a"',
            '"b"',
        ),
    ],
)
def test_an_argument_is_told_by_its_path_and_values(
    before: Any, after: Any, path: str, was: str, now: str
) -> None:
    assert told(before, after) == (Argument(path, was, now),)


def test_of_very_many_arguments_the_first_are_told() -> None:
    before = {f"a{n:02}": 1 for n in range(MOST + 3)}
    found = told(before, dict.fromkeys(before, 2))
    assert len(found) == MOST + 1
    assert found[-1].path == "3 more"


@pytest.mark.parametrize(
    ("before", "after", "marks"),
    [
        ({"a": SECRET}, {"a": "x"}, {"before_sensitive": {"a": True}}),
        ({"a": "x"}, {"a": SECRET}, {"after_sensitive": {"a": True}}),
        ({"a": {"b": SECRET}}, {"a": {"b": "x"}}, {"before_sensitive": {"a": True}}),
        ({"a": [SECRET, "y"]}, {"a": ["x"]}, {"before_sensitive": {"a": [True, False]}}),
        ({"a": [{"b": SECRET}]}, {"a": [{"b": "x"}]}, {"before_sensitive": {"a": [{"b": True}]}}),
        ({"a": {"b": SECRET}}, {"a": None}, {"before_sensitive": {"a": {"b": True}}}),
        ({"a": SECRET}, {"a": "x"}, {"before_sensitive": True}),
        # Marks of a shape that nobody knows, or of fewer entries than there are.
        ({"a": SECRET}, {"a": "x"}, {"before_sensitive": None}),
        ({"a": SECRET}, {"a": "x"}, {"before_sensitive": {"a": "?"}}),
        ({"a": [SECRET]}, {"a": ["x"]}, {"before_sensitive": {"a": []}}),
        # Arguments that nobody marked, by their names.
        ({"webhook_url": SECRET}, {"webhook_url": "x"}, {}),
        ({"settings": f'{{"token": "{SECRET}"}}'}, {"settings": '{"token": "x"}'}, {}),
    ],
)
def test_a_secret_of_a_plan_is_withheld(before: Any, after: Any, marks: Any) -> None:
    found = told(before, after, **marks)
    assert found
    assert SECRET not in str(found)
    assert WITHHELD in str(found)


def test_without_marks_nothing_is_told() -> None:
    found = differences({"before": {"a": SECRET}, "after": {"a": "x"}}, "aws_vpc")
    assert found == (Argument("", WITHHELD, WITHHELD),)


def test_of_a_contact_point_only_names_are_told() -> None:
    before = {"webhook": [{"url": SECRET}], "name": "a"}
    after = {"webhook": [{"url": "x"}], "name": "b"}
    found = told(before, after, "grafana_contact_point")
    assert {argument.path for argument in found} == {"webhook[0].url", "name"}
    assert {argument.before for argument in found} == {WITHHELD}


def rule(
    peer: str, *, ports: tuple[int, int] = (443, 443), protocol: str = "tcp", **more: Any
) -> dict[str, Any]:
    by_range = "/" in peer
    return {
        "protocol": protocol,
        "from_port": ports[0],
        "to_port": ports[1],
        "description": "",
        "cidr_blocks": [peer] if by_range else [],
        "security_groups": [] if by_range else [peer],
        **more,
    }


def group(**rules: Any) -> Resource:
    return Resource("aws_security_group.nodes", "aws_security_group", {"id": "sg-1", **rules})


def egress(protocol: str, port: int | None, **peer: str) -> Resource:
    type_ = "aws_vpc_security_group_egress_rule"
    ports = {"from_port": port, "to_port": port}
    values = {"security_group_id": "sg-1", "ip_protocol": protocol, **ports, **peer}
    return Resource(f"{type_}.x", type_, values)


def lines(*resources: Resource) -> list[str]:
    return list(additions(resources, made_by(resources)))


def test_rules_that_stacks_made_explain_what_is_in_a_group() -> None:
    ours = egress("tcp", 443, cidr_ipv4="0.0.0.0/0")
    own = egress("-1", None, referenced_security_group_id="sg-1")
    within = rule("", ports=(0, 0), protocol="-1", **{"self": True, "security_groups": []})
    assert lines(group(egress=[rule("0.0.0.0/0"), within]), ours, own) == []


@pytest.mark.parametrize(
    ("planted", "told"),
    [
        (rule("0.0.0.0/0", ports=(22, 22)), "egress tcp 22, 0.0.0.0/0"),
        (rule("203.0.113.0/24"), "egress tcp 443, 203.0.113.0/24"),
        (rule("0.0.0.0/0", ports=(0, 0), protocol="-1"), "egress -1 all, 0.0.0.0/0"),
        (rule("sg-2", ports=(1, 9)), "egress tcp 1-9, sg-2"),
    ],
)
def test_a_rule_that_somebody_added_is_told(planted: Any, told: str) -> None:
    ours = egress("tcp", 443, cidr_ipv4="0.0.0.0/0")
    found = lines(group(egress=[rule("0.0.0.0/0"), planted]), ours)
    assert found == [f"aws_security_group.nodes (sg-1): {told}"]


def test_a_rule_on_the_other_side_is_not_explained_by_ours() -> None:
    ours = egress("tcp", 443, cidr_ipv4="0.0.0.0/0")
    assert len(lines(group(ingress=[rule("0.0.0.0/0")]), ours)) == 1


def test_rules_of_load_balancers_controllers_are_left_out() -> None:
    kept = rule("sg-2", description="elbv2.k8s.aws/targetGroupBinding=shared")
    assert lines(group(ingress=[kept])) == []


def table(*routes: dict[str, str]) -> Resource:
    return Resource("aws_route_table.a", "aws_route_table", {"id": "rtb-1", "route": list(routes)})


def test_a_route_that_somebody_added_is_told_and_ours_are_not() -> None:
    default = {"cidr_block": "0.0.0.0/0", "nat_gateway_id": "nat-1"}
    made = Resource("aws_route.d", "aws_route",
                    {"route_table_id": "rtb-1", "destination_cidr_block": "0.0.0.0/0"})  # fmt: skip
    endpoint = Resource("aws_vpc_endpoint.s3", "aws_vpc_endpoint", {"id": "vpce-1"})
    by_endpoint = {"destination_prefix_list_id": "pl-1", "gateway_id": "vpce-1"}
    planted = {"cidr_block": "198.51.100.0/24", "gateway_id": "igw-1"}
    assert lines(table(default, by_endpoint), made, endpoint) == []
    assert lines(table(default, planted), made) == [
        "aws_route_table.a (rtb-1): route to 198.51.100.0/24"
    ]


def test_resources_are_those_of_the_refreshed_state() -> None:
    managed = {"address": "aws_vpc.x", "type": "aws_vpc", "mode": "managed", "values": {"id": "v"}}
    read = {**managed, "mode": "data"}
    plan = {"prior_state": {"values": {"root_module": {"resources": [managed, read]}}}}
    assert resources_of(plan) == [Resource("aws_vpc.x", "aws_vpc", {"id": "v"})]
    assert resources_of({}) == []
