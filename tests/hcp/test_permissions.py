"""What roles of runs may do, and whom they trust, as data."""

import json
from pathlib import Path

import pytest

from hcp.duties import Duty, Phase, RunnerRole
from hcp.permissions import permissions
from hcp.statements import Scope
from hcp.trust import trusts_runs
from policies.synthesized import Synthesized
from settings.hcp import HcpState
from tests.support import environment_from, on_hcp

SCOPE = Scope("111122223333", "prod", ("ap-northeast-1", "ap-northeast-2"))
LIMIT = 10_240
"""Characters of the inline policies of a role. Source: IAM's quotas."""
TRUST_LIMIT = 2_048


@pytest.mark.parametrize("duty", Duty)
def test_a_plan_may_do_nothing_that_its_apply_may_not(duty: Duty) -> None:
    plan, apply = (permissions(duty, phase, SCOPE) for phase in (Phase.PLAN, Phase.APPLY))
    assert plan == apply[: len(plan)]


@pytest.mark.parametrize("duty", Duty)
def test_what_changes_is_bound_to_names_tags_or_regions(duty: Duty) -> None:
    reads = len(permissions(duty, Phase.PLAN, SCOPE))
    for statement in permissions(duty, Phase.APPLY, SCOPE)[reads:]:
        named = all("prod" in arn for arn in statement["Resource"])
        assert named or statement.get("Condition"), statement["Sid"]
        assert not any(action.endswith("*") for action in statement["Action"])


@pytest.mark.parametrize("duty", Duty)
def test_statements_have_names_of_their_own_and_no_action_twice(duty: Duty) -> None:
    statements = permissions(duty, Phase.APPLY, SCOPE)
    assert len({s["Sid"] for s in statements}) == len(statements)
    assert all(len(set(s["Action"])) == len(s["Action"]) for s in statements)


def test_passing_a_role_is_bound_to_the_service_that_gets_it() -> None:
    for duty in Duty:
        for statement in permissions(duty, Phase.APPLY, SCOPE):
            if "iam:PassRole" in statement["Action"]:
                assert "iam:PassedToService" in statement["Condition"]["StringEquals"]


def test_observability_reads_only_the_secrets_that_it_was_given() -> None:
    assert len(permissions(Duty.OBSERVABILITY, Phase.PLAN, SCOPE)) == 1
    given = Scope("111122223333", "prod", ("ap-northeast-2",), ("alerts",))
    _, values, _ = permissions(Duty.OBSERVABILITY, Phase.PLAN, given)
    assert values["Resource"] == ["arn:aws:secretsmanager:*:111122223333:secret:alerts-??????"]


def test_trust_is_an_exact_list(tmp_path: Path) -> None:
    state = environment_from(on_hcp(), tmp_path, "prod").state
    assert isinstance(state, HcpState)
    role = RunnerRole("r", Duty.SECRETS, Phase.APPLY, ("lionpay-prod-secrets",))
    (statement,) = json.loads(trusts_runs(role, state, "arn:p"))["Statement"]
    assert statement["Condition"] == {
        "StringEquals": {
            "app.terraform.io:aud": "aws.workload.identity",
            "app.terraform.io:sub": [
                "organization:example:project:monitoring:workspace:lionpay-prod-secrets"
                ":run_phase:apply"
            ],
        }
    }


def test_documents_are_within_the_limits_of_iam(hcp: dict[str, Synthesized]) -> None:
    runners = hcp["runners"]
    for may in runners.resources("aws_iam_role_policy"):
        assert len(may.body["policy"]) < LIMIT
    for role in runners.resources("aws_iam_role"):
        assert len(role.body["assume_role_policy"]) < TRUST_LIMIT
        assert len(role.body["name"]) <= 64
