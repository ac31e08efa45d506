"""The workspaces of an environment: what each is called, where it runs, and who reads its state."""

from collections.abc import Sequence
from dataclasses import dataclass

from hcp.duties import Duty, duty_of
from settings import Environment
from settings.hcp import HcpState
from vocabulary import stacks
from vocabulary.tags import PROJECT

SET_UP = (stacks.RUNNERS, stacks.WORKSPACES)
"""Stacks that a person deploys, with rights that no run has: their workspaces only keep state."""


@dataclass(frozen=True)
class Secret:
    """A sensitive Terraform variable of a stack, and what it is, for who sets it."""

    name: str
    description: str


@dataclass(frozen=True)
class Needs:
    """What a stack needs around it, as its code says when it is built.

    reads: stacks whose outputs it reads. after: stacks that are deployed before it, those as well.
    aws: whether it has an AWS provider.
    """

    stack: str
    reads: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    aws: bool = False
    secrets: tuple[Secret, ...] = ()


@dataclass(frozen=True)
class Workspace:
    """One workspace of HCP Terraform.

    consumers: stacks that may read its state: those that do. triggers: stacks of which an apply
    here queues a plan. by_hand: whether a person makes it, before everything else.
    """

    stack: str
    name: str
    execution_mode: str
    agent_pool: str | None
    tags: dict[str, str]
    consumers: tuple[str, ...]
    triggers: tuple[str, ...]
    by_hand: bool


@dataclass(frozen=True)
class VariableSet:
    """Variables that some workspaces have in common.

    duty: whose AWS roles it names. secrets: what a person puts into it; no value passes this
    program, a plan or a state.
    """

    key: str
    name: str
    description: str
    stacks: tuple[str, ...]
    duty: Duty | None = None
    secrets: tuple[Secret, ...] = ()


@dataclass(frozen=True)
class WorkspacesPlan:
    """Everything about an environment in HCP Terraform."""

    organization: str
    project: str | None
    workspaces: tuple[Workspace, ...]
    variable_sets: tuple[VariableSet, ...]

    def made(self) -> tuple[Workspace, ...]:
        """The workspaces that the stack `workspaces` makes."""
        return tuple(w for w in self.workspaces if not w.by_hand)


def plan_workspaces(
    environment: Environment, state: HcpState, needs: Sequence[Needs]
) -> WorkspacesPlan:
    """Follows from what the stacks need; nothing is listed a second time."""
    return WorkspacesPlan(
        organization=state.organization,
        project=state.project,
        workspaces=tuple(_workspace(environment, state, need.stack, needs) for need in needs),
        variable_sets=(
            *_aws_sets(environment, state, needs),
            *_secret_sets(environment, state, needs),
        ),
    )


def _workspace(
    environment: Environment, state: HcpState, stack: str, needs: Sequence[Needs]
) -> Workspace:
    by_hand = stack in SET_UP
    mode, pool = ("local", None) if by_hand else _place(environment, state, stack)
    return Workspace(
        stack=stack,
        name=state.workspace(environment.name, stack),
        execution_mode=mode,
        agent_pool=pool,
        tags={
            **state.tags,
            "environment": environment.name,
            "owner": environment.tags.owner,
            "project": PROJECT,
            "stack": stack,
        },
        consumers=tuple(need.stack for need in needs if stack in need.reads),
        triggers=tuple(
            need.stack for need in needs if stack in need.after and need.stack not in SET_UP
        )
        if state.run_triggers and not by_hand
        else (),
        by_hand=by_hand,
    )


def _place(environment: Environment, state: HcpState, stack: str) -> tuple[str, str | None]:
    """Where a stack runs: what talks to a cluster may need an agent inside its network."""
    regions = {stacks.collectors(key): key for key in environment.regions}
    if stack in regions and state.execution_mode != "local":
        pool = state.pool_of_cluster(regions[stack])
        return ("agent", pool) if pool else (state.execution_mode, None)
    return state.execution_mode, state.agent_pool


def _aws_sets(
    environment: Environment, state: HcpState, needs: Sequence[Needs]
) -> tuple[VariableSet, ...]:
    if not state.gives_roles or state.execution_mode == "local":
        return ()
    with_aws = [need.stack for need in needs if need.aws and need.stack not in SET_UP]
    duties = {stack: duty_of(environment, stack) for stack in with_aws}
    return tuple(
        VariableSet(
            key=f"aws-{duty}",
            name=_set_name(environment, state, f"aws-{duty}"),
            description=f"AWS roles of the runs of {environment.name}'s {duty}, by OIDC",
            stacks=tuple(stack for stack in with_aws if duties[stack] is duty),
            duty=duty,
        )
        for duty in Duty
        if duty in duties.values()
    )


def _secret_sets(
    environment: Environment, state: HcpState, needs: Sequence[Needs]
) -> tuple[VariableSet, ...]:
    return tuple(
        VariableSet(
            key=f"secrets-{need.stack}",
            name=_set_name(environment, state, f"secrets-{need.stack}"),
            description=f"Sensitive variables of {environment.name}'s {need.stack}, set by hand",
            stacks=(need.stack,),
            secrets=need.secrets,
        )
        for need in needs
        if need.secrets
    )


def _set_name(environment: Environment, state: HcpState, key: str) -> str:
    return f"{state.workspace_prefix}-{environment.name}-{key}"
