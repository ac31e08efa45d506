"""HCP Terraform: where state is kept and runs happen, and what of it this program makes itself."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Literal

from pydantic import StringConstraints

from settings.collectors import Cluster
from settings.problems import Problem
from settings.types import Model, Name, RoleArn

Title = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9 _-]{1,39}$")]
"""The name of a project or an agent pool. No `*`: it stands in a role's trust."""

Organization = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{2,39}$")]

OidcProviderArn = Annotated[
    str, StringConstraints(pattern=r"^arn:aws[a-z-]*:iam::\d{12}:oidc-provider/[a-z0-9.-]+$")
]


class AwsRoles(Model):
    """IAM roles of your own that runs take on, the same two for all workspaces."""

    plan: RoleArn
    """Reads; for plans, also those of pull requests."""
    apply: RoleArn


class HcpState(Model):
    """State and runs in HCP Terraform, one named workspace per stack."""

    backend: Literal["hcp"]
    organization: Organization
    hostname: Annotated[str, StringConstraints(pattern=r"^[a-z0-9.-]+$")] = "app.terraform.io"
    """Another one for Terraform Enterprise."""
    project: Title | None = None
    """It exists beforehand."""
    workspace_prefix: Name = "lionpay"
    """Workspaces are called `<prefix>-<environment>-<stack>`."""
    create_workspaces: bool = False
    """Whether the stack `workspaces` makes the others' workspaces, who reads whose state, and their
    variable sets."""
    create_roles: bool = False
    """Whether the stack `runners` makes the IAM roles that runs take on: a pair for each kind of
    stack, one to plan and one to apply."""
    oidc_provider: OidcProviderArn | None = None
    """The account's IAM OIDC provider of this hostname, if there is one already: an account has
    only one, and two environments may share an account."""
    roles: AwsRoles | None = None
    """Roles that exist already, instead of `create_roles`."""
    execution_mode: Literal["remote", "agent", "local"] = "remote"
    """Where runs happen: on HCP's own runners, on agents of `agent_pool`, or on the machine that
    asks for them, so that HCP only keeps the state."""
    agent_pool: Title | None = None
    """The pool of every workspace with `execution_mode` `agent`. It exists beforehand."""
    agent_pools: dict[Name, Title] = {}
    """By region: the pool of agents that reach the region's cluster from inside its network. Its
    `collectors` workspace runs there."""
    terraform_version: Annotated[str, StringConstraints(pattern=r"^[0-9.~>=<, ]+$")] = "~> 1.11"
    auto_apply: bool = False
    """Whether a plan is applied without being asked; `cdktf deploy` asks by itself."""
    run_triggers: bool = False
    """Whether an apply queues a plan of the stacks that come after it. A plan with changes then
    waits for somebody, and a deploy of that stack waits behind it."""
    tags: dict[Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{1,128}$")], str] = {}
    """Of every workspace, besides the environment, the project, the owner and the stack."""

    def workspace(self, environment: str, stack: str) -> str:
        """The name of a stack's workspace."""
        return f"{self.workspace_prefix}-{environment}-{stack}"

    def pool_of_cluster(self, region: str) -> str | None:
        """The agent pool whose agents talk to a region's cluster."""
        everywhere = self.agent_pool if self.execution_mode == "agent" else None
        return self.agent_pools.get(region, everywhere)

    @property
    def gives_roles(self) -> bool:
        """Whether runs get AWS credentials by OIDC."""
        return self.create_roles or self.roles is not None


def hcp_problems(
    state: HcpState, clusters: Mapping[str, Cluster], regions: Sequence[str], *, telemetry: bool
) -> Iterator[Problem]:
    """What keys about HCP Terraform say wrongly about each other and about the regions' clusters.

    clusters: of the regions whose shape is right. telemetry: whether anything is installed there.
    """
    local = state.execution_mode == "local"
    if telemetry and not local:
        yield from _cluster_problems(state, clusters)
    if state.execution_mode == "agent" and not state.agent_pool:
        yield Problem(
            "state.agent_pool",
            'It is missing, and execution_mode is "agent".',
            "Name the pool that every workspace runs in.",
        )
    if state.agent_pool and state.execution_mode != "agent":
        yield Problem(
            "state.agent_pool",
            f'Nothing runs there: execution_mode is "{state.execution_mode}".',
            'Set execution_mode = "agent", or name pools by region in agent_pools.',
        )
    for region in state.agent_pools:
        if region not in regions:
            yield Problem(
                f"state.agent_pools.{region}",
                "There is no such region.",
                f"The regions are {', '.join(regions)}.",
            )
    if (state.create_workspaces or state.create_roles) and not state.project:
        yield Problem(
            "state.project",
            "It is missing; workspaces and the roles' trust are bound to one.",
            "Name a project that exists.",
        )
    if state.create_roles and state.roles:
        yield Problem(
            "state.roles", "create_roles makes roles already.", "Take out one of the two."
        )
    if state.oidc_provider and not state.create_roles:
        yield Problem(
            "state.oidc_provider",
            "Only create_roles needs it.",
            "Set create_roles = true, or take it out.",
        )
    if state.create_workspaces and not local and not state.gives_roles:
        yield Problem(
            "state.roles",
            "Runs would have no AWS credentials.",
            "Set create_roles = true, or name two roles of your own: roles = { plan, apply }.",
        )


def _cluster_problems(state: HcpState, clusters: Mapping[str, Cluster]) -> Iterator[Problem]:
    for region, cluster in clusters.items():
        if cluster.private_endpoint and not state.pool_of_cluster(region):
            yield Problem(
                f"regions.{region}.cluster.private_endpoint",
                "HCP's own runners cannot reach it.",
                f"Name a pool of agents inside that network: state.agent_pools.{region}.",
            )
        if cluster.access == "exec":
            yield Problem(
                f"regions.{region}.cluster.access",
                'Runs in HCP Terraform have no AWS CLI for "exec".',
                'Give "ephemeral", or leave it out.',
            )
