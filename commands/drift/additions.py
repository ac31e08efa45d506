"""Rules and routes that people put into our security groups and route tables.

Each of ours is a resource of its own. One that somebody adds is part of the group or the table in
AWS, but of no resource, so that no deploy takes it away and an ordinary plan says nothing of it.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from policies.synthesized import Synthesized

MADE_BY_CONTROLLERS = ("elbv2.k8s.aws/", "kubernetes.io/")
"""How descriptions of rules begin that load balancers' controllers keep in our groups."""

RULES = {
    "aws_vpc_security_group_ingress_rule": "ingress",
    "aws_vpc_security_group_egress_rule": "egress",
}
PEERS = ("cidr_ipv4", "cidr_ipv6", "prefix_list_id", "referenced_security_group_id")
DESTINATIONS = (
    "destination_cidr_block",
    "destination_ipv6_cidr_block",
    "destination_prefix_list_id",
)
IN_TABLE = ("cidr_block", "ipv6_cidr_block", "destination_prefix_list_id")
"""How a route table calls its routes' destinations."""

GROUP_PEERS = ("cidr_blocks", "ipv6_cidr_blocks", "prefix_list_ids", "security_groups")
"""How a security group calls its rules' peers."""


@dataclass(frozen=True)
class Resource:
    """A resource of a state, as it is in AWS now."""

    address: str
    type: str
    values: Mapping[str, Any]


@dataclass(frozen=True)
class Made:
    """What stacks made: rules by group, direction, protocol, ports and peer; routes by table and
    destination; gateway endpoints.
    """

    rules: frozenset[tuple[str, ...]]
    routes: frozenset[tuple[str, str]]
    endpoints: frozenset[str]


def resources_of(plan: Mapping[str, Any]) -> list[Resource]:
    """The managed resources of a plan's refreshed state."""
    root = plan.get("prior_state", {}).get("values", {}).get("root_module", {})
    return [
        Resource(found["address"], found["type"], found["values"])
        for found in root.get("resources", [])
        if found["mode"] == "managed"
    ]


def adds_to(stack: Synthesized) -> bool:
    """Whether a stack makes rules or routes, maybe in groups and tables of another one."""
    return bool(stack.resources("aws_route", *RULES))


def made_by(resources: Iterable[Resource]) -> Made:
    """What these resources explain."""
    rules: set[tuple[str, ...]] = set()
    routes: set[tuple[str, str]] = set()
    endpoints: set[str] = set()
    for found in resources:
        values = found.values
        if found.type in RULES:
            group, peer = values["security_group_id"], _first(values, PEERS)
            ports = _ports(values, values["ip_protocol"])
            rules.add((group, RULES[found.type], str(values["ip_protocol"]), ports, peer))
        elif found.type == "aws_route":
            routes.add((values["route_table_id"], _first(values, DESTINATIONS)))
        elif found.type == "aws_vpc_endpoint":
            endpoints.add(values["id"])
    return Made(frozenset(rules), frozenset(routes), frozenset(endpoints))


def additions(resources: Iterable[Resource], made: Made) -> Iterator[str]:
    """A line for each rule and route that none of ours explains."""
    for found in resources:
        if found.type == "aws_security_group":
            yield from _rules(found, made)
        elif found.type == "aws_route_table":
            yield from _routes(found, made)


def _rules(group: Resource, made: Made) -> Iterator[str]:
    id_: str = group.values["id"]
    for direction in ("ingress", "egress"):
        for rule in _blocks(group.values, direction):
            if str(rule.get("description") or "").startswith(MADE_BY_CONTROLLERS):
                continue
            protocol = str(rule["protocol"])
            ports = _ports(rule, protocol)
            peers = [str(peer) for key in GROUP_PEERS for peer in _blocks(rule, key)]
            for peer in [*peers, *([id_] if rule.get("self") else [])]:
                if (id_, direction, protocol, ports, peer) not in made.rules:
                    yield f"{group.address} ({id_}): {direction} {protocol} {ports}, {peer}"


def _routes(table: Resource, made: Made) -> Iterator[str]:
    id_: str = table.values["id"]
    for route in _blocks(table.values, "route"):
        gateway = str(route.get("gateway_id") or "")
        if gateway == "local" or gateway in made.endpoints:
            continue
        destination = _first(route, IN_TABLE)
        if (id_, destination) not in made.routes:
            yield f"{table.address} ({id_}): route to {destination}"


def _blocks(values: Mapping[str, Any], key: str) -> list[Any]:
    found: list[Any] = values.get(key) or []
    return found


def _first(values: Mapping[str, Any], keys: Iterable[str]) -> str:
    return next((str(values[key]) for key in keys if values.get(key)), "")


def _ports(values: Mapping[str, Any], protocol: str) -> str:
    """Ports of a rule; AWS says 0, -1 or nothing where all protocols are meant."""
    if protocol == "-1":
        return "all"
    first, last = values.get("from_port"), values.get("to_port")
    return f"{first}" if first == last else f"{first}-{last}"
