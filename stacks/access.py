"""`access-<region>`: the role by which one cluster reads its own secret."""

from access.plan import ReaderPlan
from constructs.reader import SecretReader
from providers.core import Construct, Fn, TerraformOutput
from settings import Environment
from stacks.base import LionpayStack
from stacks.secrets import SecretsStack
from vocabulary import stacks
from vocabulary.outputs import AccessOutput, SecretsOutput


class AccessStack(LionpayStack):
    """AWS only. The cluster must exist, and for IRSA its IAM OIDC provider."""

    def __init__(
        self,
        scope: Construct,
        environment: Environment,
        key: str,
        *,
        plan: ReaderPlan,
        secrets: SecretsStack,
    ) -> None:
        super().__init__(scope, stacks.access(key), environment)
        self.aws_provider(environment.regions[key])
        policies = self.outputs_of(secrets).get(SecretsOutput.READ_POLICY_ARNS.value)
        reader = SecretReader(
            self, "reader", plan=plan, read_policy_arn=str(Fn.lookup(policies, key, ""))
        )
        TerraformOutput(self, AccessOutput.READER_ROLE_ARN.value, value=reader.role.arn)
