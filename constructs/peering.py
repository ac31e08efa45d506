"""VPC peering between the hub and a spoke, each in its own region."""

from dataclasses import dataclass

from providers import aws
from providers.core import Construct


@dataclass(frozen=True)
class PeeringSide:
    """One end of a peering: its provider and what its network stack told.

    route_table_ids: of the private subnets, by zone; the values may be Terraform references.
    """

    key: str
    region: str
    cidr: str
    vpc_id: str
    route_table_ids: dict[str, str]
    provider: aws.AwsProvider


class VpcPeering(Construct):
    """A peering that resolves the other side's host names, with routes on private subnets."""

    def __init__(
        self, scope: Construct, id: str, *, name: str, hub: PeeringSide, spoke: PeeringSide
    ) -> None:
        super().__init__(scope, id)
        connection = aws.VpcPeeringConnection(
            self,
            "connection",
            provider=hub.provider,
            vpc_id=hub.vpc_id,
            peer_vpc_id=spoke.vpc_id,
            peer_region=spoke.region,
            tags={"Name": name},
        )
        accepted = aws.VpcPeeringConnectionAccepterA(
            self,
            "accepter",
            provider=spoke.provider,
            vpc_peering_connection_id=connection.id,
            auto_accept=True,
            tags={"Name": name},
        )
        aws.VpcPeeringConnectionOptions(
            self,
            "hub-options",
            provider=hub.provider,
            # The accepter's id is the connection's, known once it is active.
            vpc_peering_connection_id=accepted.id,
            requester=aws.VpcPeeringConnectionOptionsRequester(
                allow_remote_vpc_dns_resolution=True
            ),
        )
        aws.VpcPeeringConnectionOptions(
            self,
            "spoke-options",
            provider=spoke.provider,
            vpc_peering_connection_id=accepted.id,
            accepter=aws.VpcPeeringConnectionOptionsAccepter(allow_remote_vpc_dns_resolution=True),
        )
        for side, other in ((hub, spoke), (spoke, hub)):
            for az, route_table_id in side.route_table_ids.items():
                aws.Route(
                    self,
                    f"{side.key}-{az}",
                    provider=side.provider,
                    route_table_id=route_table_id,
                    destination_cidr_block=other.cidr,
                    vpc_peering_connection_id=accepted.id,
                )
