"""What is wrong with a query of a panel, beside being no query at all."""

import re
from collections.abc import Iterator, Sequence

from alerts.lint import Lint, metric_findings
from alerts.query import CloudWatch, PromQL
from alerts.reading import Unread
from alerts.reading import read as read_rules
from alerts.rule import Rule
from dashboards.allowed import FIXED_WINDOWS, NO_COUNTERS
from dashboards.model import Dashboard, Kind, Panel, Query, Unit
from dashboards.reading import WINDOWS, Lines, Reading, chosen, texts
from queries.asked import Use, uses
from queries.labels import presence
from queries.logql import seconds as length
from queries.traceql import TraceQuery
from queries.tree import Aggregation, Binary, Call, Node, Selector, walk
from settings import Environment, Problem
from settings.durations import seconds

RATES = ("rate", "increase", "irate", "deriv", "delta")
COUNTERS = ("_total", "_count", "_sum", "_bucket")

WITHOUT_VALUE = (
    *("rate", "increase", "irate", "resets", "changes"),
    *("absent", "absent_over_time", "count", "group", "last_over_time", "present_over_time"),
    *("timestamp", "count_over_time", "predict_linear"),
)
"""What may be done with a counter: its own value says only when its pod began."""

CHOSEN = {length(window): name for name, window in WINDOWS.items()}
"""Windows that Grafana chooses."""

PER_SECOND = (Unit.PER_SECOND, Unit.OPERATIONS, Unit.BYTES_PER_SECOND)

_REGION = re.compile(r"\b(?:af|ap|ca|cn|eu|il|me|mx|sa|us)-[a-z]+-\d\b")
_LEGEND = re.compile(r"\{\{\s*([\w.]+)\s*\}\}")


def query_problems(
    where: str,
    made: Dashboard,
    panel: Panel,
    query: Query,
    reading: Reading | Lines,
    of: Sequence[Rule],
    environment: Environment,
) -> Iterator[Problem]:
    """Everything that is wrong with one query. of: the rules that point at its panel."""
    yield from _written(where, query, environment)
    match reading:
        case Unread(why=why):
            yield Problem(
                where, f"Its {type(query.asks).__name__} cannot be used: {why}.", "Mend the query."
            )
        case Lines():
            if panel.kind is not Kind.LOGS:
                yield Problem(
                    where,
                    "It shows numbers, and its query gives log lines.",
                    "Count them, or make it a panel of logs.",
                )
        case TraceQuery() | CloudWatch():
            pass
        case _:
            if panel.kind is Kind.LOGS:
                yield Problem(
                    where, "It shows log lines, and its query gives numbers.", "Leave out the sum."
                )
            yield from _of_numbers(where, made, panel, query, reading, of, environment)


def _written(where: str, query: Query, environment: Environment) -> Iterator[Problem]:
    """What is written out and should be chosen."""
    clusters = [environment.cluster_name(key) for key in environment.regions]
    regions = [region.aws_region for region in environment.regions.values()]
    for text in texts(query.asks):
        for found in dict.fromkeys((*_REGION.findall(text), *regions, *clusters)):
            if found in text:
                yield Problem(
                    where,
                    f"It asks for {found} by its name.",
                    'Ask for what is chosen: region=~"$region", cluster=~"$cluster".',
                )


def _of_numbers(
    where: str,
    made: Dashboard,
    panel: Panel,
    query: Query,
    tree: Node,
    of: Sequence[Rule],
    environment: Environment,
) -> Iterator[Problem]:
    for use in uses(tree):
        yield from _matchers(where, use)
        yield from _window(where, made, panel, use, of)
        if isinstance(query.asks, PromQL):
            yield from _counter(where, tree, use)
    if isinstance(query.asks, PromQL):
        yield from _rates(where, tree, environment)
    if panel.kind is not Kind.TABLE:
        yield from _legend(where, query, tree)
    yield from _unit(where, panel, tree)


def _matchers(where: str, use: Use) -> Iterator[Problem]:
    for matcher in use.selector.matchers:
        if chosen(matcher) and matcher.sign != "=~":
            yield Problem(
                where,
                f"{matcher.label}{matcher.sign} compares with a choice of several, or with All.",
                f'Write {matcher.label}=~"$…".',
            )


def _window(
    where: str, made: Dashboard, panel: Panel, use: Use, of: Sequence[Rule]
) -> Iterator[Problem]:
    """A window is as long as Grafana says, or as that of a rule that points at the panel."""
    function = next((f for f in reversed(use.functions) if f in RATES), "")
    is_log = use.selector.pipeline is not None
    window = use.selector.range
    if window is None or not (function or is_log):
        return
    if window in CHOSEN or window in _windows(of) or (made.uid, panel.id) in FIXED_WINDOWS:
        return
    yield Problem(
        where,
        f"{function or use.functions[-1]}() is over {window} s, whatever is looked at.",
        "Take $__rate_interval; of logs, $__auto. Else name it in dashboards/allowed.py.",
    )


def _windows(of: Sequence[Rule]) -> set[int]:
    """The windows of rules."""
    trees = read_rules(rule.query for rule in of).values()
    return {
        use.selector.range
        for tree in trees
        if not isinstance(tree, TraceQuery | CloudWatch | Unread)
        for use in uses(tree)
        if use.selector.range
    }


def _counter(where: str, tree: Node, use: Use) -> Iterator[Problem]:
    name = use.selector.metric
    # A recorded series is a rate already, and its name has a colon.
    if not name.endswith(COUNTERS) or ":" in name or name in NO_COUNTERS:
        return
    if set(use.functions) & set(WITHOUT_VALUE) or _began(tree, use.selector):
        return
    yield Problem(
        where,
        f"It shows `{name}` as it is: a counter, whose value says when its pod began.",
        "Take its rate, or its increase. If it is a gauge, name it in dashboards/allowed.py.",
    )


def _began(tree: Node, selector: Selector) -> bool:
    """Whether a counter is only there if it was not before (`alerts.promql.grown`)."""
    return any(
        part.left == selector
        for part in walk(tree)
        if isinstance(part, Binary) and part.operator == "unless"
    )


def _rates(where: str, tree: Node, environment: Environment) -> Iterator[Problem]:
    interval = seconds(environment.collectors.metrics.scrape_interval)
    for finding in metric_findings(tree, interval):
        if finding.lint in (Lint.COUNTER, Lint.RANGE, Lint.BUCKETS):
            yield Problem(where, finding.what, finding.fix)


def _legend(where: str, query: Query, tree: Node) -> Iterator[Problem]:
    for label in _LEGEND.findall(query.legend):
        if not presence(label, tree):
            yield Problem(
                where,
                f"Its legend speaks of {label}, a label that its result lacks.",
                "Aggregate by it, or leave it out of the legend.",
            )


def _unit(where: str, panel: Panel, tree: Node) -> Iterator[Problem]:
    """Whether a unit fits what is asked, as far as a query tells."""
    if (fitting := fits(tree)) and panel.unit not in fitting:
        names = " or ".join(unit.name for unit in fitting)
        yield Problem(
            where,
            f"Its unit is {panel.unit.name}, and its query gives {names}.",
            "Give it that unit, or ask something else.",
        )


def fits(tree: Node) -> tuple[Unit, ...]:
    """The units that a query's value can have; none where it does not tell."""
    top = tree
    while isinstance(top, Aggregation) and top.operator in ("sum", "max", "min", "avg", "topk"):
        top = top.of
    match top:
        case Call(function="histogram_quantile"):
            return (Unit.SECONDS,)
        case Call(function="rate", arguments=(Selector(metric=name),)) if name:
            if name.endswith("_bytes_total"):
                return (Unit.BYTES_PER_SECOND,)
            # Seconds in each second are a share, or a number of cores.
            return (Unit.PERCENT, Unit.SHORT) if "_seconds_" in name else _rate_of(name)
        case Selector(metric=name) if name.endswith("_bytes"):
            return (Unit.BYTES,)
        case _:
            return ()


def _rate_of(name: str) -> tuple[Unit, ...]:
    return PER_SECOND if name.endswith(COUNTERS) else ()
