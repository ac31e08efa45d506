"""What a query asks for: its selectors, how far back they reach, and the labels that it names."""

from collections.abc import Iterator
from dataclasses import dataclass

from queries.tree import Aggregation, Binary, Call, Node, Selector, Subquery, Text, parts, walk

STALE = 300
"""Seconds after which a series without a new value is not there for a query of now."""


@dataclass(frozen=True)
class Use:
    """A selector and where in the query it stands.

    functions: those that it is in, from the outside in, aggregations among them.
    back: seconds from the time of the query to the oldest value that counts.
    """

    selector: Selector
    functions: tuple[str, ...]
    back: int


def uses(node: Node) -> Iterator[Use]:
    """Every selector, in the order in which they are written."""
    waiting: list[tuple[Node, tuple[str, ...], int]] = [(node, (), 0)]
    while waiting:
        current, functions, back = waiting.pop()
        match current:
            case Selector():
                reach = STALE if current.range is None else current.range
                yield Use(current, functions, back + reach + current.offset)
                continue
            case Call():
                functions = (*functions, current.function)
            case Aggregation():
                functions = (*functions, current.operator)
            case Subquery():
                back += current.range + current.offset
            case _:
                pass
        waiting += ((part, functions, back) for part in reversed(parts(current)))


def look_back(node: Node) -> int:
    """Seconds from the time of the query to the oldest value that it may need."""
    return max((use.back for use in uses(node)), default=0)


def labels_named(node: Node) -> frozenset[str]:
    """Every label that is written in it: those of series, of streams, and those that it makes."""
    return frozenset(name for part in walk(node) for name in _named(part))


def labels_of(selector: Selector) -> Iterator[str]:
    """The labels that a selector itself names."""
    yield from (matcher.label for matcher in selector.matchers)
    if pipeline := selector.pipeline:
        yield from (label for label, _ in pipeline.fields)
        yield from (condition.label for condition in pipeline.conditions)
        yield from pipeline.made
        if pipeline.unwrapped:
            yield pipeline.unwrapped


def _named(node: Node) -> Iterator[str]:
    match node:
        case Selector():
            yield from labels_of(node)
        case Aggregation():
            yield from node.grouping.labels
        case Binary():
            yield from (*node.matching.labels, *node.matching.brought)
        case Call(function="label_replace" | "label_join", arguments=arguments):
            # In both, a label is every second text but the first: the replacement or separator,
            # and a regular expression, are between and after them.
            texts = [argument.value for argument in arguments if isinstance(argument, Text)]
            sources = texts[2:3] if node.function == "label_replace" else texts[2:]
            yield from filter(None, (texts[0], *sources))
        case _:
            pass
