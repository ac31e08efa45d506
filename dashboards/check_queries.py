"""What is wrong with a query of a panel, beside being no query at all."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from alerts.lint import Lint, metric_findings
from alerts.query import CloudWatch, PromQL
from alerts.reading import Unread
from alerts.reading import read as read_rules
from alerts.rule import Rule
from dashboards.allowed import FIXED_WINDOWS, NO_COUNTERS
from dashboards.model import Dashboard, Kind, Panel, Query, Unit
from dashboards.reading import WINDOWS, Lines, Reading, chosen
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

_REGION = re.compile(r"\b(?:af|ap|ca|cn|eu|il|me|mx|sa|us)-[a-z]+-\d\b")
_LINKED = re.compile(r"__field\.labels\.(\w+)")
_LEGEND = re.compile(r"\{\{\s*([\w.]+)\s*\}\}")


@dataclass(frozen=True)
class Asked:
    """A query where it is asked. of: the rules that point at its panel."""

    made: Dashboard
    panel: Panel
    query: Query
    of: Sequence[Rule]
    environment: Environment

    @property
    def where(self) -> str:
        """The panel, for people."""
        return where(self.made, self.panel)

    def problem(self, what: str, fix: str) -> Problem:
        """One thing that is wrong with it."""
        return Problem(self.where, what, fix)


def where(made: Dashboard, panel: Panel) -> str:
    """A panel, for people."""
    return f"{made.uid}: panel {panel.id} ({panel.title})"


def query_problems(asked: Asked, reading: Reading | Lines) -> Iterator[Problem]:
    """Everything that is wrong with one query."""
    yield from _written(asked)
    is_log = asked.panel.kind is Kind.LOGS
    match reading:
        case Unread(why=why):
            kind = type(asked.query.asks).__name__
            yield asked.problem(f"Its {kind} cannot be used: {why}.", "Mend the query.")
        case Lines():
            if not is_log:
                yield asked.problem(
                    "It shows numbers, and its query gives log lines.",
                    "Count them, or make it a panel of logs.",
                )
        case TraceQuery() | CloudWatch():
            pass
        case _:
            if is_log:
                yield asked.problem(
                    "It shows log lines, and its query gives numbers.", "Ask for the lines."
                )
            yield from _of_numbers(asked, reading)


def _written(asked: Asked) -> Iterator[Problem]:
    """What is written out and should be chosen."""
    environment = asked.environment
    clusters = [environment.cluster_name(key) for key in environment.regions]
    regions = [region.aws_region for region in environment.regions.values()]
    text = "" if isinstance(asked.query.asks, CloudWatch) else asked.query.asks.expr
    for found in dict.fromkeys((*_REGION.findall(text), *regions, *clusters)):
        if found in text:
            yield asked.problem(
                f"It asks for {found} by its name.",
                'Ask for what is chosen: region=~"$region", cluster=~"$cluster".',
            )


def _of_numbers(asked: Asked, tree: Node) -> Iterator[Problem]:
    windows = _windows(asked.of)
    for use in uses(tree):
        yield from _matchers(asked, use)
        yield from _window(asked, use, windows)
        if isinstance(asked.query.asks, PromQL):
            yield from _counter(asked, tree, use)
    if isinstance(asked.query.asks, PromQL):
        yield from _rates(asked, tree)
    if asked.panel.kind is not Kind.TABLE:
        yield from _labels(asked, tree)
    yield from _unit(asked, tree)


def _matchers(asked: Asked, use: Use) -> Iterator[Problem]:
    for matcher in use.selector.matchers:
        if chosen(matcher) and matcher.sign != "=~":
            yield asked.problem(
                f"{matcher.label}{matcher.sign} compares with a choice of several, or with All.",
                f'Write {matcher.label}=~"$…".',
            )


def _window(asked: Asked, use: Use, of_rules: set[int]) -> Iterator[Problem]:
    """A window is as long as Grafana says, or as that of a rule that points at the panel."""
    function = next((f for f in reversed(use.functions) if f in RATES), "")
    window = use.selector.range
    if window is None or not (function or use.selector.pipeline):
        return
    allowed = (asked.made.uid, asked.panel.id) in FIXED_WINDOWS
    if not (window in CHOSEN or window in of_rules or allowed):
        yield asked.problem(
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


def _counter(asked: Asked, tree: Node, use: Use) -> Iterator[Problem]:
    name = use.selector.metric
    # A recorded series is a rate already, and its name has a colon.
    if not name.endswith(COUNTERS) or ":" in name or name in NO_COUNTERS:
        return
    if not (set(use.functions) & set(WITHOUT_VALUE) or _began(tree, use.selector)):
        yield asked.problem(
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


def _rates(asked: Asked, tree: Node) -> Iterator[Problem]:
    interval = seconds(asked.environment.collectors.metrics.scrape_interval)
    for finding in metric_findings(tree, interval):
        if finding.lint in (Lint.COUNTER, Lint.RANGE, Lint.BUCKETS):
            yield asked.problem(finding.what, finding.fix)


def _labels(asked: Asked, tree: Node) -> Iterator[Problem]:
    """Labels that a legend or a link to what is behind speaks of."""
    linked = [name for link in asked.panel.data_links for name in _LINKED.findall(link.url)]
    for what, labels in (("legend", _LEGEND.findall(asked.query.legend)), ("link", linked)):
        for label in dict.fromkeys(labels):
            if not presence(label, tree):
                yield asked.problem(
                    f"Its {what} speaks of {label}, a label that its result lacks.",
                    f"Aggregate by it, or leave it out of the {what}.",
                )


def _unit(asked: Asked, tree: Node) -> Iterator[Problem]:
    """Whether a unit fits what is asked, as far as a query tells."""
    # The unit of a heatmap is that of its buckets.
    is_heatmap = asked.panel.kind is Kind.HEATMAP
    if (fitting := fits(tree)) and not is_heatmap and asked.panel.unit not in fitting:
        names = " or ".join(unit.name for unit in fitting)
        yield asked.problem(
            f"Its unit is {asked.panel.unit.name}, and its query gives {names}.",
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
        case Call(function="rate", arguments=(Selector(metric=name),)):
            return _of_rate(name)
        case Selector(metric=name) if name.endswith("_bytes"):
            return (Unit.BYTES,)
        case _:
            return ()


def _of_rate(name: str) -> tuple[Unit, ...]:
    if name.endswith(("_bytes_total", "_bytes_sum")):
        return (Unit.BYTES_PER_SECOND,)
    if name.endswith(("_seconds_total", "_seconds_sum")):
        # Seconds in each second are a share, or a number of cores.
        return (Unit.PERCENT, Unit.SHORT)
    return (Unit.PER_SECOND, Unit.OPERATIONS) if name else ()
