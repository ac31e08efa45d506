"""What the stacks need becomes workspaces, readers of states, run triggers and variable sets."""

from pathlib import Path
from typing import Any

import pytest

from commands.workspaces import planned, show
from hcp.duties import Duty, duty_of, secret_administrators
from hcp.plan import Needs, Secret, WorkspacesPlan, plan_workspaces
from policies.synthesized import Synthesized
from settings import UserError, load_environment
from settings.hcp import HcpState
from tests.support import environment_from, on_hcp

NEEDS = (
    Needs("network-seoul", aws=True),
    Needs("network-tokyo", aws=True),
    Needs("secrets", aws=True),
    Needs(
        "credentials",
        reads=("secrets", "network-seoul"),
        after=("network-seoul", "secrets"),
        aws=True,
        secrets=(Secret("token", "A token."),),
    ),
    Needs("collectors-tokyo", reads=("secrets",), after=("credentials", "secrets"), aws=True),
    Needs("runners", aws=True),
    Needs("workspaces", reads=("runners",), after=("runners",)),
)


def plan(tmp_path: Path, **changes: Any) -> WorkspacesPlan:
    environment = environment_from(on_hcp(**changes), tmp_path, "prod")
    assert isinstance(environment.state, HcpState)
    return plan_workspaces(environment, environment.state, NEEDS)


def test_a_state_is_shared_with_those_that_read_it_and_an_apply_queues_those_after_it(
    tmp_path: Path,
) -> None:
    found = {w.stack: w for w in plan(tmp_path).workspaces}
    assert found["secrets"].consumers == ("credentials", "collectors-tokyo")
    assert found["secrets"].triggers == ("credentials", "collectors-tokyo")
    assert found["credentials"].consumers == ()
    assert found["credentials"].triggers == ("collectors-tokyo",)
    assert found["runners"].consumers == ("workspaces",)
    assert found["secrets"].name == "lionpay-prod-secrets"
    assert found["secrets"].tags["stack"] == "secrets"


def test_only_what_talks_to_a_private_cluster_runs_on_its_agents(tmp_path: Path) -> None:
    places = {w.stack: (w.execution_mode, w.agent_pool) for w in plan(tmp_path).workspaces}
    assert places.pop("collectors-tokyo") == ("agent", "inside-tokyo")
    assert {places.pop(stack) for stack in ("runners", "workspaces")} == {("local", None)}
    assert set(places.values()) == {("remote", None)}


def test_everything_runs_on_agents_if_asked_for(tmp_path: Path) -> None:
    made = plan(tmp_path, state__execution_mode="agent", state__agent_pool="ours").made()
    pools = {w.stack: w.agent_pool for w in made}
    assert pools.pop("collectors-tokyo") == "inside-tokyo"
    assert set(pools.values()) == {"ours"}


def test_each_variable_set_goes_to_the_stacks_that_need_it(tmp_path: Path) -> None:
    sets = {s.key: s for s in plan(tmp_path).variable_sets}
    assert sets["aws-network"].stacks == ("network-seoul", "network-tokyo")
    assert sets["aws-collectors"].stacks == ("collectors-tokyo",)
    assert sets["secrets-credentials"].stacks == ("credentials",)
    assert sets["secrets-credentials"].secrets == (Secret("token", "A token."),)
    assert not {stack for s in sets.values() for stack in s.stacks} & {"runners", "workspaces"}


def test_without_triggers_and_with_local_runs_there_are_fewer_things(tmp_path: Path) -> None:
    local = plan(
        tmp_path,
        state__execution_mode="local",
        state__run_triggers=False,
        state__agent_pools={},
    )
    assert not any(w.triggers for w in local.workspaces)
    assert {w.execution_mode for w in local.workspaces} == {"local"}
    assert [s.key for s in local.variable_sets] == ["secrets-credentials"]


def test_the_plan_is_what_the_synthesized_json_says(
    hcp: dict[str, Synthesized], tmp_path: Path
) -> None:
    environment = environment_from(on_hcp(), tmp_path, "prod")
    _, made = planned(environment, "prod")
    assert {w.stack for w in made.workspaces} == set(hcp)
    for workspace in made.workspaces:
        cloud = hcp[workspace.stack].json["terraform"]["cloud"]
        assert cloud["workspaces"]["name"] == workspace.name
        readers = {
            name
            for name, stack in hcp.items()
            if workspace.stack in stack.json.get("data", {}).get("terraform_remote_state", {})
        }
        assert set(workspace.consumers) == readers
        if not workspace.by_hand:
            after = {name for name, stack in hcp.items() if workspace.stack in stack.dependencies}
            assert set(workspace.triggers) == after
    sensitive = {
        name: {key for key, body in stack.json.get("variable", {}).items() if body["sensitive"]}
        for name, stack in hcp.items()
        if "variable" in stack.json
    }
    told = {s.stacks[0]: {v.name for v in s.secrets} for s in made.variable_sets if s.secrets}
    assert told == sensitive
    with_aws = {name for name, stack in hcp.items() if "aws" in stack.provider_kinds()}
    given = {stack for s in made.variable_sets if s.duty for stack in s.stacks}
    assert given == with_aws - {"runners"}


def test_every_stack_with_aws_has_a_duty_and_a_new_one_is_told(
    prod: dict[str, Synthesized], staging: dict[str, Synthesized]
) -> None:
    for name, stacks in (("prod", prod), ("staging", staging)):
        environment = load_environment(name)
        for stack in stacks.values():
            if "aws" in stack.provider_kinds():
                assert duty_of(environment, stack.name) in Duty
    with pytest.raises(LookupError, match=r"hcp/duties\.py"):
        duty_of(load_environment("prod"), "mailbox")


def test_secrets_that_name_administrators_let_the_runs_of_credentials_in(tmp_path: Path) -> None:
    made = environment_from(on_hcp(), tmp_path, "prod")
    assert secret_administrators(made, "111122223333") == (
        "arn:aws:iam::111122223333:role/lionpay-prod-hcp-credentials-plan",
        "arn:aws:iam::111122223333:role/lionpay-prod-hcp-credentials-apply",
    )
    assert secret_administrators(load_environment("prod"), "111122223333") == ()
    arn = "arn:aws:iam::111122223333:role/"
    roles = {"plan": f"{arn}plan", "apply": f"{arn}apply"}
    named = on_hcp(state__create_roles=False, state__roles=roles)
    own = environment_from(named, tmp_path, "prod")
    assert secret_administrators(own, "111122223333") == (roles["plan"], roles["apply"])


def test_people_read_what_they_do_by_hand(tmp_path: Path) -> None:
    environment = environment_from(on_hcp(), tmp_path, "prod")
    lines = [part for part in show(*planned(environment, "prod")) if isinstance(part, str)]
    text = "\n".join(lines)
    assert "  lionpay-prod-workspaces" in text
    assert "payments_pagerduty_integration_key  PagerDuty's" in text
    assert "make deploy STACK=runners" in text


def test_an_environment_elsewhere_has_no_workspaces() -> None:
    with pytest.raises(UserError, match=r"docs/hcp\.md"):
        planned(load_environment("prod"), "prod")
