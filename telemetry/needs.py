"""Which labels the series under a query must have, for the query to say what it says."""

from collections.abc import Iterator

from queries.asked import labels_of
from queries.labels import LE
from queries.tree import (
    SET_OPERATORS,
    Aggregation,
    Binary,
    Call,
    Node,
    Selector,
    Subquery,
    Text,
    is_scalar,
)

Labels = frozenset[str]

_SEVERAL = ("topk", "bottomk", "limitk", "limit_ratio", "approx_topk")
"""Aggregations that keep the series as they are."""

_NONE: Labels = frozenset()


def needs(node: Node, wanted: Labels = _NONE) -> Iterator[tuple[Selector, Labels]]:
    """Each selector with the labels that the query names for its series.

    wanted: labels that the whole result must have.
    """
    waiting: list[tuple[Node, Labels]] = [(node, wanted)]
    while waiting:
        current, labels = waiting.pop()
        match current:
            case Selector():
                yield current, labels | frozenset(labels_of(current))
            case Aggregation():
                waiting += _of_aggregation(current, labels)
            case Call():
                waiting += _of_call(current, labels)
            case Binary():
                waiting += _of_binary(current, labels)
            case Subquery():
                waiting.append((current.of, labels))
            case _:
                pass


def _of_aggregation(node: Aggregation, wanted: Labels) -> Iterator[tuple[Node, Labels]]:
    listed = frozenset(node.grouping.labels)
    if node.operator == "count_values" and isinstance(node.parameter, Text):
        listed -= {node.parameter.value}
    if node.operator in _SEVERAL:
        yield node.of, wanted | listed
    elif node.grouping.kind == "without":
        yield node.of, wanted - listed
    else:
        yield node.of, listed
    if node.parameter:
        yield node.parameter, _NONE


def _of_call(node: Call, wanted: Labels) -> Iterator[tuple[Node, Labels]]:
    texts = [argument.value for argument in node.arguments if isinstance(argument, Text)]
    match node.function:
        case "label_replace":
            wanted = (wanted - {texts[0]}) | frozenset(filter(None, texts[2:3]))
        case "label_join":
            wanted = (wanted - {texts[0]}) | frozenset(texts[2:])
        case "histogram_quantile" | "histogram_fraction":
            wanted |= {LE}
        case "absent" | "absent_over_time" | "scalar":
            wanted = _NONE
        case _:
            pass
    for argument in node.arguments:
        yield argument, (_NONE if is_scalar(argument) else wanted)


def _of_binary(node: Binary, wanted: Labels) -> Iterator[tuple[Node, Labels]]:
    left, right = node.left, node.right
    if is_scalar(left) or is_scalar(right):
        yield left, (_NONE if is_scalar(left) else wanted)
        yield right, (_NONE if is_scalar(right) else wanted)
        return
    matching = node.matching
    on = frozenset(matching.labels) if matching.kind == "on" else _NONE
    if node.operator in SET_OPERATORS:
        yield left, wanted | on
        yield right, (wanted | on if node.operator == "or" else on)
    elif matching.many:
        brought = frozenset(matching.brought)
        many, one = (left, right) if matching.many == "left" else (right, left)
        yield many, (wanted - brought) | on
        yield one, brought | on
    elif matching.kind == "on":
        yield left, on
        yield right, on
    else:
        # Sides find each other by all labels, so what the result has, both have.
        yield left, wanted
        yield right, wanted
