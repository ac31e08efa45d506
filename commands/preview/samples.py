"""Sample data of panels: their own queries, answered over the data of a rule's case."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from alerts.catalogue import recordings, rules
from alerts.query import PromQL
from alerts.rule import Recording
from commands.preview.promtool import Question, Series, answers
from dashboards.model import Dashboard, Panel
from proof.case import Case, MetricCase
from queries.asked import uses
from queries.promql import parse
from settings import Environment
from vocabulary.dashboards import Panel as Id

WINDOW = 180
"""Minutes that a chart shows at most."""
POINTS = 60
"""Points of a chart at most."""
LONG_ENOUGH = 5
"""Minutes of a case that make more than a dot."""
TRIES = 8
"""Cases that are tried for a panel, until one gives it something to show."""

VARIABLE = re.compile(r"\$(?:\{(\w+)[^}]*\}|(\w+))")
STACK_ID = re.compile(r'\bid="\d+"')
"""Of Grafana Cloud's own figures: the cases have a stack of their own."""
SERIES_NAME = re.compile(r"[a-zA-Z_:][\w:]*")


@dataclass(frozen=True)
class Sample:
    """What a panel shows. series: of each of its queries. begin, end: minutes of the case.

    error: what the engine said where it refused a query.
    """

    case: MetricCase
    begin: int
    end: int
    series: tuple[tuple[Series, ...], ...]
    error: str = ""

    @property
    def label(self) -> str:
        """Where the data is from."""
        return f"sample data of {self.case.rule}'s case: {self.case.what}"


Samples = Mapping[Id, Sample]
"""Sample data by panel; one without any is not in it."""


def sampled(
    environment: Environment,
    made: Sequence[Dashboard],
    cases: Sequence[Case],
    promtool: Path,
) -> Samples:
    """Sample data of every panel that asks for metrics of which a case has data."""
    recorded = recordings(environment)
    waiting = {
        Id(dashboard.uid, panel.id): (panel, candidates(environment, dashboard, panel, cases))
        for dashboard in made
        for row in dashboard.rows
        for panel in row.panels
    }
    found: dict[Id, Sample] = {}
    for turn in range(TRIES):
        tried = [
            (at, panel, of[turn])
            for at, (panel, of) in waiting.items()
            if len(of) > turn and not _shows(found.get(at))
        ]
        for at, sample in zip(
            (at for at, _, _ in tried), _asked(tried, recorded, promtool), strict=True
        ):
            if _shows(sample) or at not in found:
                found[at] = sample
    return {at: sample for at, sample in found.items() if _shows(sample) or sample.error}


def candidates(
    environment: Environment, dashboard: Dashboard, panel: Panel, cases: Sequence[Case]
) -> list[MetricCase]:
    """Cases with data for a panel, the best first.

    The best has most of its metrics, is of a rule that points at it, fires, and is no dot.
    """
    recorded = recordings(environment)
    asked: set[str] = set()
    for query in panel.queries:
        if isinstance(query.asks, PromQL):
            asked |= metrics(plain(query.asks.expr, step=1, window=WINDOW), recorded)
    shown = Id(dashboard.uid, panel.id)
    here = {rule.title for rule in rules(environment) if rule.panel == shown}

    def order(case: MetricCase) -> tuple[float, ...]:
        has = len(asked & names(case))
        return (-has, case.rule not in here, not case.alerts, -min(case.at, LONG_ENOUGH))

    return sorted(
        (case for case in cases if isinstance(case, MetricCase) and asked & names(case)), key=order
    )


def metrics(expr: str, recorded: Sequence[Recording] = ()) -> set[str]:
    """The names of the metrics that a query asks for, and of those that they are recorded from."""
    found: set[str] = set()
    for use in uses(parse(expr)):
        exact = {m.label: m.value for m in use.selector.matchers if m.sign == "="}
        found.add(use.selector.metric)
        for recording in recorded:
            same = all(exact.get(name, value) == value for name, value in recording.labels.items())
            if recording.metric == use.selector.metric and same:
                found |= metrics(recording.expr)
    return found - {""}


def names(case: MetricCase) -> set[str]:
    """The names of the metrics that a case has."""
    return {found[0] for name in case.data if (found := SERIES_NAME.match(name))}


def plain(expr: str, *, step: int, window: int) -> str:
    """A query without Grafana's variables: everything is chosen, which cases may not label."""
    own = {
        "__rate_interval": f"{4 * step}m",
        "__interval": f"{step}m",
        "__range": f"{window}m",
        "__range_s": str(60 * window),
    }
    return VARIABLE.sub(lambda found: own.get(found[1] or found[2], ".*"), expr)


def _asked(
    tried: Sequence[tuple[Id, Panel, MetricCase]],
    recorded: Sequence[Recording],
    promtool: Path,
) -> Iterator[Sample]:
    """A sample for each panel and its case, all asked at once."""
    questions = [q for _, panel, case in tried for q in _questions(panel, case)]
    given = iter(answers(promtool, questions, recorded) if questions else [])
    for _, panel, case in tried:
        minutes = _minutes(case)
        of = [next(given) if isinstance(query.asks, PromQL) else None for query in panel.queries]
        yield Sample(
            case,
            minutes[0],
            minutes[-1],
            tuple(answer.series if answer else () for answer in of),
            next((answer.error for answer in of if answer and answer.error), ""),
        )


def _questions(panel: Panel, case: MetricCase) -> Iterator[Question]:
    minutes = _minutes(case)
    window = max(minutes[-1] - minutes[0], case.step)
    for query in panel.queries:
        if isinstance(query.asks, PromQL):
            expr = plain(query.asks.expr, step=case.step, window=window)
            yield Question(
                STACK_ID.sub('id=~".+"', expr), case, minutes[-1:] if query.instant else minutes
            )


def _minutes(case: MetricCase) -> tuple[int, ...]:
    """Moments of a chart: the last is the one that the case is about."""
    window = min(WINDOW, case.at)
    apart = case.step * max(1, -(-window // (POINTS * case.step)))
    return tuple(range(case.at - window // apart * apart, case.at + 1, apart))


def _shows(sample: Sample | None) -> bool:
    return sample is not None and any(sample.series)
