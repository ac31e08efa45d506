"""What replaces a resource, and what is lost with one: for every type that is synthesized.

Which arguments force a replacement is in no provider's schema. It was asked of the AWS provider
5.100 itself, by plans that change one argument each; of the Grafana provider 4.45 and the Helm
provider 3 it stands in their sources. A type that is not here fails a test.
"""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Kind:
    """What people call a type of resource, what replaces it and what is lost with it.

    forces: arguments of which another value replaces it; after a dot, a key in its block or JSON.
    either: arguments of which exactly one is set; another one in its place replaces it.
    lost: what is gone with it, after `Lost:`; empty where it can be made anew without harm.
    """

    noun: str
    forces: tuple[str, ...] = ()
    either: tuple[str, ...] = ()
    lost: str = ""

    @property
    def stateful(self) -> bool:
        """Whether data, an address that others rely on or a history under an id goes with it."""
        return bool(self.lost)


_PEER = ("cidr_ipv4", "cidr_ipv6", "prefix_list_id", "referenced_security_group_id")
_PROVENANCE = "disable_provenance"

RULE = Kind(
    "alert rule",
    lost="the history under the rule's uid, its silences and the links to it",
)
"""One rule of a `grafana_rule_group`: it stays itself by its uid."""

KINDS: Mapping[str, Kind] = {
    "aws_cloudwatch_log_group": Kind(
        "log group",
        ("log_group_class", "name", "name_prefix"),
        lost="every log that it holds",
    ),
    "aws_cloudwatch_metric_alarm": Kind("alarm", ("alarm_name",)),
    "aws_default_security_group": Kind("default security group", ("vpc_id",)),
    "aws_eip": Kind(
        "Elastic IP",
        ("address", "domain", "ipam_pool_id", "network_border_group", "public_ipv4_pool"),
        lost="its public address, which partners have on their allow-lists and to which the"
        " collectors' tokens are pinned; AWS does not give it back",
    ),
    "aws_eks_access_entry": Kind(
        "access entry of a cluster", ("cluster_name", "principal_arn", "type")
    ),
    "aws_eks_access_policy_association": Kind(
        "access policy of a cluster", ("cluster_name", "policy_arn", "principal_arn")
    ),
    "aws_eks_addon": Kind("add-on of a cluster", ("addon_name", "cluster_name")),
    "aws_eks_cluster": Kind(
        "EKS cluster",
        (
            "access_config.bootstrap_cluster_creator_admin_permissions",
            "bootstrap_self_managed_addons",
            "kubernetes_network_config.ip_family",
            "kubernetes_network_config.service_ipv4_cidr",
            "name",
            "role_arn",
        ),
        lost="the whole cluster with all that runs in it, and its endpoint and issuer",
    ),
    "aws_eks_node_group": Kind(
        "node group",
        (
            "ami_type",
            "capacity_type",
            "cluster_name",
            "disk_size",
            "instance_types",
            "launch_template.id",
            "launch_template.name",
            "node_group_name",
            "node_group_name_prefix",
            "node_role_arn",
            "remote_access",
            "subnet_ids",
        ),
    ),
    "aws_eks_pod_identity_association": Kind(
        "Pod Identity association", ("cluster_name", "namespace", "service_account")
    ),
    "aws_flow_log": Kind(
        "flow log",
        (
            "deliver_cross_account_role",
            "destination_options",
            "eni_id",
            "iam_role_arn",
            "log_destination",
            "log_destination_type",
            "log_format",
            "max_aggregation_interval",
            "subnet_id",
            "traffic_type",
            "transit_gateway_attachment_id",
            "transit_gateway_id",
            "vpc_id",
        ),
    ),
    "aws_iam_openid_connect_provider": Kind("OpenID Connect provider", ("url",)),
    "aws_iam_policy": Kind("IAM policy", ("description", "name", "name_prefix", "path")),
    "aws_iam_role": Kind("IAM role", ("name", "name_prefix", "path")),
    "aws_iam_role_policy": Kind("policy of an IAM role", ("name", "name_prefix", "role")),
    "aws_iam_role_policy_attachment": Kind("attachment of an IAM policy", ("policy_arn", "role")),
    "aws_internet_gateway": Kind("internet gateway"),
    "aws_kms_alias": Kind("alias of a KMS key", ("name", "name_prefix")),
    "aws_kms_key": Kind(
        "KMS key",
        (
            "custom_key_store_id",
            "customer_master_key_spec",
            "key_usage",
            "multi_region",
            "xks_key_id",
        ),
        lost="everything that it encrypted: without the key nobody reads it again",
    ),
    "aws_launch_template": Kind("launch template", ("name", "name_prefix")),
    "aws_nat_gateway": Kind(
        "NAT gateway",
        ("allocation_id", "connectivity_type", "private_ip", "subnet_id"),
        lost="every open connection through it, and its zone's way out until the new one runs;"
        " partners allow-list its address",
    ),
    "aws_network_acl": Kind("network ACL", ("vpc_id",)),
    "aws_route": Kind(
        "route",
        (
            "destination_cidr_block",
            "destination_ipv6_cidr_block",
            "destination_prefix_list_id",
            "route_table_id",
        ),
    ),
    "aws_route_table": Kind("route table", ("vpc_id",)),
    "aws_route_table_association": Kind(
        "association of a route table", ("gateway_id", "subnet_id")
    ),
    "aws_s3_bucket": Kind(
        "S3 bucket",
        ("bucket", "bucket_prefix", "object_lock_enabled"),
        lost="every object in it",
    ),
    "aws_s3_bucket_lifecycle_configuration": Kind(
        "lifecycle of an S3 bucket", ("bucket", "expected_bucket_owner")
    ),
    "aws_s3_bucket_policy": Kind("policy of an S3 bucket", ("bucket",)),
    "aws_s3_bucket_public_access_block": Kind("public access block of an S3 bucket", ("bucket",)),
    "aws_s3_bucket_server_side_encryption_configuration": Kind(
        "encryption of an S3 bucket", ("bucket", "expected_bucket_owner")
    ),
    "aws_secretsmanager_secret": Kind(
        "secret",
        ("name", "name_prefix"),
        lost="its value with all versions, and the ARN that its readers are allowed",
    ),
    "aws_secretsmanager_secret_policy": Kind("policy of a secret", ("secret_arn",)),
    "aws_secretsmanager_secret_version": Kind(
        "version of a secret",
        ("secret_binary", "secret_id", "secret_string", "secret_string_wo_version"),
    ),
    "aws_security_group": Kind(
        "security group",
        ("description", "name", "name_prefix", "vpc_id"),
        lost="its id, which the clusters' nodes carry; AWS keeps it from going while they do",
    ),
    "aws_sns_topic": Kind(
        "SNS topic",
        ("fifo_topic", "name", "name_prefix"),
        lost="its subscriptions, which people confirmed by hand",
    ),
    "aws_sns_topic_policy": Kind("policy of an SNS topic", ("arn",)),
    "aws_subnet": Kind(
        "subnet",
        (
            "availability_zone",
            "availability_zone_id",
            "cidr_block",
            "ipv6_native",
            "outpost_arn",
            "vpc_id",
        ),
        lost="its id, and every node, endpoint and NAT gateway that runs in it",
    ),
    "aws_vpc": Kind(
        "VPC",
        ("cidr_block", "instance_tenancy", "ipv4_ipam_pool_id", "ipv4_netmask_length"),
        lost="its id, and everything that stands in it: subnets, NAT gateways, endpoints, clusters",
    ),
    "aws_vpc_endpoint": Kind(
        "VPC endpoint",
        (
            "resource_configuration_arn",
            "service_name",
            "service_network_arn",
            "service_region",
            "vpc_endpoint_type",
            "vpc_id",
        ),
    ),
    "aws_vpc_peering_connection": Kind(
        "VPC peering", ("peer_owner_id", "peer_region", "peer_vpc_id", "vpc_id")
    ),
    "aws_vpc_peering_connection_accepter": Kind(
        "accepter of a VPC peering", ("vpc_peering_connection_id",)
    ),
    "aws_vpc_peering_connection_options": Kind(
        "options of a VPC peering", ("vpc_peering_connection_id",)
    ),
    "aws_vpc_security_group_egress_rule": Kind(
        "rule of a security group (out)", ("security_group_id",), _PEER
    ),
    "aws_vpc_security_group_ingress_rule": Kind(
        "rule of a security group (in)", ("security_group_id",), _PEER
    ),
    "grafana_cloud_access_policy": Kind(
        "access policy of Grafana Cloud",
        ("name", "region"),
        lost="every token of it, at once: its cluster's collectors are refused until they have a"
        " new one",
    ),
    "grafana_cloud_access_policy_rotating_token": Kind(
        "token of Grafana Cloud", ("access_policy_id", "expire_after", "name_prefix", "region")
    ),
    "grafana_contact_point": Kind("contact point", ("name", "org_id", _PROVENANCE)),
    "grafana_dashboard": Kind(
        "dashboard",
        ("config_json.uid", "org_id"),
        lost="its versions, and every link to it: from alerts, runbooks and bookmarks",
    ),
    "grafana_data_source": Kind(
        "data source",
        ("org_id", "uid"),
        lost="the uid by which rules and dashboards ask it; until it is back they find nothing",
    ),
    "grafana_folder": Kind(
        "folder",
        ("org_id", "uid"),
        lost="the rules and dashboards in it, with their history and who may see them",
    ),
    "grafana_message_template": Kind("message template", ("name", "org_id", _PROVENANCE)),
    "grafana_mute_timing": Kind("mute timing", ("name", "org_id", _PROVENANCE)),
    "grafana_notification_policy": Kind("tree of routes", ("org_id",)),
    "grafana_rule_group": Kind("rule group", ("folder_uid", "name", "org_id")),
    "grafana_synthetic_monitoring_check": Kind("synthetic check"),
    "helm_release": Kind(
        "Helm release",
        ("name", "namespace"),
        lost="its pods at once, what they have not sent yet, and all that happens until new ones"
        " run",
    ),
}
"""By type, as Terraform calls it."""

SAID: Mapping[str, str] = {
    "address": "gets another address",
    "alarm_name": "gets another name",
    "allocation_id": "gets another Elastic IP",
    "availability_zone": "moves to another zone",
    "bucket": "gets another name or bucket",
    "cidr_block": "gets another range",
    "config_json.uid": "gets another uid",
    "folder_uid": "moves to another folder",
    "log_destination": "writes elsewhere",
    "name": "gets another name",
    "name_prefix": "gets another name",
    "namespace": "moves to another namespace",
    "region": "moves to another region",
    "route_table_id": "moves to another route table",
    "subnet_id": "moves to another subnet",
    "uid": "gets another uid",
    "vpc_id": "moves to another VPC",
}
"""In plain words, what another value of an argument means; others are named as they are."""


def said(argument: str) -> str:
    """What another value of a forcing argument means, in plain words."""
    return SAID.get(argument, f"gets another {argument}")
