"""Names AWS resources that carry our tags and are in no Terraform state.

A Terraform that is killed in the middle of an apply can leave such a resource behind: it was made,
and the state never heard of it. `make orphans` names each with the command that imports it.
Resources without tags (routes, associations, policies) cannot be found this way; the next apply
says that they exist already, and with which id.
"""

import argparse
import json
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from commands.placement import last_environment
from policies.synthesized import Synthesized, read_synthesized
from settings import Problem, UserError
from vocabulary.tags import PROJECT

FOUND = 3
"""The exit code when there are orphans."""


@dataclass(frozen=True)
class Ec2Kind:
    """A kind of EC2 resource: what describes it, the key of its id, and Terraform's types."""

    described: str
    id_key: str
    types: tuple[str, ...]


EC2_KINDS = (
    Ec2Kind("addresses", "AllocationId", ("aws_eip",)),
    Ec2Kind("flow_logs", "FlowLogId", ("aws_flow_log",)),
    Ec2Kind("internet_gateways", "InternetGatewayId", ("aws_internet_gateway",)),
    Ec2Kind("launch_templates", "LaunchTemplateId", ("aws_launch_template",)),
    Ec2Kind("nat_gateways", "NatGatewayId", ("aws_nat_gateway",)),
    Ec2Kind("network_acls", "NetworkAclId", ("aws_network_acl",)),
    Ec2Kind("route_tables", "RouteTableId", ("aws_route_table",)),
    Ec2Kind("security_groups", "GroupId", ("aws_security_group", "aws_default_security_group")),
    Ec2Kind(
        "security_group_rules",
        "SecurityGroupRuleId",
        ("aws_vpc_security_group_egress_rule", "aws_vpc_security_group_ingress_rule"),
    ),
    Ec2Kind("subnets", "SubnetId", ("aws_subnet",)),
    Ec2Kind("vpc_endpoints", "VpcEndpointId", ("aws_vpc_endpoint",)),
    Ec2Kind(
        "vpc_peering_connections",
        "VpcPeeringConnectionId",
        ("aws_vpc_peering_connection", "aws_vpc_peering_connection_accepter"),
    ),
    Ec2Kind("vpcs", "VpcId", ("aws_vpc",)),
)

GONE = ("deleted", "deleting", "failed", "rejected", "expired")
"""States in which EC2 still shows a resource, tags and all, that is none any more."""

ARN_TYPES = {
    "cloudwatch": "aws_cloudwatch_metric_alarm",
    "kms": "aws_kms_key",
    "logs": "aws_cloudwatch_log_group",
    "s3": "aws_s3_bucket",
    "secretsmanager": "aws_secretsmanager_secret",
    "sns": "aws_sns_topic",
}
"""Terraform's type for what a service of AWS has of ours."""

EKS_TYPES = {
    "addon": "aws_eks_addon",
    "cluster": "aws_eks_cluster",
    "nodegroup": "aws_eks_node_group",
}
"""The same of EKS, by the first part of an ARN's resource."""


@dataclass(frozen=True)
class Tagged:
    """A resource of AWS that carries our tags.

    id: what Terraform imports it by. types: what it may be in Terraform.
    """

    id: str
    region: str
    stack: str
    name: str
    types: tuple[str, ...]


@dataclass(frozen=True)
class Orphan:
    """A tagged resource in no state, and its address in the code if it has one there."""

    resource: Tagged
    address: str | None

    def advice(self, outdir: Path) -> str:
        """The command that mends it."""
        if self.address is None:
            return "not in the code any more: delete it"
        folder = outdir / "stacks" / self.resource.stack
        return f"terraform -chdir={folder} import '{self.address}' {self.resource.id}"


def find_orphans(
    tagged: Iterable[Tagged], known_ids: set[str], stacks: Sequence[Synthesized]
) -> list[Orphan]:
    """What is tagged and not known, with its address by stack, type and Name tag."""
    addresses = {
        (stack.name, resource.type, resource.body.get("tags", {}).get("Name")): resource.address
        for stack in stacks
        for resource in stack.resources()
    }
    orphans: list[Orphan] = []
    for resource in sorted(tagged, key=lambda r: (r.stack, r.name, r.id)):
        if resource.id in known_ids:
            continue
        found = (addresses.get((resource.stack, t, resource.name)) for t in resource.types)
        orphans.append(Orphan(resource, next((a for a in found if a), None)))
    return orphans


def tags_something(stack: Synthesized) -> bool:
    """Whether a stack makes resources of AWS that carry our tags."""
    return any(r.type.startswith("aws_") and "tags" in r.body for r in stack.resources())


ID_KEYS = ("id", "arn", "access_entry_arn")


def ids_in_state(state: dict[str, Any]) -> Iterator[str]:
    """Every id and ARN of the managed resources in a Terraform state (format 4)."""
    for resource in state.get("resources", []):
        if resource["mode"] != "managed":
            continue
        for instance in resource["instances"]:
            attributes = instance["attributes"]
            yield from (attributes[key] for key in ID_KEYS if attributes.get(key))


def tagged_in_region(region: str, environment: str) -> Iterator[Tagged]:
    """Everything in a region that carries our tags."""
    yield from _ec2_in_region(region, environment)
    api = _client("resourcegroupstaggingapi", region)
    kms = _client("kms", region)
    wanted = {"Project": PROJECT, "Environment": environment}
    pages = api.get_paginator("get_resources").paginate(
        TagFilters=[{"Key": key, "Values": [value]} for key, value in wanted.items()]
    )
    for page in pages:
        for found in page["ResourceTagMappingList"]:
            arn: str = found["ResourceARN"]
            _, _, service, _, _, rest = arn.split(":", 5)
            if service == "ec2" or (service == "kms" and _key_is_going(kms, arn)):
                continue
            if service == "secretsmanager" and not _secret_stands_alone(region, arn):
                continue
            kind = rest.partition("/")[0]
            type_ = EKS_TYPES.get(kind) if service == "eks" else ARN_TYPES.get(service)
            types = (type_,) if type_ else ()
            yield _tagged(import_id(service, arn, rest), region, found["Tags"], types)


def _ec2_in_region(region: str, environment: str) -> Iterator[Tagged]:
    """EC2's resources from EC2 itself: the tagging API remembers what is gone for a while."""
    ec2 = _client("ec2", region)
    wanted = {"Project": PROJECT, "Environment": environment}
    filters = [{"Name": f"tag:{key}", "Values": [value]} for key, value in wanted.items()]
    for kind in EC2_KINDS:
        operation = f"describe_{kind.described}"
        pages: Any = (
            ec2.get_paginator(operation).paginate(Filters=filters)
            if ec2.can_paginate(operation)
            else [getattr(ec2, operation)(Filters=filters)]
        )
        key = "".join(part.capitalize() for part in kind.described.split("_"))
        things: list[dict[str, Any]] = [thing for page in pages for thing in page[key]]
        for thing in things:
            state: Any = thing.get("State", thing.get("Status", ""))
            code = str(state.get("Code", "") if isinstance(state, dict) else state)  # pyright: ignore[reportUnknownMemberType, reportUnknownArgumentType]
            if code.lower() not in GONE:
                yield _tagged(thing[kind.id_key], region, thing.get("Tags", []), kind.types)


def _tagged(id_: str, region: str, tags: list[dict[str, str]], types: tuple[str, ...]) -> Tagged:
    its = {tag["Key"]: tag["Value"] for tag in tags}
    return Tagged(id_, region, its.get("Stack", ""), its.get("Name", ""), types)


def tagged_roles(region: str, environment: str) -> Iterator[Tagged]:
    """IAM roles that carry our tags; IAM is the same in every region."""
    iam = _client("iam", region)
    for page in iam.get_paginator("list_roles").paginate():
        for role in page["Roles"]:
            if not role["RoleName"].startswith(f"lionpay-{environment}-"):
                continue
            listed = iam.list_role_tags(RoleName=role["RoleName"])["Tags"]
            its = {tag["Key"]: tag["Value"] for tag in listed}
            if (its.get("Project"), its.get("Environment")) == (PROJECT, environment):
                yield Tagged(
                    role["RoleName"], "global", its["Stack"], its.get("Name", ""), ("aws_iam_role",)
                )


def pulled_state(folder: Path) -> dict[str, Any]:
    """The state of a stack, wherever its backend keeps it."""
    commands = [["terraform", "state", "pull"]]
    if not (folder / ".terraform").exists():
        commands.insert(0, ["terraform", "init", "-input=false", "-no-color"])
    printed = ""
    for command in commands:
        run = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
        if run.returncode != 0:
            raise UserError(
                [
                    Problem(
                        f"{' '.join(command)} (in {folder})",
                        run.stderr.strip(),
                        "Without every state, nothing can be called an orphan.",
                    )
                ]
            )
        printed = run.stdout
    return json.loads(printed) if printed.strip() else {}


def _client(service: str, region: str) -> Any:
    """A boto3 client; boto3 makes its methods at run time, so none of them is typed."""
    return boto3.client(service, region_name=region)  # pyright: ignore


def _key_is_going(kms: Any, arn: str) -> bool:
    return kms.describe_key(KeyId=arn)["KeyMetadata"]["KeyState"] == "PendingDeletion"


def _secret_stands_alone(region: str, arn: str) -> bool:
    """Whether a secret is Terraform's own; a replica is its original's, a deleted one is gone."""
    secret = _client("secretsmanager", region).describe_secret(SecretId=arn)
    return secret.get("PrimaryRegion", region) == region and "DeletedDate" not in secret


def import_id(service: str, arn: str, rest: str) -> str:
    """What Terraform imports a resource by; rest: the part of its ARN after the account."""
    match service:
        case "kms":
            return rest.removeprefix("key/")
        case "logs":
            return rest.removeprefix("log-group:").removesuffix(":*")
        case "cloudwatch":
            return rest.removeprefix("alarm:")
        case "s3":
            return rest
        case "eks" if rest.partition("/")[0] in EKS_TYPES:
            # Of a cluster its name; of what is in it, the cluster's and its own.
            return ":".join(rest.split("/")[1:3])
        case _:
            return arn


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--output", type=Path, default=Path("cdktf.out"))
    outdir: Path = parser.parse_args().output
    try:
        environment = last_environment(outdir)
        if environment is None:
            fix = "Run `make` first: the code says what each resource is."
            raise UserError([Problem(str(outdir), "Nothing is synthesized there.", fix)])
        # A stack that tags nothing owns nothing that could be found here.
        stacks = [stack for stack in read_synthesized(outdir) if tags_something(stack)]
        known = {
            id_
            for stack in stacks
            for id_ in ids_in_state(pulled_state(outdir / "stacks" / stack.name))
        }
        regions = sorted({body["region"] for s in stacks for body in s.json["provider"]["aws"]})
        print(f"Asking AWS in {', '.join(regions)} ...", file=sys.stderr)
        tagged = [*tagged_roles(regions[0], environment)]
        for region in regions:
            tagged += tagged_in_region(region, environment)
    except UserError as error:
        print(error, file=sys.stderr)
        return 2
    except (BotoCoreError, ClientError) as error:
        fix = "Sign in to the account of this environment, with leave to read tags, and try again."
        print(Problem("AWS", str(error), fix), file=sys.stderr)
        return 2
    orphans = find_orphans(tagged, known, stacks)
    for orphan in orphans:
        resource = orphan.resource
        print(f"{resource.id}  {resource.name}  ({resource.region}, {resource.stack})")
        print(f"  {orphan.advice(outdir)}")
    print(f"{len(tagged)} resources carry the tags of {environment}, {len(orphans)} in no state.")
    return FOUND if orphans else 0


if __name__ == "__main__":
    sys.exit(main())
