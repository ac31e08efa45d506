"""OTLP messages with attributes of any type, as an application's SDK makes them."""

import secrets
import time
from collections.abc import Iterable, Mapping, Sequence
from typing import TypeAlias

from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import ExportLogsServiceRequest
from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import ExportMetricsServiceRequest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.common.v1.common_pb2 import AnyValue, ArrayValue, KeyValue, KeyValueList
from opentelemetry.proto.logs.v1.logs_pb2 import (
    LogRecord,
    ResourceLogs,
    ScopeLogs,
    SeverityNumber,
)
from opentelemetry.proto.metrics.v1.metrics_pb2 import (
    AGGREGATION_TEMPORALITY_CUMULATIVE,
    Gauge,
    Histogram,
    HistogramDataPoint,
    Metric,
    NumberDataPoint,
    ResourceMetrics,
    ScopeMetrics,
    Sum,
)
from opentelemetry.proto.resource.v1.resource_pb2 import Resource
from opentelemetry.proto.trace.v1.trace_pb2 import ResourceSpans, ScopeSpans, Span, Status

from commands.conformance.receiving.values import Attribute, Attributes

Request: TypeAlias = (
    ExportTraceServiceRequest | ExportLogsServiceRequest | ExportMetricsServiceRequest
)

MILLISECOND = 1_000_000
"""In nanoseconds."""


def span(
    name: str,
    *,
    attributes: Attributes | None = None,
    events: Sequence[Span.Event] = (),
    links: Sequence[Span.Link] = (),
    kind: str = "SERVER",
    error: str | None = None,
    trace_id: str = "",
    span_id: str = "",
    parent_span_id: str = "",
    start_ns: int = 0,
    duration_ms: float = 10,
    trace_state: str = "",
) -> Span:
    """A span; ids are hexadecimal, and random when not given; `error` is the status message."""
    start = start_ns or time.time_ns()
    failed = Status(code=Status.STATUS_CODE_ERROR, message=error or "")
    return Span(
        trace_id=bytes.fromhex(trace_id or new_trace_id()),
        span_id=bytes.fromhex(span_id or secrets.token_hex(8)),
        parent_span_id=bytes.fromhex(parent_span_id),
        trace_state=trace_state,
        name=name,
        kind=Span.SpanKind.Value(f"SPAN_KIND_{kind}"),
        start_time_unix_nano=start,
        end_time_unix_nano=start + int(duration_ms * MILLISECOND),
        attributes=_pairs(attributes),
        events=events,
        links=links,
        status=None if error is None else failed,
    )


def event(name: str, attributes: Attributes | None = None) -> Span.Event:
    """An event of a span."""
    return Span.Event(name=name, attributes=_pairs(attributes), time_unix_nano=time.time_ns())


def link(
    trace_id: str, span_id: str, attributes: Attributes | None = None, trace_state: str = ""
) -> Span.Link:
    """A link to a span of another trace."""
    return Span.Link(
        trace_id=bytes.fromhex(trace_id),
        span_id=bytes.fromhex(span_id),
        attributes=_pairs(attributes),
        trace_state=trace_state,
    )


def new_trace_id() -> str:
    """A random one, evenly spread, as probabilistic samplers expect it."""
    return secrets.token_hex(16)


def log_record(
    body: Attribute,
    *,
    severity: str = "INFO",
    attributes: Attributes | None = None,
    trace_id: str = "",
    span_id: str = "",
) -> LogRecord:
    """A log record; the body may be of any type."""
    return LogRecord(
        time_unix_nano=time.time_ns(),
        severity_text=severity,
        severity_number=SeverityNumber.Value(f"SEVERITY_NUMBER_{severity}"),
        body=_value(body),
        attributes=_pairs(attributes),
        trace_id=bytes.fromhex(trace_id),
        span_id=bytes.fromhex(span_id),
    )


def gauge(name: str, value: float, attributes: Attributes | None = None) -> Metric:
    """A gauge of one point."""
    return Metric(name=name, gauge=Gauge(data_points=[_point(value, attributes)]))


def counter(name: str, value: float, attributes: Attributes | None = None) -> Metric:
    """A monotonic, cumulative sum of one point."""
    points = [_point(value, attributes)]
    return Metric(
        name=name,
        sum=Sum(
            data_points=points,
            is_monotonic=True,
            aggregation_temporality=AGGREGATION_TEMPORALITY_CUMULATIVE,
        ),
    )


def histogram(
    name: str,
    bounds: Sequence[float],
    counts: Sequence[int],
    attributes: Attributes | None = None,
    *,
    total: float = 1.0,
    unit: str = "s",
) -> Metric:
    """A cumulative histogram of one point; counts are per bucket, one more than bounds."""
    now = time.time_ns()
    point = HistogramDataPoint(
        attributes=_pairs(attributes),
        start_time_unix_nano=now - 1000 * MILLISECOND,
        time_unix_nano=now,
        count=sum(counts),
        sum=total,
        bucket_counts=counts,
        explicit_bounds=bounds,
    )
    return Metric(
        name=name,
        unit=unit,
        histogram=Histogram(
            data_points=[point], aggregation_temporality=AGGREGATION_TEMPORALITY_CUMULATIVE
        ),
    )


def traces(spans: Iterable[Span], resource: Attributes | None = None) -> Request:
    """Spans of one resource as a request."""
    scope = ScopeSpans(spans=spans)
    return ExportTraceServiceRequest(
        resource_spans=[ResourceSpans(resource=_resource(resource), scope_spans=[scope])]
    )


def logs(records: Iterable[LogRecord], resource: Attributes | None = None) -> Request:
    """Log records of one resource as a request."""
    scope = ScopeLogs(log_records=records)
    return ExportLogsServiceRequest(
        resource_logs=[ResourceLogs(resource=_resource(resource), scope_logs=[scope])]
    )


def metrics(found: Iterable[Metric], resource: Attributes | None = None) -> Request:
    """Metrics of one resource as a request."""
    scope = ScopeMetrics(metrics=found)
    return ExportMetricsServiceRequest(
        resource_metrics=[ResourceMetrics(resource=_resource(resource), scope_metrics=[scope])]
    )


def _point(value: float, attributes: Attributes | None) -> NumberDataPoint:
    now = time.time_ns()
    return NumberDataPoint(
        attributes=_pairs(attributes),
        start_time_unix_nano=now - 1000 * MILLISECOND,
        time_unix_nano=now,
        as_double=value,
    )


def _resource(attributes: Attributes | None) -> Resource:
    return Resource(attributes=_pairs(attributes))


def _pairs(attributes: Attributes | None) -> list[KeyValue]:
    return [KeyValue(key=key, value=_value(value)) for key, value in (attributes or {}).items()]


def _value(value: Attribute) -> AnyValue:  # noqa: PLR0911
    match value:
        case None:
            return AnyValue()
        case bool():  # before int, of which it is one
            return AnyValue(bool_value=value)
        case str():
            return AnyValue(string_value=value)
        case int():
            return AnyValue(int_value=value)
        case float():
            return AnyValue(double_value=value)
        case bytes():
            return AnyValue(bytes_value=value)
        case Mapping():
            return AnyValue(kvlist_value=KeyValueList(values=_pairs(value)))
        case _:  # a tuple, or a list of those who are not typed
            return AnyValue(array_value=ArrayValue(values=[_value(each) for each in value]))
