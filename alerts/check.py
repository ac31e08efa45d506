"""What is wrong with rules, told before anything is built: names, teams, texts, queries."""

import difflib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import chain

from alerts.catalogue import SUBJECTS
from alerts.lint import (
    Finding,
    Lint,
    label_findings,
    metric_findings,
    recording_findings,
    value_findings,
)
from alerts.lint_allowed import not_allowed
from alerts.query import CloudWatch, PromQL, Query
from alerts.reading import Reading, Unread, labels_known, presence, read
from alerts.rule import Recording, Rule, Unit
from queries.labels import Presence
from queries.traceql import TraceQuery
from settings import Environment, Problem, UserError
from settings.durations import seconds
from vocabulary.labels import AlertLabel

UNIT_RANGES: Mapping[Unit, tuple[float, float]] = {
    "ratio": (0, 1),
    "seconds": (0, 31_536_000),
    "count": (0, 1e12),
    "days": (0, 3650),
    "per second": (0, 1e9),
    "times": (0, 1e6),
}
"""What a threshold can be. That of a canary, below a count of 0, is at the edge: it never fires."""

_PLACES = (AlertLabel.REGION.value, "cluster")


def check_alerts(
    rules: Sequence[Rule], recordings: Sequence[Recording], environment: Environment
) -> None:
    """Raises UserError that names everything that is wrong."""
    if problems := alert_problems(rules, recordings, environment):
        raise UserError(problems)


def alert_problems(
    rules: Sequence[Rule], recordings: Sequence[Recording], environment: Environment
) -> list[Problem]:
    """Everything that is wrong, rule by rule."""
    readings = read([*(rule.query for rule in rules), *(PromQL(r.expr) for r in recordings)])
    interval = seconds(environment.collectors.metrics.scrape_interval)
    problems: list[Problem] = [*_twins(rules, recordings)]
    for rule in rules:
        reading = readings[rule.query]
        problems += _team_problems(_where(rule), rule.team, environment.teams)
        problems += _place_problems(rule, environment.teams)
        problems += _threshold_problems(rule)
        problems += _reading_problems(_where(rule), rule.query, reading)
        problems += _label_problems(rule, reading)
        findings = not_allowed(rule.name, lint_findings(rule, reading, interval))
        problems += _lint_problems(_where(rule), findings)
    for recording in recordings:
        query = PromQL(recording.expr)
        reading = readings[query]
        problems += _team_problems(_where(recording), recording.team, environment.teams)
        problems += _reading_problems(_where(recording), query, reading)
        findings = chain(recording_findings(recording.metric), _of_metrics(reading, interval))
        problems += _lint_problems(_where(recording), not_allowed(recording.metric, findings))
    return problems


def lint_findings(rule: Rule, reading: Reading, scrape_interval: float) -> Iterator[Finding]:
    """What the lint says of a rule, with exceptions. The interval: seconds."""
    if isinstance(reading, Unread):
        return
    if isinstance(rule.query, PromQL):
        yield from _of_metrics(reading, scrape_interval)
    if not isinstance(reading, CloudWatch | TraceQuery):
        yield from value_findings(reading)
        yield from label_findings(reading)
    has_place = any(presence(label, reading) is Presence.YES for label in _PLACES)
    if not has_place and not set(_PLACES) & set(rule.extra_labels):
        yield Finding(
            Lint.PLACE,
            "Its alerts do not surely have a region or a cluster.",
            "Keep `region` in the aggregation.",
        )


def _of_metrics(reading: Reading, scrape_interval: float) -> Iterator[Finding]:
    if not isinstance(reading, CloudWatch | TraceQuery | Unread):
        yield from metric_findings(reading, scrape_interval)


def _where(alert: Rule | Recording) -> str:
    module = SUBJECTS[alert.subject].__module__ if isinstance(alert, Rule) else "alerts.slo"
    return f"{module.replace('.', '/')}.py: {alert.title}"


def _twins(rules: Sequence[Rule], recordings: Sequence[Recording]) -> Iterator[Problem]:
    """Two of one name, or of one uid, by which Grafana would put one in the other's place."""
    titles: dict[tuple[str, str], str] = {}
    uids: dict[str, str] = {}
    for alert in (*rules, *recordings):
        where, title = _where(alert), (alert.team, alert.title)
        if title in titles:
            yield Problem(
                where,
                f"The team {alert.team} has another of this title, in {titles[title]}.",
                "Tell them apart, by `of` for example.",
            )
        elif alert.uid in uids:
            yield Problem(
                where,
                f"Its uid {alert.uid} is also that of {uids[alert.uid]}.",
                "Give one of them another name, or tell them apart by `of`.",
            )
        titles.setdefault(title, where)
        uids.setdefault(alert.uid, where)


def _team_problems(where: str, team: str, teams: Collection[str]) -> Iterator[Problem]:
    if team not in teams:
        yield Problem(where, f'Its team "{team}" is not there.', _near(team, teams))


def _place_problems(rule: Rule, teams: Collection[str]) -> Iterator[Problem]:
    for place in rule.also:
        if place.team not in teams:
            what = f'It also goes to "{place.receiver}", and there is no such team.'
            yield Problem(_where(rule), what, _near(place.team, teams))


def _near(given: str, teams: Collection[str]) -> str:
    near = difflib.get_close_matches(given, teams, n=1)
    return f"Did you mean {near[0]}?" if near else f"Teams are {', '.join(sorted(teams))}."


def _threshold_problems(rule: Rule) -> Iterator[Problem]:
    fires = rule.fires
    least, most = UNIT_RANGES[fires.unit]
    if not least <= fires.threshold <= most:
        yield Problem(
            _where(rule),
            f"Its threshold of {fires.threshold:g} is outside of what its unit can be:"
            f" {fires.unit}.",
            f"Give a number from {least:g} to {most:g}, or the right unit.",
        )


def _reading_problems(where: str, query: Query, reading: Reading) -> Iterator[Problem]:
    if isinstance(reading, Unread):
        yield Problem(
            where,
            f"Its {type(query).__name__} cannot be used: {reading.why}.",
            "Mend the expression; a query of an alert must give numbers.",
        )


def _label_problems(rule: Rule, reading: Reading) -> Iterator[Problem]:
    if isinstance(reading, Unread):
        return
    for name, text in (("summary", rule.summary), ("description", rule.description)):
        for label in sorted(text.labels):
            if not presence(label, reading):
                known = ", ".join(labels_known(reading)) or "none"
                yield Problem(
                    _where(rule),
                    f"Its {name} speaks of {{{label}}}, a label that its query's result lacks.",
                    f"Labels there: {known}.",
                )
    for label in rule.labels:
        if presence(label, reading):
            yield Problem(
                _where(rule),
                f"It sets the label `{label}`, and its query's result may have one of that name.",
                "Take it from one of the two: an alert has one value of a label.",
            )


def _lint_problems(where: str, findings: Iterable[Finding]) -> Iterator[Problem]:
    for finding in findings:
        yield Problem(
            where,
            f"{finding.what}\nLint: {finding.lint}.",
            f"{finding.fix}\nIf it is meant so: alerts/lint_allowed.py, with the reason.",
        )
