"""Rules in Grafana's form: a query A, reduced to one number B, compared in C."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from alerts.annotations import annotations
from alerts.query import CloudWatch, LogQL, PromQL, Query, TraceQL
from alerts.reading import look_back
from alerts.rule import INTERVALS, Recording, Rule
from alerts.slo import RECORDING_INTERVAL
from alerts.text import Text
from settings.grafana import DataSources

EXPRESSION = "__expr__"
"""The uid of Grafana's own data source for expressions."""

CONDITION = "C"

SHORTEST_RANGE = 600
"""Seconds that a query reaches back at least."""

EVALUATIONS_TO_RESOLVE = 2
"""Evaluations without a series after which its alert ends. Grafana's default, said aloud."""

RECORDINGS = "slo-recordings"


@dataclass(frozen=True)
class QueryData:
    """One step of a rule. range: seconds back from now, `(from, to)`.

    `intervalMs` and `maxDataPoints` are not in the model: Grafana adds its own, and the provider
    takes just those out again, so that a plan stays empty.
    """

    ref_id: str
    data_source_uid: str
    model: Mapping[str, Any]
    range: tuple[int, int]

    @property
    def json(self) -> str:
        """The model as Terraform gets it."""
        return json.dumps(self.model, sort_keys=True, separators=(",", ":"), ensure_ascii=False)

    @property
    def query_type(self) -> str | None:
        """Beside the model as well, or every plan would differ."""
        return self.model.get("queryType")


@dataclass(frozen=True)
class GrafanaRule:
    """An alert rule as `grafana_rule_group` takes it."""

    uid: str
    title: str
    pending: str
    labels: Mapping[str, str]
    annotations: Mapping[str, str]
    no_data_state: str
    exec_err_state: str
    data: tuple[QueryData, ...]


@dataclass(frozen=True)
class GrafanaRecording:
    """A recording rule; Grafana refuses states and a pending period beside `record`."""

    uid: str
    title: str
    metric: str
    labels: Mapping[str, str]
    target: str
    data: tuple[QueryData, ...]


@dataclass(frozen=True)
class RuleGroup:
    """Rules of one subject in one team's folder. interval: seconds."""

    team: str
    name: str
    interval: int
    rules: tuple[GrafanaRule | GrafanaRecording, ...]


def rule_groups(
    rules: Sequence[Rule], recordings: Sequence[Recording], sources: DataSources, runbooks: str
) -> list[RuleGroup]:
    """Every group, sorted by team and name; rules in the order of their modules."""
    by_place = sorted(rules, key=lambda rule: (rule.team, rule.subject))
    groups = [
        RuleGroup(
            team,
            subject.value,
            INTERVALS[subject],
            tuple(grafana_rule(rule, sources, runbooks) for rule in members),
        )
        for (team, subject), members in groupby(by_place, lambda r: (r.team, r.subject))
    ]
    for team, members in groupby(sorted(recordings, key=lambda r: r.team), lambda r: r.team):
        made = tuple(grafana_recording(recording, sources) for recording in members)
        groups.append(RuleGroup(team, RECORDINGS, RECORDING_INTERVAL, made))
    return sorted(groups, key=lambda group: (group.team, group.name))


def grafana_rule(rule: Rule, sources: DataSources, runbooks: str) -> GrafanaRule:
    """An alert rule."""
    return GrafanaRule(
        uid=rule.uid,
        title=rule.title,
        pending=rule.pending,
        labels=rule.labels,
        annotations=annotations(rule, runbooks, Text.for_grafana),
        no_data_state=rule.on_no_data.value,
        exec_err_state=rule.error_state.value,
        data=(_query(rule.query, sources), _reduce(rule.query), _threshold(rule)),
    )


def grafana_recording(recording: Recording, sources: DataSources) -> GrafanaRecording:
    """A recording rule, which writes where metrics are."""
    return GrafanaRecording(
        uid=recording.uid,
        title=recording.title,
        metric=recording.metric,
        labels=recording.labels,
        target=sources.metrics,
        data=(_query(PromQL(recording.expr), sources),),
    )


def _query(query: Query, sources: DataSources) -> QueryData:
    back = max(SHORTEST_RANGE, look_back(query))
    uid: str = getattr(sources, query.source)
    return QueryData("A", uid, {"refId": "A", **_model(query)}, (back, 0))


def _model(query: Query) -> dict[str, Any]:
    match query:
        case PromQL():
            return {"expr": query.expr, "instant": True, "range": False}
        case LogQL():
            return {"expr": query.expr, "queryType": "instant"}
        case TraceQL():
            return {"query": query.expr, "queryType": "traceql", "metricsQueryType": "range"}
        case CloudWatch():
            return {
                "queryMode": "Metrics",
                "metricQueryType": 0,
                "metricEditorMode": 0,
                "region": query.region,
                "namespace": query.namespace,
                "metricName": query.metric,
                "dimensions": {query.dimension: ["*"]},
                "matchExact": True,
                "statistic": query.statistic,
                "period": str(query.period),
                "id": "",
                "expression": "",
            }


def _reduce(query: Query) -> QueryData:
    model: dict[str, Any] = {
        "refId": "B",
        "type": "reduce",
        "datasource": {"type": EXPRESSION, "uid": EXPRESSION},
        "expression": "A",
        # An instant query is one number already, and this changes nothing of it.
        "reducer": "max" if isinstance(query, CloudWatch) else "last",
    }
    if isinstance(query, CloudWatch | TraceQL):
        model["settings"] = {"mode": "dropNN"}
    return QueryData("B", EXPRESSION, model, (0, 0))


def _threshold(rule: Rule) -> QueryData:
    sign = {"above": "gt", "below": "lt"}[rule.fires.comparison]
    model = {
        "refId": CONDITION,
        "type": "threshold",
        "datasource": {"type": EXPRESSION, "uid": EXPRESSION},
        "expression": "B",
        "conditions": [{"evaluator": {"type": sign, "params": [rule.fires.threshold]}}],
    }
    return QueryData(CONDITION, EXPRESSION, model, (0, 0))
