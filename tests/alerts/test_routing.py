"""The tree of routes: who is told, who is not, and what is held back. amtool is asked too."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from pathlib import Path

import pytest

from alerts.alertmanager import FALLEN_THROUGH, alertmanager_config
from alerts.mute_timings import OUTSIDE_WORKING_HOURS, mute_timings
from alerts.routing import DATASOURCE_ALERTS, Matcher, Policy, routing
from commands.routes import check_config, receivers, routing_table
from policies.notifications import LEVELS, canonical
from settings import Environment, UserError, load_environment
from tests.alerts.support import window, with_alerting, with_team

PROD = load_environment("prod")
SEVERITIES = ("critical", "warning", "info")
TEAMS = ("payments", "platform", "security")
SEOUL, TOKYO = "ap-northeast-2", "ap-northeast-1"

WINDOWS = with_alerting(
    maintenance={
        "all": window("sunday"),
        "outage": window("monday", severities=["critical"]),
        "tokyo": window("tuesday", regions=["tokyo"], severities=["critical", "warning"]),
    }
)
"""Production with a window of each kind."""


@dataclass(frozen=True)
class Rule:
    """As much of a rule as routes look at."""

    title: str
    labels: Mapping[str, str]


def matches(matcher: Matcher, labels: Mapping[str, str]) -> bool:
    value = labels.get(matcher.label, "")
    if matcher.operator == "=":
        return value == matcher.value
    assert matcher.operator == "=~"
    return re.fullmatch(matcher.value, value) is not None


def told(policy: Policy, labels: Mapping[str, str]) -> list[Policy]:
    """The policies by which an alert is told, as Alertmanager walks a tree."""
    if not all(matches(matcher, labels) for matcher in policy.matchers):
        return []
    found: list[Policy] = []
    for below in policy.policies:
        deeper = told(below, labels)
        found += deeper
        if deeper and not below.continue_:
            break
    return found or [policy]


def places(environment: Environment, **labels: str) -> list[str]:
    return [policy.receiver for policy in told(routing(environment), labels)]


def held(environment: Environment, **labels: str) -> set[str]:
    """The mute timings of the one policy that tells an alert."""
    (policy,) = told(routing(environment), labels)
    return set(policy.mute_timings)


def nodes(policy: Policy, depth: int = 0) -> Iterator[tuple[int, Policy]]:
    yield depth, policy
    for below in policy.policies:
        yield from nodes(below, depth + 1)


@pytest.mark.parametrize("team", TEAMS)
def test_a_teams_alerts_go_to_its_pager_when_critical_and_to_its_chat_otherwise(team: str) -> None:
    assert places(PROD, team=team, severity="critical") == [f"{team}-pager"]
    assert places(PROD, team=team, severity="warning") == [f"{team}-chat"]
    assert places(PROD, team=team, severity="info") == [f"{team}-chat"]


def test_the_watchdog_goes_to_the_heartbeat_alone_often_and_is_never_held_back() -> None:
    watchdog = {"alertname": "Watchdog", "team": "platform", "severity": "info"}
    for environment in (PROD, WINDOWS):
        (policy,) = told(routing(environment), {**watchdog, "also": "payments-pager"})
        assert policy.receiver == "heartbeat"
        assert not policy.mute_timings
        assert policy.timing
        assert policy.timing.repeat == "5m"


@pytest.mark.parametrize("name", DATASOURCE_ALERTS)
def test_failures_of_data_sources_go_to_the_platform_whosever_the_rule_is(name: str) -> None:
    (policy,) = told(
        routing(PROD),
        {"alertname": name, "team": "payments", "severity": "critical", "also": "security-chat"},
    )
    assert policy.receiver == "platform-chat"
    assert policy.group_by == ("alertname", "rulename")


def test_places_that_a_rule_names_are_told_besides_its_team() -> None:
    labels = {"team": "payments", "severity": "critical"}
    assert places(PROD, **labels, also="payments-chat") == ["payments-chat", "payments-pager"]
    assert places(PROD, **labels, also="payments-chat,security-chat,security-pager") == [
        "payments-chat",
        "security-chat",
        "security-pager",
        "payments-pager",
    ]


@pytest.mark.parametrize("also", ["", "payments-chats", "my-payments-chat", "payments-chat x"])
def test_only_whole_names_of_places_match(also: str) -> None:
    assert places(PROD, team="platform", severity="info", also=also) == ["platform-chat"]


def test_an_alert_of_nobody_falls_to_the_root() -> None:
    assert told(routing(PROD), {"severity": "critical"}) == [routing(PROD)]
    assert told(routing(PROD), {"team": "shop", "severity": "critical"}) == [routing(PROD)]


def test_an_alert_of_a_team_without_a_severity_stays_with_the_team() -> None:
    assert places(PROD, team="security") == ["security-chat"]


def test_warnings_wait_outside_working_hours_and_pages_never() -> None:
    weekly = "maintenance-weekly"
    assert held(PROD, team="payments", severity="warning") == {OUTSIDE_WORKING_HOURS, weekly}
    assert held(PROD, team="payments", severity="info") == {weekly}
    assert held(PROD, team="payments", severity="critical") == set()


def test_maintenance_holds_back_its_severities_in_its_regions_only() -> None:
    for severity, region, windows in (
        ("critical", SEOUL, {"outage"}),
        ("critical", TOKYO, {"outage", "tokyo"}),
        ("critical", "", {"outage"}),
        ("warning", SEOUL, {"all"}),
        ("warning", TOKYO, {"all", "tokyo"}),
        ("warning", "", {"all"}),
        ("info", TOKYO, {"all"}),
    ):
        found = held(WINDOWS, team="security", severity=severity, region=region)
        assert found - {OUTSIDE_WORKING_HOURS} == {f"maintenance-{name}" for name in windows}


def test_maintenance_holds_back_what_a_rule_sends_elsewhere_too() -> None:
    labels = {"severity": "warning", "also": "platform-pager", "region": TOKYO}
    elsewhere, _ = told(routing(WINDOWS), {"team": "platform", **labels})
    assert elsewhere.receiver == "platform-pager"
    assert elsewhere.mute_timings == ("maintenance-all", "maintenance-tokyo")


def test_without_windows_and_with_work_at_all_hours_nothing_is_held_back() -> None:
    always = {"weekdays": ["sunday:saturday"], "start": "00:00", "end": "24:00"}
    tree = routing(with_alerting(working_hours=always))
    assert not [policy for _, policy in nodes(tree) if policy.mute_timings]


def test_alerts_are_grouped_so_that_many_pods_are_one_message() -> None:
    root = routing(PROD)
    assert root.group_by == ("alertname", "service", "region")
    assert {policy.group_by for _, policy in nodes(root)} == {
        root.group_by,
        (),
        ("alertname", "rulename"),
    }


@pytest.mark.parametrize("environment", [PROD, load_environment("staging"), WINDOWS])
def test_the_tree_is_one_that_grafana_takes(environment: Environment) -> None:
    known = {timing.name for timing in mute_timings(environment)}
    for depth, policy in nodes(routing(environment)):
        assert depth <= LEVELS
        assert bool(policy.matchers) == (depth > 0)
        assert set(policy.mute_timings) <= known
        if policy.timing:
            for given in (policy.timing.wait, policy.timing.interval, policy.timing.repeat):
                assert given == canonical(given)


@pytest.mark.parametrize("pager", ["pagerduty", "webhook", "email"])
def test_another_pager_changes_no_route(pager: str) -> None:
    assert routing(with_team("platform", PROD, pager=pager)) == routing(PROD)


@pytest.mark.parametrize(
    ("duration", "written"),
    [
        ("60s", "1m"),
        ("90m", "1h30m"),
        ("24h", "1d"),
        ("25h", "1d1h"),
        ("168h", "1w"),
        ("8d", "8d"),
        ("0s", "0s"),
        ("0m", "0s"),
        ("1500ms", "1s500ms"),
        ("365d", "1y"),
        ("5", "?"),
        ("1h 5m", "?"),
        ("", "?"),
    ],
)
def test_durations_as_grafana_writes_them(duration: str, written: str) -> None:
    assert canonical(duration) == written


ALERTS = [
    {name: value for name, value in labels.items() if value}
    for names in product(
        ("Watchdog", "DatasourceError", "NodeNotReady"),
        ("", "shop", *TEAMS),
        ("", *SEVERITIES),
        ("", "payments-chat", "payments-chat,security-pager", "other-payments-chat"),
        ("", TOKYO),
    )
    for labels in [
        dict(zip(("alertname", "team", "severity", "also", "region"), names, strict=True))
    ]
]
"""Every kind of alert that routes tell apart."""


@pytest.mark.rules
@pytest.mark.parametrize("environment", [PROD, WINDOWS], ids=["prod", "windows"])
def test_amtool_walks_the_tree_as_these_tests_do(environment: Environment, amtool: Path) -> None:
    root = routing(environment)
    expected = [
        tuple(
            FALLEN_THROUGH if policy is root else policy.receiver for policy in told(root, labels)
        )
        for labels in ALERTS
    ]
    assert receivers(amtool, alertmanager_config(environment), ALERTS) == expected


@pytest.mark.rules
@pytest.mark.parametrize("name", ["prod", "staging"])
def test_alertmanager_takes_the_configuration(name: str, amtool: Path) -> None:
    check_config(amtool, alertmanager_config(load_environment(name)))
    check_config(amtool, alertmanager_config(WINDOWS))


@pytest.mark.rules
@pytest.mark.parametrize("part", ["receivers", "time_intervals"])
def test_amtool_refuses_routes_to_what_is_not_there(part: str, amtool: Path) -> None:
    config = json.loads(alertmanager_config(PROD))
    config[part] = config[part][:1]
    with pytest.raises(UserError, match="undefined"):
        check_config(amtool, json.dumps(config))


@pytest.mark.rules
def test_the_table_reads_like_one(amtool: Path) -> None:
    rules = [
        Rule("Errors", {"team": "payments", "severity": "critical", "also": "payments-chat"}),
        Rule("Watchdog", {"team": "platform", "severity": "info"}),
    ]
    assert routing_table(rules, alertmanager_config(PROD), amtool).splitlines() == [
        "| rule | severity | team | also | receivers |",
        "| --- | --- | --- | --- | --- |",
        "| Errors | critical | payments | payments-chat | payments-chat, payments-pager |",
        "| Watchdog | info | platform |  | heartbeat |",
        "| DatasourceError | critical | platform |  | platform-chat |",
        "| DatasourceNoData | critical | platform |  | platform-chat |",
    ]


@pytest.mark.rules
def test_a_rule_that_falls_to_the_root_is_told(amtool: Path) -> None:
    rules = [Rule("Lost", {"team": "shop", "severity": "critical"})]
    with pytest.raises(UserError, match="rule Lost\n  No route matches its alerts"):
        routing_table(rules, alertmanager_config(PROD), amtool)
