"""What the queries of panels say, with Grafana's variables replaced."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from alerts.query import CloudWatch, LogQL, PromQL, TraceQL
from alerts.query import Query as Asks
from alerts.reading import Unread
from queries import lezer, logql, promql, traceql
from queries.traceql import TraceQuery
from queries.tree import Matcher, Node, Selector

WINDOWS: Mapping[str, str] = {
    "__rate_interval": "4m1s",
    "__range": "3h1s",
    "__interval": "1m1s",
    "__auto": "1m1s",
}
"""Windows that Grafana chooses, as lengths that nobody writes: a tree still tells them apart."""

_VARIABLE = re.compile(r"\$(?:\{([A-Za-z_]\w*)(?:\.[\w.]+)?(?::\w+)?\}|([A-Za-z_]\w*))")
"""`$name` and `${name:format}`. `$1` is of a regular expression."""

Reading = Node | TraceQuery | CloudWatch | Unread


@dataclass(frozen=True)
class Lines:
    """A query that gives log lines, by the streams that it takes them from."""

    streams: Selector


def variables(text: str) -> frozenset[str]:
    """The variables that a text names, Grafana's own among them."""
    return frozenset(found[1] or found[2] for found in _VARIABLE.finditer(text))


def concrete(text: str) -> str:
    """A query without variables. What is chosen becomes `<name>`, which no one writes."""

    def value(found: re.Match[str]) -> str:
        name = found[1] or found[2]
        return WINDOWS.get(name, f"<{name}>")

    return _VARIABLE.sub(value, text)


def chosen(matcher: Matcher) -> bool:
    """Whether what a matcher wants is chosen at the top."""
    return bool(re.search(r"<[a-z]\w*>", matcher.value))


def read(queries: Iterable[Asks]) -> Mapping[Asks, Reading | Lines]:
    """Takes queries apart. One process of Node is for all of LogQL and TraceQL among them."""
    wanted = list(dict.fromkeys(queries))
    foreign = [query for query in wanted if isinstance(query, LogQL | TraceQL)]
    trees = lezer.parse_all(
        ("logql" if isinstance(query, LogQL) else "traceql", concrete(query.expr))
        for query in foreign
    )
    return {
        **{query: _here(query) for query in wanted if isinstance(query, PromQL | CloudWatch)},
        **{query: _foreign(query, tree) for query, tree in zip(foreign, trees, strict=True)},
    }


def _here(query: PromQL | CloudWatch) -> Reading:
    if isinstance(query, CloudWatch):
        return query
    try:
        return promql.parse(concrete(query.expr))
    except ValueError as error:
        return Unread(str(error))


def _foreign(query: LogQL | TraceQL, tree: lezer.Branch | lezer.ParseError) -> Reading | Lines:
    if isinstance(tree, lezer.ParseError):
        return Unread(str(tree))
    try:
        if isinstance(query, TraceQL):
            return traceql.asked(tree)
        return Lines(logql.lines(tree)) if gives_lines(tree) else logql.query(tree)
    except ValueError as error:
        return Unread(str(error))


def gives_lines(tree: lezer.Branch) -> bool:
    """Whether a LogQL query gives lines, not numbers."""
    return any(True for expression in tree.of("Expr") for _ in expression.of("LogExpr"))


def used(query: Asks) -> frozenset[str]:
    """The variables that a query uses."""
    return frozenset() if isinstance(query, CloudWatch) else variables(query.expr)
