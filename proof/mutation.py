"""Wrong versions of a rule: each must be caught by one of its cases, or the cases prove too little.

The changes are those that a tired person makes: a sign, a zero, a window, a label forgotten.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial

from alerts.query import LogQL, PromQL
from alerts.rule import Rule

_TURNED = {">": "<", "<": ">", ">=": "<=", "<=": ">="}
_STRING = r'"(?:[^"\\]|\\.)*"|`[^`]*`'
_COMPARISON = re.compile(rf"({_STRING})|(>=|<=|>|<)(?=\s)")
_RANGE = re.compile(r"(?<=\[)\d+[smhdw](?=\])")
_GROUPING = re.compile(r"(?<=\bby \()[\w, ]+(?=\))")
_INSIDE = rf"(?:{_STRING}|[^{{}}\"`])*"
_SELECTOR = re.compile(rf"(?<=\{{){_INSIDE}={_INSIDE}(?=\}})")
_MATCHER = re.compile(rf"\w+\s*(?:=~|!~|!=|=)\s*(?:{_STRING})")
_LABEL = re.compile(r"\w+")


@dataclass(frozen=True)
class Mutant:
    """A rule with one change, and the change in words: stable, so that a survivor can be named."""

    rule: Rule
    change: str


def mutants(rule: Rule) -> Iterator[Mutant]:
    """Every wrong version of a rule on metrics or logs."""
    fires = rule.fires
    turned = "below" if fires.comparison == "above" else "above"
    yield Mutant(replace(rule, fires=replace(fires, comparison=turned)), f"fires {turned}")
    if fires.threshold:
        for sign, factor in (("times", 10), ("by", 0.1)):
            changed = replace(fires, threshold=fires.threshold * factor)
            yield Mutant(replace(rule, fires=changed), f"threshold {sign} ten")
    # A rule on logs is asked at one moment: how long it holds is not proven here.
    if rule.pending != "0s" and isinstance(rule.query, PromQL):
        yield Mutant(replace(rule, pending="0s"), f"without its {rule.pending}")
    if isinstance(rule.query, PromQL | LogQL):
        for change, expr in _changes(rule.query.expr):
            yield Mutant(replace(rule, query=replace(rule.query, expr=expr)), change)


def _changes(expr: str) -> Iterator[tuple[str, str]]:
    """Changes of an expression.

    A window, a matcher or a label stands in one place of a rule's code and in several of its
    expression: it is changed in all of them at once, as a person would.
    """
    signs = [match for match in _COMPARISON.finditer(expr) if match[2]]
    for number, match in enumerate(signs, start=1):
        yield f"{match[2]} turned, {number}", _put(expr, match.span(2), _TURNED[match[2]])
    for window in dict.fromkeys(_RANGE.findall(expr)):
        doubled = f"{2 * int(window[:-1])}{window[-1]}"
        yield f"[{window}] doubled", expr.replace(f"[{window}]", f"[{doubled}]")
    selectors = [match[0] for match in _SELECTOR.finditer(expr)]
    matchers = [one[0] for selector in selectors for one in _MATCHER.finditer(selector)]
    for matcher in dict.fromkeys(matchers):
        yield f"without {matcher}", _SELECTOR.sub(partial(_without, matcher, _MATCHER), expr)
    groupings = [label for match in _GROUPING.finditer(expr) for label in match[0].split(", ")]
    for label in dict.fromkeys(groupings):
        yield f"not by {label}", _GROUPING.sub(partial(_without, label, _LABEL), expr)


def _without(part: str, parts: re.Pattern[str], match: re.Match[str]) -> str:
    return ", ".join(one[0] for one in parts.finditer(match[0]) if one[0] != part)


def _put(text: str, span: tuple[int, int], new: str) -> str:
    return text[: span[0]] + new + text[span[1] :]
