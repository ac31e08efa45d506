"""What the queries of rules say, by the parsers of `queries`."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from alerts.query import CloudWatch, LogQL, PromQL, Query, TraceQL
from queries import asked, labels, lezer, logql, promql, traceql
from queries.labels import Presence
from queries.traceql import TraceQuery
from queries.tree import Node


@dataclass(frozen=True)
class Unread:
    """A query that its parser refuses, and the parser's words."""

    why: str


Reading = Node | TraceQuery | CloudWatch | Unread
"""A query, taken apart. Of CloudWatch there is nothing to parse."""


def read(queries: Iterable[Query]) -> Mapping[Query, Reading]:
    """Takes queries apart. One process of Node is for all of LogQL and TraceQL among them."""
    wanted = list(dict.fromkeys(queries))
    foreign = [query for query in wanted if isinstance(query, LogQL | TraceQL)]
    trees = lezer.parse_all(
        ("logql" if isinstance(query, LogQL) else "traceql", query.expr) for query in foreign
    )
    branches = dict(zip(foreign, trees, strict=True))
    return {query: _reading(query, branches) for query in wanted}


def look_back(query: Query) -> int:
    """Seconds from the time of evaluation to the oldest data that a query may need.

    Raises ValueError for one that does not parse.
    """
    match query:
        case TraceQL():
            return query.window
        case CloudWatch():
            # One period goes on, one may still miss data that come late, one is whole.
            return 3 * query.period
        case PromQL() | LogQL():
            pass
    reading = read([query])[query]
    if isinstance(reading, Unread):
        raise ValueError(reading.why)
    return asked.look_back(reading) if isinstance(reading, Node) else 0


def presence(label: str, reading: Reading) -> Presence:
    """Whether the result of a query has a label."""
    match reading:
        case TraceQuery():
            return Presence.YES if label in reading.groups else Presence.NO
        case CloudWatch():
            return Presence.YES if label == reading.dimension else Presence.NO
        case Unread():
            return Presence.MAYBE
        case _:
            return labels.presence(label, reading)


def labels_known(reading: Reading) -> list[str]:
    """The labels that the result may have, as far as they are written in the query."""
    match reading:
        case TraceQuery():
            return sorted(reading.groups)
        case CloudWatch():
            return [reading.dimension]
        case Unread():
            return []
        case _:
            named = asked.labels_named(reading)
            return sorted(label for label in named if labels.presence(label, reading))


def _reading(
    query: Query, branches: Mapping[LogQL | TraceQL, lezer.Branch | lezer.ParseError]
) -> Reading:
    try:
        match query:
            case CloudWatch():
                return query
            case PromQL():
                return promql.parse(query.expr)
            case LogQL() | TraceQL():
                branch = branches[query]
                if isinstance(branch, lezer.ParseError):
                    return Unread(str(branch))
                return (logql if isinstance(query, LogQL) else traceql).query(branch)
    except ValueError as error:
        return Unread(str(error))
