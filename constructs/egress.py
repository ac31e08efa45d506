"""The way out: NAT gateways, their addresses, and the default routes of private subnets."""

from constructs.vpc import RegionVpc
from network.plan import Gateway, NetworkPlan
from providers import aws
from providers.core import Construct


class NatEgress(Construct):
    """NAT gateways by zone, each on an Elastic IP of its own that outlives it.

    `addresses` are the public addresses, by zone.
    """

    def __init__(self, scope: Construct, id: str, *, plan: NetworkPlan, vpc: RegionVpc) -> None:
        super().__init__(scope, id)
        self.addresses: dict[str, str] = {}
        self.gateways = {
            gateway.az: self._gateway(plan.name, gateway, vpc) for gateway in plan.gateways
        }
        for az, gateway_az in plan.gateway_of.items():
            aws.Route(
                self,
                f"default-{az}",
                route_table_id=vpc.private_route_tables[az].id,
                destination_cidr_block="0.0.0.0/0",
                nat_gateway_id=self.gateways[gateway_az].id,
            )

    def _gateway(self, name: str, gateway: Gateway, vpc: RegionVpc) -> aws.NatGateway:
        return aws.NatGateway(
            self,
            f"gateway-{gateway.az}",
            allocation_id=self._address(name, gateway, vpc),
            subnet_id=vpc.public_subnets[gateway.az].id,
            tags={"Name": f"{name}-{gateway.az}"},
            depends_on=[vpc.internet_gateway],
        )

    def _address(self, name: str, gateway: Gateway, vpc: RegionVpc) -> str:
        """The allocation id of the gateway's Elastic IP: ours, or the one that exists already."""
        if gateway.allocation_id:
            found = aws.DataAwsEip(self, f"address-{gateway.az}", id=gateway.allocation_id)
            self.addresses[gateway.az] = found.public_ip
            return gateway.allocation_id
        made = aws.Eip(
            self,
            f"address-{gateway.az}",
            domain="vpc",
            tags={"Name": f"{name}-{gateway.az}"},
            depends_on=[vpc.internet_gateway],
        )
        self.addresses[gateway.az] = made.public_ip
        return made.id
