"""`runners`: what HCP Terraform's runs may do in AWS, by OIDC and without a stored key."""

from collections.abc import Sequence

from constructs.runner_roles import RunnerRoles
from hcp.duties import Phase, runner_roles
from hcp.plan import Needs
from hcp.statements import Scope
from providers import aws
from providers.core import Construct, TerraformOutput
from settings import Environment
from settings.hcp import HcpState
from stacks.base import LionpayStack
from vocabulary.outputs import RunnersOutput
from vocabulary.stacks import RUNNERS


class RunnersStack(LionpayStack):
    """AWS only. A person deploys it: no run may change what runs may do."""

    def __init__(
        self, scope: Construct, environment: Environment, *, state: HcpState, needs: Sequence[Needs]
    ) -> None:
        super().__init__(scope, RUNNERS, environment)
        self.aws_provider(environment.regions[environment.hub])
        with_aws = tuple(need.stack for need in needs if need.aws)
        made = RunnerRoles(
            self,
            "roles",
            state=state,
            roles=runner_roles(environment, state, with_aws),
            limits=runner_scope(environment, aws.DataAwsCallerIdentity(self, "account").account_id),
        )
        outputs = {
            Phase.PLAN: RunnersOutput.PLAN_ROLE_ARNS,
            Phase.APPLY: RunnersOutput.APPLY_ROLE_ARNS,
        }
        for phase, output in outputs.items():
            arns = {plan.duty: r.arn for plan, r in made.roles.items() if plan.phase is phase}
            TerraformOutput(self, output.value, value=arns)


def runner_scope(environment: Environment, account_id: str) -> Scope:
    """What an environment's runs are held to."""
    alerting = environment.alerting
    read = {
        alerting.secret: alerting.contact_secrets,
        alerting.token_secret: alerting.grafana_token,
    }
    return Scope(
        account_id=account_id,
        environment=environment.name,
        aws_regions=tuple(sorted({r.aws_region for r in environment.regions.values()})),
        contact_secrets=tuple(
            name for name, where in read.items() if name and where == "secrets-manager"
        ),
    )
