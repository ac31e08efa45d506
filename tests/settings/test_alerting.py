"""The keys about alerts: what is accepted, and what a person reads when one is wrong."""

from pathlib import Path
from typing import Any

import pytest
import tomli_w

from settings import UserError, load_environment
from settings.alerting_checks import LARGEST_SPAN_BOUND, REQUIRED_TEAMS
from tests.support import GRAFANA, ROOT, TWO_REGIONS, Tables, changed, environment_from
from vocabulary import alerting

S3 = {"backend": "s3", "bucket": "states", "region": "ap-northeast-2", "kms_key_id": "alias/state"}

ALERTED = changed(
    TWO_REGIONS,
    grafana={**GRAFANA, "url": "https://example.grafana.net/"},
    teams={
        "payments": {"pager": "pagerduty", "slack_channel": "#payments"},
        "platform": {"pager": "opsgenie", "slack_channel": "#platform"},
        "security": {"pager": "email", "chat": "email", "emails": ["security@example.com"]},
    },
    services={
        "shop": {
            "team": "payments",
            "namespace": "shop",
            "runtime": "java",
            "slos": {"latency": {"objective": 99, "within": 0.25}},
            "routes": [{"path": "/v1/pay", "latency_budget": 1}],
        }
    },
)
"""The two regions with everything that alerts need."""


def alerted(**changes: Any) -> Tables:
    return changed(ALERTED, **changes)


def maintained(**window: Any) -> Tables:
    """A maintenance window on Sunday night with these changes."""
    night = {"weekdays": ["sunday"], "start": "03:00", "end": "05:00", **window}
    return alerted(alerting__maintenance__weekly=night)


WRONG: dict[str, tuple[Tables, str, str, str]] = {
    "a team that rules belong to is missing": (
        alerted(teams__security=None),
        "teams.security",
        "rules of the catalogue belong to it",
        "pager",
    ),
    "checks from outside without the checkout's": (
        alerted(
            grafana__synthetics={
                "url": "https://synthetics.example.net",
                "checks": {"shop": {"target": "https://example.com", "probes": ["a", "b"]}},
            }
        ),
        "grafana.synthetics.checks",
        'none called "checkout"',
        "grafana.synthetics.checks.checkout",
    ),
    "Slack without a channel": (
        alerted(teams__payments__slack_channel=None),
        "teams.payments.slack_channel",
        "the team's chat is Slack",
        "#alerts",
    ),
    "a pager by e-mail to nobody": (
        alerted(teams__payments__pager="email"),
        "teams.payments.emails",
        "told by e-mail",
        "team@example.com",
    ),
    "a chat by e-mail to nobody": (
        alerted(teams__payments__chat="email"),
        "teams.payments.emails",
        "told by e-mail",
        "team@example.com",
    ),
    "a pager that does not exist": (
        alerted(teams__payments__pager="pager"),
        "teams.payments.pager",
        '"pager"',
        "'pagerduty', 'opsgenie', 'webhook' or 'email'",
    ),
    "working hours over midnight": (
        alerted(alerting__working_hours={"start": "22:00", "end": "06:00"}),
        "alerting.working_hours.end",
        "06:00 is not after 22:00",
        "24:00",
    ),
    "maintenance over midnight": (
        maintained(start="23:00", end="01:00"),
        "alerting.maintenance.weekly.end",
        "01:00 is not after 23:00",
        "24:00",
    ),
    "maintenance that ends as it starts": (
        maintained(end="03:00"),
        "alerting.maintenance.weekly.end",
        "03:00 is not after 03:00",
        "24:00",
    ),
    "a time of one digit": (
        maintained(start="3:00"),
        "alerting.maintenance.weekly.start",
        '"3:00"',
        "[01]",
    ),
    "days over the end of the week": (
        maintained(weekdays=["friday:monday"]),
        "alerting.maintenance.weekly.weekdays",
        '"friday:monday" goes over the end of the week, which begins on Sunday',
        '"friday:saturday" and "sunday:monday"',
    ),
    "a weekend, which is the end of one week and the start of the next": (
        alerted(alerting__working_hours__weekdays=["saturday:sunday"]),
        "alerting.working_hours.weekdays",
        "which begins on Sunday",
        "Make two of it",
    ),
    "a range of one day": (
        maintained(weekdays=["monday:monday"]),
        "alerting.maintenance.weekly.weekdays",
        '"monday:monday" is one day.',
        'Give "monday".',
    ),
    "a capital day": (
        alerted(alerting__working_hours__weekdays=["Monday"]),
        "alerting.working_hours.weekdays.0",
        '"Monday"',
        "monday",
    ),
    "maintenance of an unknown region": (
        maintained(regions=["tokio"]),
        "alerting.maintenance.weekly.regions",
        '"tokio" is not a region of this file.',
        "Did you mean tokyo?",
    ),
    "a time zone that is none": (
        alerted(alerting__timezone="Asia/Soul"),
        "alerting.timezone",
        '"Asia/Soul" is not in the time zone database.',
        "Did you mean Asia/Seoul?",
    ),
    "a continent as a time zone": (
        alerted(alerting__timezone="Asia"),
        "alerting.timezone",
        '"Asia" is not in the time zone database.',
        "Asia/",
    ),
    "contact points' secrets from nowhere": (
        alerted(alerting__contact_secrets="secrets-manager"),
        "alerting.secret",
        'contact_secrets = "secrets-manager"',
        "lionpay/prod/alerting",
    ),
    "the provider's token from nowhere": (
        alerted(alerting={"grafana_token": "secrets-manager"}),
        "alerting.token_secret",
        'grafana_token = "secrets-manager"',
        "lionpay/prod/alerting",
    ),
    "the provider's token among what goes into the state": (
        alerted(alerting={"secret": "lionpay/alerting", "token_secret": "lionpay/alerting"}),
        "alerting.token_secret",
        "lionpay/alerting is also alerting.secret",
        "a secret of its own",
    ),
    "a service of an unknown team": (
        alerted(services__shop__team="payment"),
        "services.shop.team",
        '"payment" is not a team of this file.',
        "Did you mean payments?",
    ),
    "a service that leaves an unknown region": (
        alerted(services__shop__leaving=["osaka"]),
        "services.shop.leaving",
        '"osaka" is not a region of this file.',
        "Known here: seoul, tokyo.",
    ),
    "a latency between two bounds": (
        alerted(services__shop__slos__latency__within=0.3),
        "services.shop.slos.latency.within",
        "0.3 is no bound",
        "0.25, 0.5",
    ),
    "a budget that span metrics cannot tell": (
        alerted(services__shop__routes=[{"path": "/v1/pay", "latency_budget": 15}]),
        "services.shop.routes.0.latency_budget",
        "15 is beyond the last bound",
        "10 or less",
    ),
    "an objective of everything": (
        alerted(services__shop__slos__latency__objective=100),
        "services.shop.slos.latency.objective",
        "100",
        "less than 100",
    ),
}


@pytest.mark.parametrize(("tables", "key", "given", "wanted"), WRONG.values(), ids=WRONG)
def test_a_mistake_is_told_with_file_key_given_and_wanted(
    tables: Tables, key: str, given: str, wanted: str, tmp_path: Path
) -> None:
    with pytest.raises(UserError) as caught:
        environment_from(tables, tmp_path)
    (problem,) = caught.value.problems
    assert problem.where == f"{tmp_path / 'trial.toml'}: {key}"
    assert given in problem.what
    assert wanted in problem.fix


def test_what_the_mistakes_are_made_from_is_right(tmp_path: Path) -> None:
    assert environment_from(ALERTED, tmp_path).teams["security"].emails
    assert environment_from(maintained(), tmp_path).alerting.maintenance


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    tables = changed(
        maintained(regions=["osaka"], end="24:00"),
        teams__platform=None,
        services__shop__team="shops",
        alerting__timezone="Seoul",
    )
    with pytest.raises(UserError) as caught:
        environment_from(tables, tmp_path)
    assert [problem.where.partition(": ")[2] for problem in caught.value.problems] == [
        "teams.platform",
        "services.shop.team",
        "alerting.timezone",
        "alerting.maintenance.weekly.regions",
    ]


def test_without_an_address_of_grafana_no_team_is_needed(tmp_path: Path) -> None:
    tables = changed(ALERTED, grafana__url=None, teams={}, services={})
    assert not environment_from(tables, tmp_path).teams


def test_production_keeps_no_keys_on_this_machine_and_others_may(tmp_path: Path) -> None:
    tables = alerted(credentials__put_by="operator")
    with pytest.raises(UserError) as caught:
        environment_from(tables, tmp_path, "prod")
    (problem,) = caught.value.problems
    assert problem.where == f"{tmp_path / 'prod.toml'}: state"
    assert "contact points" in problem.what
    (tmp_path / "prod.toml").unlink()
    assert environment_from(tables, tmp_path)
    (tmp_path / "trial.toml").unlink()
    assert environment_from(changed(tables, state=S3), tmp_path, "prod")


@pytest.mark.parametrize(
    ("changes", "key"),
    [
        ({"grafana__url": "https://other.grafana.net/"}, "grafana.stack"),
        ({"grafana__stack": "other"}, "grafana.url"),
    ],
)
def test_two_environments_in_one_grafana_are_refused(
    changes: Tables, key: str, tmp_path: Path
) -> None:
    (tmp_path / "first.toml").write_text(tomli_w.dumps(alerted(**changes)))
    with pytest.raises(UserError) as caught:
        environment_from(ALERTED, tmp_path)
    (problem,) = caught.value.problems
    assert problem.where == f"{tmp_path / 'trial.toml'}: {key}"
    assert "also first's" in problem.what
    assert "the tree of routes is a singleton" in problem.what


def test_environments_beside_it_that_cannot_collide_are_passed_over(tmp_path: Path) -> None:
    (tmp_path / "broken.toml").write_text("[grafana\n")
    (tmp_path / "odd.toml").write_text('grafana = "example"\n')
    (tmp_path / "quiet.toml").write_text(tomli_w.dumps(alerted(grafana__url=None)))
    other = alerted(grafana__stack="other", grafana__url="https://other.grafana.net/")
    (tmp_path / "other.toml").write_text(tomli_w.dumps(other))
    assert environment_from(ALERTED, tmp_path)


def test_the_names_and_bounds_are_those_of_the_other_rooms() -> None:
    assert REQUIRED_TEAMS == (alerting.PAYMENTS, alerting.PLATFORM, alerting.SECURITY)
    assert f'"{LARGEST_SPAN_BOUND}s"]' in (ROOT / "alloy" / "span_metrics.alloy").read_text()


def test_the_committed_environments_have_every_team() -> None:
    for name in ("prod", "staging"):
        assert set(load_environment(name).teams) >= set(REQUIRED_TEAMS)
