"""IAM, KMS, SNS and S3 policy documents of the network, as JSON text.

Arguments may be Terraform references: they are only put into the text.
"""

from vocabulary.iam import Statement, document


def key_policy(account_id: str, *uses: Statement) -> str:
    """A KMS key's policy: the account's IAM governs it, and these services use it."""
    root = {
        "Sid": "AccountGoverns",
        "Effect": "Allow",
        "Principal": {"AWS": f"arn:aws:iam::{account_id}:root"},
        "Action": "kms:*",
        "Resource": "*",
    }
    return document(root, *uses)


def logs_use_of_key(region: str, account_id: str, log_group_name: str) -> Statement:
    """CloudWatch Logs encrypts one log group, and no other, with the key.

    Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
    """
    arn = f"arn:aws:logs:{region}:{account_id}:log-group:{log_group_name}"
    return {
        "Sid": "CloudWatchLogs",
        "Effect": "Allow",
        "Principal": {"Service": f"logs.{region}.amazonaws.com"},
        "Action": [
            "kms:Decrypt*",
            "kms:Describe*",
            "kms:Encrypt*",
            "kms:GenerateDataKey*",
            "kms:ReEncrypt*",
        ],
        "Resource": "*",
        "Condition": {"ArnEquals": {"kms:EncryptionContext:aws:logs:arn": arn}},
    }


def delivery_use_of_key(account_id: str) -> Statement:
    """AWS's log delivery encrypts flow logs in a bucket with the key.

    Source: https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-s3-cmk-policy.html
    """
    return {
        "Sid": "LogDelivery",
        "Effect": "Allow",
        "Principal": {"Service": "delivery.logs.amazonaws.com"},
        "Action": [
            "kms:Decrypt",
            "kms:DescribeKey",
            "kms:Encrypt",
            "kms:GenerateDataKey*",
            "kms:ReEncrypt*",
        ],
        "Resource": "*",
        "Condition": {"StringEquals": {"aws:SourceAccount": account_id}},
    }


def alarms_use_of_key(account_id: str) -> Statement:
    """CloudWatch alarms publish to a topic that is encrypted with the key.

    Alarms cannot publish to a topic under the AWS-managed key of SNS.
    Source: https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html
    """
    return {
        "Sid": "CloudWatchAlarms",
        "Effect": "Allow",
        "Principal": {"Service": "cloudwatch.amazonaws.com"},
        "Action": ["kms:Decrypt", "kms:GenerateDataKey*"],
        "Resource": "*",
        "Condition": {"StringEquals": {"aws:SourceAccount": account_id}},
    }


def assumed_by(service: str, account_id: str) -> str:
    """A role that a service takes on for this account only."""
    return document(
        {
            "Effect": "Allow",
            "Principal": {"Service": service},
            "Action": "sts:AssumeRole",
            "Condition": {"StringEquals": {"aws:SourceAccount": account_id}},
        }
    )


def writes_to_log_group(log_group_arn: str) -> str:
    """What flow logs need to write into one log group.

    Source: https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-iam-role.html
    """
    return document(
        {
            "Effect": "Allow",
            "Action": ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"],
            "Resource": [log_group_arn, f"{log_group_arn}:*"],
        }
    )


def flow_log_bucket_policy(bucket_arn: str, account_id: str, region: str) -> str:
    """A bucket that AWS's log delivery may write flow logs of this account into, over TLS only.

    Source: https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-s3-permissions.html
    """
    delivery = {"Service": "delivery.logs.amazonaws.com"}
    ours = {
        "StringEquals": {"aws:SourceAccount": account_id},
        "ArnLike": {"aws:SourceArn": f"arn:aws:logs:{region}:{account_id}:*"},
    }
    return document(
        {
            "Sid": "DeliveryWrites",
            "Effect": "Allow",
            "Principal": delivery,
            "Action": "s3:PutObject",
            "Resource": f"{bucket_arn}/AWSLogs/{account_id}/*",
            "Condition": ours,
        },
        {
            "Sid": "DeliveryChecks",
            "Effect": "Allow",
            "Principal": delivery,
            "Action": ["s3:GetBucketAcl", "s3:ListBucket"],
            "Resource": bucket_arn,
            "Condition": ours,
        },
        {
            "Sid": "TlsOnly",
            "Effect": "Deny",
            "Principal": "*",
            "Action": "s3:*",
            "Resource": [bucket_arn, f"{bucket_arn}/*"],
            "Condition": {"Bool": {"aws:SecureTransport": "false"}},
        },
    )


def alarms_publish(topic_arn: str, account_id: str) -> str:
    """A topic that CloudWatch alarms of this account may publish to."""
    return document(
        {
            "Sid": "AlarmsPublish",
            "Effect": "Allow",
            "Principal": {"Service": "cloudwatch.amazonaws.com"},
            "Action": "sns:Publish",
            "Resource": topic_arn,
            "Condition": {"StringEquals": {"aws:SourceAccount": account_id}},
        }
    )
