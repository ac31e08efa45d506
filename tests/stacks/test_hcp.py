"""The stacks of HCP Terraform itself, in full, and what they leave to people."""

import json
from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion

from policies.synthesized import Synthesized
from tests.stacks.test_snapshots import StackFile
from tests.support import ON_HCP, TWO_REGIONS, changed, environment_from, normalised, synthesize

SMALL = changed(TWO_REGIONS, state=ON_HCP, link={"enabled": True})
"""Networks and the link between them."""


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Synthesized]:
    folder = tmp_path_factory.mktemp("small")
    return synthesize(environment_from(SMALL, folder), folder)


@pytest.mark.parametrize("stack", ["runners", "workspaces"])
def test_stack(stack: str, small: dict[str, Synthesized], snapshot: SnapshotAssertion) -> None:
    assert normalised(small[stack]) == snapshot(name=f"hcp-{stack}", extension_class=StackFile)


def test_a_persons_own_roles_are_given_to_every_duty(tmp_path: Path) -> None:
    arn = "arn:aws:iam::111122223333:role/"
    own = {**ON_HCP, "create_roles": False, "roles": {"plan": f"{arn}p", "apply": f"{arn}a"}}
    stacks = synthesize(environment_from(changed(SMALL, state=own), tmp_path), tmp_path)
    assert "runners" not in stacks
    values = {
        v.body["key"]: v.body["value"] for v in stacks["workspaces"].resources("tfe_variable")
    }
    assert values == {
        "TFC_AWS_PROVIDER_AUTH": "true",
        "TFC_AWS_PLAN_ROLE_ARN": f"{arn}p",
        "TFC_AWS_APPLY_ROLE_ARN": f"{arn}a",
    }


def test_an_accounts_own_oidc_provider_is_used(tmp_path: Path) -> None:
    arn = "arn:aws:iam::111122223333:oidc-provider/app.terraform.io"
    shared = changed(SMALL, state={**ON_HCP, "oidc_provider": arn})
    runners = synthesize(environment_from(shared, tmp_path), tmp_path)["runners"]
    assert not runners.resources("aws_iam_openid_connect_provider")
    trusts = [json.loads(r.body["assume_role_policy"]) for r in runners.resources("aws_iam_role")]
    assert {t["Statement"][0]["Principal"]["Federated"] for t in trusts} == {arn}


def test_no_secret_of_people_is_in_the_stack_of_workspaces(hcp: dict[str, Synthesized]) -> None:
    workspaces = hcp["workspaces"]
    assert "variable" not in workspaces.json
    assert not [v for v in workspaces.resources("tfe_variable") if v.body["category"] != "env"]
    assert "heartbeat_url" not in json.dumps(workspaces.json)
