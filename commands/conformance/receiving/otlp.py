"""OTLP requests, by gRPC or HTTP, read into values."""

from collections.abc import Iterable, Iterator, Sequence
from typing import cast

from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import ExportLogsServiceRequest
from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import ExportMetricsServiceRequest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.common.v1.common_pb2 import AnyValue, KeyValue
from opentelemetry.proto.metrics.v1 import metrics_pb2
from opentelemetry.proto.trace.v1 import trace_pb2

from commands.conformance.receiving.values import (
    Attribute,
    Attributes,
    LogRecord,
    Point,
    Span,
    SpanEvent,
    SpanLink,
)


def spans(body: bytes) -> Iterator[Span]:
    """The spans of an export request."""
    for resource_spans in ExportTraceServiceRequest.FromString(body).resource_spans:
        resource = attributes(resource_spans.resource.attributes)
        for scope_spans in resource_spans.scope_spans:
            scope = scope_spans.scope
            for span in scope_spans.spans:
                yield _span(span, resource, scope.name, attributes(scope.attributes))


def log_records(body: bytes) -> Iterator[LogRecord]:
    """The log records of an export request."""
    for resource_logs in ExportLogsServiceRequest.FromString(body).resource_logs:
        resource = attributes(resource_logs.resource.attributes)
        for scope_logs in resource_logs.scope_logs:
            for record in scope_logs.log_records:
                yield LogRecord(
                    body=_attribute(record.body),
                    severity_text=record.severity_text,
                    severity_number=record.severity_number,
                    attributes=attributes(record.attributes),
                    resource_attributes=resource,
                    scope_name=scope_logs.scope.name,
                    timestamp_ns=record.time_unix_nano,
                    trace_id=record.trace_id.hex(),
                    span_id=record.span_id.hex(),
                )


def points(body: bytes) -> Iterator[Point]:
    """The data points of an export request; exponential histograms and summaries are skipped."""
    for resource_metrics in ExportMetricsServiceRequest.FromString(body).resource_metrics:
        resource = attributes(resource_metrics.resource.attributes)
        for scope_metrics in resource_metrics.scope_metrics:
            for metric in scope_metrics.metrics:
                yield from _numbers(metric.name, "gauge", metric.gauge.data_points, resource)
                yield from _numbers(metric.name, "sum", metric.sum.data_points, resource)
                yield from _histograms(metric.name, metric.histogram.data_points, resource)


def attributes(pairs: Iterable[KeyValue]) -> Attributes:
    """Attributes of any type as a mapping."""
    return {pair.key: _attribute(pair.value) for pair in pairs}


def _attribute(value: AnyValue) -> Attribute:
    match value.WhichOneof("value"):
        case None:
            return None
        case "array_value":
            return tuple(_attribute(element) for element in value.array_value.values)
        case "kvlist_value":
            return attributes(value.kvlist_value.values)
        case scalar:
            return cast("Attribute", getattr(value, scalar))


def _span(
    span: trace_pb2.Span, resource: Attributes, scope_name: str, scope_attributes: Attributes
) -> Span:
    return Span(
        trace_id=span.trace_id.hex(),
        span_id=span.span_id.hex(),
        parent_span_id=span.parent_span_id.hex(),
        name=span.name,
        kind=trace_pb2.Span.SpanKind.Name(span.kind).removeprefix("SPAN_KIND_"),
        start_ns=span.start_time_unix_nano,
        end_ns=span.end_time_unix_nano,
        attributes=attributes(span.attributes),
        resource_attributes=resource,
        scope_name=scope_name,
        scope_attributes=scope_attributes,
        events=tuple(
            SpanEvent(event.name, attributes(event.attributes), event.time_unix_nano)
            for event in span.events
        ),
        links=tuple(
            SpanLink(
                link.trace_id.hex(),
                link.span_id.hex(),
                attributes(link.attributes),
                link.trace_state,
            )
            for link in span.links
        ),
        status_code=trace_pb2.Status.StatusCode.Name(span.status.code).removeprefix("STATUS_CODE_"),
        status_message=span.status.message,
        trace_state=span.trace_state,
    )


def _numbers(
    name: str, kind: str, found: Sequence[metrics_pb2.NumberDataPoint], resource: Attributes
) -> Iterator[Point]:
    for point in found:
        is_integer = point.WhichOneof("value") == "as_int"
        yield Point(
            name=name,
            kind=kind,
            value=float(point.as_int) if is_integer else point.as_double,
            count=0,
            bounds=(),
            bucket_counts=(),
            attributes=attributes(point.attributes),
            resource_attributes=resource,
            timestamp_ns=point.time_unix_nano,
        )


def _histograms(
    name: str, found: Sequence[metrics_pb2.HistogramDataPoint], resource: Attributes
) -> Iterator[Point]:
    for point in found:
        yield Point(
            name=name,
            kind="histogram",
            value=point.sum,
            count=point.count,
            bounds=tuple(point.explicit_bounds),
            bucket_counts=tuple(point.bucket_counts),
            attributes=attributes(point.attributes),
            resource_attributes=resource,
            timestamp_ns=point.time_unix_nano,
        )
