"""The IAM roles that runs in HCP Terraform take on, and the provider that vouches for the runs."""

import json
from collections.abc import Sequence

from hcp.duties import RunnerRole
from hcp.permissions import permissions
from hcp.statements import Scope
from hcp.trust import AUDIENCE, trusts_runs
from providers import aws
from providers.core import Construct
from settings.hcp import HcpState


class RunnerRoles(Construct):
    """A role for each duty and phase, with exactly its own permissions.

    The IAM OIDC provider is made, unless `state.oidc_provider` names the account's one.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        state: HcpState,
        roles: Sequence[RunnerRole],
        limits: Scope,
    ) -> None:
        super().__init__(scope, id)
        provider_arn = state.oidc_provider or self._provider(state)
        self.roles = {
            role: self._role(role, trusts_runs(role, state, provider_arn), limits) for role in roles
        }

    def _provider(self, state: HcpState) -> str:
        return aws.IamOpenidConnectProvider(
            self,
            "provider",
            url=f"https://{state.hostname}",
            client_id_list=[AUDIENCE],
            tags={"Name": state.hostname},
        ).arn

    def _role(self, plan: RunnerRole, trust: str, limits: Scope) -> aws.IamRole:
        role = aws.IamRole(
            self,
            plan.name,
            name=plan.name,
            description=f"Runs of {plan.duty} in HCP Terraform, phase {plan.phase}",
            assume_role_policy=trust,
            tags={"Name": plan.name},
        )
        statements = permissions(plan.duty, plan.phase, limits)
        document = {"Version": "2012-10-17", "Statement": list(statements)}
        aws.IamRolePolicy(
            self,
            f"{plan.name}-may",
            name="may",
            role=role.name,
            policy=json.dumps(document, separators=(",", ":"), sort_keys=True),
        )
        return role
