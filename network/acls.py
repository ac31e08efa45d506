"""Rules of the optional network ACLs. An ACL keeps no state, so return traffic has rules too."""

from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import IPv4Network
from typing import Literal

from network.rules import INTERNET
from settings.network import Network

EPHEMERAL = (1024, 65535)
"""Ports that answers come back to; NAT gateways and load balancers use this whole range.

Source: https://docs.aws.amazon.com/vpc/latest/userguide/custom-network-acl.html#nacl-ephemeral-ports
"""

ALL = "-1"


@dataclass(frozen=True)
class AclRule:
    """One allowing rule; what no rule allows, AWS denies. Ports are (0, 0) for every protocol."""

    number: int
    direction: Literal["ingress", "egress"]
    protocol: str
    ports: tuple[int, int]
    cidr: IPv4Network


def private_acl_rules(network: Network, peers: Sequence[IPv4Network]) -> tuple[AclRule, ...]:
    """Private subnets: HTTPS out and its answers in, and everything inside the network."""
    return (
        AclRule(100, "egress", "tcp", (443, 443), INTERNET),
        AclRule(100, "ingress", "tcp", EPHEMERAL, INTERNET),
        *_inside(network, peers),
    )


def public_acl_rules(network: Network, peers: Sequence[IPv4Network]) -> tuple[AclRule, ...]:
    """Public subnets: HTTPS both ways (NAT gateways out, load balancers in) with the answers."""
    return (
        AclRule(100, "egress", "tcp", (443, 443), INTERNET),
        AclRule(100, "ingress", "tcp", EPHEMERAL, INTERNET),
        AclRule(110, "ingress", "tcp", (443, 443), INTERNET),
        AclRule(110, "egress", "tcp", EPHEMERAL, INTERNET),
        *_inside(network, peers),
    )


def _inside(network: Network, peers: Sequence[IPv4Network]) -> tuple[AclRule, ...]:
    """Everything between the VPC, its peers and the ranges that nodes may reach, both ways."""
    listed = {d.cidr for d in network.node_egress if d.cidr and not d.cidr.subnet_of(network.cidr)}
    ranges = [network.cidr, *sorted({*listed, *peers})]
    directions: tuple[Literal["ingress", "egress"], ...] = ("ingress", "egress")
    return tuple(
        AclRule(200 + 10 * position, direction, ALL, (0, 0), cidr)
        for position, cidr in enumerate(ranges)
        for direction in directions
    )
