"""VPC flow logs, encrypted, to CloudWatch Logs or to S3."""

from constructs.vpc import RegionVpc
from network.documents import assumed_by, flow_log_bucket_policy, writes_to_log_group
from network.plan import NetworkPlan
from providers import aws
from providers.core import Construct


class CloudWatchFlowLogs(Construct):
    """Flow logs in a log group that only the flow-log service may write to."""

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        plan: NetworkPlan,
        vpc: RegionVpc,
        key: aws.KmsKey,
        account_id: str,
    ) -> None:
        super().__init__(scope, id)
        name = f"{plan.name}-flow-logs"
        group = aws.CloudwatchLogGroup(
            self,
            "group",
            name=plan.flow_log_group_name,
            retention_in_days=plan.network.flow_log.retention_in_days,
            kms_key_id=key.arn,
            tags={"Name": name},
        )
        role = aws.IamRole(
            self,
            "role",
            name=name,
            assume_role_policy=assumed_by("vpc-flow-logs.amazonaws.com", account_id),
            tags={"Name": name},
        )
        aws.IamRolePolicy(
            self, "write", name="write", role=role.id, policy=writes_to_log_group(group.arn)
        )
        aws.FlowLog(
            self,
            "flow-log",
            vpc_id=vpc.vpc.id,
            traffic_type=plan.network.flow_log.traffic_type,
            max_aggregation_interval=plan.network.flow_log.max_aggregation_interval,
            log_destination_type="cloud-watch-logs",
            log_destination=group.arn,
            iam_role_arn=role.arn,
            tags={"Name": name},
        )


class S3FlowLogs(Construct):
    """Flow logs in a bucket of their own: private, encrypted, TLS only, emptied by age."""

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        plan: NetworkPlan,
        vpc: RegionVpc,
        key: aws.KmsKey,
        account_id: str,
    ) -> None:
        super().__init__(scope, id)
        name = f"{plan.name}-flow-logs"
        # Bucket names are shared by all of AWS; the account id keeps ours our own.
        bucket = aws.S3Bucket(self, "bucket", bucket=f"{name}-{account_id}", tags={"Name": name})
        aws.S3BucketPublicAccessBlock(
            self,
            "private",
            bucket=bucket.id,
            block_public_acls=True,
            block_public_policy=True,
            ignore_public_acls=True,
            restrict_public_buckets=True,
        )
        by_default = (
            aws.S3BucketServerSideEncryptionConfigurationRuleApplyServerSideEncryptionByDefaultA(
                sse_algorithm="aws:kms", kms_master_key_id=key.arn
            )
        )
        aws.S3BucketServerSideEncryptionConfigurationA(
            self,
            "encryption",
            bucket=bucket.id,
            rule=[
                aws.S3BucketServerSideEncryptionConfigurationRuleA(
                    apply_server_side_encryption_by_default=by_default, bucket_key_enabled=True
                )
            ],
        )
        aws.S3BucketLifecycleConfiguration(
            self,
            "retention",
            bucket=bucket.id,
            rule=[
                aws.S3BucketLifecycleConfigurationRule(
                    id="retention",
                    status="Enabled",
                    filter=[aws.S3BucketLifecycleConfigurationRuleFilter(prefix="")],
                    expiration=[
                        aws.S3BucketLifecycleConfigurationRuleExpiration(
                            days=plan.network.flow_log.retention_in_days
                        )
                    ],
                )
            ],
        )
        policy = aws.S3BucketPolicy(
            self,
            "policy",
            bucket=bucket.id,
            policy=flow_log_bucket_policy(bucket.arn, account_id, plan.region),
        )
        aws.FlowLog(
            self,
            "flow-log",
            vpc_id=vpc.vpc.id,
            traffic_type=plan.network.flow_log.traffic_type,
            max_aggregation_interval=plan.network.flow_log.max_aggregation_interval,
            log_destination_type="s3",
            log_destination=bucket.arn,
            tags={"Name": name},
            # Delivery is tried when the flow log is made.
            depends_on=[policy],
        )
