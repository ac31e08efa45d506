"""`access-<region>`: the role by which one cluster reads its own secret."""

from access.plan import ReaderPlan
from constructs.reader import SecretReader
from providers.core import Construct, Fn, TerraformOutput
from settings import Environment
from stacks.base import LionpayStack
from stacks.cluster import ClusterStack
from stacks.secrets import SecretsStack
from vocabulary import stacks
from vocabulary.outputs import AccessOutput, SecretsOutput


class AccessStack(LionpayStack):
    """AWS only.

    cluster: None when it exists already, and for IRSA its IAM OIDC provider as well.
    """

    def __init__(
        self,
        scope: Construct,
        environment: Environment,
        key: str,
        *,
        plan: ReaderPlan,
        secrets: SecretsStack,
        cluster: ClusterStack | None,
    ) -> None:
        super().__init__(scope, stacks.access(key), environment)
        self.aws_provider(environment.regions[key])
        policies = self.outputs_of(secrets).get(SecretsOutput.READ_POLICY_ARNS.value)
        reader = SecretReader(
            self,
            "reader",
            plan=plan,
            read_policy_arn=str(Fn.lookup(policies, key, "")),
            made=cluster.seen_by(self) if cluster else None,
        )
        TerraformOutput(self, AccessOutput.READER_ROLE_ARN.value, value=reader.role.arn)
