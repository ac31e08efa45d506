"""What the keys of a cluster that we make must say about the rest of its region."""

import re
from collections.abc import Iterator, Mapping, Sequence

from settings.cluster import AccessEntry, CreatedCluster, NodeGroup
from settings.grafana import Credentials
from settings.model import Region
from settings.network import Network
from settings.problems import Problem

WIDEST_PUBLIC = 16
"""The shortest prefix of a public range that may reach an API server: a company, no provider."""

NEEDED_LOGS = ("audit", "authenticator")
"""Who did what, and as whom: without them nobody can tell after an incident."""

NEEDED_ENDPOINTS = ("ec2", "ecr.api", "ecr.dkr", "sts")
"""What nodes ask to join and to pull images, where there is no NAT gateway to ask through.

Source: https://docs.aws.amazon.com/eks/latest/userguide/private-clusters.html
"""

CLUSTER_ADMIN = "AmazonEKSClusterAdminPolicy"

_GRAVITON = re.compile(r"^([a-z]+\d+g[a-z]*|a1)\.")


def cluster_problems(key: str, region: Region, azs: Sequence[str]) -> Iterator[Problem]:
    """What is wrong with a region's cluster; azs: the zones of its private subnets."""
    create = region.cluster.create
    if create is None:
        return
    where = f"{key}.cluster.create"
    if len(set(azs)) < 2:
        yield Problem(
            where, "There is one zone, and a control plane stands in two.", "Give the region two."
        )
    yield from _endpoint_problems(where, create)
    yield from _access_problems(f"{where}.access_entries", create.access_entries)
    yield from _node_problems(f"{where}.node_group", create.node_group)
    for kind in NEEDED_LOGS:
        if kind not in create.log_types:
            yield Problem(
                f"{where}.log_types",
                f'"{kind}" is not among them: nobody could tell later who did what.',
                "Add it.",
            )
    for addon in sorted(set(create.addon_versions) - set(create.addons)):
        yield Problem(
            f"{where}.addon_versions.{addon}", "That add-on is not in addons.", "Add it there."
        )
    if region.network:
        yield from _way_out_problems(f"{key}.network", region.network)


def agent_problems(credentials: Credentials, regions: Mapping[str, Region]) -> Iterator[Problem]:
    """Clusters of ours without the agent that EKS Pod Identity needs."""
    if credentials.identity != "pod-identity":
        return
    for key, region in regions.items():
        create = region.cluster.create
        if create and "eks-pod-identity-agent" not in create.addons:
            yield Problem(
                f"regions.{key}.cluster.create.addons",
                'credentials.identity is "pod-identity", and no pod gets a role without the agent.',
                'Add "eks-pod-identity-agent".',
            )


def leaving_problems(regions: Mapping[str, Region]) -> Iterator[Problem]:
    """A hub that leaves: the secrets are written in its AWS region."""
    for key, region in regions.items():
        if region.leaving and region.role == "hub":
            yield Problem(
                f"regions.{key}.leaving",
                "It is the hub, in whose AWS region all secrets are written.",
                "Make another region the hub first.",
            )


def _endpoint_problems(where: str, create: CreatedCluster) -> Iterator[Problem]:
    for cidr in create.public_access_cidrs:
        if cidr.prefixlen < WIDEST_PUBLIC:
            yield Problem(
                f"{where}.public_access_cidrs",
                f"{cidr} lets {'everybody' if cidr.prefixlen == 0 else 'strangers'} at the API"
                " server's door.",
                "Give your own public addresses, /16 or smaller, or leave it out: private only.",
            )
        elif cidr.is_private:
            yield Problem(
                f"{where}.public_access_cidrs",
                f"{cidr} is private; nobody comes from there to a public endpoint.",
                "Give the public range, or put it into private_access_cidrs.",
            )
    for cidr in create.private_access_cidrs:
        if not cidr.is_private:
            yield Problem(
                f"{where}.private_access_cidrs",
                f"{cidr} is public.",
                "Give a private range (RFC 1918), or put it into public_access_cidrs.",
            )


def _access_problems(where: str, entries: Mapping[str, AccessEntry]) -> Iterator[Problem]:
    administrators = [e for e in entries.values() if e.policy == CLUSTER_ADMIN]
    if not administrators:
        yield Problem(
            where,
            f"Nobody has {CLUSTER_ADMIN}, and whoever makes the cluster gets no access by that.",
            "Give it to the role that deploys, and to one for emergencies.",
        )
    arns = [entry.principal_arn for entry in entries.values()]
    for name, entry in entries.items():
        if arns.count(entry.principal_arn) > 1:
            yield Problem(
                f"{where}.{name}.principal_arn",
                f"{entry.principal_arn} has another entry.",
                "EKS takes one for each role.",
            )
        if entry.policy == CLUSTER_ADMIN and entry.namespaces:
            yield Problem(
                f"{where}.{name}.namespaces",
                f"{CLUSTER_ADMIN} is of the whole cluster.",
                "Take them out, or give AmazonEKSAdminPolicy.",
            )


def _node_problems(where: str, nodes: NodeGroup) -> Iterator[Problem]:
    if not nodes.min_size <= nodes.desired_size <= nodes.max_size:
        yield Problem(
            f"{where}.desired_size",
            f"{nodes.desired_size} is not between {nodes.min_size} and {nodes.max_size}.",
            "Give min_size <= desired_size <= max_size, for each zone.",
        )
    arm = "ARM" in nodes.ami_type
    for kind in nodes.instance_types:
        if bool(_GRAVITON.match(kind)) != arm:
            yield Problem(
                f"{where}.instance_types",
                f"{kind} cannot run {nodes.ami_type}.",
                "Take both for ARM (Graviton, such as m7g.xlarge), or both for x86-64.",
            )


def _way_out_problems(where: str, network: Network) -> Iterator[Problem]:
    if network.enable_nat_gateway:
        return
    missing = [name for name in NEEDED_ENDPOINTS if name not in network.interface_endpoints]
    if missing:
        yield Problem(
            f"{where}.interface_endpoints",
            f"Without a NAT gateway, nodes cannot join without {', '.join(missing)}.",
            "Add them.",
        )
    if not network.enable_s3_endpoint:
        yield Problem(
            f"{where}.enable_s3_endpoint",
            "It is false and there is no NAT gateway: the layers of images are in S3.",
            "Set it true.",
        )
