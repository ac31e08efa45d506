"""What arrived, as values."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

Labels: TypeAlias = Mapping[str, str]

Attribute: TypeAlias = (
    "str | bool | int | float | bytes | tuple[Attribute, ...] | Mapping[str, Attribute] | None"
)
"""An OTLP value of any type."""

Attributes: TypeAlias = Mapping[str, Attribute]


@dataclass(frozen=True)
class Sample:
    """One sample of one series, by remote write."""

    labels: Labels
    value: float
    timestamp_ms: int

    @property
    def name(self) -> str:
        """The metric's name."""
        return self.labels.get("__name__", "")


@dataclass(frozen=True)
class LogEntry:
    """One line of one stream, by Loki's push."""

    labels: Labels
    line: str
    timestamp_ns: int
    structured_metadata: Labels


@dataclass(frozen=True)
class SpanEvent:
    """An event of a span, such as an exception."""

    name: str
    attributes: Attributes
    timestamp_ns: int


@dataclass(frozen=True)
class SpanLink:
    """A link from a span to another trace."""

    trace_id: str
    span_id: str
    attributes: Attributes
    trace_state: str


@dataclass(frozen=True)
class Span:
    """One span; ids are hexadecimal, kind and status are named as OTLP names them."""

    trace_id: str
    span_id: str
    parent_span_id: str
    name: str
    kind: str
    start_ns: int
    end_ns: int
    attributes: Attributes
    resource_attributes: Attributes
    scope_name: str
    scope_attributes: Attributes
    events: tuple[SpanEvent, ...]
    links: tuple[SpanLink, ...]
    status_code: str
    status_message: str
    trace_state: str


@dataclass(frozen=True)
class LogRecord:
    """One OTLP log record."""

    body: Attribute
    severity_text: str
    severity_number: int
    attributes: Attributes
    resource_attributes: Attributes
    scope_name: str
    timestamp_ns: int
    trace_id: str
    span_id: str


@dataclass(frozen=True)
class Point:
    """One data point of an OTLP metric; of a histogram, `value` is the sum."""

    name: str
    kind: str
    value: float
    count: int
    bounds: tuple[float, ...]
    bucket_counts: tuple[int, ...]
    attributes: Attributes
    resource_attributes: Attributes
    timestamp_ns: int
