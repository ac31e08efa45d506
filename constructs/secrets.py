"""The secret of one cluster, empty, and the IAM policy that reads it."""

from collections.abc import Mapping, Sequence

from access.documents import reads_one_secret, secret_policy
from access.plan import SecretPlan
from providers import aws
from providers.core import Construct, Fn, TerraformResourceLifecycle


class ClusterSecret(Construct):
    """A secret in the hub's region with a replica in the cluster's, if that is another one.

    written_arn and read_arn are those of the one and of the other. The value is somebody else's:
    of the stack `credentials`, or of a person.

    keys: KMS keys by AWS region. kept: whether Terraform refuses to destroy it.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        plan: SecretPlan,
        account_id: str,
        keys: Mapping[str, aws.KmsKey],
        administrators: Sequence[str],
        recovery_window_in_days: int,
        kept: bool,
        provider: aws.AwsProvider,
    ) -> None:
        super().__init__(scope, id)
        secret = aws.SecretsmanagerSecret(
            self,
            "secret",
            provider=provider,
            name=plan.name,
            description=f"Grafana Cloud token of the collectors in {plan.key}",
            kms_key_id=keys[plan.written_in].arn,
            recovery_window_in_days=recovery_window_in_days,
            replica=[
                aws.SecretsmanagerSecretReplica(
                    region=plan.read_in, kms_key_id=keys[plan.read_in].arn
                )
            ]
            if plan.replicated
            else None,
            tags={"Name": plan.name},
            lifecycle=TerraformResourceLifecycle(prevent_destroy=True) if kept else None,
        )
        self.written_arn = secret.arn
        # A replica's ARN is its original's but for the region.
        self.read_arn = (
            Fn.replace(secret.arn, f":{plan.written_in}:", f":{plan.read_in}:")
            if plan.replicated
            else secret.arn
        )
        reader = f"arn:aws:iam::{account_id}:role/{plan.reader.role}" if plan.reader else None
        aws.SecretsmanagerSecretPolicy(
            self,
            "policy",
            provider=provider,
            secret_arn=secret.arn,
            policy=secret_policy(account_id, reader, administrators),
            block_public_policy=True,
        )
        key = keys[plan.read_in]
        self.read_policy = self._read_policy(plan, key, provider) if plan.reader else None

    def _read_policy(
        self, plan: SecretPlan, key: aws.KmsKey, provider: aws.AwsProvider
    ) -> aws.IamPolicy:
        name = f"{plan.resource_name}-token-read"
        return aws.IamPolicy(
            self,
            "read",
            provider=provider,
            name=name,
            description=f"Reads the secret {plan.name} and nothing else",
            policy=reads_one_secret(
                secret_arns=[self.read_arn, *([self.written_arn] if plan.replicated else [])],
                read_arn=self.read_arn,
                key_arn=key.arn,
                aws_region=plan.read_in,
            ),
            tags={"Name": name},
        )
