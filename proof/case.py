"""What a rule must do on some data, as small values: the cases of `proof/cases`."""

from collections.abc import Mapping
from dataclasses import dataclass

from proof.lines import Lines

Data = Mapping[str, str]
"""Series and their values, one each `step`, in promtool's notation: `0+4x20` counts up by 4."""


@dataclass(frozen=True)
class Alert:
    """An alert that is expected.

    labels: those that the query gives; the rule's own are added. summary: as a person reads it.
    description: only where the rule's speaks of the value.
    """

    labels: Mapping[str, str]
    summary: str
    description: str | None = None


@dataclass(frozen=True)
class MetricCase:
    """A rule on metrics: at `at` these alerts fire, and none of them one step before.

    what: the case in some words. Without alerts, it stays silent until `at`.
    """

    rule: str
    what: str
    data: Data
    at: int
    alerts: tuple[Alert, ...] = ()
    step: int = 1
    """Minutes between the values, and between evaluations."""


@dataclass(frozen=True)
class LogCase:
    """A rule on logs: asked `at` seconds after the beginning, it selects these."""

    rule: str
    what: str
    lines: tuple[Lines, ...]
    at: int
    alerts: tuple[Alert, ...] = ()


Case = MetricCase | LogCase


@dataclass(frozen=True)
class Verdict:
    """Whether a rule did what its case says, and what the engine told if not."""

    ok: bool
    printed: str = ""


def fires(rule: str, what: str, data: Data, *alerts: Alert, at: int, step: int = 1) -> MetricCase:
    """A rule on metrics that fires from the minute `at` on, and not a step before."""
    return MetricCase(rule, what, data, at, alerts, step)


def silent(rule: str, what: str, data: Data, *, at: int, step: int = 1) -> MetricCase:
    """A rule on metrics that does not fire at the minute `at`."""
    return MetricCase(rule, what, data, at, step=step)


def alert(summary: str, /, *, description: str | None = None, **labels: str) -> Alert:
    """An alert with this summary and these labels of the query."""
    return Alert(labels, summary, description)


def series(metric: str, **labels: str) -> str:
    """A series as promtool writes it."""
    inside = ", ".join(f'{name}="{value}"' for name, value in labels.items())
    return f"{metric}{{{inside}}}"


def name_of(case: Case) -> str:
    """A case as people call it: unique, and what tests are named after."""
    return f"{case.rule}: {case.what}"
