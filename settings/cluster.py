"""A region's EKS cluster as we make it, named as terraform-aws-modules/eks names things."""

from ipaddress import IPv4Network
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from settings.network import LogRetentionDays
from settings.types import Label, Model, Name, RoleArn

KubernetesVersion = Annotated[str, StringConstraints(pattern=r"^1\.[1-9]\d$")]
LogType = Literal["api", "audit", "authenticator", "controllerManager", "scheduler"]
Addon = Literal["vpc-cni", "kube-proxy", "coredns", "eks-pod-identity-agent"]
AddonVersion = Annotated[str, StringConstraints(pattern=r"^v\d+\.\d+\.\d+-eksbuild\.\d+$")]
InstanceType = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]*\.[a-z0-9-]+$")]
Port = Annotated[int, Field(ge=1, le=65535)]

AmiType = Literal[
    "AL2023_x86_64_STANDARD", "AL2023_ARM_64_STANDARD", "BOTTLEROCKET_x86_64", "BOTTLEROCKET_ARM_64"
]

AccessPolicy = Literal[
    "AmazonEKSClusterAdminPolicy",
    "AmazonEKSAdminPolicy",
    "AmazonEKSAdminViewPolicy",
    "AmazonEKSEditPolicy",
    "AmazonEKSViewPolicy",
]


class AccessEntry(Model):
    """Who may do what in the cluster. IAM alone opens nothing there."""

    principal_arn: RoleArn
    """An IAM role; it must exist."""
    policy: AccessPolicy
    """AWS's cluster access policy; the names are Kubernetes' cluster-admin, admin, edit, view."""
    namespaces: tuple[Label, ...] = ()
    """Only these namespaces; left out, the whole cluster."""


class NodeGroup(Model):
    """The nodes: a managed node group in each zone, so that a further zone replaces no group."""

    instance_types: tuple[InstanceType, ...] = Field(default=("m7i.xlarge",), min_length=1)
    """Another list makes new groups before the old ones go."""
    capacity_type: Literal["ON_DEMAND", "SPOT"] = "ON_DEMAND"
    ami_type: AmiType = "AL2023_x86_64_STANDARD"
    min_size: Annotated[int, Field(ge=0)] = 1
    """Nodes of each zone, as are the next two."""
    max_size: Annotated[int, Field(ge=1)] = 6
    desired_size: Annotated[int, Field(ge=0)] = 2
    """At the start; an autoscaler changes it, and Terraform then leaves it alone."""
    disk_size: Annotated[int, Field(ge=20, le=16384)] = 100
    """GiB of each node's disk; gp3, encrypted with a KMS key of ours."""
    max_unavailable_percentage: Annotated[int, Field(ge=1, le=100)] = 33
    """Share of a zone's nodes that an update takes away at once, in percent."""
    enable_ssm: bool = False
    """Whether AWS Systems Manager may open a shell on the nodes; there is no SSH."""


class CreatedCluster(Model):
    """An EKS cluster of our own in the region's private subnets."""

    kubernetes_version: KubernetesVersion
    """No default: an upgrade is a line that somebody writes. One minor version at a time."""
    support_type: Literal["STANDARD", "EXTENDED"] = "EXTENDED"
    """At the end of standard support, `STANDARD` lets AWS upgrade the control plane by itself;
    `EXTENDED` stays for another year, at six times the hourly price."""
    public_access_cidrs: tuple[IPv4Network, ...] = Field(default=(), max_length=40)
    """Public ranges that reach the API server from the internet; left out, it is private only."""
    private_access_cidrs: tuple[IPv4Network, ...] = ()
    """Private ranges besides the nodes that reach the private endpoint: runners, a VPN."""
    webhook_ports: tuple[Port, ...] = (9443,)
    """Ports of pods that the API server calls, besides the kubelet's 10250: admission webhooks and
    aggregated APIs. 9443 is the AWS load balancer controller's; External Secrets' is 10250."""
    log_types: tuple[LogType, ...] = (
        "api", "audit", "authenticator", "controllerManager", "scheduler"
    )  # fmt: skip
    """The control plane's logs in CloudWatch Logs; `audit` and `authenticator` are a must."""
    log_retention_in_days: LogRetentionDays = 365
    """PCI DSS wants a year of audit trail."""
    access_entries: dict[Name, AccessEntry]
    """Who gets in, by a name of your choice. Whoever makes the cluster gets nothing by that: the
    role that deploys the collectors stands here as well."""
    node_group: NodeGroup = NodeGroup()
    addons: tuple[Addon, ...] = ("vpc-cni", "kube-proxy", "coredns")
    """EKS add-ons that we manage. vpc-cni gets its network policy agent. One that is not listed
    stays as EKS installs it by itself, or does not exist."""
    addon_versions: dict[Addon, AddonVersion] = {}
    """By default the one that EKS takes for the Kubernetes version on the day it is made."""
    deletion_protection: bool = True
    """Whether Terraform refuses to destroy the cluster, its keys and its logs."""
