"""`link`: VPC peering between the hub and each spoke."""

from constructs.peering import PeeringSide, VpcPeering
from providers import aws
from providers.core import Construct, Fn
from settings import Environment, Region
from stacks.base import LionpayStack
from stacks.network import NetworkStack
from vocabulary.outputs import NetworkOutput
from vocabulary.stacks import LINK


class LinkStack(LionpayStack):
    """Peers the hub's network with each spoke's, both read from their own states.

    A region that leaves has a provider here and nothing else: Terraform needs it to delete.
    """

    def __init__(
        self, scope: Construct, environment: Environment, networks: dict[str, NetworkStack]
    ) -> None:
        super().__init__(scope, LINK, environment)
        staying = environment.without_leaving()
        providers = {
            key: self.aws_provider(region, alias=key) for key, region in environment.regions.items()
        }
        sides = {key: self._side(key, networks[key], providers[key]) for key in staying.regions}
        for spoke in staying.spokes:
            VpcPeering(
                self,
                spoke,
                name=f"lionpay-{environment.name}-{environment.hub}-{spoke}",
                hub=sides[environment.hub],
                spoke=sides[spoke],
            )

    def _side(self, key: str, network: NetworkStack, provider: aws.AwsProvider) -> PeeringSide:
        region = self.environment.regions[key]
        told = self.outputs_of(network)
        tables = told.get(NetworkOutput.PRIVATE_ROUTE_TABLE_IDS.value)
        return PeeringSide(
            key=key,
            region=region.aws_region,
            cidr=told.get_string(NetworkOutput.VPC_CIDR.value),
            vpc_id=told.get_string(NetworkOutput.VPC_ID.value),
            route_table_ids={
                az: str(Fn.lookup(tables, az, "")) for az in private_route_table_azs(region)
            },
            provider=provider,
        )


def private_route_table_azs(region: Region) -> tuple[str, ...]:
    """The zones that have a private route table, made or adopted."""
    if region.network:
        return tuple(sorted(region.network.azs))
    return tuple(sorted(region.existing.private_route_table_ids)) if region.existing else ()
