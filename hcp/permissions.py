"""What the roles of runs may do: reading for a plan, and for an apply what that duty changes.

What AWS can bind to a name is bound to ours (`lionpay-<environment>-`), what it can bind to tags is
bound to ours, and everything to the environment's regions. What remains wider says so.
"""

from hcp.actions import EC2_CHANGES, EC2_MAKES, EKS_CHANGES, IAM_ROLE_CHANGES, LOG_GROUPS, READS
from hcp.duties import Duty, Phase
from hcp.statements import (
    Scope,
    allow,
    by_secrets_manager,
    in_regions,
    keys,
    made_ours,
    tags,
)
from vocabulary.iam import Statement


def permissions(duty: Duty, phase: Phase, scope: Scope) -> tuple[Statement, ...]:
    """The statements of the role of a duty in a phase; a plan only reads."""
    reads = (allow("Reads", READS[duty], ["*"]), *_values(duty, scope))
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
        allow("ReadsValues", ["secretsmanager:GetSecretValue"], arns),
        by_secrets_manager("Decrypts", ["kms:Decrypt"], scope),
    )


def _network(scope: Scope) -> tuple[Statement, ...]:
    name = f"{scope.prefix}*"
    flow_logs = scope.arn("iam", f"role/{scope.prefix}*-flow-logs")
    return (
        allow("Makes", EC2_MAKES, ["*"], {"StringEquals": in_regions(scope)}),
        allow("ChangesOurs", EC2_CHANGES, ["*"], {"StringEquals": scope.ours}),
        *tags(scope),
        *keys(scope),
        allow(
            "FlowLogRoles",
            [*IAM_ROLE_CHANGES, "iam:DeleteRolePolicy", "iam:PutRolePolicy"],
            [flow_logs],
        ),
        allow(
            "PassesFlowLogRoles",
            ["iam:PassRole"],
            [flow_logs],
            {"StringEquals": {"iam:PassedToService": "vpc-flow-logs.amazonaws.com"}},
        ),
        allow(
            "LogGroups",
            LOG_GROUPS,
            [scope.arn("logs", f"log-group:/{name}")],
        ),
        allow(
            "LogDeliveries",
            ["logs:CreateLogDelivery", "logs:DeleteLogDelivery"],
            ["*"],
            {"StringEquals": in_regions(scope)},
        ),
        allow(
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
        allow(
            "Alarms",
            [
                "cloudwatch:DeleteAlarms",
                "cloudwatch:PutMetricAlarm",
                "cloudwatch:TagResource",
                "cloudwatch:UntagResource",
            ],
            [scope.arn("cloudwatch", f"alarm:{name}")],
        ),
        allow(
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
    issuers = scope.arn("iam", "oidc-provider/oidc.eks.*")
    return (
        allow(
            "Clusters",
            EKS_CHANGES,
            [
                scope.arn("eks", f"{kind}/{name}")
                for kind in ("access-entry", "addon", "cluster", "nodegroup")
            ],
        ),
        allow("Roles", IAM_ROLE_CHANGES, [roles]),
        allow(
            "RolesHoldAwsOwn",
            ["iam:AttachRolePolicy", "iam:DetachRolePolicy"],
            [roles],
            {"ArnLike": {"iam:PolicyARN": [f"arn:aws:iam::aws:policy/{one}" for one in attached]}},
        ),
        allow(
            "PassesRoles",
            ["iam:PassRole"],
            [roles],
            {"StringEquals": {"iam:PassedToService": ["ec2.amazonaws.com", "eks.amazonaws.com"]}},
        ),
        allow(
            "MakesIssuers",
            ["iam:CreateOpenIDConnectProvider", "iam:TagOpenIDConnectProvider"],
            [issuers],
            {"StringEquals": made_ours(scope)},
        ),
        allow(
            "Issuers",
            [
                "iam:DeleteOpenIDConnectProvider",
                "iam:UntagOpenIDConnectProvider",
                "iam:UpdateOpenIDConnectProviderThumbprint",
            ],
            [issuers],
            {"StringEquals": scope.ours},
        ),
        allow(
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
            {"StringEquals": in_regions(scope)},
        ),
        allow(
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
        *tags(scope),
        *keys(scope),
        allow(
            "GrantsToEks",
            ["kms:CreateGrant"],
            [scope.arn("kms", "key/*")],
            {"StringEquals": scope.ours, "Bool": {"kms:GrantIsForAWSResource": "true"}},
        ),
        allow("LogGroups", LOG_GROUPS, [scope.arn("logs", f"log-group:/aws/eks/{name}")]),
    )


def _secrets(scope: Scope) -> tuple[Statement, ...]:
    return (
        *keys(scope),
        allow(
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
        by_secrets_manager("Replicates", ["kms:Decrypt", "kms:GenerateDataKey"], scope),
        allow(
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
        allow("Readers", IAM_ROLE_CHANGES, [readers]),
        allow(
            "ReadersRead",
            ["iam:AttachRolePolicy", "iam:DetachRolePolicy"],
            [readers],
            {"ArnLike": {"iam:PolicyARN": scope.arn("iam", f"policy/{scope.prefix}*-token-read")}},
        ),
        allow(
            "PassesReaders",
            ["iam:PassRole"],
            [readers],
            {"StringEquals": {"iam:PassedToService": "pods.eks.amazonaws.com"}},
        ),
        allow(
            "Associations",
            [
                "eks:CreatePodIdentityAssociation",
                "eks:DeletePodIdentityAssociation",
                "eks:TagResource",
                "eks:UntagResource",
                "eks:UpdatePodIdentityAssociation",
            ],
            ["*"],
            {"StringEquals": in_regions(scope)},
        ),
    )


def _credentials(scope: Scope) -> tuple[Statement, ...]:
    return (
        allow(
            "PutsValues",
            ["secretsmanager:PutSecretValue", "secretsmanager:UpdateSecretVersionStage"],
            [scope.secrets],
        ),
        by_secrets_manager("Encrypts", ["kms:GenerateDataKey"], scope),
    )


def _cloudwatch(scope: Scope) -> tuple[Statement, ...]:
    """One role, by its name: whoever may write its policy decides what Grafana Cloud may do."""
    role = scope.arn("iam", f"role/{scope.prefix}grafana-cloudwatch")
    actions = [*IAM_ROLE_CHANGES, "iam:DeleteRolePolicy", "iam:PutRolePolicy"]
    return (allow("MetricsReader", actions, [role]),)


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
