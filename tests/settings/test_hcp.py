"""The keys about HCP Terraform: what is accepted, and what a person reads when one is wrong."""

from pathlib import Path
from typing import Any

import pytest

from settings import UserError
from tests.support import Tables, environment_from, on_hcp

ROLES = {
    "plan": "arn:aws:iam::111122223333:role/plan",
    "apply": "arn:aws:iam::111122223333:role/apply",
}

WRONG: dict[str, tuple[Tables, str, str, str]] = {
    "a private endpoint without an agent": (
        on_hcp(state__agent_pools={}),
        "regions.tokyo.cluster.private_endpoint",
        "cannot reach it",
        "state.agent_pools.tokyo",
    ),
    "the AWS CLI on a runner": (
        on_hcp(regions__seoul__cluster={"access": "exec"}),
        "regions.seoul.cluster.access",
        "no AWS CLI",
        "ephemeral",
    ),
    "agents without a pool": (
        on_hcp(state__execution_mode="agent"),
        "state.agent_pool",
        "It is missing",
        "Name the pool",
    ),
    "a pool without agents": (
        on_hcp(state__agent_pool="ours"),
        "state.agent_pool",
        "Nothing runs there",
        'execution_mode = "agent"',
    ),
    "a pool of no region": (
        on_hcp(state__agent_pools={"tokyo": "in-tokyo", "osaka": "in-osaka"}),
        "state.agent_pools.osaka",
        "no such region",
        "seoul, tokyo",
    ),
    "no project": (on_hcp(state__project=None), "state.project", "It is missing", "exists"),
    "runs without credentials": (
        on_hcp(state__create_roles=False),
        "state.roles",
        "no AWS credentials",
        "create_roles",
    ),
    "roles twice": (on_hcp(state__roles=ROLES), "state.roles", "makes roles", "one of the two"),
    "an OIDC provider for nothing": (
        on_hcp(
            state__create_roles=False,
            state__roles=ROLES,
            state__oidc_provider="arn:aws:iam::111122223333:oidc-provider/app.terraform.io",
        ),
        "state.oidc_provider",
        "Only create_roles",
        "take it out",
    ),
    "a pattern for a project": (
        on_hcp(state__project="moni*"),
        "state.project",
        '"moni*"',
        "",
    ),
}


@pytest.mark.parametrize(("tables", "where", "what", "fix"), WRONG.values(), ids=WRONG)
def test_a_mistake_is_told(tables: Tables, where: str, what: str, fix: str, tmp_path: Path) -> None:
    with pytest.raises(UserError) as caught:
        environment_from(tables, tmp_path, "prod")
    (problem,) = caught.value.problems
    assert problem.where.endswith(f": {where}")
    assert what in problem.what
    assert fix in problem.fix


RIGHT: dict[str, Any] = {
    "everything": on_hcp(),
    "own roles": on_hcp(state__create_roles=False, state__roles=ROLES),
    "only state": on_hcp(
        state__execution_mode="local",
        state__agent_pools={},
        state__create_roles=False,
        regions__seoul__cluster={"access": "exec"},
    ),
    "agents everywhere": on_hcp(
        state__execution_mode="agent", state__agent_pool="ours", state__agent_pools={}
    ),
}


@pytest.mark.parametrize("tables", RIGHT.values(), ids=RIGHT)
def test_it_is_accepted(tables: Tables, tmp_path: Path) -> None:
    assert environment_from(tables, tmp_path, "prod").state.backend == "hcp"
