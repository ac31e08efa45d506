"""`credentials`: a Grafana Cloud access policy and token for each cluster, put into its secret."""

from collections.abc import Mapping

from access.plan import token_plan
from constructs.token import ClusterToken
from providers import grafana
from providers.core import Construct, Fn
from settings import Environment
from settings.grafana import GrafanaCloud
from stacks.base import LionpayStack
from stacks.network import NetworkStack
from stacks.secrets import SecretsStack
from vocabulary import stacks
from vocabulary.credentials import TOKEN_VARIABLE
from vocabulary.outputs import NetworkOutput, SecretsOutput


class CredentialsStack(LionpayStack):
    """The one stack whose state holds the tokens. It tells nothing to the others."""

    def __init__(
        self,
        scope: Construct,
        environment: Environment,
        *,
        cloud: GrafanaCloud,
        secrets: SecretsStack,
        networks: Mapping[str, NetworkStack],
    ) -> None:
        super().__init__(scope, stacks.CREDENTIALS, environment)
        # Secrets are written where they are, in the hub's region; replicas follow by themselves.
        self.aws_provider(environment.regions[environment.hub])
        self._grafana_provider()
        arns = self.outputs_of(secrets).get(SecretsOutput.WRITTEN_SECRET_ARNS.value)
        for key in environment.regions:
            plan = token_plan(environment, cloud, key)
            ClusterToken(
                self,
                key,
                plan=plan,
                egress_addresses=self._egress_addresses(networks[key]) if plan.pinned else None,
                secret_arn=str(Fn.lookup(arns, key, "")),
            )

    def _grafana_provider(self) -> None:
        what = "A Grafana Cloud token with the scopes accesspolicies:read, :write and :delete."
        token = self.secret_variable(TOKEN_VARIABLE, what)
        grafana.GrafanaProvider(self, "grafana", cloud_access_policy_token=token)

    def _egress_addresses(self, network: NetworkStack) -> list[str]:
        return self.outputs_of(network).get_list(NetworkOutput.EGRESS_ADDRESSES.value)
