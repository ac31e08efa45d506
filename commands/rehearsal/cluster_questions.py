"""Asks the emulated AWS whether a cluster of ours is what was meant.

Every question gives the differences it found, in words. What was meant comes from `cluster.plan`;
what stands there from boto3.
"""

import json
from collections.abc import Iterator
from typing import Any

from cluster.plan import ClusterPlan
from commands.rehearsal.questions import difference, permissions
from commands.rehearsal.standing import Standing
from vocabulary.outputs import ClusterOutput, NetworkOutput

Json = dict[str, Any]
Opened = set[tuple[Any, ...]]


def cluster_differences(
    standing: Standing, plan: ClusterPlan, network: Json, told: Json
) -> list[str]:
    """Every difference of a cluster; `network` and `told` are outputs of its region's stacks."""
    cluster = standing.eks.describe_cluster(name=plan.cluster)["cluster"]
    return [
        *_control_plane(plan, cluster, network, told),
        *_encryption(standing, plan, cluster),
        *_who_gets_in(standing, plan),
        *_addons(standing, plan),
        *_node_groups(standing, plan, network),
        *_launch_template(standing, plan, network),
        *_rules(standing, plan, network, told),
        *_identity(standing, cluster, told),
    ]


def opened_by_cluster(plan: ClusterPlan, told: Json) -> Opened:
    """The rules by which the nodes' group lets the control plane in."""
    group = told[ClusterOutput.CONTROL_PLANE_SECURITY_GROUP_ID]
    return {("tcp", (r.port, r.port), group) for r in plan.rules if r.side == "nodes"}


def _control_plane(plan: ClusterPlan, cluster: Json, network: Json, told: Json) -> Iterator[str]:
    create, vpc = plan.create, cluster["resourcesVpcConfig"]
    public = sorted(str(cidr) for cidr in create.public_access_cidrs)
    found: Json = {
        "version": cluster["version"],
        "public": vpc["endpointPublicAccess"],
        "private": vpc["endpointPrivateAccess"],
        "ranges": sorted(vpc.get("publicAccessCidrs", [])) if public else [],
        "groups": vpc["securityGroupIds"],
        "subnets": sorted(vpc["subnetIds"]),
        "access": cluster["accessConfig"],
        "support": cluster["upgradePolicy"],
        "logs": sorted(
            kind
            for entry in cluster["logging"]["clusterLogging"]
            if entry["enabled"]
            for kind in entry["types"]
        ),
    }
    meant: Json = {
        "version": create.kubernetes_version,
        "public": bool(public),
        "private": True,
        "ranges": public,
        "groups": [told[ClusterOutput.CONTROL_PLANE_SECURITY_GROUP_ID]],
        "subnets": sorted(network[NetworkOutput.PRIVATE_SUBNET_IDS].values()),
        "access": {
            "authenticationMode": "API",
            "bootstrapClusterCreatorAdminPermissions": False,
        },
        "support": {"supportType": create.support_type},
        "logs": sorted(create.log_types),
    }
    for key, value in meant.items():
        if found[key] != value:
            yield f"{key} of {plan.cluster} is {found[key]}, not {value}"


def _encryption(standing: Standing, plan: ClusterPlan, cluster: Json) -> Iterator[str]:
    key = standing.key_arn(f"{plan.name}-cluster")
    meant = [{"resources": ["secrets"], "provider": {"keyArn": key}}]
    if cluster["encryptionConfig"] != meant:
        yield f"Secrets are encrypted by {cluster['encryptionConfig']}, not {meant}"
    found = standing.logs.describe_log_groups(logGroupNamePrefix=plan.log_group_name)["logGroups"]
    kept = [(g.get("retentionInDays"), g.get("kmsKeyId")) for g in found]
    if kept != [(plan.create.log_retention_in_days, key)]:
        yield f"the control plane's logs are kept as {kept}"


def _who_gets_in(standing: Standing, plan: ClusterPlan) -> Iterator[str]:
    found: set[tuple[Any, ...]] = set()
    for arn in standing.eks.list_access_entries(clusterName=plan.cluster)["accessEntries"]:
        policies = standing.eks.list_associated_access_policies(
            clusterName=plan.cluster, principalArn=arn
        )["associatedAccessPolicies"]
        found |= {(arn, None, ())} if not policies else set()
        for policy in policies:
            scope = policy["accessScope"]
            found.add((arn, policy["policyArn"], tuple(scope.get("namespaces", ()))))
    meant = {(a.principal_arn, a.policy_arn, a.namespaces) for a in plan.access}
    yield from difference("access", found, meant)


def _addons(standing: Standing, plan: ClusterPlan) -> Iterator[str]:
    found: set[tuple[str, str | None]] = set()
    for name in standing.eks.list_addons(clusterName=plan.cluster)["addons"]:
        addon = standing.eks.describe_addon(clusterName=plan.cluster, addonName=name)["addon"]
        found.add((name, addon.get("configurationValues")))
    yield from difference("add-on", found, {(a.name, a.configuration) for a in plan.addons})


def _node_groups(standing: Standing, plan: ClusterPlan, network: Json) -> Iterator[str]:
    options = plan.create.node_group
    names = standing.eks.list_nodegroups(clusterName=plan.cluster)["nodegroups"]
    groups: list[Json] = [
        standing.eks.describe_nodegroup(clusterName=plan.cluster, nodegroupName=name)["nodegroup"]
        for name in names
    ]
    subnets = network[NetworkOutput.PRIVATE_SUBNET_IDS]
    found = {(*g["subnets"], g["amiType"], g["capacityType"], *g["instanceTypes"]) for g in groups}
    kind = (options.ami_type, options.capacity_type, *options.instance_types)
    yield from difference("node group", found, {(subnets[az], *kind) for az in plan.azs})
    meant = {
        "minSize": options.min_size,
        "maxSize": options.max_size,
        "desiredSize": options.desired_size,
    }
    for group in groups:
        name = group["nodegroupName"]
        if group["scalingConfig"] != meant:
            yield f"{name} scales by {group['scalingConfig']}"
        if group.get("remoteAccess"):
            yield f"{name} lets people sign in: {group['remoteAccess']}"
        if group.get("launchTemplate", {}).get("name") != f"{plan.name}-nodes":
            yield f"{name} has no launch template of ours"
        role = group["nodeRole"].rpartition("/")[2]
        attached = standing.iam.list_attached_role_policies(RoleName=role)["AttachedPolicies"]
        yield from difference(
            f"policy of {role}", {p["PolicyArn"] for p in attached}, set(plan.node_policies)
        )


def _launch_template(standing: Standing, plan: ClusterPlan, network: Json) -> Iterator[str]:
    data: Json = standing.ec2.describe_launch_template_versions(
        LaunchTemplateName=f"{plan.name}-nodes", Versions=["$Latest"]
    )["LaunchTemplateVersions"][0]["LaunchTemplateData"]
    if data["SecurityGroupIds"] != [network[NetworkOutput.NODE_SECURITY_GROUP_ID]]:
        yield f"nodes have the groups {data['SecurityGroupIds']}"
    options = data["MetadataOptions"]
    if (options["HttpTokens"], int(options["HttpPutResponseHopLimit"])) != ("required", 1):
        yield f"nodes' metadata are open: {options}"
    disks = [(d["DeviceName"], d["Ebs"]) for d in data["BlockDeviceMappings"]]
    key = standing.key_arn(f"{plan.name}-volumes")
    for device, disk in disks:
        encrypted = str(disk["Encrypted"]).lower() == "true" and disk["KmsKeyId"] == key
        size = plan.create.node_group.disk_size
        if device != plan.device or not encrypted or int(disk["VolumeSize"]) != size:
            yield f"nodes' disk {device} is {disk}"
    if len(disks) != 1 or "KeyName" in data:
        yield f"nodes have {len(disks)} disks of ours and the key pair {data.get('KeyName')}"


def _rules(standing: Standing, plan: ClusterPlan, network: Json, told: Json) -> Iterator[str]:
    own = told[ClusterOutput.CONTROL_PLANE_SECURITY_GROUP_ID]
    nodes = network[NetworkOutput.NODE_SECURITY_GROUP_ID]
    (group,) = standing.ec2.describe_security_groups(GroupIds=[own])["SecurityGroups"]
    for direction, key in (("ingress", "IpPermissions"), ("egress", "IpPermissionsEgress")):
        meant = {
            ("tcp", (r.port, r.port), str(r.cidr) if r.cidr else nodes)
            for r in plan.rules
            if r.side == "control-plane" and r.direction == direction
        }
        yield from difference(f"{direction} of the control plane", permissions(group[key]), meant)


def _identity(standing: Standing, cluster: Json, told: Json) -> Iterator[str]:
    issuer: str = cluster["identity"]["oidc"]["issuer"]
    provider = standing.iam.get_open_id_connect_provider(
        OpenIDConnectProviderArn=told[ClusterOutput.OIDC_PROVIDER_ARN]
    )
    found = (provider["Url"].removeprefix("https://"), provider["ClientIDList"])
    if found != (issuer.removeprefix("https://"), ["sts.amazonaws.com"]):
        yield f"the OIDC provider is {found}, the issuer is {issuer}"
    role = cluster["roleArn"].rpartition("/")[2]
    trust = standing.iam.get_role(RoleName=role)["Role"]["AssumeRolePolicyDocument"]
    if cluster["arn"] not in json.dumps(trust):
        yield f"{role} trusts EKS for other clusters too"
