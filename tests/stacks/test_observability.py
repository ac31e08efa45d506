"""`observability`: what it takes its keys from, and what a choice about alerts touches."""

import json
from pathlib import Path
from typing import Any

import pytest

from policies import POLICIES, violations
from policies.synthesized import Synthesized
from settings import Environment, load_environment
from settings.grafana import GrafanaCloud
from tests.alerts.support import with_team
from tests.support import environment_from, synthesize, with_grafana

PROD = load_environment("prod")

SECRETS_MANAGER = {
    "contact_secrets": "secrets-manager",
    "secret": "lionpay/prod/contact-points",
    "grafana_token": "secrets-manager",
    "token_secret": "lionpay/prod/grafana-token",
}


def synthesized(environment: Environment, folder: Path) -> Synthesized:
    folder.mkdir(exist_ok=True)
    return synthesize(environment, folder)["observability"]


def choosing(**alerting: Any) -> Environment:
    """Production with changes to its choices about alerts."""
    changed = PROD.alerting.model_copy(update=alerting)
    return PROD.model_copy(update={"alerting": changed})


def test_without_an_address_of_grafana_there_is_no_such_stack(tmp_path: Path) -> None:
    stacks = synthesize(environment_from(with_grafana(), tmp_path), tmp_path)
    assert "observability" not in stacks


def test_it_reads_the_arn_of_a_role_alone_and_needs_no_aws(prod: dict[str, Synthesized]) -> None:
    stack = prod["observability"]
    assert stack.dependencies == ("cloudwatch-role",)
    assert stack.provider_kinds() == {"grafana"}
    assert set(stack.json["data"]) == {
        "grafana_synthetic_monitoring_probes",
        "terraform_remote_state",
    }
    assert "output" not in stack.json


def test_with_a_role_from_elsewhere_it_waits_for_no_other_stack(
    staging: dict[str, Synthesized],
) -> None:
    assert not staging["observability"].dependencies
    assert "cloudwatch-role" not in staging


def test_every_key_is_a_sensitive_variable_without_a_default(
    prod: dict[str, Synthesized], staging: dict[str, Synthesized]
) -> None:
    for stack in (prod["observability"], staging["observability"]):
        variables: dict[str, dict[str, Any]] = dict(stack.json["variable"])
        token = variables.pop("grafana_auth")
        variables.pop("grafana_synthetics_token")
        assert token["ephemeral"] is True
        for variable in (token, *variables.values()):
            assert variable["sensitive"] is True
            assert variable["nullable"] is False
            assert "default" not in variable
            assert variable["description"]
        # They are attributes of resources, which Terraform keeps.
        assert not [name for name, variable in variables.items() if "ephemeral" in variable]


def test_another_pager_changes_one_contact_point_and_its_variable(tmp_path: Path) -> None:
    before = synthesized(PROD, tmp_path / "before")
    after = synthesized(with_team("platform", PROD, pager="pagerduty"), tmp_path / "after")
    changed = {
        resource.address
        for resource in after.resources()
        if resource.body
        != next(r.body for r in before.resources() if r.address == resource.address)
    }
    assert [address.split("_")[-2] for address in changed] == ["platform-pager"]
    assert before.json["variable"].keys() ^ after.json["variable"].keys() == {
        "platform_opsgenie_api_key",
        "platform_pagerduty_integration_key",
    }


def test_by_option_all_keys_come_from_two_secrets_of_aws(tmp_path: Path) -> None:
    stack = synthesized(choosing(**SECRETS_MANAGER), tmp_path / "out")
    assert set(stack.json["variable"]) == {"grafana_synthetics_token"}
    assert stack.provider_kinds() == {"aws", "grafana"}
    version = "aws_secretsmanager_secret_version"
    assert stack.json["ephemeral"] == {
        version: {"grafana": {"secret_id": "lionpay/prod/grafana-token"}}
    }
    (provider,) = (body for name, body in stack.providers() if name == "grafana")
    assert provider["auth"] == f"${{ephemeral.{version}.grafana.secret_string}}"
    reader = stack.json["data"][version]["contact-secrets"]
    assert reader["secret_id"] == "lionpay/prod/contact-points"
    (heartbeat,) = (
        point.body["webhook"][0]
        for point in stack.resources("grafana_contact_point")
        if point.body["name"] == "heartbeat"
    )
    read = f"data.{version}.contact-secrets.secret_string"
    assert heartbeat["url"] == f'${{jsondecode({read})["heartbeat_url"]}}'
    assert not violations(POLICIES, [stack])


@pytest.mark.parametrize("editable", [False, True])
def test_people_may_edit_everything_or_nothing(editable: bool, tmp_path: Path) -> None:
    stack = synthesized(choosing(editable=editable), tmp_path / "out")
    marked = stack.resources(
        "grafana_contact_point",
        "grafana_message_template",
        "grafana_mute_timing",
        "grafana_notification_policy",
    )
    assert marked
    assert {resource.body["disable_provenance"] for resource in marked} == {editable}


def test_contact_points_in_use_can_be_renamed(prod: dict[str, Synthesized]) -> None:
    stack = prod["observability"]
    (template,) = stack.resources("grafana_message_template")
    for point in stack.resources("grafana_contact_point"):
        assert point.body["lifecycle"] == {"create_before_destroy": True}
        assert point.body["depends_on"] == [template.address]


def test_opsgenie_is_told_what_the_provider_would_leave_out(prod: dict[str, Synthesized]) -> None:
    (opsgenie,) = (
        point.body["opsgenie"][0]
        for point in prod["observability"].resources("grafana_contact_point")
        if "opsgenie" in point.body
    )
    assert opsgenie["auto_close"] is True
    assert opsgenie["override_priority"] is True
    assert opsgenie["send_tags_as"] == "both"


def test_the_end_of_an_alert_is_told_to_all_but_the_heartbeat(prod: dict[str, Synthesized]) -> None:
    kinds = ("email", "opsgenie", "pagerduty", "slack", "webhook")
    for point in prod["observability"].resources("grafana_contact_point"):
        (integration,) = (point.body[kind][0] for kind in kinds if kind in point.body)
        assert integration["disable_resolve_message"] == (point.body["name"] == "heartbeat")


@pytest.mark.parametrize(
    ("environment", "role"),
    [
        ("prod", "${data.terraform_remote_state.cloudwatch-role.outputs.role_arn}"),
        ("staging", "arn:aws:iam::444455556666:role/grafana-cloudwatch"),
    ],
)
def test_cloudwatch_is_read_by_the_role_that_is_made_or_by_the_one_that_is_there(
    environment: str, role: str, request: pytest.FixtureRequest
) -> None:
    stacks: dict[str, Synthesized] = request.getfixturevalue(environment)
    (source,) = stacks["observability"].resources("grafana_data_source")
    assert source.body["uid"] == "lionpay-cloudwatch"
    assert json.loads(source.body["json_data_encoded"]) == {
        "assumeRoleArn": role,
        "authType": "grafana_assume_role",
        "defaultRegion": "ap-northeast-2",
    }


def test_without_a_role_there_is_no_such_source(tmp_path: Path) -> None:
    assert isinstance(PROD.grafana, GrafanaCloud)
    without = PROD.grafana.model_copy(update={"cloudwatch": None})
    stack = synthesized(PROD.model_copy(update={"grafana": without}), tmp_path / "out")
    assert not stack.resources("grafana_data_source")


def test_checks_are_asked_from_probes_by_name_and_tell_nobody_themselves(
    prod: dict[str, Synthesized],
) -> None:
    (check,) = prod["observability"].resources("grafana_synthetic_monitoring_check")
    assert check.body["job"] == "checkout"
    assert [probe.split('"')[1] for probe in check.body["probes"]] == [
        "Seoul",
        "Singapore",
        "Tokyo",
    ]
    assert check.body["alert_sensitivity"] == "none"
    (provider,) = (body for name, body in prod["observability"].providers() if name == "grafana")
    assert provider["sm_access_token"] == "${var.grafana_synthetics_token}"
    assert prod["observability"].json["variable"]["grafana_synthetics_token"]["ephemeral"] is True
