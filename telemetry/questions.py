"""Everything that is asked of telemetry, and by whom: rules, recordings, panels, variables."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from alerts.catalogue import SUBJECTS
from alerts.query import CloudWatch, LogQL, PromQL, Query, TraceQL
from alerts.rule import Recording, Rule
from dashboards.model import Dashboard, Panel, Variable
from telemetry.variables import asked_by, replaced

_LEGEND = re.compile(r"\{\{\s*(\w+)\s*\}\}")


class Asker(StrEnum):
    """What asks."""

    RULE = "rule"
    RECORDING = "recording"
    PANEL = "panel"
    VARIABLE = "variable"


@dataclass(frozen=True)
class User:
    """Who asks. where: the file or the dashboard, in which a person finds it."""

    asker: Asker
    name: str
    where: str

    def __str__(self) -> str:
        return f"{self.where}: {self.asker} {self.name}"


@dataclass(frozen=True)
class Question:
    """A query, with Grafana's variables replaced. labels: what its result must have."""

    user: User
    query: Query
    labels: frozenset[str] = frozenset()


def questions(
    rules: Sequence[Rule], recordings: Sequence[Recording], dashboards: Sequence[Dashboard]
) -> tuple[Question, ...]:
    """Every question, in the order of what asks."""
    return (
        *(Question(_rule(rule), rule.query) for rule in rules),
        *(Question(recorder(recording), PromQL(recording.expr)) for recording in recordings),
        *(found for dashboard in dashboards for found in _dashboard(dashboard)),
    )


def recorder(recording: Recording) -> User:
    """A recording as one who asks."""
    return User(Asker.RECORDING, recording.title, "alerts/slo.py")


def _rule(rule: Rule) -> User:
    module = SUBJECTS[rule.subject].__module__.replace(".", "/")
    return User(Asker.RULE, rule.title, f"{module}.py")


def _dashboard(dashboard: Dashboard) -> Iterator[Question]:
    for variable in dashboard.variables:
        if variable.query:
            yield _variable(dashboard, variable)
    for row in dashboard.rows:
        for panel in row.panels:
            yield from _panel(dashboard, panel)


def _variable(dashboard: Dashboard, variable: Variable) -> Question:
    user = User(Asker.VARIABLE, variable.name, dashboard.uid.value)
    known = asked_by(variable)
    if known is None:
        # No parser takes it, which is then told like any other query that is not understood.
        return Question(user, PromQL(variable.query))
    selector, label = replaced(known[0], dashboard.variables), frozenset({known[1]})
    asks = LogQL(selector) if variable.source == "logs" else PromQL(selector)
    return Question(user, asks, label)


def _panel(dashboard: Dashboard, panel: Panel) -> Iterator[Question]:
    user = User(Asker.PANEL, f"{panel.id} ({panel.title})", dashboard.uid.value)
    for query in panel.queries:
        yield Question(
            user,
            _plain(query.asks, dashboard.variables),
            frozenset(_LEGEND.findall(query.legend)),
        )


def _plain(query: Query, variables: Sequence[Variable]) -> Query:
    match query:
        case PromQL(expr, source):
            return PromQL(replaced(expr, variables), source)
        case LogQL(expr, source):
            return LogQL(replaced(expr, variables), source)
        case TraceQL(expr, window, source):
            return TraceQL(replaced(expr, variables), window, source)
        case CloudWatch():
            return query
