"""What lines of logs can be asked by: labels of streams, structured metadata, fields in a line."""

from collections.abc import Mapping

STREAM_LABELS = (
    "app", "cluster", "container", "environment", "job", "level", "namespace", "region",
)  # fmt: skip
"""As alloy/exit_logs.alloy keeps them; a test compares. Each combination is a stream."""

ADDED_BY_LOKI = ("detected_level", "service_name")
"""Grafana Cloud makes these of each stream and line."""

STRUCTURED_METADATA = ("node", "pod", "stream", "trace_id")
"""Of each line, without a stream of its own; a test compares."""

FIELDS: Mapping[str, tuple[str, ...]] = {
    "Lionpay's services, as JSON": (
        "@timestamp", "timestamp", "level", "message", "logger", "thread", "service", "event",
        "trace_id", "span_id", "client_address", "duration_ms", "exception", "exception_type",
        "error_type", "http_route", "http_method", "status", "provider", "result", "reason",
        "payment_id", "merchant_id", "order_id", "currency", "actor", "action", "resource",
        "outcome",
    ),
    "Kubernetes events, as logfmt": (
        "action", "count", "kind", "msg", "name", "objectAPIversion", "reason",
        "reportingcontroller", "reportinginstance", "sourcecomponent", "sourcehost", "type",
    ),
    "Argo CD, as logfmt or JSON": (
        "application", "app-namespace", "dest-name", "dest-namespace", "dest-server", "level",
        "msg", "phase", "project", "reason", "syncId", "time", "time_ms", "type", "user",
    ),
    "ExternalDNS, as logfmt or JSON": ("level", "msg", "record", "time", "zone"),
    "browsers, as logfmt": (
        "app_name", "app_version", "browser_name", "context_message", "kind", "message", "page_url",
        "session_id", "stacktrace", "type", "value", "view_name", "traceID", "spanID",
    ),
}  # fmt: skip
"""Fields of a line that a query may parse, by who writes them."""

TAKEN_OUT = ("exception_hash", "hash")
"""Fields that never leave a cluster: Faro's hash of an exception tells a card number in it."""
