"""`workspaces`: the workspaces of the other stacks in HCP Terraform."""

from collections.abc import Mapping, Sequence

from constructs.workspaces import Roles, Workspaces
from hcp.duties import Duty, Phase
from hcp.plan import Needs, plan_workspaces
from providers import tfe
from providers.core import Construct, Fn
from settings import Environment
from settings.hcp import HcpState
from stacks.base import LionpayStack
from stacks.runners import RunnersStack
from vocabulary.outputs import RunnersOutput
from vocabulary.stacks import WORKSPACES


class WorkspacesStack(LionpayStack):
    """A person deploys it, signed in to HCP Terraform: no run may make workspaces.

    Its own workspace is made by hand (docs/hcp.md). No secret value is in its state.
    runners: None where runs take on roles of the environment file, or none.
    """

    def __init__(
        self,
        scope: Construct,
        environment: Environment,
        *,
        state: HcpState,
        needs: Sequence[Needs],
        runners: RunnersStack | None,
    ) -> None:
        super().__init__(scope, WORKSPACES, environment)
        tfe.TfeProvider(self, "tfe", hostname=state.hostname, organization=state.organization)
        roles = self._made_roles(runners) if runners else named_roles(state)
        Workspaces(
            self,
            "hcp",
            plan=plan_workspaces(environment, state, needs),
            state=state,
            roles=roles,
        )

    def _made_roles(self, runners: RunnersStack) -> Roles:
        told = self.outputs_of(runners)
        arns = {
            Phase.PLAN: told.get(RunnersOutput.PLAN_ROLE_ARNS.value),
            Phase.APPLY: told.get(RunnersOutput.APPLY_ROLE_ARNS.value),
        }
        return {
            phase: {duty: str(Fn.lookup(by_duty, duty.value, "")) for duty in Duty}
            for phase, by_duty in arns.items()
        }


def named_roles(state: HcpState) -> Roles:
    """The roles that the environment file names, the same for every duty."""
    if not state.roles:
        return {}
    arns: Mapping[Phase, str] = {Phase.PLAN: state.roles.plan, Phase.APPLY: state.roles.apply}
    return {phase: dict.fromkeys(Duty, arn) for phase, arn in arns.items()}
