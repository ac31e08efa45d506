"""Decisions about tokens: where each is kept, who reads it, and what it may do."""

from pathlib import Path
from typing import Any

import pytest

from access import plan
from settings import Environment, UserError
from tests.support import GRAFANA, TWO_REGIONS, changed, environment_from, with_grafana

SERVICE = "com.amazonaws.vpce.ap-northeast-1.vpce-svc-0123456789abcdef0"


@pytest.fixture
def environment(tmp_path: Path) -> Environment:
    return environment_from(with_grafana(), tmp_path)


def token(environment: Environment, key: str) -> plan.TokenPlan:
    assert environment.grafana
    return plan.token_plan(environment, environment.grafana, key)


def test_each_cluster_has_its_own_secret_in_the_hubs_region(environment: Environment) -> None:
    secrets = {secret.key: secret for secret in plan.secret_plans(environment)}
    assert {s.name for s in secrets.values()} == {
        "lionpay/trial/seoul/grafana-cloud",
        "lionpay/trial/tokyo/grafana-cloud",
    }
    assert {s.written_in for s in secrets.values()} == {"ap-northeast-2"}
    assert not secrets["seoul"].replicated
    assert secrets["tokyo"].replicated
    assert secrets["tokyo"].read_in == "ap-northeast-1"


def test_with_irsa_a_service_account_of_ours_reads_it(environment: Environment) -> None:
    reader = plan.reader_plan(environment, "tokyo")
    assert reader
    account = reader.service_account
    assert (account.namespace, account.name) == (
        "lionpay-monitoring",
        "lionpay-grafana-cloud-reader",
    )
    assert reader.cluster == "lionpay-trial-tokyo"


def test_with_pod_identity_the_operators_own_account_reads_it(tmp_path: Path) -> None:
    environment = environment_from(with_grafana(identity="pod-identity"), tmp_path)
    reader = plan.reader_plan(environment, "tokyo")
    assert reader
    account = reader.service_account
    assert (account.namespace, account.name) == ("external-secrets", "external-secrets")


def test_the_longest_names_still_fit_into_an_iam_role(tmp_path: Path) -> None:
    tables = changed(with_grafana(), regions__tokyo=None)
    tables["regions"] = {"s" * 21: tables["regions"]["seoul"]}
    environment = environment_from(tables, tmp_path, "e" * 21)
    reader = plan.reader_plan(environment, "s" * 21)
    assert reader
    assert len(reader.role) <= 64


@pytest.mark.parametrize(
    ("credentials", "expected"),
    [
        # secrets, tokens made by Terraform, read by the clusters
        ({}, (True, True, True)),
        ({"put_by": "operator"}, (True, False, True)),
        ({"delivery": "existing-secret"}, (True, True, False)),
        ({"put_by": "operator", "delivery": "existing-secret"}, (False, False, False)),
    ],
)
def test_what_is_needed_follows_from_who_writes_and_who_reads(
    credentials: dict[str, Any], expected: tuple[bool, bool, bool], tmp_path: Path
) -> None:
    made = environment_from(with_grafana(**credentials), tmp_path)
    needs = (plan.keeps_secrets(made), plan.makes_tokens(made), plan.reads_secrets(made))
    assert needs == expected


def test_without_grafana_cloud_nothing_is_needed(tmp_path: Path) -> None:
    made = environment_from(TWO_REGIONS, tmp_path)
    assert not (plan.keeps_secrets(made) or plan.makes_tokens(made) or plan.reads_secrets(made))
    assert plan.reader_plan(made, "seoul") is None


def test_a_token_writes_and_does_nothing_else(environment: Environment) -> None:
    assert token(environment, "seoul").scopes == ("logs:write", "metrics:write", "traces:write")
    assert token(environment, "seoul").stack_id == "1000"


def test_a_token_is_pinned_and_says_so(environment: Environment) -> None:
    assert token(environment, "seoul").pinned
    assert token(environment, "seoul").display_name.endswith("from its NAT addresses only")


def test_a_token_is_not_pinned_where_a_signal_goes_by_privatelink(tmp_path: Path) -> None:
    links = {"logs": {"service_name": SERVICE}}
    tables = changed(with_grafana(), regions__tokyo__network__grafana_privatelink=links)
    made = environment_from(tables, tmp_path)
    assert token(made, "seoul").pinned
    assert not token(made, "tokyo").pinned
    assert token(made, "tokyo").display_name.endswith("from anywhere")


def test_a_region_without_nat_gateways_goes_by_privatelink(tmp_path: Path) -> None:
    tables = changed(
        TWO_REGIONS,
        grafana=GRAFANA,
        regions__tokyo__network__enable_nat_gateway=False,
        regions__tokyo__network__grafana_privatelink={"logs": {"service_name": SERVICE}},
    )
    assert not token(environment_from(tables, tmp_path), "tokyo").pinned


def test_pinning_can_be_switched_off(tmp_path: Path) -> None:
    made = environment_from(with_grafana(pin_subnets=False), tmp_path)
    assert not token(made, "seoul").pinned


def test_administrators_are_roles_by_their_full_name(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="administrators"):
        environment_from(with_grafana(administrators=["ci"]), tmp_path)
