"""What a run of a stack has to do in AWS, and the names of the roles that let it."""

from dataclasses import dataclass
from enum import StrEnum

from settings import Environment
from settings.hcp import HcpState
from vocabulary import stacks


class Duty(StrEnum):
    """A kind of stack, as AWS sees it: each has a role to plan and a role to apply."""

    NETWORK = "network"
    CLUSTER = "cluster"
    SECRETS = "secrets"
    ACCESS = "access"
    CREDENTIALS = "credentials"
    COLLECTORS = "collectors"
    CLOUDWATCH = "cloudwatch"
    OBSERVABILITY = "observability"


class Phase(StrEnum):
    """The phase of a run, as HCP Terraform tells it in a run's identity."""

    PLAN = "plan"
    APPLY = "apply"


@dataclass(frozen=True)
class RunnerRole:
    """A role that the runs of some workspaces take on in one phase.

    workspaces: their names, all of one project.
    """

    name: str
    duty: Duty
    phase: Phase
    workspaces: tuple[str, ...]


def duty_of(environment: Environment, stack: str) -> Duty:
    """The duty of a stack that needs AWS.

    Raises LookupError for a stack without one: a new kind of stack gets a duty first, with
    permissions of its own (`hcp/permissions.py`).
    """
    regions = environment.regions
    table = {
        **dict.fromkeys([*map(stacks.network, regions), stacks.LINK], Duty.NETWORK),
        **dict.fromkeys(map(stacks.cluster, regions), Duty.CLUSTER),
        stacks.SECRETS: Duty.SECRETS,
        **dict.fromkeys(map(stacks.access, regions), Duty.ACCESS),
        stacks.CREDENTIALS: Duty.CREDENTIALS,
        **dict.fromkeys(map(stacks.collectors, regions), Duty.COLLECTORS),
        stacks.CLOUDWATCH_ROLE: Duty.CLOUDWATCH,
        stacks.OBSERVABILITY: Duty.OBSERVABILITY,
    }
    if stack not in table:
        raise LookupError(f"stack {stack} needs AWS and has no duty in hcp/duties.py")
    return table[stack]


def role_name(environment: Environment, duty: Duty, phase: Phase) -> str:
    """The name of the role of a duty in a phase."""
    return f"lionpay-{environment.name}-hcp-{duty}-{phase}"


def runner_roles(
    environment: Environment, state: HcpState, stacks_with_aws: tuple[str, ...]
) -> tuple[RunnerRole, ...]:
    """A pair of roles for each duty that some stack has."""
    by_duty: dict[Duty, list[str]] = {}
    for stack in stacks_with_aws:
        workspace = state.workspace(environment.name, stack)
        by_duty.setdefault(duty_of(environment, stack), []).append(workspace)
    return tuple(
        RunnerRole(role_name(environment, duty, phase), duty, phase, tuple(by_duty[duty]))
        for duty in Duty
        if duty in by_duty
        for phase in Phase
    )


def secret_administrators(environment: Environment, account_id: str) -> tuple[str, ...]:
    """ARNs of the roles by which runs of `credentials` put values into the secrets.

    Secrets that name their administrators shut out everybody else, these runs as well.
    """
    state = environment.state
    if not isinstance(state, HcpState) or not state.gives_roles:
        return ()
    if state.roles:
        return (state.roles.plan, state.roles.apply)
    return tuple(
        f"arn:aws:iam::{account_id}:role/{role_name(environment, Duty.CREDENTIALS, phase)}"
        for phase in Phase
    )
