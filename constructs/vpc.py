"""The VPC of a region with its subnets and route tables."""

from network.plan import NetworkPlan
from providers import aws
from providers.core import Construct
from settings.addressing import Subnet


class RegionVpc(Construct):
    """A VPC with public, private and intra subnets.

    Every id is keyed by zone, so adding or removing a zone replaces nothing in the others. Each
    private subnet has a route table of its own; public and intra subnets share one each.
    """

    def __init__(self, scope: Construct, id: str, *, plan: NetworkPlan) -> None:
        super().__init__(scope, id)
        self._plan = plan
        self.vpc = aws.Vpc(
            self,
            "vpc",
            cidr_block=str(plan.network.cidr),
            enable_dns_support=True,
            enable_dns_hostnames=True,
            tags={"Name": plan.name},
        )
        # Without rules: what names no group gets none, instead of AWS's open one.
        aws.DefaultSecurityGroup(
            self, "default", vpc_id=self.vpc.id, tags={"Name": f"{plan.name}-default"}
        )
        self.internet_gateway = aws.InternetGateway(
            self, "internet", vpc_id=self.vpc.id, tags={"Name": plan.name}
        )
        public = self._route_table("public")
        aws.Route(
            self,
            "public-internet",
            route_table_id=public.id,
            destination_cidr_block="0.0.0.0/0",
            gateway_id=self.internet_gateway.id,
        )
        self.intra_route_table = self._route_table("intra")
        self.private_route_tables = {
            subnet.az: self._route_table(f"private-{subnet.az}") for subnet in plan.tier("private")
        }
        self.public_subnets = {s.az: self._subnet(s, public) for s in plan.tier("public")}
        self.intra_subnets = {
            s.az: self._subnet(s, self.intra_route_table) for s in plan.tier("intra")
        }
        self.private_subnets = {
            s.az: self._subnet(s, self.private_route_tables[s.az]) for s in plan.tier("private")
        }

    def _route_table(self, name: str) -> aws.RouteTable:
        return aws.RouteTable(
            self,
            f"{name}-routes",
            vpc_id=self.vpc.id,
            tags={"Name": f"{self._plan.name}-{name}"},
        )

    def _subnet(self, subnet: Subnet, routes: aws.RouteTable) -> aws.Subnet:
        name = f"{subnet.tier}-{subnet.az}"
        made = aws.Subnet(
            self,
            name,
            vpc_id=self.vpc.id,
            availability_zone=subnet.az,
            cidr_block=str(subnet.cidr),
            map_public_ip_on_launch=False,
            tags={"Name": f"{self._plan.name}-{name}", **self._plan.subnet_tags[subnet.tier]},
        )
        aws.RouteTableAssociation(
            self, f"{name}-association", subnet_id=made.id, route_table_id=routes.id
        )
        return made
