"""What is refused before anything is built, each with one clear message."""

from dataclasses import replace
from typing import Any

import pytest

from alerts.catalogue import SUBJECTS, recordings, rules
from alerts.check import UNIT_RANGES, alert_problems, check_alerts
from alerts.query import CloudWatch, LogQL, PromQL, Query, TraceQL
from alerts.reading import look_back, presence, read
from alerts.rule import Recording, Rule, Subject, above, below
from alerts.text import text
from proof.cases import CASES
from proof.environment import proof_environment
from queries.asked import STALE
from queries.labels import Presence
from settings import Environment, Problem, UserError, load_environment
from vocabulary.alerting import PLATFORM, Place, Severity, chat

PROOF = proof_environment()

RULE = Rule(
    name="Planted",
    subject=Subject.SERVICES,
    query=PromQL("sum by (region, service) (rate(http_requests_total[5m]))"),
    fires=above(1, "per second"),
    pending="5m",
    severity=Severity.WARNING,
    team=PLATFORM,
    summary=text("{service} in {region}"),
    description=text("It has {value:decimal}."),
    panel=None,
)
"""A rule without a fault."""

RECORDING = Recording(
    metric="service_region:planted:rate5m",
    expr="sum by (region, service) (rate(http_requests_total[5m]))",
    of="a service",
    labels={},
    team=PLATFORM,
)


def problems(**changes: Any) -> list[Problem]:
    return alert_problems([replace(RULE, **changes)], [], PROOF)


def only_problem(**changes: Any) -> Problem:
    (problem,) = problems(**changes)
    return problem


@pytest.mark.parametrize(
    "environment",
    [load_environment("prod"), load_environment("staging"), PROOF],
    ids=lambda environment: environment.name,
)
def test_the_rules_of_an_environment_have_no_problem(environment: Environment) -> None:
    found = alert_problems(rules(environment), recordings(environment), environment)
    assert not found, "\n\n".join(str(problem) for problem in found)
    check_alerts(rules(environment), recordings(environment), environment)


def test_a_planted_rule_without_a_fault_has_no_problem() -> None:
    assert not alert_problems([RULE], [RECORDING], PROOF)


def test_problems_are_one_error_for_people() -> None:
    with pytest.raises(UserError, match=r"alerts/services\.py: Planted"):
        check_alerts([replace(RULE, team="nobody")], [], PROOF)


@pytest.mark.parametrize("subject", SUBJECTS)
def test_a_problem_names_the_rule_and_its_file(subject: Subject) -> None:
    problem = only_problem(subject=subject, team="nobody")
    module = SUBJECTS[subject].__module__.replace(".", "/")
    assert problem.where == f"{module}.py: Planted"


@pytest.mark.parametrize(
    ("query", "words"),
    [
        (PromQL("sum(rate(x_total[5m])"), "PromQL cannot be used: unclosed left parenthesis"),
        (PromQL("rate(x_total)"), "expected type matrix"),
        (LogQL('sum(rate({a="b"}[5m])'), "LogQL cannot be used: not understood at character 22"),
        (LogQL('{a="b"} |= "x"'), "it gives log lines, not numbers"),
        (TraceQL("{ status = } | rate()", 600), "TraceQL cannot be used: not understood at"),
        (TraceQL("{ status = error }", 600), "it gives traces, not numbers"),
    ],
)
def test_a_query_that_does_not_parse_is_refused(query: Query, words: str) -> None:
    assert words in only_problem(query=query).what


def test_a_recording_that_does_not_parse_is_refused() -> None:
    (problem,) = alert_problems([], [replace(RECORDING, expr="sum(")], PROOF)
    assert problem.where == "alerts/slo.py: service_region:planted:rate5m (a service)"


def test_two_of_one_title_in_a_team_are_refused() -> None:
    (problem,) = alert_problems([RULE, RULE], [], PROOF)
    assert "another of this title" in problem.what


def test_two_of_one_uid_are_refused_though_they_are_of_two_teams() -> None:
    (problem,) = alert_problems([RULE, replace(RULE, team="payments")], [], PROOF)
    assert "uid planted is also that of alerts/services.py: Planted" in problem.what


def test_a_rule_and_a_recording_of_one_uid_are_refused() -> None:
    recording = replace(RECORDING, metric="a:planted:rule", of="x")
    rule = replace(RULE, name="A Planted", of="rule x")
    (problem,) = alert_problems([rule], [recording], PROOF)
    assert "uid a-planted-rule-x" in problem.what


def test_an_environment_with_services_of_two_teams_has_no_problem() -> None:
    orders = PROOF.services["payment-api"].model_copy(update={"team": PLATFORM})
    environment = PROOF.model_copy(update={"services": {**PROOF.services, "orders": orders}})
    assert not alert_problems(rules(environment), recordings(environment), environment)


def test_an_unknown_team_is_refused_with_the_nearest() -> None:
    problem = only_problem(team="platfrom")
    assert problem.what == 'Its team "platfrom" is not there.'
    assert problem.fix == "Did you mean platform?"


def test_a_recording_of_an_unknown_team_is_refused() -> None:
    (problem,) = alert_problems([], [replace(RECORDING, team="platfrom")], PROOF)
    assert problem.fix == "Did you mean platform?"


def test_a_team_that_is_like_none_is_refused_with_all() -> None:
    assert only_problem(team="zzz").fix == "Teams are payments, platform, security."


def test_a_place_of_an_unknown_team_is_refused() -> None:
    also: tuple[Place, ...] = (chat("payment"),)
    problem = only_problem(also=also)
    assert "payment-chat" in problem.what
    assert problem.fix == "Did you mean payments?"


@pytest.mark.parametrize("field", ["summary", "description"])
def test_a_text_with_a_label_that_the_result_lacks_is_refused(field: str) -> None:
    problem = only_problem(**{field: text("{pod} of {service}")})
    assert f"Its {field} speaks of {{pod}}" in problem.what
    assert problem.fix == "Labels there: region, service."


@pytest.mark.parametrize(
    ("query", "label"),
    [
        (LogQL('sum by (app, region) (rate({app="b"}[5m]))'), "service"),
        (TraceQL("{ status = error } | rate() by (name)", 600), "service"),
        (CloudWatch("ap-northeast-2", "AWS/NATGateway", "X", "NatGatewayId"), "region"),
    ],
)
def test_labels_of_a_text_are_looked_for_in_every_kind_of_query(query: Query, label: str) -> None:
    found = problems(query=query, summary=text(f"{{{label}}}"), extra_labels={"cluster": "x"})
    assert [f"{{{label}}}" in problem.what for problem in found] == [True]


def test_a_label_of_its_own_that_the_query_gives_too_is_refused() -> None:
    problem = only_problem(extra_labels={"region": "ap-northeast-2"})
    assert "It sets the label `region`" in problem.what


@pytest.mark.parametrize(
    "fires",
    [
        above(1.5, "ratio"),
        above(-0.1, "ratio"),
        above(-1, "seconds"),
        below(4000, "days"),
        above(-1, "count"),
        above(float("inf"), "count"),
        above(float("nan"), "times"),
        above(-1, "per second"),
    ],
)
def test_a_threshold_outside_of_its_units_range_is_refused(fires: Any) -> None:
    problem = only_problem(fires=fires)
    assert f": {fires.unit}." in problem.what
    least, most = UNIT_RANGES[fires.unit]
    assert f"from {least:g} to {most:g}" in problem.fix


@pytest.mark.parametrize(
    ("query", "back"),
    [
        (PromQL("vector(1)"), 0),
        (PromQL("up"), STALE),
        (PromQL("rate(x_total[5m] offset 1w)"), 605_100),
        (PromQL("max_over_time(rate(x_total[5m])[1h:])"), 3900),
        (LogQL('sum(rate({a="b"}[10m] offset 1h))'), 4200),
        (LogQL("vector(1)"), 0),
        (TraceQL("{ status = error } | rate()", 600), 600),
        (CloudWatch("ap-northeast-2", "AWS/NATGateway", "X", "NatGatewayId"), 900),
    ],
)
def test_a_query_looks_back_as_far_as_it_may_need_data(query: Query, back: int) -> None:
    assert look_back(query) == back


def test_how_far_back_is_not_known_of_what_does_not_parse() -> None:
    with pytest.raises(ValueError, match="unclosed"):
        look_back(PromQL("sum("))


def test_the_labels_that_a_query_is_thought_to_have_are_those_that_the_engines_give() -> None:
    """The alerts of the cases come from real engines."""
    of_rules = {rule.title: rule for rule in rules(PROOF)}
    readings = read(rule.query for rule in of_rules.values())
    wrong = [
        (case.rule, label)
        for case in CASES
        for alert in case.alerts
        for reading in [readings[of_rules[case.rule].query]]
        for label in {*alert.labels, "region", "cluster", "service", "pod", "instance", "job", "le"}
        if presence(label, reading) is (Presence.NO if label in alert.labels else Presence.YES)
    ]
    assert CASES
    assert not wrong
