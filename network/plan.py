"""The plan of a region's network: everything that `constructs` then only says to Terraform."""

from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import IPv4Network

from network.acls import AclRule, private_acl_rules, public_acl_rules
from network.alarms import NatAlarm, nat_alarms
from network.rules import Rule, node_egress_rules
from settings.addressing import Subnet, Tier, carve, tier_prefixes
from settings.network import Network


@dataclass(frozen=True)
class Gateway:
    """A NAT gateway in a zone; `allocation_id` is its Elastic IP when that exists already."""

    az: str
    allocation_id: str | None


@dataclass(frozen=True)
class NetworkPlan:
    """What a region's network consists of.

    name: starts every Name tag, for example `lionpay-prod-seoul`.
    gateway_of: the zone of the NAT gateway that each private subnet's zone goes out through;
        empty when there is none.
    acls: the rules of the dedicated network ACLs by tier; empty when there are none.
    """

    name: str
    region: str
    network: Network
    subnets: tuple[Subnet, ...]
    subnet_tags: dict[Tier, dict[str, str]]
    gateways: tuple[Gateway, ...]
    gateway_of: dict[str, str]
    node_egress: tuple[Rule, ...]
    acls: dict[Tier, tuple[AclRule, ...]]
    alarms: tuple[NatAlarm, ...]

    @property
    def flow_log_group_name(self) -> str:
        """The CloudWatch log group of the flow logs."""
        return f"/{self.name}/vpc-flow-logs"

    def tier(self, tier: Tier) -> tuple[Subnet, ...]:
        """The subnets of one tier, by zone."""
        return tuple(subnet for subnet in self.subnets if subnet.tier == tier)


def plan_network(
    name: str,
    region: str,
    cluster_name: str,
    network: Network,
    peers: Sequence[IPv4Network] = (),
) -> NetworkPlan:
    """Decides everything about the network of `region` (AWS's name of it).

    peers: the ranges of the VPCs that it is linked to.
    """
    gateways = tuple(
        Gateway(az, network.external_nat_ip_ids.get(az)) for az in network.nat_gateway_azs
    )
    acls: dict[Tier, tuple[AclRule, ...]] = (
        {"private": private_acl_rules(network, peers), "public": public_acl_rules(network, peers)}
        if network.dedicated_network_acls
        else {}
    )
    return NetworkPlan(
        name=name,
        region=region,
        network=network,
        subnets=carve(network.cidr, network.azs, tier_prefixes(network)),
        subnet_tags=subnet_tags(cluster_name, network),
        gateways=gateways,
        gateway_of=gateway_of(network),
        node_egress=node_egress_rules(network),
        acls=acls,
        alarms=nat_alarms(network.nat_alarms) if network.nat_alarms.enabled else (),
    )


def gateway_of(network: Network) -> dict[str, str]:
    """The zone of the NAT gateway that each zone uses: its own, or the only one."""
    gateways = network.nat_gateway_azs
    if not gateways:
        return {}
    return {az: az if az in gateways else gateways[0] for az in sorted(network.azs)}


def subnet_tags(cluster_name: str, network: Network) -> dict[Tier, dict[str, str]]:
    """The tags by which EKS and the AWS load balancer controller find subnets.

    Source: https://docs.aws.amazon.com/eks/latest/userguide/network-load-balancing.html
    """
    cluster = {f"kubernetes.io/cluster/{cluster_name}": "shared"}
    return {
        "private": {
            **cluster,
            "kubernetes.io/role/internal-elb": "1",
            **network.private_subnet_tags,
        },
        "public": {**cluster, "kubernetes.io/role/elb": "1", **network.public_subnet_tags},
        "intra": {},
    }
