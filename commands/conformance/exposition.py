"""Prometheus's text format: written from values, and read into values."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

Metrics: TypeAlias = "dict[str, list[tuple[dict[str, str], float]]]"
"""By name, each series' labels and value."""

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"

_SERIES = re.compile(r"^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.*)\})?\s+(\S+)")
_LABEL = re.compile(r'([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\]|\\.)*)"')
_ESCAPES = {r"\\": "\\", r"\"": '"', r"\n": "\n"}


@dataclass(frozen=True)
class Series:
    """One line of an exposition; the value is text, since its spelling may matter."""

    name: str
    value: str
    labels: Mapping[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True)
class Family:
    """The series that share a TYPE line."""

    name: str
    kind: str
    series: tuple[Series, ...]


def exposition(families: Iterable[Family]) -> str:
    """The text of a scrape."""
    lines: list[str] = []
    for family in families:
        lines.append(f"# HELP {family.name} {family.name.replace('_', ' ')}")
        lines.append(f"# TYPE {family.name} {family.kind}")
        lines.extend(_line(series) for series in family.series)
    return "\n".join([*lines, ""])


def gauge(name: str, *series: tuple[Mapping[str, str], float]) -> Family:
    """A family of gauges."""
    return Family(name, "gauge", tuple(Series(name, _number(v), labels) for labels, v in series))


def counter(name: str, *series: tuple[Mapping[str, str], float]) -> Family:
    """A family of counters."""
    return Family(name, "counter", tuple(Series(name, _number(v), labels) for labels, v in series))


def histogram(
    name: str,
    bounds: Iterable[str],
    *series: tuple[Mapping[str, str], Iterable[int], float],
) -> Family:
    """A classic histogram: for each series its labels, cumulative counts (the last is +Inf), sum.

    Bounds are text, because "1.0" and "1" are two labels.
    """
    spelled = [*bounds, "+Inf"]
    lines: list[Series] = []
    for labels, counts, total in series:
        counted = list(counts)
        lines += [
            Series(f"{name}_bucket", str(count), {**labels, "le": le})
            for le, count in zip(spelled, counted, strict=True)
        ]
        lines.append(Series(f"{name}_count", str(counted[-1]), labels))
        lines.append(Series(f"{name}_sum", _number(total), labels))
    return Family(name, "histogram", tuple(lines))


def parse(text: str) -> Metrics:
    """The series of a scrape, by name."""
    metrics: Metrics = {}
    for line in text.splitlines():
        if found := _SERIES.match(line):
            name, labels, value = found.groups()
            pairs = {key: _unescaped(quoted) for key, quoted in _LABEL.findall(labels or "")}
            metrics.setdefault(name, []).append((pairs, float(value)))
    return metrics


def total(metrics: Metrics, name: str, **labels: str) -> float:
    """The sum of a metric's series that have these labels; 0 when there is none."""
    return sum(value for found, value in metrics.get(name, []) if labels.items() <= found.items())


def _number(value: float) -> str:
    return str(int(value)) if float(value).is_integer() else repr(value)


def _line(series: Series) -> str:
    if not series.labels:
        return f"{series.name} {series.value}"
    pairs = ",".join(f'{key}="{_escaped(value)}"' for key, value in series.labels.items())
    return f"{series.name}{{{pairs}}} {series.value}"


def _escaped(value: str) -> str:
    return value.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")


def _unescaped(quoted: str) -> str:
    return re.sub(r"\\.", lambda found: _ESCAPES.get(found[0], found[0]), quoted)
