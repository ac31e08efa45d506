"""Policies on who may talk to whom, and by which way."""

from collections import defaultdict
from collections.abc import Iterator
from ipaddress import IPv4Network, ip_network
from itertools import combinations

from policies.policy import Stacks, Violation, policy
from policies.synthesized import Body, Resource, Synthesized, as_list, referenced

EVERYWHERE = ("0.0.0.0/0", "::/0")


@policy(
    "no security group lets the whole internet in",
    fix="Name the ranges or groups that need it, or put a load balancer in front.",
)
def no_open_ingress(stacks: Stacks) -> Iterator[Violation]:
    for stack in stacks:
        for resource, rule in _security_group_rules(stack, "ingress"):
            for cidr in _cidrs(rule):
                if cidr in EVERYWHERE:
                    yield Violation(stack.name, resource.label, f"It lets {cidr} in.")


@policy(
    "security groups reach the internet by TCP 443 only",
    fix="Reach other ports inside the network, by node_egress with a private range or a group.",
)
def internet_egress_is_https(stacks: Stacks) -> Iterator[Violation]:
    for stack in stacks:
        for resource, rule in _security_group_rules(stack, "egress"):
            https = rule.get("ip_protocol", rule.get("protocol")) == "tcp" and (
                (rule.get("from_port"), rule.get("to_port")) == (443, 443)
            )
            for cidr in _cidrs(rule):
                if not https and _is_public(cidr):
                    yield Violation(
                        stack.name,
                        resource.label,
                        f"It reaches {cidr} by {rule.get('ip_protocol', rule.get('protocol'))}"
                        f" {rule.get('from_port', 'all')}-{rule.get('to_port', 'ports')}.",
                    )


@policy(
    "every private subnet's default route goes to the NAT gateway of its own zone",
    fix="Route each zone to its own gateway; only a region with one gateway shares it.",
)
def private_routes_stay_in_their_az(stacks: Stacks) -> Iterator[Violation]:
    for stack in stacks:
        subnets = {r.address: r for r in stack.resources("aws_subnet")}
        gateways = {r.address: r for r in stack.resources("aws_nat_gateway")}
        routes = _default_routes(stack)
        for table, subnet in _associations(stack):
            if "kubernetes.io/role/internal-elb" not in subnets[subnet].body.get("tags", {}):
                continue
            label = subnets[subnet].label
            found = routes.get(table, [])
            if gateways and not found:
                yield Violation(stack.name, label, "It has no default route.")
            for route in found:
                gateway = gateways.get(referenced(route.body.get("nat_gateway_id")) or "")
                if gateway is None:
                    yield Violation(stack.name, label, "Its default route passes no NAT gateway.")
                    continue
                gateway_subnet = subnets[referenced(gateway.body["subnet_id"]) or ""]
                az, its = (s.body["availability_zone"] for s in (gateway_subnet, subnets[subnet]))
                if az != its and len(gateways) > 1:
                    yield Violation(stack.name, label, f"It is in {its}, its gateway in {az}.")


@policy(
    "no two NAT gateways share an address, and each stands in a public subnet",
    fix="Give each NAT gateway an Elastic IP of its own and a subnet routed to the internet.",
)
def nat_gateways_stand_alone(stacks: Stacks) -> Iterator[Violation]:
    for stack in stacks:
        holders: defaultdict[object, list[Resource]] = defaultdict(list)
        public = {
            subnet
            for table, subnet in _associations(stack)
            for route in _default_routes(stack).get(table, [])
            if route.body.get("gateway_id")
        }
        for gateway in stack.resources("aws_nat_gateway"):
            holders[gateway.body.get("allocation_id")].append(gateway)
            if referenced(gateway.body.get("subnet_id")) not in public:
                yield Violation(stack.name, gateway.label, "Its subnet is not public.")
        for allocation, gateways in holders.items():
            for gateway in gateways[1:]:
                yield Violation(
                    stack.name, gateway.label, f"{allocation} is also {gateways[0].label}'s."
                )


@policy(
    "the ranges of all networks are disjoint, and subnets do not overlap",
    fix="Give each region its own range in the environment file.",
)
def ranges_are_disjoint(stacks: Stacks) -> Iterator[Violation]:
    vpcs = [(s, r) for s in stacks for r in s.resources("aws_vpc")]
    subnets = [[(s, r) for r in s.resources("aws_subnet")] for s in stacks]
    for group in (vpcs, *subnets):
        for (_, one), (stack, other) in combinations(group, 2):
            a, b = (IPv4Network(r.body["cidr_block"]) for r in (one, other))
            if a.overlaps(b):
                yield Violation(stack.name, other.label, f"{b} overlaps {a} of {one.label}.")


@policy(
    "the default security group of every VPC has no rules",
    fix="Keep an aws_default_security_group without rules beside each aws_vpc.",
)
def default_group_is_empty(stacks: Stacks) -> Iterator[Violation]:
    for stack in stacks:
        groups = {
            referenced(r.body.get("vpc_id")): r
            for r in stack.resources("aws_default_security_group")
        }
        for vpc in stack.resources("aws_vpc"):
            group = groups.get(vpc.address)
            if group is None:
                yield Violation(stack.name, vpc.label, "Its default group is not managed.")
            elif group.body.get("ingress") or group.body.get("egress"):
                yield Violation(stack.name, group.label, "It has rules.")


@policy(
    "a network ACL that lets HTTPS out lets its answers in",
    fix="Allow TCP 1024-65535 in from 0.0.0.0/0: an ACL keeps no state.",
)
def acls_let_answers_in(stacks: Stacks) -> Iterator[Violation]:
    for stack in stacks:
        for acl in stack.resources("aws_network_acl"):
            out, back = as_list(acl.body.get("egress")), as_list(acl.body.get("ingress"))
            if _allows(out, 443, 443) and not _allows(back, 1024, 65535):
                yield Violation(stack.name, acl.label, "Answers to HTTPS are dropped.")


def _allows(rules: list[Body], first: int, last: int) -> bool:
    return any(
        rule["action"] == "allow"
        and rule["cidr_block"] == "0.0.0.0/0"
        and (rule["protocol"] == "-1" or (rule["from_port"] <= first and last <= rule["to_port"]))
        for rule in rules
    )


def _security_group_rules(stack: Synthesized, direction: str) -> Iterator[tuple[Resource, Body]]:
    """Rules of security groups however they are written: three resource types say them."""
    for resource in stack.resources(f"aws_vpc_security_group_{direction}_rule"):
        yield resource, resource.body
    for resource in stack.resources("aws_security_group_rule"):
        if resource.body.get("type") == direction:
            yield resource, resource.body
    for resource in stack.resources("aws_security_group", "aws_default_security_group"):
        for rule in as_list(resource.body.get(direction)):
            yield resource, rule


def _cidrs(rule: Body) -> list[str]:
    single = [rule.get("cidr_ipv4"), rule.get("cidr_ipv6")]
    several = [*rule.get("cidr_blocks", []), *rule.get("ipv6_cidr_blocks", [])]
    return [cidr for cidr in [*single, *several] if cidr]


def _is_public(cidr: str) -> bool:
    return cidr in EVERYWHERE or not ip_network(cidr).is_private


def _associations(stack: Synthesized) -> list[tuple[str, str]]:
    """Route table and subnet of each association, by address."""
    pairs = (
        (referenced(r.body.get("route_table_id")), referenced(r.body.get("subnet_id")))
        for r in stack.resources("aws_route_table_association")
    )
    return [(table, subnet) for table, subnet in pairs if table and subnet]


def _default_routes(stack: Synthesized) -> dict[str, list[Resource]]:
    """The default routes by the address of their route table."""
    routes: defaultdict[str, list[Resource]] = defaultdict(list)
    for route in stack.resources("aws_route"):
        table = referenced(route.body.get("route_table_id"))
        if table and route.body.get("destination_cidr_block") == "0.0.0.0/0":
            routes[table].append(route)
    return routes
