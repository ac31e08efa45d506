"""Grafana's form of a rule, field by field beside the form that the engines have proven."""

import json
from dataclasses import replace
from typing import Any

import pytest

from alerts.catalogue import recordings, rules
from alerts.grafana import (
    CONDITION,
    GrafanaRecording,
    GrafanaRule,
    grafana_recording,
    grafana_rule,
    rule_groups,
)
from alerts.prometheus import prometheus_recording, prometheus_rule
from alerts.query import LogQL, PromQL
from alerts.rule import OnError, Rule
from proof.environment import proof_environment
from settings.grafana import DataSources
from vocabulary.alerting import WATCHDOG, Severity

RUNBOOKS = "https://runbooks.example.com"
SOURCES = DataSources()
ENVIRONMENT = proof_environment()
RULES = rules(ENVIRONMENT)
PROVABLE = [rule for rule in RULES if isinstance(rule.query, PromQL | LogQL)]

SIGNS = {"gt": ">", "lt": "<"}


def title(rule: Rule) -> str:
    return rule.title


def model(rule: GrafanaRule | GrafanaRecording, ref: str) -> dict[str, Any]:
    """The model of a step, as Grafana reads it."""
    return json.loads(next(step.json for step in rule.data if step.ref_id == ref))


@pytest.mark.parametrize("rule", PROVABLE, ids=title)
def test_grafana_is_told_what_was_proven(rule: Rule) -> None:
    told, proven = grafana_rule(rule, SOURCES, RUNBOOKS), prometheus_rule(rule, RUNBOOKS)
    (condition,) = model(told, CONDITION)["conditions"]
    sign = SIGNS[condition["evaluator"]["type"]]
    (threshold,) = condition["evaluator"]["params"]
    assert proven["expr"] == f"(\n{model(told, 'A')['expr']}\n) {sign} {threshold!r}"
    assert (told.title, told.pending, told.labels) == (
        proven["alert"],
        proven["for"],
        proven["labels"],
    )
    # One value, another name; all else of the texts is the same.
    assert {
        key: text.replace("$values.B.Value", "$value") for key, text in told.annotations.items()
    } == proven["annotations"]


@pytest.mark.parametrize("rule", RULES, ids=title)
def test_the_steps_of_a_rule(rule: Rule) -> None:
    told = grafana_rule(rule, SOURCES, RUNBOOKS)
    assert [step.ref_id for step in told.data] == ["A", "B", "C"]
    assert told.data[0].data_source_uid == getattr(SOURCES, rule.query.source)
    assert {step.data_source_uid for step in told.data[1:]} == {"__expr__"}
    assert (model(told, "B")["expression"], model(told, "C")["expression"]) == ("A", "B")
    assert model(told, "B")["type"] == "reduce"
    assert model(told, "C")["type"] == "threshold"
    # Strict, so that no number is lost; gaps are dropped only where a query gives a series.
    instant = isinstance(rule.query, PromQL | LogQL)
    assert ("settings" in model(told, "B")) != instant
    assert told.data[0].range[0] >= 600
    assert told.data[0].range[1] == 0


@pytest.mark.parametrize("rule", RULES, ids=title)
def test_states_follow_from_the_severity(rule: Rule) -> None:
    told = grafana_rule(rule, SOURCES, RUNBOOKS)
    assert told.no_data_state == "OK"  # Silence that matters is in the expressions.
    if rule.name == "DatasourceCanary":
        assert told.exec_err_state == "Alerting"
    elif rule.name == WATCHDOG:
        assert told.exec_err_state == "OK"  # The switch must notice.
    elif rule.on_error is OnError.ALERTING:
        assert rule.name == "AuthFailureSpike"
    else:
        critical = rule.severity is Severity.CRITICAL
        assert told.exec_err_state == ("KeepLast" if critical else "Error")


@pytest.mark.parametrize("recording", recordings(ENVIRONMENT), ids=lambda r: r.title)
def test_a_recording_is_what_was_proven(recording: Any) -> None:
    told, proven = grafana_recording(recording, SOURCES), prometheus_recording(recording)
    assert (told.metric, told.labels) == (proven["record"], proven["labels"])
    assert model(told, "A")["expr"] == proven["expr"]
    assert told.target == SOURCES.metrics


def test_ranges_cover_what_queries_reach_back_to() -> None:
    reach = {rule.title: grafana_rule(rule, SOURCES, RUNBOOKS).data[0].range[0] for rule in RULES}
    week = 7 * 86400
    assert reach["PaymentTrafficDrop"] >= week + 3600
    assert reach["PaymentSLOTicketBurn (payment-api 72h)"] >= 72 * 3600
    assert reach["PaymentErrorLogBurst"] >= 3600 + 600
    assert reach["ServiceTelemetryAbsent"] >= 86400


def test_a_rule_keeps_its_uid_when_it_moves() -> None:
    rule = RULES[0]
    moved = replace(rule, subject=RULES[-1].subject, team="platform")
    assert moved.uid == rule.uid


def test_groups_are_of_one_team_and_one_subject() -> None:
    groups = rule_groups(RULES, recordings(ENVIRONMENT), SOURCES, RUNBOOKS)
    names = [(group.team, group.name) for group in groups]
    assert names == sorted(set(names))
    assert sum(len(group.rules) for group in groups) == len(RULES) + len(recordings(ENVIRONMENT))
    assert {group.interval for group in groups} == {60, 120}
