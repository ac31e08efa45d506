"""PromQL, by the Python bindings of the Rust parser `promql-parser`."""

from datetime import timedelta
from typing import Literal, cast

import promql_parser as rust

from queries.tree import (
    Aggregation,
    Binary,
    Call,
    Grouping,
    Matcher,
    Matching,
    Node,
    Number,
    Selector,
    Subquery,
    Text,
)

NAME = "__name__"

_SIGNS = (
    (rust.MatchOp.Equal, "="),
    (rust.MatchOp.NotEqual, "!="),
    (rust.MatchOp.Re, "=~"),
    (rust.MatchOp.NotRe, "!~"),
)
"""The parser's enumerations cannot be keys."""


def parse(expr: str) -> Node:
    """The tree of an expression. Raises ValueError with the parser's own words."""
    return _node(rust.parse(expr))


def _node(expr: rust.Expr) -> Node:  # noqa: PLR0911 - one for each kind of node
    match expr:
        case rust.BinaryExpr():
            return _binary(expr)
        case rust.ParenExpr():
            return _node(expr.expr)
        case rust.AggregateExpr():
            return _aggregation(expr)
        case rust.Call():
            arguments = cast("list[rust.Expr]", expr.args)
            return Call(expr.func.name, tuple(_node(argument) for argument in arguments))
        case rust.VectorSelector():
            return _selector(expr)
        case rust.MatrixSelector():
            return _selector(expr.vector_selector, _seconds(expr.range))
        case rust.SubqueryExpr():
            return Subquery(_node(expr.expr), _seconds(expr.range), _seconds(expr.offset))
        case rust.UnaryExpr():
            return Binary("*", Number(-1), _node(expr.expr))
        case rust.NumberLiteral():
            return Number(expr.val)
        case rust.StringLiteral():
            return Text(expr.val)
        case _:
            raise ValueError(f"{type(expr).__name__} is not known here")


def _binary(expr: rust.BinaryExpr) -> Node:
    # `a or b or c` grows to the left: one step down for each, without recursion.
    chain: list[rust.BinaryExpr] = []
    left: rust.Expr = expr
    while isinstance(left, rust.BinaryExpr):
        chain.append(left)
        left = left.lhs
    node = _node(left)
    for link in reversed(chain):
        bool_ = link.modifier is not None and link.modifier.return_bool
        matching = _matching(link.modifier)
        node = Binary(str(link.op), node, _node(link.rhs), matching, bool_)
    return node


def _matching(modifier: rust.BinModifier | None) -> Matching:
    if modifier is None:
        return Matching()
    on = modifier.matching
    return Matching(
        kind="on" if on and on.type == rust.LabelModifierType.Include else "ignoring",
        labels=tuple(on.labels) if on else (),
        many=_many(modifier.card),
        brought=tuple(modifier.group_labels or ()),
    )


def _many(card: rust.VectorMatchCardinality) -> Literal["left", "right"] | None:
    if card == rust.VectorMatchCardinality.ManyToOne:
        return "left"
    return "right" if card == rust.VectorMatchCardinality.OneToMany else None


def _aggregation(expr: rust.AggregateExpr) -> Aggregation:
    modifier = expr.modifier
    without = modifier is not None and modifier.type == rust.AggModifierType.Without
    grouping = Grouping("without" if without else "by", tuple(modifier.labels if modifier else ()))
    parameter = cast("rust.Expr | None", expr.param)
    return Aggregation(
        str(expr.op), _node(expr.expr), grouping, None if parameter is None else _node(parameter)
    )


def _selector(expr: rust.VectorSelector, range_: int | None = None) -> Selector:
    if expr.matchers.or_matchers:
        raise ValueError("`or` between matchers is not of Prometheus")
    matchers = [
        Matcher(m.name, next(sign for op, sign in _SIGNS if op == m.op), m.value)
        for m in expr.matchers.matchers
    ]
    names = [m.value for m in matchers if m.label == NAME and m.sign == "="]
    return Selector(
        expr.name or (names[0] if names else ""),
        tuple(m for m in matchers if m.label != NAME or m.sign != "="),
        range_,
        _seconds(expr.offset),
    )


def _seconds(time: timedelta | None) -> int:
    return int(time.total_seconds()) if time else 0
