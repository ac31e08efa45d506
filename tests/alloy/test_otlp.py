"""What applications send by OTLP: spans, metrics and logs, and the head sampler."""

import math
from collections.abc import Iterable

import pytest

from commands.conformance import otlp_messages as otlp
from commands.conformance.otlp_client import GrpcSender, HttpSender
from commands.conformance.receiving.values import LogEntry, Sample, Span
from tests.alloy.conftest import Running
from tests.alloy.pods import CHECKOUT

pytestmark = [pytest.mark.engine, pytest.mark.xdist_group("hub")]

WAIT = 60
CARD = "4111111111111111"
RESOURCE = {"service.name": "checkout", "k8s.pod.uid": CHECKOUT.uid}
SHARE = 0.15
CONFIDENT = 3.29
"""Standard deviations: 99.9 % of all outcomes are within."""


def within_interval(kept: int, of: int, share: float) -> bool:
    """Whether so many kept are likely, if each is kept with this probability."""
    return abs(kept - of * share) <= CONFIDENT * math.sqrt(of * share * (1 - share))


def named(samples: Iterable[Sample], name: str, **labels: str) -> list[Sample]:
    return [s for s in samples if s.name == name and labels.items() <= s.labels.items()]


def last_values(samples: Iterable[Sample]) -> dict[tuple[tuple[str, str], ...], float]:
    """The last value of each series."""
    return {tuple(sorted(sample.labels.items())): sample.value for sample in samples}


def spans_named(found: Iterable[Span], name: str) -> list[Span]:
    return [span for span in found if span.name == name]


def test_a_head_samplers_share_is_what_the_settings_say_and_spans_are_counted_before(
    hub: Running,
) -> None:
    region, node = hub
    sent, size = 6000, 500
    with GrpcSender(node.grpc) as sender:
        for _ in range(sent // size):
            sender.send(otlp.traces([otlp.span("GET /sampled") for _ in range(size)], RESOURCE))

    def counted() -> float:
        found = named(
            region.receiver.samples(), "traces_span_metrics_calls_total", span_name="GET /sampled"
        )
        return sum(last_values(found).values())

    def share_is_there() -> bool:
        return len(spans_named(region.receiver.spans(), "GET /sampled")) >= sent * SHARE * 0.8

    region.receiver.wait_for(lambda _: counted() >= sent and share_is_there(), WAIT)
    assert counted() == sent
    stable(hub, "GET /sampled")
    kept = spans_named(region.receiver.spans(), "GET /sampled")
    assert within_interval(len(kept), sent, SHARE), len(kept)


def stable(hub: Running, name: str) -> None:
    """Returns when spans that were sent later have arrived: the exporter keeps their order."""
    region, node = hub
    marker = f"after {name}"
    with GrpcSender(node.grpc) as sender:
        sender.send(otlp.traces([otlp.span(marker) for _ in range(100)], RESOURCE))
    region.receiver.wait_for(lambda r: spans_named(r.spans(), marker), WAIT)


def test_a_share_outside_its_interval_is_told() -> None:
    assert not within_interval(0, 6000, SHARE)
    assert not within_interval(6000, 6000, SHARE)
    assert not within_interval(1050, 6000, SHARE)
    assert within_interval(930, 6000, SHARE)


def test_spans_carry_their_place_and_no_card_number(hub: Running) -> None:
    region, node = hub
    span = [
        otlp.span(
            "POST /placed",
            attributes={"url.full": f"https://pay/?cardNumber={CARD}", "order": "ORD-1"},
            error=f"refused {CARD}",
            trace_state=f"lionpay={CARD}",
        )
        for _ in range(100)
    ]
    HttpSender(node.otlp_http).send(otlp.traces(span, {**RESOURCE, "region": "said by the app"}))
    region.receiver.wait_for(lambda r: spans_named(r.spans(), "POST /placed"), WAIT)
    for found in spans_named(region.receiver.spans(), "POST /placed"):
        assert found.attributes == {"url.full": "https://pay/?cardNumber=[PAN]", "order": "ORD-1"}
        assert found.status_message == "refused [PAN]"
        # The head sampler writes its threshold before it.
        assert found.trace_state.endswith("lionpay=[PAN]")
        place = {
            key: found.resource_attributes[key] for key in ("region", "environment", "service")
        }
        assert place == {"region": "ap-northeast-2", "environment": "prod", "service": "checkout"}
        assert found.resource_attributes["k8s.namespace.name"] == "shop"
        assert found.resource_attributes["k8s.pod.name"] == CHECKOUT.name


def test_metrics_by_otlp_have_the_same_labels_as_scraped_ones_and_are_masked(hub: Running) -> None:
    region, node = hub
    attributes = {"http.route": f"/v1/cards/{CARD}", "card.number": CARD, "method": "POST"}
    found = otlp.histogram("otlp.request.duration", [0.5, 1, 2.5], [1, 2, 3, 4], attributes)
    with GrpcSender(node.grpc) as sender:
        sender.send(otlp.metrics([found, otlp.counter("otlp.requests", 7, attributes)], RESOURCE))
    region.receiver.wait_for(
        lambda r: (
            named(r.samples(), "otlp_request_duration_seconds_bucket")
            and named(r.samples(), "otlp_requests_total")
        ),
        WAIT,
    )
    (counter,) = last_values(named(region.receiver.samples(), "otlp_requests_total")).items()
    assert counter[1] == 7
    assert dict(counter[0]) == {
        "__name__": "otlp_requests_total",
        "cluster": "lionpay-prod-seoul",
        "environment": "prod",
        "http_route": "/v1/cards/[PAN]",
        "job": "shop/checkout",
        "method": "POST",
        "namespace": "shop",
        "pod": CHECKOUT.name,
        "region": "ap-northeast-2",
        "role": "node",
        "service": "checkout",
    }
    buckets = named(region.receiver.samples(), "otlp_request_duration_seconds_bucket")
    assert {sample.labels["le"] for sample in buckets} == {"0.5", "1", "2.5", "+Inf"}


def test_logs_by_otlp_go_through_the_same_shape_and_masks(hub: Running) -> None:
    region, node = hub
    records = [
        otlp.log_record(f"o-card {CARD} refused", severity="ERROR", attributes={"cvc": "737"}),
        otlp.log_record("o-debug", severity="DEBUG"),
        otlp.log_record("o-end", severity="INFO"),
    ]
    with GrpcSender(node.grpc) as sender:
        sender.send(otlp.logs(records, RESOURCE))

    def lines(marker: str) -> list[str]:
        return [e.line for e in region.receiver.log_entries() if marker in e.line]

    region.receiver.wait_for(lambda _: lines("o-card") and lines("o-end"), WAIT)
    assert not lines("o-debug")
    (entry,) = (e for e in region.receiver.log_entries() if "o-card" in e.line)
    assert CARD not in entry.line and "737" not in entry.line
    assert {key: entry.labels[key] for key in ("app", "level", "namespace", "region", "job")} == {
        "app": "checkout",
        "level": "error",
        "namespace": "shop",
        "region": "ap-northeast-2",
        "job": "shop/checkout",
    }


def test_a_sender_cannot_choose_the_labels_of_its_logs(hub: Running) -> None:
    """A label of a mask's gate would pass by the mask, another namespace by the allow-list."""
    region, node = hub
    hints = {"loki.attribute.labels": "masks,namespace", "masks": "none", "namespace": "other"}
    record = otlp.log_record(f"o-hints {CARD}", severity="INFO", attributes=hints)
    with GrpcSender(node.grpc) as sender:
        sender.send(otlp.logs([record], {**RESOURCE, "loki.format": "raw", **hints}))

    def found() -> list[LogEntry]:
        return [e for e in region.receiver.log_entries() if "o-hints" in e.line]

    region.receiver.wait_for(lambda _: found(), WAIT)
    (entry,) = found()
    assert CARD not in entry.line
    assert entry.labels["namespace"] == "shop"
    assert "masks" not in entry.labels


def test_span_metrics_have_no_raw_values(hub: Running) -> None:
    region, node = hub
    raw = {"http.route": f"/v1/cards/{CARD}", "http.request.method": "GET"}
    with GrpcSender(node.grpc) as sender:
        sender.send(otlp.traces([otlp.span(f"GET raw {CARD}", attributes=raw)], RESOURCE))
    name = "traces_span_metrics_calls_total"
    region.receiver.wait_for(
        lambda r: named(r.samples(), name, span_name="GET raw [PAN]"),
        WAIT,
    )
    (sample, *_) = named(region.receiver.samples(), name, span_name="GET raw [PAN]")
    assert sample.labels["http_route"] == "/v1/cards/[PAN]"
    assert sample.labels["service"] == "checkout"
    assert sample.labels["collector_instance_id"]
    assert not [s for s in region.receiver.samples() if CARD in str(s.labels)]
