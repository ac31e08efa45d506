"""What stands in one region of AWS, by boto3."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import boto3

DEAD = ("deleted", "deleting", "failed")


@dataclass(frozen=True)
class Standing:
    """One region of the AWS behind `endpoint`, seen with credentials that open nothing else."""

    endpoint: str
    region: str
    environment: str

    def client(self, service: str) -> Any:
        """A boto3 client; boto3 makes its methods at run time, so none of them is typed."""
        return boto3.client(  # pyright: ignore[reportUnknownMemberType, reportCallIssue, reportUnknownVariableType]
            service,  # pyright: ignore[reportArgumentType]
            region_name=self.region,
            endpoint_url=self.endpoint,
            aws_access_key_id="rehearsal",
            aws_secret_access_key="rehearsal",  # noqa: S106
        )

    @cached_property
    def ec2(self) -> Any:
        return self.client("ec2")

    @cached_property
    def logs(self) -> Any:
        return self.client("logs")

    @cached_property
    def cloudwatch(self) -> Any:
        return self.client("cloudwatch")

    @cached_property
    def eks(self) -> Any:
        return self.client("eks")

    @cached_property
    def iam(self) -> Any:
        return self.client("iam")

    @cached_property
    def kms(self) -> Any:
        return self.client("kms")

    @cached_property
    def secrets(self) -> Any:
        return self.client("secretsmanager")

    @cached_property
    def s3(self) -> Any:
        return self.client("s3")

    def create_cluster(self, name: str) -> None:
        """Makes an EKS cluster and its IAM OIDC provider, which somebody else has made long ago."""
        made = self.eks.create_cluster(
            name=name,
            roleArn="arn:aws:iam::123456789012:role/cluster",
            resourcesVpcConfig={"subnetIds": []},
        )
        self.iam.create_open_id_connect_provider(
            Url=made["cluster"]["identity"]["oidc"]["issuer"],
            ClientIDList=["sts.amazonaws.com"],
            ThumbprintList=["0" * 40],
        )

    def key_arn(self, name: str) -> str | None:
        """The KMS key of an alias."""
        for alias in self.kms.list_aliases()["Aliases"]:
            if alias["AliasName"] == f"alias/{name}":
                return self.kms.describe_key(KeyId=alias["TargetKeyId"])["KeyMetadata"]["Arn"]
        return None

    def tags(self, thing: dict[str, Any]) -> dict[str, str]:
        """The tags of something that EC2 described."""
        return {tag["Key"]: tag["Value"] for tag in thing.get("Tags", [])}

    def named(self, kind: str, name: str) -> list[dict[str, Any]]:
        """Everything of a kind (`vpcs`, ...) with this Name tag."""
        return self._described(kind, tagged(Name=name))

    def of_vpc(self, kind: str, vpc_id: str) -> list[dict[str, Any]]:
        """Everything of a kind (`subnets`, ...) in a VPC."""
        return self._described(kind, where("vpc-id", vpc_id))

    def live_nat_gateways(self, vpc_id: str) -> list[dict[str, Any]]:
        """The NAT gateways of a VPC that are not gone."""
        found = self.ec2.describe_nat_gateways(Filters=where("vpc-id", vpc_id))
        return [g for g in found["NatGateways"] if g["State"] not in DEAD]

    def az_of_subnet(self, subnet_id: str) -> str:
        """The zone of a subnet."""
        found = self.ec2.describe_subnets(SubnetIds=[subnet_id])["Subnets"][0]
        return found["AvailabilityZone"]

    def route_table(self, vpc_id: str, subnet_id: str) -> dict[str, Any]:
        """The route table of a subnet: its own, or the VPC's main one."""
        tables = self.of_vpc("route_tables", vpc_id)
        for table in tables:
            if any(a.get("SubnetId") == subnet_id for a in table["Associations"]):
                return table
        return next(t for t in tables if any(a.get("Main") for a in t["Associations"]))

    def default_route(self, vpc_id: str, subnet_id: str) -> dict[str, Any] | None:
        """The default route of a subnet, if it has one."""
        routes: list[dict[str, Any]] = self.route_table(vpc_id, subnet_id)["Routes"]
        return next((r for r in routes if r.get("DestinationCidrBlock") == "0.0.0.0/0"), None)

    def complete_gateway_endpoints(self, vpc_id: str) -> None:
        """Puts the route to each gateway endpoint into every route table that it names.

        AWS does this itself. moto 5.2 does it when an endpoint is made but not when it is changed,
        and then cannot delete the endpoint.
        """
        lists = self.ec2.describe_managed_prefix_lists()["PrefixLists"]
        tables = {table["RouteTableId"]: table for table in self.of_vpc("route_tables", vpc_id)}
        for endpoint in self.of_vpc("vpc_endpoints", vpc_id):
            if endpoint["VpcEndpointType"] != "Gateway":
                continue
            name, id_ = endpoint["ServiceName"], endpoint["VpcEndpointId"]
            prefix_list = next(p["PrefixListId"] for p in lists if p["PrefixListName"] == name)
            for table in endpoint["RouteTableIds"]:
                if all(r.get("GatewayId") != id_ for r in tables[table]["Routes"]):
                    self.ec2.create_route(
                        RouteTableId=table, DestinationPrefixListId=prefix_list, GatewayId=id_
                    )

    def _described(self, kind: str, by: list[dict[str, Any]]) -> list[dict[str, Any]]:
        paginator = self.ec2.get_paginator(f"describe_{kind}")
        key = "".join(part.capitalize() for part in kind.split("_"))
        return [thing for page in paginator.paginate(Filters=by) for thing in page[key]]


def tagged(**tags: str) -> list[dict[str, Any]]:
    """EC2 filters by tag."""
    return [{"Name": f"tag:{key}", "Values": [value]} for key, value in tags.items()]


def where(name: str, value: str) -> list[dict[str, Any]]:
    """An EC2 filter by attribute."""
    return [{"Name": name, "Values": [value]}]
