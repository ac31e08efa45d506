"""VPC endpoints: ways to AWS services and to Grafana Cloud that pass no NAT gateway."""

from constructs.vpc import RegionVpc
from network.plan import NetworkPlan
from providers import aws
from providers.core import Construct


class Endpoints(Construct):
    """The gateway endpoint of S3, interface endpoints of AWS and PrivateLink to Grafana Cloud.

    Interface endpoints have private DNS: what asks for the service's usual name finds them.
    """

    def __init__(self, scope: Construct, id: str, *, plan: NetworkPlan, vpc: RegionVpc) -> None:
        super().__init__(scope, id)
        self._plan = plan
        self._vpc = vpc
        network = plan.network
        if network.enable_s3_endpoint:
            aws.VpcEndpoint(
                self,
                "s3",
                vpc_id=vpc.vpc.id,
                vpc_endpoint_type="Gateway",
                service_name=f"com.amazonaws.{plan.region}.s3",
                route_table_ids=[
                    *(table.id for table in vpc.private_route_tables.values()),
                    vpc.intra_route_table.id,
                ],
                tags={"Name": f"{plan.name}-s3"},
            )
        if not network.interface_endpoints and not network.grafana_privatelink:
            return
        group = self._group()
        for service in network.interface_endpoints:
            self._interface(service, f"com.amazonaws.{plan.region}.{service}", group)
        for signal, link in network.grafana_privatelink.items():
            self._interface(f"grafana-{signal}", link.service_name, group, link.service_region)

    def _group(self) -> aws.SecurityGroup:
        name = f"{self._plan.name}-endpoints"
        group = aws.SecurityGroup(
            self,
            "group",
            name=name,
            description="Interface endpoints of Lionpay",
            vpc_id=self._vpc.vpc.id,
            tags={"Name": name},
        )
        aws.VpcSecurityGroupIngressRule(
            self,
            "https-from-vpc",
            security_group_id=group.id,
            description="HTTPS from this VPC",
            ip_protocol="tcp",
            from_port=443,
            to_port=443,
            cidr_ipv4=str(self._plan.network.cidr),
            tags={"Name": f"{name}-https-from-vpc"},
        )
        return group

    def _interface(
        self, name: str, service: str, group: aws.SecurityGroup, service_region: str | None = None
    ) -> None:
        aws.VpcEndpoint(
            self,
            name.replace(".", "-"),
            vpc_id=self._vpc.vpc.id,
            vpc_endpoint_type="Interface",
            service_name=service,
            service_region=service_region,
            private_dns_enabled=True,
            subnet_ids=[subnet.id for subnet in self._vpc.private_subnets.values()],
            security_group_ids=[group.id],
            tags={"Name": f"{self._plan.name}-{name}"},
        )
