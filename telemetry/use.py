"""What is used: series, lines, spans and figures of CloudWatch, each with whoever asks for it.

By the parsers of `queries`; one process of Node reads all of LogQL and TraceQL.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from alerts.query import CloudWatch, LogQL, PromQL, TraceQL
from queries import lezer, logql, promql, traceql
from queries.asked import uses
from queries.labels import LE
from queries.traceql import TraceQuery
from queries.tree import Node, Selector
from settings import Problem
from telemetry.needs import needs
from telemetry.questions import Question, User

Foreign = LogQL | TraceQL


@dataclass(frozen=True)
class SeriesUse:
    """Series that somebody asks for.

    labels: those that the query names for them. bounds: the only bounds of a histogram that it
    looks at; None for all, as where a quantile is asked.
    """

    user: User
    data_source: Literal["metrics", "usage"]
    selector: Selector
    labels: frozenset[str]
    bounds: tuple[str, ...] | None
    """As matchers write them: `=1`, or `~1|2.5` for an expression."""
    counted: bool = False
    """Whether it only counts what is there, of whatever name: so that it needs none of them."""


@dataclass(frozen=True)
class LineUse:
    """Lines that somebody asks for; labels: streams' own, structured metadata and fields."""

    user: User
    selector: Selector
    labels: frozenset[str]


@dataclass(frozen=True)
class SpanUse:
    """Spans that somebody asks for."""

    user: User
    query: TraceQuery


@dataclass(frozen=True)
class FigureUse:
    """A metric of CloudWatch that somebody asks for."""

    user: User
    query: CloudWatch


@dataclass(frozen=True)
class Use:
    """All that is asked for. problems: queries that no parser understands."""

    series: tuple[SeriesUse, ...]
    lines: tuple[LineUse, ...]
    spans: tuple[SpanUse, ...]
    figures: tuple[FigureUse, ...]
    problems: tuple[Problem, ...]


def use(questions: Sequence[Question]) -> Use:
    """What the questions ask for."""
    branches = _branches(questions)
    found: list[SeriesUse | LineUse | SpanUse | FigureUse] = []
    problems: list[Problem] = []
    for question in questions:
        try:
            found += _asked(question, branches)
        except ValueError as error:
            problems.append(
                Problem(
                    str(question.user),
                    f"Its {type(question.query).__name__} is not understood: {error}.",
                    "Mend the expression; what it needs cannot be told.",
                )
            )
    return Use(
        tuple(one for one in found if isinstance(one, SeriesUse)),
        tuple(one for one in found if isinstance(one, LineUse)),
        tuple(one for one in found if isinstance(one, SpanUse)),
        tuple(one for one in found if isinstance(one, FigureUse)),
        tuple(problems),
    )


def _branches(questions: Sequence[Question]) -> Mapping[Foreign, lezer.Branch | lezer.ParseError]:
    asked = [q.query for q in questions if isinstance(q.query, LogQL | TraceQL)]
    unique = list(dict.fromkeys(asked))
    trees = lezer.parse_all(
        ("logql" if isinstance(query, LogQL) else "traceql", query.expr) for query in unique
    )
    return dict(zip(unique, trees, strict=True))


def _asked(
    question: Question, branches: Mapping[Foreign, lezer.Branch | lezer.ParseError]
) -> Iterator[SeriesUse | LineUse | SpanUse | FigureUse]:
    user, query = question.user, question.query
    match query:
        case CloudWatch():
            yield FigureUse(user, query)
        case PromQL():
            node = _parsed(query.expr)
            counted = {one.selector for one in uses(node) if "count" in one.functions}
            for selector, labels in needs(node, question.labels):
                yield SeriesUse(
                    user, query.source, selector, labels, _bounds(selector), selector in counted
                )
        case LogQL() | TraceQL():
            branch = branches[query]
            if isinstance(branch, lezer.ParseError):
                raise branch
            if isinstance(query, TraceQL):
                yield SpanUse(user, traceql.asked(branch))
                return
            for selector, labels in needs(_of_logs(branch), question.labels):
                yield LineUse(user, selector, labels)


@cache
def _parsed(expr: str) -> Node:
    """Many panels and rules ask alike, and every program of an environment is made of the same."""
    return promql.parse(expr)


def _of_logs(branch: lezer.Branch) -> Node:
    gives_lines = any(found.of("LogExpr") for found in branch.of("Expr"))
    return logql.lines(branch) if gives_lines else logql.query(branch)


def _bounds(selector: Selector) -> tuple[str, ...] | None:
    marks = {"=": "=", "=~": "~"}
    asked = [m for m in selector.matchers if m.label == LE and m.sign in marks and m.value]
    return tuple(marks[m.sign] + m.value for m in asked) or None
