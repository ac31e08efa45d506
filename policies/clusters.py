"""Policies on EKS clusters of our own: who reaches them, who gets in, and what their nodes are."""

from collections.abc import Iterator
from ipaddress import ip_network

from policies.policy import Stacks, Violation, policy
from policies.synthesized import Body, Resource, Synthesized, as_list, referenced
from settings.cluster_checks import CLUSTER_ADMIN, NEEDED_LOGS, WIDEST_PUBLIC
from vocabulary.outputs import NetworkOutput

NODES = f".outputs.{NetworkOutput.NODE_SECURITY_GROUP_ID}}}"


@policy(
    "an API server is reached from the internet by named ranges only, and from its network always",
    fix="Set endpoint_private_access, and list public_access_cidrs of your own or none.",
)
def api_servers_are_private(stacks: Stacks) -> Iterator[Violation]:
    for stack, cluster in _clusters(stacks):
        vpc = _only(cluster.body.get("vpc_config"))
        if vpc.get("endpoint_private_access") is not True:
            yield Violation(stack.name, cluster.label, "Nodes reach it through the internet.")
        # Left out, AWS opens the public endpoint to everybody.
        if vpc.get("endpoint_public_access") is False:
            continue
        ranges: list[str] = vpc.get("public_access_cidrs") or ["0.0.0.0/0"]
        for cidr in ranges:
            if ip_network(cidr).prefixlen < WIDEST_PUBLIC:
                yield Violation(stack.name, cluster.label, f"{cidr} reaches it.")


@policy(
    "Kubernetes Secrets are encrypted with a KMS key of ours",
    fix="Give the cluster an encryption_config of secrets with a key of its stack.",
)
def kubernetes_secrets_are_encrypted(stacks: Stacks) -> Iterator[Violation]:
    for stack, cluster in _clusters(stacks):
        config = _only(cluster.body.get("encryption_config"))
        key = _only(config.get("provider")).get("key_arn")
        ours = referenced(key) in _keys(stack)
        if not ours or "secrets" not in config.get("resources", []):
            yield Violation(stack.name, cluster.label, "No KMS key of ours encrypts its Secrets.")


@policy(
    "a control plane keeps its audit trail, in a log group of ours that is there first",
    fix="Enable audit and authenticator logs, and let the cluster depend on its log group.",
)
def control_planes_are_audited(stacks: Stacks) -> Iterator[Violation]:
    for stack, cluster in _clusters(stacks):
        for kind in NEEDED_LOGS:
            if kind not in cluster.body.get("enabled_cluster_log_types", []):
                yield Violation(stack.name, cluster.label, f"It keeps no {kind} log.")
        name = f"/aws/eks/{cluster.body['name']}/cluster"
        groups = [g for g in stack.resources("aws_cloudwatch_log_group") if g.body["name"] == name]
        if not groups or groups[0].address not in cluster.body.get("depends_on", []):
            yield Violation(stack.name, cluster.label, f"EKS itself would make {name}, for ever.")


@policy(
    "a cluster is entered by access entries alone: its creator has none, an administrator has one",
    fix="Use mode API without admin permissions of the creator, and name an administrator.",
)
def clusters_are_entered_by_entries(stacks: Stacks) -> Iterator[Violation]:
    for stack, cluster in _clusters(stacks):
        access = _only(cluster.body.get("access_config"))
        if access.get("authentication_mode") != "API":
            yield Violation(stack.name, cluster.label, "A ConfigMap in it lets people in as well.")
        # Left out, AWS makes the creator an administrator whom no code names.
        if access.get("bootstrap_cluster_creator_admin_permissions") is not False:
            yield Violation(stack.name, cluster.label, "Its creator is an administrator unseen.")
        policies = [
            a.body["policy_arn"].rpartition("/")[2]
            for a in stack.resources("aws_eks_access_policy_association")
            if referenced(a.body["cluster_name"]) == cluster.address
        ]
        if CLUSTER_ADMIN not in policies:
            yield Violation(stack.name, cluster.label, "It has no administrator.")


@policy(
    "nodes carry the network's security group alone, and nobody signs in to them",
    fix="Give each node group the launch template of constructs/nodes.py, without remote_access.",
)
def nodes_carry_our_group_alone(stacks: Stacks) -> Iterator[Violation]:
    for stack in stacks:
        templates = {t.address: t for t in stack.resources("aws_launch_template")}
        for group in stack.resources("aws_eks_node_group"):
            if group.body.get("remote_access"):
                yield Violation(stack.name, group.label, "It lets people sign in by SSH.")
            named = referenced(_only(group.body.get("launch_template")).get("id"))
            if named not in templates:
                yield Violation(
                    stack.name, group.label, "EKS puts the cluster's group on it, open to all."
                )
        for template in templates.values():
            groups = template.body.get("vpc_security_group_ids", [])
            if len(groups) != 1 or not groups[0].endswith(NODES):
                yield Violation(stack.name, template.label, f"Its groups are {groups}.")
            for key in ("key_name", "network_interfaces", "security_group_names"):
                if template.body.get(key):
                    yield Violation(stack.name, template.label, f"It has {key}.")


@policy(
    "instance metadata are given out for a token only, and to no pod",
    fix="Set http_tokens required and http_put_response_hop_limit 1 on the launch template.",
)
def node_metadata_are_guarded(stacks: Stacks) -> Iterator[Violation]:
    for stack in stacks:
        for template in stack.resources("aws_launch_template"):
            options = _only(template.body.get("metadata_options"))
            if options.get("http_tokens") != "required":
                yield Violation(stack.name, template.label, "IMDSv1 answers whoever asks.")
            if options.get("http_put_response_hop_limit") != 1:
                yield Violation(stack.name, template.label, "Pods reach the node's credentials.")


@policy(
    "nodes' disks are encrypted with a KMS key of ours",
    fix="Set encrypted and kms_key_id on each block device of the launch template.",
)
def node_disks_are_encrypted(stacks: Stacks) -> Iterator[Violation]:
    for stack in stacks:
        for template in stack.resources("aws_launch_template"):
            disks = [
                _only(device.get("ebs"))
                for device in as_list(template.body.get("block_device_mappings"))
            ]
            encrypted = [
                disk
                for disk in disks
                if str(disk.get("encrypted")).lower() == "true"
                and referenced(disk.get("kms_key_id")) in _keys(stack)
            ]
            if not disks or encrypted != disks:
                yield Violation(stack.name, template.label, "No KMS key of ours encrypts a disk.")


@policy(
    "a node group stands in one zone, so that another zone replaces none",
    fix="Make one for each zone: AWS cannot change the subnets of a node group.",
)
def node_groups_stand_in_one_zone(stacks: Stacks) -> Iterator[Violation]:
    for stack in stacks:
        for group in stack.resources("aws_eks_node_group"):
            subnets = group.body.get("subnet_ids", [])
            if len(subnets) != 1:
                yield Violation(stack.name, group.label, f"It stands in {len(subnets)} subnets.")


def _clusters(stacks: Stacks) -> Iterator[tuple[Synthesized, Resource]]:
    for stack in stacks:
        for cluster in stack.resources("aws_eks_cluster"):
            yield stack, cluster


def _keys(stack: Synthesized) -> set[str]:
    return {key.address for key in stack.resources("aws_kms_key")}


def _only(block: object) -> Body:
    """A block that is there once at the most."""
    blocks = as_list(block)
    return blocks[0] if blocks else {}
