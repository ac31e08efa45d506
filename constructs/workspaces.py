"""Workspaces of HCP Terraform, who reads whose state, and their variable sets."""

from collections.abc import Mapping

from hcp.duties import Duty, Phase
from hcp.plan import VariableSet, Workspace, WorkspacesPlan
from providers import tfe
from providers.core import Construct
from settings.hcp import HcpState

RUN_ROLES = {Phase.PLAN: "TFC_AWS_PLAN_ROLE_ARN", Phase.APPLY: "TFC_AWS_APPLY_ROLE_ARN"}
"""The environment variables by which HCP Terraform learns which role a run takes on in a phase."""

Roles = Mapping[Phase, Mapping[Duty, str]]
"""ARNs of the roles of runs."""


class Workspaces(Construct):
    """Every workspace that the plan does not leave to people.

    A workspace shares its state with the workspaces that read it, and is never deleted while it
    still manages something.
    """

    def __init__(
        self, scope: Construct, id: str, *, plan: WorkspacesPlan, state: HcpState, roles: Roles
    ) -> None:
        super().__init__(scope, id)
        self._state = state
        project = tfe.DataTfeProject(self, "project", name=plan.project or "").id
        pools = {workspace.agent_pool for workspace in plan.made() if workspace.agent_pool}
        self._pools = {
            name: tfe.DataTfeAgentPool(self, f"pool-{name}", name=name).id for name in sorted(pools)
        }
        self._made = {w.stack: self._workspace(w, project) for w in plan.made()}
        for workspace in plan.made():
            self._settings(workspace)
        for variables in plan.variable_sets:
            self._variable_set(variables, roles)

    def _workspace(self, plan: Workspace, project: str) -> tfe.Workspace:
        return tfe.Workspace(
            self,
            plan.stack,
            name=plan.name,
            project_id=project,
            description=f"Stack {plan.stack} of Lionpay's monitoring",
            tags=plan.tags,
            terraform_version=self._state.terraform_version,
            auto_apply=self._state.auto_apply,
            # What a trigger queues was asked for by nobody, so somebody looks at it.
            auto_apply_run_trigger=False,
            queue_all_runs=False,
            force_delete=False,
        )

    def _settings(self, plan: Workspace) -> None:
        made = self._made
        tfe.WorkspaceSettings(
            self,
            f"{plan.stack}-settings",
            workspace_id=made[plan.stack].id,
            execution_mode=plan.execution_mode,
            agent_pool_id=self._pools[plan.agent_pool] if plan.agent_pool else None,
            global_remote_state=False,
            project_remote_state=False,
            remote_state_consumer_ids=[made[stack].id for stack in plan.consumers],
        )
        for stack in plan.triggers:
            tfe.RunTrigger(
                self,
                f"{plan.stack}-triggers-{stack}",
                workspace_id=made[stack].id,
                sourceable_id=made[plan.stack].id,
            )

    def _variable_set(self, plan: VariableSet, roles: Roles) -> None:
        made = tfe.VariableSet(
            self, plan.key, name=plan.name, description=plan.description, global_=False
        )
        if plan.duty:
            values = {RUN_ROLES[phase]: arns[plan.duty] for phase, arns in roles.items()}
            for key, value in {"TFC_AWS_PROVIDER_AUTH": "true", **values}.items():
                tfe.Variable(
                    self,
                    f"{plan.key}-{key}",
                    variable_set_id=made.id,
                    category="env",
                    key=key,
                    value=value,
                )
        for stack in plan.stacks:
            tfe.WorkspaceVariableSet(
                self,
                f"{plan.key}-for-{stack}",
                variable_set_id=made.id,
                workspace_id=self._made[stack].id,
            )
