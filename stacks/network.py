"""`network-<region>`: the network of one region, made or adopted."""

from collections.abc import Mapping
from ipaddress import IPv4Network

from constructs.egress import NatEgress
from constructs.encryption import EncryptionKey
from constructs.endpoints import Endpoints
from constructs.flow_logs import CloudWatchFlowLogs, S3FlowLogs
from constructs.nat_alarms import NatGatewayAlarms
from constructs.security import NetworkAcls, NodeSecurityGroup
from constructs.vpc import RegionVpc
from network.documents import (
    alarms_use_of_key,
    delivery_use_of_key,
    key_policy,
    logs_use_of_key,
)
from network.plan import NetworkPlan, plan_network
from providers import aws
from providers.core import Construct, TerraformOutput
from settings import Environment, ExistingNetwork
from stacks.base import LionpayStack
from vocabulary import stacks
from vocabulary.outputs import NetworkOutput


class NetworkStack(LionpayStack):
    """Makes a region's network, or makes nothing and tells the adopted one's values.

    Either way the outputs are those of `NetworkOutput`, so no other stack needs to know which.
    """

    def __init__(self, scope: Construct, environment: Environment, key: str) -> None:
        super().__init__(scope, stacks.network(key), environment)
        region = environment.regions[key]
        self.aws_provider(region)
        if region.existing:
            self._tell(adopted_outputs(region.existing))
        plan = network_plan(environment, key)
        if plan:
            self._tell(self._make(plan))

    def _make(self, plan: NetworkPlan) -> Mapping[NetworkOutput, object]:
        account_id = aws.DataAwsCallerIdentity(self, "account").account_id
        vpc = RegionVpc(self, "vpc", plan=plan)
        egress = NatEgress(self, "egress", plan=plan, vpc=vpc)
        nodes = NodeSecurityGroup(self, "nodes", plan=plan, vpc=vpc)
        NetworkAcls(self, "acls", plan=plan, vpc=vpc)
        Endpoints(self, "endpoints", plan=plan, vpc=vpc)
        uses = [
            logs_use_of_key(plan.region, account_id, plan.flow_log_group_name),
            delivery_use_of_key(account_id),
            alarms_use_of_key(account_id),
        ]
        key_name = f"{plan.name}-network"
        key = EncryptionKey(
            self,
            "key",
            name=key_name,
            description=f"Flow logs and alarms of {key_name}",
            policy=key_policy(account_id, *uses),
        ).key
        to_s3 = plan.network.flow_log.destination_type == "s3"
        (S3FlowLogs if to_s3 else CloudWatchFlowLogs)(
            self, "flow-logs", plan=plan, vpc=vpc, key=key, account_id=account_id
        )
        if plan.alarms and egress.gateways:
            NatGatewayAlarms(
                self,
                "alarms",
                plan=plan,
                gateways=egress.gateways,
                key=key,
                account_id=account_id,
            )
        return {
            NetworkOutput.VPC_ID: vpc.vpc.id,
            NetworkOutput.VPC_CIDR: str(plan.network.cidr),
            NetworkOutput.PRIVATE_SUBNET_IDS: {az: s.id for az, s in vpc.private_subnets.items()},
            NetworkOutput.PRIVATE_ROUTE_TABLE_IDS: {
                az: table.id for az, table in vpc.private_route_tables.items()
            },
            NetworkOutput.NODE_SECURITY_GROUP_ID: nodes.group.id,
            NetworkOutput.EGRESS_ADDRESSES: list(egress.addresses.values()),
        }

    def _tell(self, values: Mapping[NetworkOutput, object]) -> None:
        for output, value in values.items():
            TerraformOutput(self, output.value, value=value)


def network_plan(environment: Environment, key: str) -> NetworkPlan | None:
    """The plan of a region's network, or None when the region adopts one."""
    region = environment.regions[key]
    if region.network is None:
        return None
    name = f"lionpay-{environment.name}-{key}"
    return plan_network(
        name,
        region.aws_region,
        environment.cluster_name(key),
        region.network,
        peer_ranges(environment, key),
    )


def adopted_outputs(existing: ExistingNetwork) -> dict[NetworkOutput, object]:
    """The outputs of a network that exists already, as the environment file tells them."""
    return {
        NetworkOutput.VPC_ID: existing.vpc_id,
        NetworkOutput.VPC_CIDR: str(existing.cidr),
        NetworkOutput.PRIVATE_SUBNET_IDS: dict(existing.private_subnet_ids),
        NetworkOutput.PRIVATE_ROUTE_TABLE_IDS: dict(existing.private_route_table_ids),
        NetworkOutput.NODE_SECURITY_GROUP_ID: existing.node_security_group_id,
        NetworkOutput.EGRESS_ADDRESSES: [str(address) for address in existing.egress_addresses],
    }


def peer_ranges(environment: Environment, key: str) -> tuple[IPv4Network, ...]:
    """The ranges that a region is linked to: the hub's for a spoke, every spoke's for the hub."""
    if not environment.link.enabled:
        return ()
    peers = environment.spokes if key == environment.hub else (environment.hub,)
    regions = (environment.regions[peer] for peer in peers)
    parts = (region.network or region.existing for region in regions)
    return tuple(part.cidr for part in parts if part)
