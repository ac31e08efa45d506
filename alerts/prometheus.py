"""Rules in Prometheus' form, in which the real engine proves them."""

from typing import Any

from alerts.annotations import annotations
from alerts.query import LogQL, PromQL
from alerts.rule import Condition, Recording, Rule
from alerts.text import Text

_SIGNS = {"above": ">", "below": "<"}


def compared(expr: str, fires: Condition) -> str:
    """An expression with its threshold, in PromQL or LogQL."""
    return f"(\n{expr}\n) {_SIGNS[fires.comparison]} {fires.threshold!r}"


def prometheus_rule(rule: Rule, runbooks: str) -> dict[str, Any]:
    """An alerting rule. Raises ValueError for one on traces or CloudWatch: it has no such form."""
    if not isinstance(rule.query, PromQL | LogQL):
        raise ValueError(f"{rule.title} asks {rule.query.source}")
    return {
        "alert": rule.title,
        "expr": compared(rule.query.expr, rule.fires),
        "for": rule.pending,
        "labels": rule.labels,
        "annotations": annotations(rule, runbooks, Text.for_prometheus),
    }


def prometheus_recording(recording: Recording) -> dict[str, Any]:
    """A recording rule."""
    return {
        "record": recording.metric,
        "expr": recording.expr,
        "labels": dict(recording.labels),
    }
