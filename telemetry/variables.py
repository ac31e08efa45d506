"""Grafana's variables in the queries of dashboards, replaced by the widest that they can be."""

import re
from collections.abc import Sequence

from dashboards.model import Variable

_VARIABLE = re.compile(r"\$(\w+)|\$\{(\w+)(?::\w+)?\}|\[\[(\w+)(?::\w+)?\]\]")
"""The three spellings that Grafana has: $name, ${name:format}, [[name]]."""

_BUILT_IN = {
    "__rate_interval": "5m",
    "__interval": "1m",
    "__range": "3h",
    "__auto": "1m",
    "__interval_ms": "60000",
    "__range_s": "10800",
    "__range_ms": "10800000",
    "__from": "0",
    "__to": "0",
}
"""Grafana's own: any value of the right kind, since what is asked for does not depend on it."""


def replaced(expr: str, variables: Sequence[Variable]) -> str:
    """The query as it is for All. What is no variable stays, such as `$1` of `label_replace`."""
    values = {**{variable.name: variable.all_value for variable in variables}, **_BUILT_IN}

    def value(found: re.Match[str]) -> str:
        name = found[1] or found[2] or found[3]
        return values.get(name, found[0])

    return _VARIABLE.sub(value, expr)


def asked_by(variable: Variable) -> tuple[str, str] | None:
    """A variable's own query: the selector that it asks for, and the label whose values it shows.

    None for what is not `label_values(selector, label)`; without a selector it would be everything.
    """
    text = variable.query.strip()
    if not (text.startswith("label_values(") and text.endswith(")")):
        return None
    # A label has no comma in it, so what stands before the last one is the selector.
    selector, comma, label = text[len("label_values(") : -1].rpartition(",")
    return (selector.strip(), label.strip()) if comma else None
