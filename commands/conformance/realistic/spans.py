"""Spans of a service's instance, from which the collectors make metrics."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from opentelemetry.proto.trace.v1.trace_pb2 import Span

from commands.conformance import otlp_messages as otlp
from commands.conformance.otlp_client import GrpcSender
from commands.conformance.realistic.arriving import Identity, identity
from commands.conformance.realistic.cluster import Instance
from commands.conformance.realistic.values import label_sets
from telemetry.collect import Shipped
from vocabulary.sources.derived import BOUNDS, OPERATIONS

BY_ENGINE = "collector_instance_id"
"""A label whose value the engine chooses anew in each run."""

_CALLS, _DURATION = "traces_span_metrics_calls_total", "traces_span_metrics_duration_seconds"
_LABELS = (
    "span_name", "http_route", "http_request_method", "http_response_status_code", "span_kind",
    "status_code",
)  # fmt: skip


def operations() -> Iterator[Mapping[str, str]]:
    """The operations of an instance, by the labels that their metrics have."""
    for found in label_sets(_CALLS, _LABELS, OPERATIONS):
        # The specification's own name for nothing was said.
        unset = found["status_code"] != "STATUS_CODE_ERROR"
        yield {**found, "status_code": "STATUS_CODE_UNSET" if unset else found["status_code"]}


def send(address: str, instances: Sequence[Instance]) -> None:
    """Sends a span of each operation of each instance."""
    with GrpcSender(address) as sender:
        for instance in instances:
            sender.send(otlp.traces([_span(one) for one in operations()], _resource(instance)))


def arriving(
    instances: Sequence[Instance], shipped: Shipped, outer: Mapping[str, str]
) -> Counter[Identity]:
    """The series that must arrive of them, without the label `BY_ENGINE`."""
    found: Counter[Identity] = Counter()
    for name, labels in offered(instances):
        if name in shipped.names and labels.get("le") not in shipped.drop_buckets.get(name, ()):
            kept = {k: v for k, v in labels.items() if k not in shipped.drop_labels}
            found[identity(name, {**outer, **kept})] += 1
    return found


def offered(instances: Sequence[Instance]) -> Iterator[tuple[str, Mapping[str, str]]]:
    """Every series that is made of their spans."""
    for instance in instances:
        of = {
            "instance": instance.pod.labels["pod"],
            "job": f"{instance.pod.labels['namespace']}/{instance.service}",
            "service": instance.service,
            "service_name": instance.service,
        }
        for one in operations():
            labels = {**of, **one}
            yield from ((name, labels) for name in (_CALLS, f"{_DURATION}_count"))
            yield f"{_DURATION}_sum", labels
            for le in (*BOUNDS.split(), "+Inf"):
                yield f"{_DURATION}_bucket", {**labels, "le": le}


def _resource(instance: Instance) -> Mapping[str, str]:
    return {
        "service.name": instance.service,
        "service.namespace": instance.pod.labels["namespace"],
        "service.instance.id": instance.pod.labels["pod"],
    }


def _span(labels: Mapping[str, str]) -> Span:
    return otlp.span(
        labels["span_name"],
        attributes={
            "http.route": labels["http_route"],
            "http.request.method": labels["http_request_method"],
            "http.response.status_code": int(labels["http_response_status_code"]),
        },
        kind=labels["span_kind"].removeprefix("SPAN_KIND_"),
        error="failed" if labels["status_code"] == "STATUS_CODE_ERROR" else None,
    )
