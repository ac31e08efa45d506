"""The plan of a region's own EKS cluster: all that `constructs` then only says to Terraform."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cluster.rules import Rule, cluster_rules
from settings import Environment, Region
from settings.cluster import AccessEntry, CreatedCluster

AWS_POLICIES = "arn:aws:iam::aws:policy"
ACCESS_POLICIES = "arn:aws:eks::aws:cluster-access-policy"

AFTER_NODES = ("coredns",)
"""Add-ons whose pods need a node before EKS calls them active."""

CONFIGURATION: Mapping[str, object] = {
    # Without its agent, EKS enforces no NetworkPolicy.
    "vpc-cni": {"enableNetworkPolicy": "true"},
}
"""What an add-on is told; a value is a text, as its schema wants it."""


@dataclass(frozen=True)
class Access:
    """What one IAM role may do in the cluster."""

    name: str
    principal_arn: str
    policy_arn: str
    namespaces: tuple[str, ...]


@dataclass(frozen=True)
class Addon:
    """An EKS add-on; version: None for the one that EKS takes; configuration: JSON, or None."""

    name: str
    version: str | None
    configuration: str | None
    after_nodes: bool


@dataclass(frozen=True)
class ClusterPlan:
    """What a region's own cluster consists of.

    name: starts the names of everything around it, for example `lionpay-prod-seoul`.
    cluster: the EKS cluster's name. azs: the zones of its nodes.
    devices: the node's disks, by device name, that carry `disk_size`.
    """

    name: str
    cluster: str
    region: str
    create: CreatedCluster
    azs: tuple[str, ...]
    rules: tuple[Rule, ...]
    access: tuple[Access, ...]
    addons: tuple[Addon, ...]
    node_policies: tuple[str, ...]
    device: str

    @property
    def log_group_name(self) -> str:
        """The log group that EKS itself writes the control plane's logs to, by its name."""
        return f"/aws/eks/{self.cluster}/cluster"


def cluster_plan(environment: Environment, key: str) -> ClusterPlan | None:
    """The plan of a region's cluster, or None when the cluster exists already."""
    region = environment.regions[key]
    create = region.cluster.create
    if create is None:
        return None
    return ClusterPlan(
        name=f"lionpay-{environment.name}-{key}",
        cluster=environment.cluster_name(key),
        region=region.aws_region,
        create=create,
        azs=node_azs(region),
        rules=cluster_rules(create),
        access=tuple(_access(name, entry) for name, entry in create.access_entries.items()),
        addons=tuple(_addon(name, create) for name in create.addons),
        node_policies=node_policies(enable_ssm=create.node_group.enable_ssm),
        device=data_device(create.node_group.ami_type),
    )


def node_azs(region: Region) -> tuple[str, ...]:
    """The zones that nodes stand in: those of the private subnets, made or adopted."""
    if region.network:
        return tuple(sorted(region.network.azs))
    return tuple(sorted(region.existing.private_subnet_ids)) if region.existing else ()


def node_policies(*, enable_ssm: bool) -> tuple[str, ...]:
    """AWS's policies of the nodes' role: join, give pods addresses, pull images; nothing written.

    Source: https://docs.aws.amazon.com/eks/latest/userguide/create-node-role.html
    """
    names: Sequence[str] = (
        "AmazonEKSWorkerNodePolicy",
        "AmazonEKS_CNI_Policy",
        "AmazonEC2ContainerRegistryPullOnly",
        *(["AmazonSSMManagedInstanceCore"] if enable_ssm else []),
    )
    return tuple(f"{AWS_POLICIES}/{name}" for name in names)


def data_device(ami_type: str) -> str:
    """The device that holds images and pods; Bottlerocket's own system is on another, read-only.

    Source: https://docs.aws.amazon.com/eks/latest/userguide/launch-templates.html
    """
    return "/dev/xvdb" if ami_type.startswith("BOTTLEROCKET") else "/dev/xvda"


def _access(name: str, entry: AccessEntry) -> Access:
    return Access(name, entry.principal_arn, f"{ACCESS_POLICIES}/{entry.policy}", entry.namespaces)


def _addon(name: str, create: CreatedCluster) -> Addon:
    told = CONFIGURATION.get(name)
    return Addon(
        name=name,
        version={str(addon): v for addon, v in create.addon_versions.items()}.get(name),
        configuration=json.dumps(told) if told else None,
        after_nodes=name in AFTER_NODES,
    )
