"""What the roles of runs may do: reading for a plan, and for an apply what that duty changes.

What AWS can bind to a name is bound to ours (`lionpay-<environment>-`), what it can bind to tags is
bound to ours, and everything to the environment's regions. What remains wider says so.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from hcp.duties import Duty, Phase
from vocabulary.tags import PROJECT

Statement = dict[str, Any]

READS: dict[Duty, tuple[str, ...]] = {
    Duty.NETWORK: (
        "cloudwatch:DescribeAlarms",
        "cloudwatch:ListTagsForResource",
        "ec2:Describe*",
        "ec2:GetManagedPrefixListEntries",
        "iam:GetRole",
        "iam:GetRolePolicy",
        "iam:ListAttachedRolePolicies",
        "iam:ListInstanceProfilesForRole",
        "iam:ListRolePolicies",
        "kms:DescribeKey",
        "kms:GetKeyPolicy",
        "kms:GetKeyRotationStatus",
        "kms:ListAliases",
        "kms:ListResourceTags",
        "logs:DescribeLogGroups",
        "logs:ListTagsForResource",
        "s3:GetBucket*",
        "s3:GetEncryptionConfiguration",
        "s3:GetLifecycleConfiguration",
        "s3:GetAccelerateConfiguration",
        "s3:GetReplicationConfiguration",
        "s3:ListBucket",
        "sns:GetTopicAttributes",
        "sns:ListTagsForResource",
    ),
    Duty.CLUSTER: (
        "ec2:Describe*",
        "eks:Describe*",
        "eks:List*",
        "iam:GetOpenIDConnectProvider",
        "iam:GetRole",
        "iam:ListAttachedRolePolicies",
        "iam:ListInstanceProfilesForRole",
        "iam:ListRolePolicies",
        "kms:DescribeKey",
        "kms:GetKeyPolicy",
        "kms:GetKeyRotationStatus",
        "kms:ListAliases",
        "kms:ListResourceTags",
        "logs:DescribeLogGroups",
        "logs:ListTagsForResource",
    ),
    Duty.SECRETS: (
        "iam:GetPolicy",
        "iam:GetPolicyVersion",
        "iam:ListPolicyVersions",
        "kms:DescribeKey",
        "kms:GetKeyPolicy",
        "kms:GetKeyRotationStatus",
        "kms:ListAliases",
        "kms:ListResourceTags",
        "secretsmanager:DescribeSecret",
        "secretsmanager:GetResourcePolicy",
    ),
    Duty.ACCESS: (
        "eks:DescribeCluster",
        "eks:DescribePodIdentityAssociation",
        "eks:ListPodIdentityAssociations",
        "iam:GetOpenIDConnectProvider",
        "iam:GetRole",
        "iam:ListAttachedRolePolicies",
        "iam:ListInstanceProfilesForRole",
        "iam:ListOpenIDConnectProviders",
        "iam:ListRolePolicies",
    ),
    Duty.CREDENTIALS: ("secretsmanager:DescribeSecret", "secretsmanager:ListSecretVersionIds"),
    Duty.COLLECTORS: (
        "eks:DescribeCluster",
        "secretsmanager:DescribeSecret",
        "secretsmanager:ListSecretVersionIds",
    ),
    Duty.CLOUDWATCH: (
        "iam:GetRole",
        "iam:GetRolePolicy",
        "iam:ListAttachedRolePolicies",
        "iam:ListInstanceProfilesForRole",
        "iam:ListRolePolicies",
    ),
    Duty.OBSERVABILITY: ("secretsmanager:DescribeSecret",),
}
"""What a plan reads; none of it is a secret's value."""

_EC2_MAKES = (
    "ec2:AcceptVpcPeeringConnection",
    "ec2:AllocateAddress",
    "ec2:CreateFlowLogs",
    "ec2:CreateInternetGateway",
    "ec2:CreateNatGateway",
    "ec2:CreateNetworkAcl",
    "ec2:CreateRouteTable",
    "ec2:CreateSecurityGroup",
    "ec2:CreateSubnet",
    "ec2:CreateVpc",
    "ec2:CreateVpcEndpoint",
    "ec2:CreateVpcPeeringConnection",
    "ec2:AuthorizeSecurityGroupEgress",
    "ec2:AuthorizeSecurityGroupIngress",
    "ec2:RevokeSecurityGroupEgress",
    "ec2:RevokeSecurityGroupIngress",
)
"""Not bound to tags: what is made has none yet, and a VPC's default group is emptied before it is
tagged."""

_EC2_CHANGES = (
    "ec2:AssociateRouteTable",
    "ec2:AttachInternetGateway",
    "ec2:CreateNetworkAclEntry",
    "ec2:CreateRoute",
    "ec2:DeleteFlowLogs",
    "ec2:DeleteInternetGateway",
    "ec2:DeleteNatGateway",
    "ec2:DeleteNetworkAcl",
    "ec2:DeleteNetworkAclEntry",
    "ec2:DeleteRoute",
    "ec2:DeleteRouteTable",
    "ec2:DeleteSecurityGroup",
    "ec2:DeleteSubnet",
    "ec2:DeleteTags",
    "ec2:DeleteVpc",
    "ec2:DeleteVpcEndpoints",
    "ec2:DeleteVpcPeeringConnection",
    "ec2:DetachInternetGateway",
    "ec2:DisassociateAddress",
    "ec2:DisassociateRouteTable",
    "ec2:ModifySecurityGroupRules",
    "ec2:ModifySubnetAttribute",
    "ec2:ModifyVpcAttribute",
    "ec2:ModifyVpcEndpoint",
    "ec2:ModifyVpcPeeringConnectionOptions",
    "ec2:ReleaseAddress",
    "ec2:ReplaceNetworkAclAssociation",
    "ec2:ReplaceRoute",
    "ec2:ReplaceRouteTableAssociation",
)

_KMS_CHANGES = (
    "kms:CancelKeyDeletion",
    "kms:CreateAlias",
    "kms:DeleteAlias",
    "kms:DisableKey",
    "kms:EnableKey",
    "kms:EnableKeyRotation",
    "kms:PutKeyPolicy",
    "kms:ScheduleKeyDeletion",
    "kms:TagResource",
    "kms:UntagResource",
    "kms:UpdateAlias",
    "kms:UpdateKeyDescription",
)

_LOG_GROUPS = (
    "logs:AssociateKmsKey",
    "logs:CreateLogGroup",
    "logs:DeleteLogGroup",
    "logs:PutRetentionPolicy",
    "logs:TagResource",
    "logs:UntagResource",
)

_IAM_ROLE_CHANGES = (
    "iam:CreateRole",
    "iam:DeleteRole",
    "iam:TagRole",
    "iam:UntagRole",
    "iam:UpdateAssumeRolePolicy",
    "iam:UpdateRole",
    "iam:UpdateRoleDescription",
)


@dataclass(frozen=True)
class Scope:
    """What an environment's runs are held to.

    prefix: of the names of what they make. contact_secrets: names of the secrets in AWS Secrets
    Manager that `observability` reads.
    """

    account_id: str
    environment: str
    aws_regions: tuple[str, ...]
    contact_secrets: tuple[str, ...] = ()

    @property
    def prefix(self) -> str:
        return f"lionpay-{self.environment}-"

    def arn(self, service: str, resource: str) -> str:
        """An ARN in the environment's account; IAM has no region."""
        region = "" if service == "iam" else "*"
        return f"arn:aws:{service}:{region}:{self.account_id}:{resource}"

    @property
    def ours(self) -> dict[str, str]:
        """The tags of what is ours, as the condition of a statement."""
        return {
            "aws:ResourceTag/Environment": self.environment,
            "aws:ResourceTag/Project": PROJECT,
        }

    @property
    def secrets(self) -> str:
        """The ARNs of the clusters' secrets."""
        return self.arn("secretsmanager", f"secret:lionpay/{self.environment}/*")


def permissions(duty: Duty, phase: Phase, scope: Scope) -> tuple[Statement, ...]:
    """The statements of the role of a duty in a phase; a plan only reads."""
    reads = (_allow("Reads", READS[duty], ["*"]), *_values(duty, scope))
    return reads if phase is Phase.PLAN else (*reads, *_WRITES[duty](scope))


def _values(duty: Duty, scope: Scope) -> tuple[Statement, ...]:
    """Values of secrets that Terraform reads in plans as well.

    Its resource for a secret's version looks at the version that it wrote, with its value.
    """
    match duty:
        case Duty.CREDENTIALS:
            arns = [scope.secrets]
        case Duty.OBSERVABILITY if scope.contact_secrets:
            arns = [
                scope.arn("secretsmanager", f"secret:{n}-??????") for n in scope.contact_secrets
            ]
        case _:
            return ()
    return (
        _allow("ReadsValues", ["secretsmanager:GetSecretValue"], arns),
        _by_secrets_manager("Decrypts", ["kms:Decrypt"], scope),
    )


def _network(scope: Scope) -> tuple[Statement, ...]:
    name = f"{scope.prefix}*"
    flow_logs = scope.arn("iam", f"role/{scope.prefix}*-flow-logs")
    return (
        _allow("Makes", _EC2_MAKES, ["*"], {"StringEquals": _in_regions(scope)}),
        _allow("ChangesOurs", _EC2_CHANGES, ["*"], {"StringEquals": scope.ours}),
        *_tags(scope),
        *_keys(scope),
        _allow(
            "FlowLogRoles",
            [*_IAM_ROLE_CHANGES, "iam:DeleteRolePolicy", "iam:PutRolePolicy"],
            [flow_logs],
        ),
        _allow(
            "PassesFlowLogRoles",
            ["iam:PassRole"],
            [flow_logs],
            {"StringEquals": {"iam:PassedToService": "vpc-flow-logs.amazonaws.com"}},
        ),
        _allow(
            "LogGroups",
            _LOG_GROUPS,
            [scope.arn("logs", f"log-group:/{name}")],
        ),
        _allow(
            "LogDeliveries",
            ["logs:CreateLogDelivery", "logs:DeleteLogDelivery"],
            ["*"],
            {"StringEquals": _in_regions(scope)},
        ),
        _allow(
            "FlowLogBuckets",
            [
                "s3:CreateBucket",
                "s3:DeleteBucket",
                "s3:DeleteBucketPolicy",
                "s3:PutBucketPolicy",
                "s3:PutBucketPublicAccessBlock",
                "s3:PutBucketTagging",
                "s3:PutEncryptionConfiguration",
                "s3:PutLifecycleConfiguration",
            ],
            [f"arn:aws:s3:::{scope.prefix}*-flow-logs-{scope.account_id}"],
        ),
        _allow(
            "Alarms",
            [
                "cloudwatch:DeleteAlarms",
                "cloudwatch:PutMetricAlarm",
                "cloudwatch:TagResource",
                "cloudwatch:UntagResource",
            ],
            [scope.arn("cloudwatch", f"alarm:{name}")],
        ),
        _allow(
            "Topics",
            [
                "sns:CreateTopic",
                "sns:DeleteTopic",
                "sns:SetTopicAttributes",
                "sns:TagResource",
                "sns:UntagResource",
            ],
            [scope.arn("sns", name)],
        ),
    )


def _cluster(scope: Scope) -> tuple[Statement, ...]:
    """Makes EKS clusters of our names, with roles that only AWS's own policies are attached to."""
    name = f"{scope.prefix}*"
    roles = scope.arn("iam", f"role/{name}")
    attached = ["AmazonEC2ContainerRegistryPullOnly", "AmazonEKS*", "AmazonSSMManagedInstanceCore"]
    groups = scope.arn("ec2", "security-group*")
    return (
        _allow(
            "Clusters",
            [f"eks:{verb}*" for verb in ("Associate", "Create", "Delete", "Tag", "Untag", "Update")]
            + ["eks:DisassociateAccessPolicy"],
            [
                scope.arn("eks", f"{kind}/{name}")
                for kind in ("access-entry", "addon", "cluster", "nodegroup")
            ],
        ),
        _allow("Roles", _IAM_ROLE_CHANGES, [roles]),
        _allow(
            "RolesHoldAwsOwn",
            ["iam:AttachRolePolicy", "iam:DetachRolePolicy"],
            [roles],
            {"ArnLike": {"iam:PolicyARN": [f"arn:aws:iam::aws:policy/{one}" for one in attached]}},
        ),
        _allow(
            "PassesRoles",
            ["iam:PassRole"],
            [roles],
            {"StringEquals": {"iam:PassedToService": ["ec2.amazonaws.com", "eks.amazonaws.com"]}},
        ),
        _allow(
            "Issuers",
            [
                f"iam:{verb}OpenIDConnectProvider{what}"
                for verb, what in (
                    ("Create", ""),
                    ("Delete", ""),
                    ("Tag", ""),
                    ("Untag", ""),
                    ("Update", "Thumbprint"),
                )
            ],
            [scope.arn("iam", "oidc-provider/oidc.eks.*")],
        ),
        _allow(
            "MakesGroupsAndTemplates",
            [
                "ec2:AuthorizeSecurityGroupEgress",
                "ec2:AuthorizeSecurityGroupIngress",
                "ec2:CreateLaunchTemplate",
                "ec2:CreateSecurityGroup",
                "ec2:RevokeSecurityGroupEgress",
                "ec2:RevokeSecurityGroupIngress",
                "ec2:RunInstances",
            ],
            ["*"],
            {"StringEquals": _in_regions(scope)},
        ),
        _allow(
            "ChangesOurs",
            [
                "ec2:CreateLaunchTemplateVersion",
                "ec2:DeleteLaunchTemplate",
                "ec2:DeleteSecurityGroup",
                "ec2:DeleteTags",
                "ec2:ModifyLaunchTemplate",
                "ec2:ModifySecurityGroupRules",
            ],
            [groups, scope.arn("ec2", "launch-template/*")],
            {"StringEquals": scope.ours},
        ),
        *_tags(scope),
        *_keys(scope),
        _allow(
            "GrantsToEks",
            ["kms:CreateGrant"],
            [scope.arn("kms", "key/*")],
            {"StringEquals": scope.ours, "Bool": {"kms:GrantIsForAWSResource": "true"}},
        ),
        _allow("LogGroups", _LOG_GROUPS, [scope.arn("logs", f"log-group:/aws/eks/{name}")]),
    )


def _secrets(scope: Scope) -> tuple[Statement, ...]:
    return (
        *_keys(scope),
        _allow(
            "Secrets",
            [
                "secretsmanager:CreateSecret",
                "secretsmanager:DeleteResourcePolicy",
                "secretsmanager:DeleteSecret",
                "secretsmanager:PutResourcePolicy",
                "secretsmanager:RemoveRegionsFromReplication",
                "secretsmanager:ReplicateSecretToRegions",
                "secretsmanager:RestoreSecret",
                "secretsmanager:TagResource",
                "secretsmanager:UntagResource",
                "secretsmanager:UpdateSecret",
                "secretsmanager:ValidateResourcePolicy",
            ],
            [scope.secrets],
        ),
        _by_secrets_manager("Replicates", ["kms:Decrypt", "kms:GenerateDataKey"], scope),
        _allow(
            "ReadPolicies",
            [
                "iam:CreatePolicy",
                "iam:CreatePolicyVersion",
                "iam:DeletePolicy",
                "iam:DeletePolicyVersion",
                "iam:TagPolicy",
                "iam:UntagPolicy",
            ],
            [scope.arn("iam", f"policy/{scope.prefix}*-token-read")],
        ),
    )


def _access(scope: Scope) -> tuple[Statement, ...]:
    readers = scope.arn("iam", f"role/{scope.prefix}*-token-reader")
    return (
        _allow("Readers", _IAM_ROLE_CHANGES, [readers]),
        _allow(
            "ReadersRead",
            ["iam:AttachRolePolicy", "iam:DetachRolePolicy"],
            [readers],
            {"ArnLike": {"iam:PolicyARN": scope.arn("iam", f"policy/{scope.prefix}*-token-read")}},
        ),
        _allow(
            "PassesReaders",
            ["iam:PassRole"],
            [readers],
            {"StringEquals": {"iam:PassedToService": "pods.eks.amazonaws.com"}},
        ),
        _allow(
            "Associations",
            [
                "eks:CreatePodIdentityAssociation",
                "eks:DeletePodIdentityAssociation",
                "eks:TagResource",
                "eks:UntagResource",
                "eks:UpdatePodIdentityAssociation",
            ],
            ["*"],
            {"StringEquals": _in_regions(scope)},
        ),
    )


def _credentials(scope: Scope) -> tuple[Statement, ...]:
    return (
        _allow(
            "PutsValues",
            ["secretsmanager:PutSecretValue", "secretsmanager:UpdateSecretVersionStage"],
            [scope.secrets],
        ),
        _by_secrets_manager("Encrypts", ["kms:GenerateDataKey"], scope),
    )


def _cloudwatch(scope: Scope) -> tuple[Statement, ...]:
    """One role, by its name: whoever may write its policy decides what Grafana Cloud may do."""
    role = scope.arn("iam", f"role/{scope.prefix}grafana-cloudwatch")
    actions = [*_IAM_ROLE_CHANGES, "iam:DeleteRolePolicy", "iam:PutRolePolicy"]
    return (_allow("MetricsReader", actions, [role]),)


def _only_reads(scope: Scope) -> tuple[Statement, ...]:  # noqa: ARG001
    """Changes nothing in AWS: what it changes is in a cluster or in Grafana."""
    return ()


_WRITES = {
    Duty.NETWORK: _network,
    Duty.CLUSTER: _cluster,
    Duty.SECRETS: _secrets,
    Duty.ACCESS: _access,
    Duty.CREDENTIALS: _credentials,
    Duty.COLLECTORS: _only_reads,
    Duty.CLOUDWATCH: _cloudwatch,
    Duty.OBSERVABILITY: _only_reads,
}


def _tags(scope: Scope) -> tuple[Statement, ...]:
    """Tags as ours what is being made, and what is ours already."""
    return (
        _allow("TagsAsOurs", ["ec2:CreateTags"], ["*"], {"StringEquals": _made_ours(scope)}),
        _allow("TagsOurs", ["ec2:CreateTags"], ["*"], {"StringEquals": scope.ours}),
    )


def _keys(scope: Scope) -> tuple[Statement, ...]:
    """Makes keys, and looks after those that are ours."""
    aliases = scope.arn("kms", f"alias/{scope.prefix}*")
    made = _made_ours(scope)
    return (
        _allow("MakesKeys", ["kms:CreateKey"], ["*"], {"StringEquals": made}),
        _allow("TagsNewKeys", ["kms:TagResource"], ["*"], {"StringEquals": made}),
        _allow("Keys", _KMS_CHANGES, [scope.arn("kms", "key/*")], {"StringEquals": scope.ours}),
        _allow("Aliases", ["kms:CreateAlias", "kms:DeleteAlias", "kms:UpdateAlias"], [aliases]),
    )


def _made_ours(scope: Scope) -> dict[str, str]:
    return {"aws:RequestTag/Environment": scope.environment, "aws:RequestTag/Project": PROJECT}


def _by_secrets_manager(sid: str, actions: Sequence[str], scope: Scope) -> Statement:
    """Uses keys by way of Secrets Manager only."""
    services = [f"secretsmanager.{region}.amazonaws.com" for region in scope.aws_regions]
    return _allow(
        sid,
        actions,
        [scope.arn("kms", "key/*")],
        {"StringEquals": {"kms:ViaService": services}},
    )


def _in_regions(scope: Scope) -> dict[str, list[str]]:
    return {"aws:RequestedRegion": list(scope.aws_regions)}


def _allow(
    sid: str,
    actions: Sequence[str],
    resources: Sequence[str],
    condition: Statement | None = None,
) -> Statement:
    statement: Statement = {
        "Sid": sid,
        "Effect": "Allow",
        "Action": list(actions),
        "Resource": list(resources),
    }
    return {**statement, "Condition": condition} if condition else statement
