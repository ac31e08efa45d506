"""Contact points: who has which, what each needs, and what a change of pager touches."""

import re

import pytest

from alerts.contact_points import ContactPoint, Kind, contact_points, secrets_of
from settings import Environment, load_environment
from tests.alerts.support import with_team
from vocabulary.alerting import HEARTBEAT

PROD = load_environment("prod")


def points(environment: Environment) -> dict[str, ContactPoint]:
    return {point.name: point for point in contact_points(environment)}


def test_each_team_has_a_pager_and_a_chat_and_there_is_one_heartbeat() -> None:
    assert {name: point.kind for name, point in points(PROD).items()} == {
        "heartbeat": Kind.WEBHOOK,
        "payments-chat": Kind.SLACK,
        "payments-pager": Kind.PAGERDUTY,
        "platform-chat": Kind.SLACK,
        "platform-pager": Kind.OPSGENIE,
        "security-chat": Kind.SLACK,
        "security-pager": Kind.PAGERDUTY,
    }


def test_the_variables_of_production() -> None:
    assert [secret.variable for secret in secrets_of(contact_points(PROD))] == [
        "heartbeat_url",
        "payments_slack_url",
        "payments_pagerduty_integration_key",
        "platform_slack_url",
        "platform_opsgenie_api_key",
        "security_slack_url",
        "security_pagerduty_integration_key",
    ]


def test_staging_wakes_nobody_and_e_mail_needs_no_secret() -> None:
    found = points(load_environment("staging"))
    assert found["payments-pager"].kind is Kind.WEBHOOK
    assert found["platform-pager"] == ContactPoint(
        "platform-pager", Kind.EMAIL, addresses=("platform@example.com",)
    )
    assert {point.channel for point in found.values()} == {"#staging-alerts", None}


def test_pager_and_chat_by_webhook_have_an_address_each() -> None:
    found = points(with_team("payments", PROD, pager="webhook", chat="webhook"))
    secrets = secrets_of(found[f"payments-{way}"] for way in ("pager", "chat"))
    assert [secret.variable for secret in secrets] == [
        "payments_pager_webhook_url",
        "payments_chat_webhook_url",
    ]


def test_the_end_of_alerts_is_told_but_not_to_the_heartbeat() -> None:
    assert {name for name, point in points(PROD).items() if not point.tells_end} == {HEARTBEAT}


@pytest.mark.parametrize("pager", ["pagerduty", "webhook", "email"])
def test_another_pager_changes_one_contact_point(pager: str) -> None:
    other = points(with_team("platform", PROD, pager=pager, emails=("platform@example.com",)))
    before = points(PROD)
    assert list(other) == list(before)
    assert {name for name in other if other[name] != before[name]} == {"platform-pager"}


def test_variables_are_names_that_terraform_takes_even_of_a_team_with_a_dash() -> None:
    teams = {**PROD.teams, "card-ops": PROD.teams["payments"]}
    secrets = secrets_of(contact_points(PROD.model_copy(update={"teams": teams})))
    variables = [secret.variable for secret in secrets]
    assert "card_ops_slack_url" in variables
    assert len(set(variables)) == len(variables)
    assert all(re.fullmatch(r"[a-z][a-z0-9_]*", variable) for variable in variables)
    assert all(secret.description.endswith(".") for secret in secrets)
