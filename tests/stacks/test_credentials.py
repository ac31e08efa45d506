"""The stacks of the collectors' token under their options."""

import json
from pathlib import Path
from typing import Any

import pytest

from policies import POLICIES, violations
from policies.synthesized import Synthesized
from tests.support import EXISTING, Tables, changed, environment_from, synthesize, with_grafana

ROLE = "arn:aws:iam::111122223333:role/platform"
SERVICE = "com.amazonaws.vpce.ap-northeast-1.vpce-svc-0123456789abcdef0"

ALWAYS = {"network-seoul", "network-tokyo", "collectors-seoul", "collectors-tokyo"}
ACCESS = {"access-seoul", "access-tokyo"}
NOTHING: set[str] = set()


def synthesized(tables: Tables, folder: Path) -> dict[str, Synthesized]:
    """Synthesizes the tables; every policy must hold."""
    stacks = synthesize(environment_from(tables, folder), folder)
    assert not violations(POLICIES, list(stacks.values()))
    return stacks


def by_name(stack: Synthesized, kind: str) -> dict[str, dict[str, Any]]:
    """The arguments of a stack's resources of a type, by the argument `name`."""
    return {r.body["name"]: r.body for r in stack.resources(kind)}


@pytest.mark.parametrize(
    ("credentials", "expected"),
    [
        ({}, {"secrets", "credentials", *ACCESS}),
        ({"put_by": "operator"}, {"secrets", *ACCESS}),
        ({"delivery": "existing-secret"}, {"secrets", "credentials"}),
        ({"put_by": "operator", "delivery": "existing-secret"}, NOTHING),
    ],
    ids=["by default", "a person puts the token", "an existing Secret", "neither is ours"],
)
def test_only_the_stacks_that_are_needed_are_made(
    credentials: dict[str, Any], expected: set[str], tmp_path: Path
) -> None:
    stacks = synthesized(with_grafana(**credentials), tmp_path)
    assert set(stacks) == ALWAYS | expected


def test_data_flows_only_by_the_named_outputs(prod: dict[str, Synthesized]) -> None:
    assert prod["secrets"].dependencies == ()
    assert prod["access-tokyo"].dependencies == ("secrets",)
    assert prod["credentials"].dependencies == ("network-seoul", "network-tokyo", "secrets")
    assert set(prod["secrets"].json["output"]) == {
        "read_policy_arns",
        "read_secret_arns",
        "written_secret_arns",
    }
    assert set(prod["access-tokyo"].json["output"]) == {"reader_role_arn"}
    assert "output" not in prod["credentials"].json


def test_collectors_wait_for_the_token_but_get_nothing_from_its_stack(
    prod: dict[str, Synthesized],
) -> None:
    stack = prod["collectors-tokyo"]
    assert stack.dependencies == ("access-tokyo", "credentials", "secrets")
    assert set(stack.json["data"]["terraform_remote_state"]) == {"access-tokyo", "secrets"}


def test_only_two_stacks_talk_to_grafana(prod: dict[str, Synthesized]) -> None:
    others = {name for name, s in prod.items() if set(s.json["provider"]) - {"aws", "helm"}}
    assert others == {"credentials", "observability"}


def test_the_hubs_secret_has_no_replica_and_the_spokes_has_one(
    prod: dict[str, Synthesized],
) -> None:
    secrets = by_name(prod["secrets"], "aws_secretsmanager_secret")
    assert "replica" not in secrets["lionpay/prod/seoul/grafana-cloud"]
    (replica,) = secrets["lionpay/prod/tokyo/grafana-cloud"]["replica"]
    assert replica["region"] == "ap-northeast-1"
    assert {secret["provider"] for secret in secrets.values()} == {"aws.seoul"}


def test_a_third_region_gets_a_secret_and_a_key_and_moves_nothing(tmp_path: Path) -> None:
    (tmp_path / "two").mkdir()
    two = synthesized(with_grafana(), tmp_path / "two")
    osaka = {"aws_region": "ap-northeast-3", "role": "spoke", "network": {"cidr": "10.30.0.0/16"}}
    three = synthesized(changed(with_grafana(), regions__osaka=osaka), tmp_path)
    for name in ("secrets", "credentials"):
        before = {r.address: r.body for r in two[name].resources()}
        after = {r.address: r.body for r in three[name].resources()}
        assert before.items() <= after.items()
    assert len(three["secrets"].resources("aws_secretsmanager_secret")) == 3
    assert "access-osaka" in three


@pytest.mark.parametrize(("days", "kept"), [(0, False), (30, True)])
def test_what_can_be_restored_is_protected_and_the_rest_can_be_thrown_away(
    days: int, kept: bool, tmp_path: Path
) -> None:
    stack = synthesized(with_grafana(recovery_window_in_days=days), tmp_path)["secrets"]
    for resource in stack.resources("aws_kms_key", "aws_secretsmanager_secret"):
        assert resource.body.get("lifecycle", {}).get("prevent_destroy", False) == kept
    secrets = by_name(stack, "aws_secretsmanager_secret").values()
    assert {secret["recovery_window_in_days"] for secret in secrets} == {days}


def test_administrators_are_in_every_secrets_policy(tmp_path: Path) -> None:
    stack = synthesized(with_grafana(administrators=[ROLE]), tmp_path)["secrets"]
    guards = stack.resources("aws_secretsmanager_secret_policy")
    assert len(guards) == 2
    assert all(guard.body["policy"].count(ROLE) == 2 for guard in guards)


def test_an_existing_secret_has_no_reader(tmp_path: Path) -> None:
    stack = synthesized(with_grafana(delivery="existing-secret"), tmp_path)["secrets"]
    assert not stack.resources("aws_iam_policy")
    assert stack.json["output"]["read_policy_arns"]["value"] == {}


def test_pod_identity_associates_the_operators_service_account(tmp_path: Path) -> None:
    stack = synthesized(with_grafana(identity="pod-identity"), tmp_path)["access-tokyo"]
    (association,) = stack.resources("aws_eks_pod_identity_association")
    assert association.body["namespace"] == "external-secrets"
    assert association.body["service_account"] == "external-secrets"
    assert "aws_iam_openid_connect_provider" not in stack.json["data"]
    (role,) = stack.resources("aws_iam_role")
    trust = json.loads(role.body["assume_role_policy"])["Statement"][0]
    assert trust["Principal"] == {"Service": "pods.eks.amazonaws.com"}


def test_the_role_is_the_one_that_the_secrets_policy_expects(
    prod: dict[str, Synthesized],
) -> None:
    (role,) = by_name(prod["access-tokyo"], "aws_iam_role")
    guards = [
        r.body["policy"] for r in prod["secrets"].resources("aws_secretsmanager_secret_policy")
    ]
    assert [guard.count(f"role/{role}") for guard in guards] == [0, 1]


def test_each_token_is_pinned_to_its_own_regions_addresses(prod: dict[str, Synthesized]) -> None:
    policies = by_name(prod["credentials"], "grafana_cloud_access_policy")
    for key in ("seoul", "tokyo"):
        (condition,) = policies[f"lionpay-prod-{key}"]["conditions"]
        network = f"data.terraform_remote_state.network-{key}"
        expected = f'${{formatlist("%s/32", {network}.outputs.egress_addresses)}}'
        assert condition == {"allowed_subnets": expected}


def test_an_adopted_networks_addresses_are_pinned_too(tmp_path: Path) -> None:
    tables = changed(
        with_grafana(), regions__seoul__network=None, regions__seoul__existing=EXISTING
    )
    stack = synthesized(tables, tmp_path)["credentials"]
    policies = by_name(stack, "grafana_cloud_access_policy")
    assert policies["lionpay-trial-seoul"]["conditions"]


def test_by_privatelink_nothing_is_pinned_and_the_network_is_not_read(tmp_path: Path) -> None:
    links = {"metrics": {"service_name": SERVICE}}
    tables = changed(with_grafana(), regions__tokyo__network__grafana_privatelink=links)
    stack = synthesized(tables, tmp_path)["credentials"]
    policies = by_name(stack, "grafana_cloud_access_policy")
    assert "conditions" not in policies["lionpay-trial-tokyo"]
    assert policies["lionpay-trial-tokyo"]["display_name"].endswith("from anywhere")
    assert "conditions" in policies["lionpay-trial-seoul"]
    assert stack.dependencies == ("network-seoul", "secrets")


def test_pinning_can_be_switched_off(tmp_path: Path) -> None:
    stack = synthesized(with_grafana(pin_subnets=False), tmp_path)["credentials"]
    for policy in stack.resources("grafana_cloud_access_policy"):
        assert "conditions" not in policy.body
    assert stack.dependencies == ("secrets",)


def test_what_is_written_and_what_makes_it_be_written_again(prod: dict[str, Synthesized]) -> None:
    """The token's id stands for the token; every other part of the value stands for itself."""
    for version in prod["credentials"].resources("aws_secretsmanager_secret_version"):
        value, number = (version.body[f"secret_string_wo{part}"] for part in ("", "_version"))
        assert "_rotating_token." in value
        assert ".token})}" in value
        assert ".id, " in number
        for public in ('"1000000"', '"2000000"', '"3000000"', '"4000000"'):
            assert public in value
            assert public in number
