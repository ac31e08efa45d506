"""What a metric query is made of, in PromQL and in LogQL alike."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

SET_OPERATORS = ("and", "or", "unless")
COMPARISONS = ("==", "!=", ">", ">=", "<", "<=")

_SCALARS = ("scalar", "time", "pi")


@dataclass(frozen=True)
class Matcher:
    """What a label must be. sign: `=`, `!=`, `=~`, `!~`; of log lines also `>` and its like."""

    label: str
    sign: str
    value: str


@dataclass(frozen=True)
class Pipeline:
    """What the lines of a stream go through before they are counted.

    filters: each a sign such as `|=`, and what it looks for.
    parsers: those that make a label of every field, such as `json` without more.
    fields: labels that a parser takes from a named field, as `(label, field)`.
    conditions: on labels, those of fields among them.
    made: labels that `label_format` sets.
    unwrapped: the label whose value is taken.
    """

    filters: tuple[tuple[str, str], ...] = ()
    parsers: tuple[str, ...] = ()
    fields: tuple[tuple[str, str], ...] = ()
    conditions: tuple[Matcher, ...] = ()
    made: tuple[str, ...] = ()
    unwrapped: str = ""


@dataclass(frozen=True)
class Selector:
    """Series, or streams of logs. Times are in seconds.

    metric: empty for logs, and where a metric's name is not written out.
    range: none where values of now are asked for.
    """

    metric: str
    matchers: tuple[Matcher, ...]
    range: int | None = None
    offset: int = 0
    pipeline: Pipeline | None = None


@dataclass(frozen=True)
class Number:
    value: float


@dataclass(frozen=True)
class Text:
    value: str


@dataclass(frozen=True)
class Call:
    """A function of its arguments."""

    function: str
    arguments: tuple["Node", ...]


@dataclass(frozen=True)
class Grouping:
    """The labels that an aggregation keeps (`by`) or takes away (`without`)."""

    kind: Literal["by", "without"]
    labels: tuple[str, ...]


@dataclass(frozen=True)
class Aggregation:
    """One of several, such as `sum`. parameter: what `topk` and its like take beside them."""

    operator: str
    of: "Node"
    grouping: Grouping
    parameter: "Node | None" = None


@dataclass(frozen=True)
class Matching:
    """How the two sides of an operator find each other.

    kind: only by these labels (`on`), or by all but these (`ignoring`).
    many: the side that may have several, with `group_left` or `group_right`.
    brought: labels that it gets from the other side.
    """

    kind: Literal["on", "ignoring"] = "ignoring"
    labels: tuple[str, ...] = ()
    many: Literal["left", "right"] | None = None
    brought: tuple[str, ...] = ()


@dataclass(frozen=True)
class Binary:
    """Two sides and an operator between them. as_bool: a comparison that gives 0 or 1."""

    operator: str
    left: "Node"
    right: "Node"
    matching: Matching = Matching()
    as_bool: bool = False


@dataclass(frozen=True)
class Subquery:
    """A query asked again and again over a range. Times are in seconds."""

    of: "Node"
    range: int
    offset: int = 0


Node = Selector | Number | Text | Call | Aggregation | Binary | Subquery
"""A part of a query, or a whole one. A minus sign before a part is a product with -1."""


def parts(node: Node) -> tuple[Node, ...]:
    """What it is directly made of."""
    match node:
        case Call():
            return node.arguments
        case Aggregation():
            return (node.parameter, node.of) if node.parameter else (node.of,)
        case Subquery():
            return (node.of,)
        case Binary():
            return (node.left, node.right)
        case _:
            return ()


def walk(node: Node) -> Iterator[Node]:
    """It and all that is in it. A chain of hundreds of `or` is deep, so this does not recur."""
    waiting = [node]
    while waiting:
        current = waiting.pop()
        yield current
        waiting += reversed(parts(current))


def is_scalar(node: Node) -> bool:
    """Whether it is one number without labels, which operators give to all of the other side."""
    while isinstance(node, Binary):
        if not is_scalar(node.right):
            return False
        node = node.left
    return isinstance(node, Number) or (isinstance(node, Call) and node.function in _SCALARS)
