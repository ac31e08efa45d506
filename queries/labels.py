"""Which labels the result of a metric query has."""

import re
from enum import IntEnum

from queries.tree import (
    SET_OPERATORS,
    Aggregation,
    Binary,
    Call,
    Node,
    Number,
    Selector,
    Subquery,
    Text,
    is_scalar,
)

LE = "le"
"""The label by which a histogram's buckets are told apart."""


class Presence(IntEnum):
    """Whether a result has a label."""

    NO = 0
    MAYBE = 1
    YES = 2


def presence(label: str, node: Node) -> Presence:
    """Whether every, some or no series of the result has the label.

    A series is taken to have the labels that an aggregation asks for by name.
    """
    match node:
        case Selector():
            return _of_series(label, node)
        case Call():
            return _of_call(label, node)
        case Aggregation():
            return _of_aggregation(label, node)
        case Binary():
            return _of_binary(label, node)
        case Subquery():
            return presence(label, node.of)
        case Number() | Text():
            return Presence.NO


def _of_series(label: str, selector: Selector) -> Presence:
    if selector.pipeline and label in selector.pipeline.made:
        return Presence.YES
    wanted = [m for m in selector.matchers if m.label == label]
    if any(m.sign == "=" and not m.value for m in wanted):
        return Presence.NO
    return Presence.YES if any(_needs_a_value(m.sign, m.value) for m in wanted) else Presence.MAYBE


def _needs_a_value(sign: str, value: str) -> bool:
    match sign:
        case "=":
            return bool(value)
        case "!=":
            return not value
        case "=~":
            return not _matches_nothing(value, unknown=True)
        case _:
            return _matches_nothing(value, unknown=False)


def _matches_nothing(pattern: str, *, unknown: bool) -> bool:
    """Whether it matches an empty value; `unknown` where Python does not read the expression."""
    try:
        return re.fullmatch(pattern, "") is not None
    except re.error:
        return unknown


def _of_call(label: str, call: Call) -> Presence:  # noqa: PLR0911 - one for each kind
    match call.function:
        case "vector" | "scalar" | "time" | "pi":
            return Presence.NO
        case "absent" | "absent_over_time":
            return _of_absence(label, call.arguments[0])
        case "label_replace":
            return _replaced(label, call)
        case "label_join":
            target, _, *sources = [a.value for a in call.arguments if isinstance(a, Text)]
            if label == target:
                return max(presence(source, call.arguments[0]) for source in sources)
        case "histogram_quantile" | "histogram_fraction":
            if label == LE:
                return Presence.NO
        case "info":
            return max(presence(label, call.arguments[0]), Presence.MAYBE)
        case _:
            pass
    # Every other function keeps the labels of the series that it is of, if of any.
    series = [argument for argument in call.arguments if not _is_plain(argument)]
    return presence(label, series[0]) if series else Presence.NO


def _is_plain(node: Node) -> bool:
    return isinstance(node, Text) or is_scalar(node)


def _of_absence(label: str, of: Node) -> Presence:
    if not isinstance(of, Selector):
        return Presence.NO
    wanted = [m for m in of.matchers if m.label == label]
    told = len(wanted) == 1 and wanted[0].sign == "=" and wanted[0].value
    return Presence.YES if told else Presence.NO


def _replaced(label: str, call: Call) -> Presence:
    of = call.arguments[0]
    target, replacement, source, pattern = [
        argument.value for argument in call.arguments if isinstance(argument, Text)
    ]
    before = presence(label, of)
    if label != target:
        return before
    if not source:
        # A source without a name is always empty.
        if not _matches_nothing(pattern, unknown=True):
            return before
        return Presence.YES if replacement and "$" not in replacement else Presence.NO
    if replacement and pattern in ("(.+)", ".+"):
        return max(before, presence(source, of))
    return Presence.MAYBE


def _of_aggregation(label: str, node: Aggregation) -> Presence:
    within = presence(label, node.of)
    match node.operator:
        case "topk" | "bottomk" | "limitk" | "limit_ratio" | "sort" | "sort_desc" | "approx_topk":
            return within
        case "count_values" if isinstance(node.parameter, Text) and label == node.parameter.value:
            return Presence.YES
        case _:
            pass
    listed = label in node.grouping.labels
    if node.grouping.kind == "without":
        return Presence.NO if listed else within
    return Presence.YES if listed and within else Presence.NO


def _of_binary(label: str, node: Binary) -> Presence:
    # A chain of hundreds of `or` is deep to the left: one step down for each, without recursion.
    chain: list[Binary] = []
    left: Node = node
    while isinstance(left, Binary):
        chain.append(left)
        left = left.left
    found, scalar = presence(label, left), is_scalar(left)
    for link in reversed(chain):
        right, right_scalar = presence(label, link.right), is_scalar(link.right)
        if link.operator not in SET_OPERATORS and (scalar or right_scalar):
            found = right if scalar else found
        else:
            found = _joined(label, link, found, right)
        scalar = scalar and right_scalar
    return found


def _joined(label: str, node: Binary, left: Presence, right: Presence) -> Presence:
    """Of two sides that both have series."""
    matching = node.matching
    match node.operator:
        case "and" | "unless":
            return left
        case "or":
            return left if left == right else Presence.MAYBE
        case _:
            pass
    if matching.many:
        many, one = (left, right) if matching.many == "left" else (right, left)
        return one if label in matching.brought else many
    if (label in matching.labels) != (matching.kind == "on"):
        return Presence.NO
    # Sides only match where they agree, so what one surely has or lacks, the other does.
    sides = {left, right}
    if Presence.NO in sides:
        return Presence.NO
    return max(sides)
