"""What a query that parses must not be. Exceptions, with reasons: `alerts/lint_allowed.py`."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from queries.asked import uses
from queries.labels import LE, Presence, presence
from queries.tree import (
    COMPARISONS,
    Aggregation,
    Binary,
    Call,
    Node,
    Number,
    Subquery,
    is_scalar,
    parts,
    walk,
)

SCRAPES = 4
"""Scrapes that a range must hold: with one lost and one late, a rate still has two."""


class Lint(StrEnum):
    """What is looked for."""

    COUNTER = "a rate is of a counter"
    RANGE = "a range holds enough scrapes"
    COMPARISON = "a comparison does not hand on its left side"
    TRAFFIC = "a ratio says nothing without traffic"
    BUCKETS = "a quantile has buckets"
    ONE_OF_MANY = "an alert is not of one pod"
    PLACE = "an alert says where"
    NAME = "a recorded series is called level:metric:operations"


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong. about: the label or metric, where the lint is of one."""

    lint: Lint
    what: str
    fix: str
    about: str = ""


_RATES = ("rate", "increase", "irate")

_COUNTERS = ("_total", "_count", "_sum", "_bucket")

_OWN_VALUE = (
    *("count", "count_values", "group"),
    *("absent", "absent_over_time", "present_over_time", "count_over_time"),
    *("timestamp", "changes", "resets"),
)
"""What does not give the value of what it is of."""

_OF_ONE = ("instance", "node", "pod")
"""Labels of one of many: alerts by them are as many as there are pods, and end with each."""

_RECORDED = re.compile(r"[a-z][a-z_]*:[a-z][a-z0-9_]*:[a-z][a-z0-9_]*")


def metric_findings(tree: Node, scrape_interval: float) -> Iterator[Finding]:
    """What is wrong with a query of metrics, for an alert or a recording. The interval: seconds."""
    yield from _rates(tree, scrape_interval)
    for part in walk(tree):
        match part:
            case Call(function="histogram_quantile", arguments=(*_, series)):
                if not presence(LE, series):
                    yield Finding(
                        Lint.BUCKETS,
                        f"histogram_quantile is of series without `{LE}`, so it gives nothing.",
                        f"Keep `{LE}` in the aggregation within.",
                    )
            case Call(function=name, arguments=(Subquery(), *_)) if name in _RATES:
                yield Finding(
                    Lint.COUNTER,
                    f"{name}() is of a subquery, whose values are no counter's.",
                    "Take the rate first, then aggregate it.",
                )
            case _:
                pass


def value_findings(tree: Node) -> Iterator[Finding]:
    """What is wrong with a query's value, of metrics or of logs, when a threshold compares it."""
    for part in _values(tree):
        if isinstance(part, Binary) and part.operator in COMPARISONS and not part.as_bool:
            bound = f" {part.right.value:g}" if isinstance(part.right, Number) else " …"
            yield Finding(
                Lint.COMPARISON,
                f"A comparison (`{part.operator}{bound}`) hands its left side on to the threshold:"
                " `x == 0` gives 0, which is never above 0.",
                "Give 0 or 1 (`== bool`), or put it on the right side of `and` or `unless`.",
            )
    if any(not guarded for guarded in _ratios(tree)):
        yield Finding(
            Lint.TRAFFIC,
            "A ratio says something though there is little traffic: one error of two is 50 %.",
            "Say how much there must be, by `guarded` (alerts/promql.py).",
        )


def label_findings(tree: Node) -> Iterator[Finding]:
    """What is wrong with the labels of an alert's query."""
    for label in _OF_ONE:
        if found := presence(label, tree):
            has = "has" if found is Presence.YES else "may have"
            yield Finding(
                Lint.ONE_OF_MANY,
                f"Its result {has} the label `{label}`, so each {label} has an alert of its own.",
                "Aggregate by what people act on, such as `service` and `region`.",
                label,
            )


def recording_findings(metric: str) -> Iterator[Finding]:
    """What is wrong with the name of a recorded series."""
    if not _RECORDED.fullmatch(metric):
        yield Finding(
            Lint.NAME,
            f"`{metric}` does not say what was aggregated, of which metric, and how.",
            "Call it level:metric:operations, such as service_region:slo_errors:rate5m.",
            metric,
        )


def _rates(tree: Node, scrape_interval: float) -> Iterator[Finding]:
    shortest = int(SCRAPES * scrape_interval)
    for use in uses(tree):
        function = use.functions[-1] if use.functions else ""
        metric, range_ = use.selector.metric, use.selector.range
        if function not in _RATES or range_ is None:
            continue
        if ":" in metric or not metric.endswith(_COUNTERS):
            yield Finding(
                Lint.COUNTER,
                f"{function}() is of `{metric or 'series without a name'}`, which is no counter.",
                f"Take one whose name ends in {', '.join(_COUNTERS)}; of a gauge, deriv().",
                metric,
            )
        if range_ < shortest:
            yield Finding(
                Lint.RANGE,
                f"{function}() of `{metric}` is over {range_} s, and one lost scrape leaves a gap.",
                f"Give at least {shortest} s: {SCRAPES} times the scrape interval.",
                metric,
            )


def _values(tree: Node) -> Iterator[Node]:
    """The parts whose values become, or go into, the value of the whole."""
    waiting = [tree]
    while waiting:
        part = waiting.pop()
        yield part
        match part:
            case Binary(operator="and" | "unless"):
                waiting.append(part.left)
            case Binary(as_bool=True):
                pass
            case Aggregation(operator=name) | Call(function=name) if name in _OWN_VALUE:
                pass
            case _:
                waiting += parts(part)


def _ratios(tree: Node) -> Iterator[bool]:
    """For every division of series by series, whether it is asked only where there is traffic."""
    waiting = [(tree, False)]
    while waiting:
        part, guarded = waiting.pop()
        match part:
            case Binary(operator="and"):
                waiting.append((part.left, guarded or _asks_for_traffic(part.right)))
                waiting.append((part.right, guarded))
                continue
            case Binary(operator="/") if not (is_scalar(part.left) or is_scalar(part.right)):
                yield guarded
            case _:
                pass
        waiting += ((below, guarded) for below in parts(part))


def _asks_for_traffic(node: Node) -> bool:
    return (
        isinstance(node, Binary)
        and node.operator in (">", ">=")
        and isinstance(node.right, Number)
        and node.right.value > 0
    )
