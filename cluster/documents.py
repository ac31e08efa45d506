"""IAM and KMS policy documents of a cluster, as JSON text and as statements.

Arguments may be Terraform references: they are only put into the text.
"""

from vocabulary.iam import Statement, document


def trusts_eks(account_id: str, region: str, cluster: str) -> str:
    """A role that EKS takes on for this one cluster.

    Source: https://docs.aws.amazon.com/eks/latest/userguide/cross-service-confused-deputy-prevention.html
    """
    arn = f"arn:aws:eks:{region}:{account_id}:cluster/{cluster}"
    return _trust(
        "eks.amazonaws.com",
        {
            "ArnEquals": {"aws:SourceArn": arn},
            "StringEquals": {"aws:SourceAccount": account_id},
        },
    )


def trusts_nodes() -> str:
    """A role of EC2 instances. EC2 tells no source, so there is no condition to set."""
    return _trust("ec2.amazonaws.com", None)


def cluster_use_of_key(role_arn: str) -> Statement:
    """The control plane encrypts Kubernetes Secrets with the key.

    Whoever makes the cluster also needs kms:CreateGrant, which the account's IAM gives.
    Source: https://docs.aws.amazon.com/eks/latest/userguide/enable-kms.html
    """
    return {
        "Sid": "KubernetesSecrets",
        "Effect": "Allow",
        "Principal": {"AWS": role_arn},
        "Action": ["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:ListGrants"],
        "Resource": "*",
    }


def volumes_use_of_key(account_id: str, region: str) -> list[Statement]:
    """EC2 encrypts volumes with the key, in the name of whoever of this account starts instances.

    As in the policy of AWS's own key for EBS: the role by which Auto Scaling starts nodes does not
    exist in an empty account, and a key's policy cannot name what does not exist.
    Source: https://docs.aws.amazon.com/autoscaling/ec2/userguide/key-policy-requirements-EBS-encryption.html
    """
    ours = {"kms:CallerAccount": account_id, "kms:ViaService": f"ec2.{region}.amazonaws.com"}
    return [
        {
            "Sid": "Volumes",
            "Effect": "Allow",
            "Principal": {"AWS": "*"},
            "Action": [
                "kms:Decrypt",
                "kms:DescribeKey",
                "kms:Encrypt",
                "kms:GenerateDataKey*",
                "kms:ReEncrypt*",
            ],
            "Resource": "*",
            "Condition": {"StringEquals": ours},
        },
        {
            "Sid": "VolumesOfInstances",
            "Effect": "Allow",
            "Principal": {"AWS": "*"},
            "Action": "kms:CreateGrant",
            "Resource": "*",
            "Condition": {
                "StringEquals": ours,
                "Bool": {"kms:GrantIsForAWSResource": "true"},
            },
        },
    ]


def _trust(service: str, condition: Statement | None) -> str:
    statement = {
        "Effect": "Allow",
        "Principal": {"Service": service},
        "Action": "sts:AssumeRole",
        **({"Condition": condition} if condition else {}),
    }
    return document(statement)
