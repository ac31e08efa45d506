"""LogQL: from the tree of Grafana's grammar to what a query is made of."""

import ast
import re
from collections.abc import Iterator, Mapping

from queries.lezer import Branch
from queries.tree import (
    Aggregation,
    Binary,
    Call,
    Grouping,
    Matcher,
    Matching,
    Node,
    Number,
    Pipeline,
    Selector,
    Text,
)

_PRECEDENCE = {
    "or": 1,
    "and": 2,
    "unless": 2,
    **dict.fromkeys(("==", "!=", ">", ">=", "<", "<="), 3),
    **dict.fromkeys(("+", "-"), 4),
    **dict.fromkeys(("*", "/", "%"), 5),
    "^": 6,
}
"""As Loki has it. The grammar is one for colours: it takes operators from left to right."""

_OPERATORS = (
    *("Or", "And", "Unless", "Eql", "Neq", "Gtr", "Gte", "Lss", "Lte"),
    *("Add", "Sub", "Mul", "Div", "Mod", "Pow"),
)

_UNITS: Mapping[str, float] = {
    **{"ns": 1e-9, "us": 1e-6, "µs": 1e-6, "ms": 1e-3, "s": 1, "m": 60, "h": 3600},
    **{"d": 86_400, "w": 604_800, "y": 31_536_000},
}

_CONDITIONS = ("Matcher", "IpLabelFilter", "DurationFilter", "BytesFilter", "NumberFilter")


def query(tree: Branch) -> Node:
    """A metric query. Raises ValueError for one that gives lines: nothing can compare those."""
    expressions = tree.of("Expr")
    if len(expressions) != 1 or not expressions[0].of("MetricExpr"):
        raise ValueError("it gives log lines, not numbers")
    return _node(expressions[0])


def lines(tree: Branch) -> Selector:
    """The streams of a query that gives lines. Raises ValueError for one that gives numbers."""
    expressions = tree.of("Expr")
    logs = [found for expression in expressions for found in expression.of("LogExpr")]
    if len(logs) != 1:
        raise ValueError("it gives numbers, not log lines")
    return _selector(logs[0])


def seconds(duration: str) -> int:
    """`1h30m` in whole seconds."""
    return int(
        sum(float(n) * _UNITS[unit] for n, unit in re.findall(r"([\d.]+)([a-zµ]+)", duration))
    )


def _node(branch: Branch) -> Node:  # noqa: PLR0911 - one for each kind of node
    match branch.name:
        case "Expr" | "MetricExpr":
            return _node(branch.branches[0])
        case "BinOpExpr":
            return _climb(*_chain(branch), 0)
        case "VectorAggregationExpr":
            return _aggregation(branch)
        case "RangeAggregationExpr":
            return _over_a_range(branch)
        case "LabelReplaceExpr":
            texts = [Text(_unquoted(text.text)) for text in branch.of("String")]
            return Call("label_replace", (_node(branch.of("MetricExpr")[0]), *texts))
        case "VectorExpr":
            return Call("vector", (_number(branch),))
        case "LiteralExpr":
            return _number(branch)
        case _:
            raise ValueError(f"{branch.name} is not known here")


def _number(branch: Branch) -> Number:
    number = float(branch.of("Number")[0].text)
    return Number(-number if branch.of("Sub") else number)


def _chain(branch: Branch) -> tuple[list[Node], list[Branch]]:
    """The operands and, one fewer, the operators between them, of a stretch without brackets."""
    operands: list[Node] = []
    operators: list[Branch] = []
    left, right = branch.of("Expr")
    for side in (left, right):
        inner = side.branches[0].branches[0]
        # Of what is in brackets, a MetricExpr is directly in another.
        if inner.name == "BinOpExpr":
            within, between = _chain(inner)
            operands += within
            operators += between
        else:
            operands.append(_node(side))
        if side is left:
            operators.append(branch)
    return operands, operators


def _climb(operands: list[Node], operators: list[Branch], lowest: int) -> Node:
    """Takes the first operand, and what follows by operators that bind as tightly as `lowest`."""
    node = operands.pop(0)
    while operators:
        operator = operators[0].of(*_OPERATORS)[0].text
        tightness = _PRECEDENCE[operator]
        if tightness < lowest:
            break
        modifier = operators.pop(0).of("BinOpModifier")[0]
        # Powers go from right to left, the others from left to right.
        right = _climb(operands, operators, tightness + (operator != "^"))
        node = Binary(operator, node, right, _matching(modifier), bool(modifier.of("Bool")))
    return node


def _matching(modifier: Branch) -> Matching:
    on = modifier.of("OnOrIgnoringModifier")
    groups = [g.name for g in modifier.of("GroupLeft", "GroupRight")]
    return Matching(
        kind="on" if on and on[0].of("On") else "ignoring",
        labels=_labels(on[0]) if on else (),
        many=("left" if groups[0] == "GroupLeft" else "right") if groups else None,
        brought=tuple(name for g in modifier.of("GroupingLabels") for name in _labels(g)),
    )


def _labels(branch: Branch) -> tuple[str, ...]:
    return tuple(label.text for label in branch.all("LabelName", "Identifier"))


def _grouping(branch: Branch) -> Grouping | None:
    for grouping in branch.of("Grouping"):
        return Grouping("without" if grouping.of("Without") else "by", _labels(grouping))
    return None


def _aggregation(branch: Branch) -> Aggregation:
    parameters = branch.of("Number")
    return Aggregation(
        branch.of("VectorOp")[0].text,
        _node(branch.of("MetricExpr")[0]),
        _grouping(branch) or Grouping("by", ()),
        Number(float(parameters[0].text)) if parameters else None,
    )


def _over_a_range(branch: Branch) -> Node:
    function = branch.of("RangeOp")[0].text
    numbers = [Number(float(number.text)) for number in branch.of("Number")]
    call = Call(function, (*numbers, _selector(branch.of("LogRangeExpr")[0])))
    grouping = _grouping(branch)
    return Aggregation(function, call, grouping) if grouping else call


def _selector(branch: Branch) -> Selector:
    ranges, offsets = list(branch.all("Range")), list(branch.all("OffsetExpr"))
    return Selector(
        "",
        tuple(_matcher(matcher) for matcher in branch.of("Selector")[0].all("Matcher")),
        seconds(ranges[0].text) if ranges else None,
        seconds(offsets[0].of("Duration")[0].text) if offsets else 0,
        _pipeline(branch),
    )


def _pipeline(branch: Branch) -> Pipeline:
    stages = branch.of("PipelineExpr", "UnwrapExpr")
    fields = [e for stage in stages for e in stage.all("LabelExtractionExpression")]
    parsers = [p for stage in stages for p in stage.all("LabelParser", "LogfmtParser")]
    return Pipeline(
        filters=tuple(f for s in stages for line in s.all("LineFilter") for f in _filters(line)),
        parsers=tuple(parser.branches[0].text for parser in parsers),
        fields=tuple(_field(extraction) for extraction in fields),
        conditions=tuple(
            _matcher(condition)
            for stage in stages
            for where in stage.all("LabelFilter")
            for condition in (*where.of(*_CONDITIONS), *_within(where, "UnitFilter"))
        ),
        made=tuple(made.branches[0].text for s in stages for made in s.all("LabelFormatMatcher")),
        unwrapped="".join(
            u.of("Identifier")[0].text
            for s in stages
            for u in s.all("UnwrapExpr")
            if u.of("Identifier")
        ),
    )


def _within(branch: Branch, name: str) -> Iterator[Branch]:
    for found in branch.of(name):
        yield from found.branches


def _filters(line: Branch) -> Iterator[tuple[str, str]]:
    sign = line.of("Filter")[0].text
    for text in line.all("String"):
        yield sign, _unquoted(text.text)


def _field(extraction: Branch) -> tuple[str, str]:
    label = extraction.of("Identifier")[0].text
    paths = extraction.of("String")
    return label, _unquoted(paths[0].text) if paths else label


def _matcher(branch: Branch) -> Matcher:
    label, sign, *value = branch.branches
    return Matcher(label.text, sign.text, _unquoted(value[-1].text))


def _unquoted(text: str) -> str:
    if text.startswith("`"):
        return text[1:-1]
    # Go's escapes are Python's, but for those that no query needs.
    return str(ast.literal_eval(text)) if text.startswith('"') else text
