"""Security group rules of the nodes: what they may reach, and nothing else."""

from dataclasses import dataclass
from ipaddress import IPv4Network

from settings.network import Network

INTERNET = IPv4Network("0.0.0.0/0")


@dataclass(frozen=True)
class Rule:
    """One egress rule, keyed by `name`, to a range or a security group."""

    name: str
    description: str
    protocol: str
    ports: tuple[int, int]
    cidr: IPv4Network | None = None
    security_group_id: str | None = None


def node_egress_rules(network: Network) -> tuple[Rule, ...]:
    """HTTPS to the internet, DNS to the VPC's resolver, and the destinations of the file.

    Nodes reach each other by a rule of their group to itself, which needs the group's id and is
    therefore not here.
    """
    resolver = vpc_resolver(network.cidr)
    return (
        Rule("https", "HTTPS to the internet, through the NAT", "tcp", (443, 443), cidr=INTERNET),
        Rule("dns-udp", "DNS to the VPC's resolver", "udp", (53, 53), cidr=resolver),
        Rule("dns-tcp", "DNS to the VPC's resolver", "tcp", (53, 53), cidr=resolver),
        *(
            Rule(
                f"to-{destination.name}",
                f"{destination.name} inside the network",
                destination.protocol,
                destination.port_range,
                destination.cidr,
                destination.security_group_id,
            )
            for destination in network.node_egress
        ),
    )


def vpc_resolver(cidr: IPv4Network) -> IPv4Network:
    """The Route 53 Resolver of a VPC: the base of its range plus two.

    Source: https://docs.aws.amazon.com/vpc/latest/userguide/AmazonDNS-concepts.html
    """
    return IPv4Network((int(cidr[2]), 32))
