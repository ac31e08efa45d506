"""IAM, KMS and Secrets Manager policy documents of the collectors' token, as JSON text.

Arguments may be Terraform references: they are only put into the text.
"""

from collections.abc import Sequence

from access.plan import ServiceAccount
from vocabulary.iam import Statement, document

ADMINISTRATION = [
    "kms:CancelKeyDeletion",
    "kms:CreateAlias",
    "kms:DeleteAlias",
    "kms:Describe*",
    "kms:Disable*",
    "kms:Enable*",
    "kms:Get*",
    "kms:List*",
    "kms:PutKeyPolicy",
    "kms:RotateKeyOnDemand",
    "kms:ScheduleKeyDeletion",
    "kms:TagResource",
    "kms:UntagResource",
    "kms:UpdateAlias",
    "kms:UpdateKeyDescription",
]
"""What looks after a key; nothing that encrypts, decrypts or grants."""

USE = ["kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey*", "kms:ReEncrypt*"]

READ = ["secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue"]
GET = ["secretsmanager:GetSecretValue"]
PUT = [
    "secretsmanager:PutSecretValue",
    "secretsmanager:UpdateSecret",
    "secretsmanager:UpdateSecretVersionStage",
]
"""What changes a secret's value. Its policy is not among it: an administrator of the account can
always mend a list of roles that shuts everybody out."""


def secrets_key_policy(account_id: str, aws_regions: Sequence[str]) -> str:
    """A KMS key that only Secrets Manager uses, for principals of this account.

    The account's IAM governs the rest, as for every key, but nobody can use the key directly: not
    even an administrator decrypts with it except by reading a secret.

    aws_regions: the key's own, and the one that a replica under it is written from.
    Source: https://docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html
    """
    account = {"AWS": f"arn:aws:iam::{account_id}:root"}
    services = [f"secretsmanager.{region}.amazonaws.com" for region in sorted(set(aws_regions))]
    return document(
        {
            "Sid": "AccountAdministers",
            "Effect": "Allow",
            "Principal": account,
            "Action": ADMINISTRATION,
            "Resource": "*",
        },
        {
            "Sid": "SecretsManagerUses",
            "Effect": "Allow",
            "Principal": account,
            "Action": USE,
            "Resource": "*",
            "Condition": {
                "StringEquals": {"kms:CallerAccount": account_id, "kms:ViaService": services}
            },
        },
    )


def secret_policy(account_id: str, reader: str | None, administrators: Sequence[str]) -> str:
    """Who of the account may read a cluster's secret and write it; IAM must allow it as well.

    It only denies. Without administrators' roles it cannot tell who writes, so it keeps strangers
    out and the reader from writing, and leaves the rest to IAM. The account's root and AWS's own
    services (which replicate) are never shut out.

    reader: the ARN of the role that reads it, if one does; it need not exist yet.
    """
    root = f"arn:aws:iam::{account_id}:root"
    statements = [
        _denied(
            "OtherAccounts",
            ["secretsmanager:*"],
            {"StringNotEquals": {"aws:PrincipalAccount": account_id}},
        )
    ]
    if reader:
        only_reader = {"ArnEquals": {"aws:PrincipalArn": reader}}
        statements.append(_denied("ReaderWrites", PUT, only_reader))
    if administrators:
        readers = [*([reader] if reader else []), root, *administrators]
        writers = [root, *administrators]
        statements += [
            _denied("OthersRead", GET, {"ArnNotEquals": {"aws:PrincipalArn": readers}}),
            _denied("OthersWrite", PUT, {"ArnNotEquals": {"aws:PrincipalArn": writers}}),
        ]
    return document(*statements)


def reads_one_secret(
    *, secret_arns: Sequence[str], read_arn: str, key_arn: str, aws_region: str
) -> str:
    """Reads one secret in one region, and decrypts nothing but it.

    secret_arns: of the secret and, where it is read as a replica, of its original: the encryption
    context may name either, and both are the same secret.
    """
    return document(
        {"Sid": "ReadsOneSecret", "Effect": "Allow", "Action": READ, "Resource": read_arn},
        {
            "Sid": "DecryptsIt",
            "Effect": "Allow",
            "Action": "kms:Decrypt",
            "Resource": key_arn,
            "Condition": {
                "StringEquals": {
                    "kms:EncryptionContext:SecretARN": list(secret_arns),
                    "kms:ViaService": f"secretsmanager.{aws_region}.amazonaws.com",
                }
            },
        },
    )


def trusts_service_account(
    *, provider_arn: str, issuer: str, service_account: ServiceAccount
) -> str:
    """A role that one service account of one cluster takes on by IRSA.

    issuer: the cluster's OIDC issuer without `https://`.
    Source: https://docs.aws.amazon.com/eks/latest/userguide/associate-service-account-role.html
    """
    subject = f"system:serviceaccount:{service_account.namespace}:{service_account.name}"
    return document(
        {
            "Sid": "OneServiceAccount",
            "Effect": "Allow",
            "Principal": {"Federated": provider_arn},
            "Action": "sts:AssumeRoleWithWebIdentity",
            "Condition": {
                "StringEquals": {f"{issuer}:aud": "sts.amazonaws.com", f"{issuer}:sub": subject}
            },
        }
    )


def trusts_pods(*, account_id: str, cluster_arn: str, service_account: ServiceAccount) -> str:
    """A role that the pods of one service account of one cluster get by EKS Pod Identity.

    Source: https://docs.aws.amazon.com/eks/latest/userguide/pod-id-role.html
    """
    return document(
        {
            "Sid": "OneServiceAccount",
            "Effect": "Allow",
            "Principal": {"Service": "pods.eks.amazonaws.com"},
            "Action": ["sts:AssumeRole", "sts:TagSession"],
            "Condition": {
                "ArnEquals": {"aws:SourceArn": cluster_arn},
                "StringEquals": {
                    "aws:RequestTag/kubernetes-namespace": service_account.namespace,
                    "aws:RequestTag/kubernetes-service-account": service_account.name,
                    "aws:SourceAccount": account_id,
                },
            },
        }
    )


def _denied(sid: str, actions: Sequence[str], condition: Statement) -> Statement:
    """Denies actions on the secret under a condition, though not to AWS's own services."""
    return {
        "Sid": sid,
        "Effect": "Deny",
        "Principal": "*",
        "Action": list(actions),
        "Resource": "*",
        "Condition": {**condition, "BoolIfExists": {"aws:PrincipalIsAWSService": "false"}},
    }
