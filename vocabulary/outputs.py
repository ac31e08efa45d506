"""Names of the outputs that stacks pass to each other; none of them is secret."""

from enum import StrEnum


class NetworkOutput(StrEnum):
    """What `network-<region>` tells the other stacks, made or adopted alike."""

    VPC_ID = "vpc_id"
    VPC_CIDR = "vpc_cidr"
    PRIVATE_SUBNET_IDS = "private_subnet_ids"
    """By zone."""
    PRIVATE_ROUTE_TABLE_IDS = "private_route_table_ids"
    """By zone."""
    NODE_SECURITY_GROUP_ID = "node_security_group_id"
    EGRESS_ADDRESSES = "egress_addresses"
    """The public addresses that the region's traffic comes from: a list."""


class ClusterOutput(StrEnum):
    """What `cluster-<region>` tells the other stacks of the cluster that it made."""

    NAME = "cluster_name"
    ARN = "cluster_arn"
    ENDPOINT = "endpoint"
    CERTIFICATE_AUTHORITY = "certificate_authority"
    """Of the API server, in base64; it is public."""
    ISSUER = "oidc_issuer"
    """The address of the cluster's OIDC issuer, with `https://`."""
    OIDC_PROVIDER_ARN = "oidc_provider_arn"
    CONTROL_PLANE_SECURITY_GROUP_ID = "control_plane_security_group_id"


class SecretsOutput(StrEnum):
    """What `secrets` tells the other stacks: ARNs by region, never a value."""

    WRITTEN_SECRET_ARNS = "written_secret_arns"  # noqa: S105
    """Of each cluster's secret where it is written: in the hub's AWS region."""
    READ_SECRET_ARNS = "read_secret_arns"  # noqa: S105
    """Of the same secret where its cluster reads it: in the cluster's own AWS region."""
    READ_POLICY_ARNS = "read_policy_arns"
    """Of the IAM policy that reads that one secret."""


class AccessOutput(StrEnum):
    """What `access-<region>` tells the other stacks."""

    READER_ROLE_ARN = "reader_role_arn"
    """Of the IAM role that reads the cluster's secret."""


class CloudWatchOutput(StrEnum):
    """What `cloudwatch-role` tells the other stacks."""

    ROLE_ARN = "role_arn"
    """Of the IAM role by which Grafana Cloud reads CloudWatch's metrics."""


class RunnersOutput(StrEnum):
    """What `runners` tells the stack `workspaces`: ARNs by duty."""

    PLAN_ROLE_ARNS = "plan_role_arns"
    APPLY_ROLE_ARNS = "apply_role_arns"
