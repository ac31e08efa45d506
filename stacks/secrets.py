"""`secrets`: KMS keys in each region, an empty secret for each cluster, and who may read it."""

from collections.abc import Mapping

from access.documents import secrets_key_policy
from access.plan import SecretPlan, secret_plans
from constructs.encryption import EncryptionKey
from constructs.secrets import ClusterSecret
from hcp.duties import secret_administrators
from providers import aws
from providers.core import Construct, TerraformOutput
from settings import Environment
from stacks.base import LionpayStack
from vocabulary import stacks
from vocabulary.outputs import SecretsOutput


class SecretsStack(LionpayStack):
    """AWS only. It holds no secret value, and neither does its state.

    A region that leaves has a provider here and nothing else: Terraform needs it to delete.
    """

    def __init__(self, scope: Construct, environment: Environment) -> None:
        super().__init__(scope, stacks.SECRETS, environment)
        credentials = environment.credentials
        # What can be deleted for good at once is meant to be thrown away; the rest is protected.
        self._kept = credentials.recovery_window_in_days > 0
        providers = {
            key: self.aws_provider(region, alias=key) for key, region in environment.regions.items()
        }
        hub = providers[environment.hub]
        account_id = aws.DataAwsCallerIdentity(self, "account", provider=hub).account_id
        administrators = credentials.administrators
        if administrators:
            administrators += secret_administrators(environment, account_id)
        plans = secret_plans(environment.without_leaving())
        keys = {plan.read_in: self._key(plan, account_id, providers[plan.key]) for plan in plans}
        self._tell(
            {
                plan.key: ClusterSecret(
                    self,
                    plan.key,
                    plan=plan,
                    account_id=account_id,
                    keys=keys,
                    administrators=administrators,
                    recovery_window_in_days=credentials.recovery_window_in_days,
                    kept=self._kept,
                    provider=hub,
                )
                for plan in plans
            }
        )

    def _key(self, plan: SecretPlan, account_id: str, provider: aws.AwsProvider) -> aws.KmsKey:
        name = f"{plan.resource_name}-secrets"
        return EncryptionKey(
            self,
            f"key-{plan.key}",
            name=name,
            description=f"Grafana Cloud tokens in {plan.read_in}",
            policy=secrets_key_policy(account_id, [plan.read_in, plan.written_in]),
            provider=provider,
            kept=self._kept,
        ).key

    def _tell(self, made: Mapping[str, ClusterSecret]) -> None:
        outputs: Mapping[SecretsOutput, Mapping[str, str]] = {
            SecretsOutput.WRITTEN_SECRET_ARNS: {key: s.written_arn for key, s in made.items()},
            SecretsOutput.READ_SECRET_ARNS: {key: s.read_arn for key, s in made.items()},
            SecretsOutput.READ_POLICY_ARNS: {
                key: s.read_policy.arn for key, s in made.items() if s.read_policy
            },
        }
        for output, arns in outputs.items():
            TerraformOutput(self, output.value, value=arns)
