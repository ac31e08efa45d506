"""Network options of a region, named as terraform-aws-modules/vpc names them where it has them."""

from ipaddress import IPv4Address, IPv4Network
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from settings.types import (
    AllocationId,
    Model,
    RouteTableId,
    SecurityGroupId,
    SubnetId,
    TopicArn,
    VpcId,
)

SubnetPrefix = Annotated[int, Field(ge=16, le=28)]
"""A subnet's prefix length; AWS takes /16 to /28."""

Ports = Annotated[str, StringConstraints(pattern=r"^\d{1,5}(-\d{1,5})?$")]

Signal = Literal["metrics", "logs", "traces"]
InterfaceService = Literal["ec2", "ecr.api", "ecr.dkr", "eks-auth", "logs", "secretsmanager", "sts"]

LogRetentionDays = Literal[
    1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731,
    1096, 1827, 2192, 2557, 2922, 3288, 3653,
]  # fmt: skip
"""The retentions that CloudWatch Logs takes, in days."""


class Destination(Model):
    """A place inside the network that nodes may reach: a range or a group, by protocol and port."""

    name: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]*$")]
    protocol: Literal["tcp", "udp"] = "tcp"
    ports: Ports
    """A port (`"5432"`) or a range of ports (`"9092-9098"`)."""
    cidr: IPv4Network | None = None
    security_group_id: SecurityGroupId | None = None

    @property
    def port_range(self) -> tuple[int, int]:
        """First and last port."""
        first, _, last = self.ports.partition("-")
        return int(first), int(last or first)


class PrivateLink(Model):
    """A PrivateLink endpoint service of Grafana Cloud; its name is shown in the stack's details."""

    service_name: Annotated[str, StringConstraints(pattern=r"^com\.amazonaws\.vpce\.[\w.-]+$")]
    service_region: str | None = None
    """The service's region when it is another one than this."""


class FlowLog(Model):
    """VPC flow logs; always on and encrypted with a KMS key of the region."""

    destination_type: Literal["cloud-watch-logs", "s3"] = "cloud-watch-logs"
    traffic_type: Literal["REJECT", "ALL"] = "REJECT"
    retention_in_days: LogRetentionDays = 90
    max_aggregation_interval: Literal[60, 600] = 600
    """Seconds."""


class NatAlarms(Model):
    """CloudWatch alarms on each NAT gateway: ports that ran out, and packets that were dropped."""

    enabled: bool = True
    create_topic: bool = False
    """Whether to make an encrypted SNS topic for them."""
    alarm_actions: tuple[TopicArn, ...] = ()
    """Topics that exist already."""
    dropped_packets_percent: Annotated[float, Field(gt=0, le=100)] = 0.01
    """Dropped packets as a share of all packets, in percent; AWS calls 0.01 % worth a look."""


class Network(Model):
    """A VPC of our own."""

    cidr: IPv4Network
    azs: tuple[str, ...] = ()
    """Availability Zones by name; by default the first three of the region."""
    private_subnet_prefix: SubnetPrefix = 20
    public_subnet_prefix: SubnetPrefix = 24
    intra_subnet_prefix: SubnetPrefix = 24
    private_subnet_tags: dict[str, str] = {}
    public_subnet_tags: dict[str, str] = {}

    enable_nat_gateway: bool = True
    single_nat_gateway: bool = False
    """One NAT gateway in the first zone of `azs`, instead of one in each zone."""
    external_nat_ip_ids: dict[str, AllocationId] = {}
    """Elastic IPs that exist already, by zone, so that allow-lists at the other end stay true."""

    node_egress: tuple[Destination, ...] = ()
    """What nodes may reach besides each other, the VPC's resolver and the internet's port 443."""
    dedicated_network_acls: bool = False
    """Network ACLs on the subnets, as a second wall behind the security groups."""

    enable_s3_endpoint: bool = True
    interface_endpoints: tuple[InterfaceService, ...] = ()
    grafana_privatelink: dict[Signal, PrivateLink] = {}

    flow_log: FlowLog = FlowLog()
    nat_alarms: NatAlarms = NatAlarms()

    @property
    def nat_gateway_azs(self) -> tuple[str, ...]:
        """The zones that have a NAT gateway."""
        if not self.enable_nat_gateway:
            return ()
        return self.azs[:1] if self.single_nat_gateway else self.azs


class ExistingNetwork(Model):
    """A VPC that exists already and is used as it is; nothing of the network is created."""

    vpc_id: VpcId
    cidr: IPv4Network
    private_subnet_ids: dict[str, SubnetId] = Field(min_length=1)
    """Subnets of the nodes, by zone."""
    private_route_table_ids: dict[str, RouteTableId] = Field(min_length=1)
    """Route tables of those subnets, by zone."""
    node_security_group_id: SecurityGroupId
    egress_addresses: tuple[IPv4Address, ...] = Field(min_length=1)
    """The public addresses that the nodes' traffic comes from."""
