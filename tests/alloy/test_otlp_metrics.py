"""Metrics by OTLP: which kinds arrive, which cannot, and the limits of span metrics."""

import time
from pathlib import Path

import pytest
from opentelemetry.proto.metrics.v1.metrics_pb2 import (
    AGGREGATION_TEMPORALITY_CUMULATIVE,
    AGGREGATION_TEMPORALITY_DELTA,
    ExponentialHistogram,
    ExponentialHistogramDataPoint,
    Metric,
    Summary,
    SummaryDataPoint,
)

from alloy.exits import MASKED_METRICS, metric_exit
from alloy.program import Use, compose
from commands.conformance import otlp_messages as otlp
from commands.conformance.exposition import total
from commands.conformance.otlp_client import GrpcSender
from commands.conformance.region import Region
from commands.conformance.waiting import wait_until
from tests.alloy.conftest import Running, hub_environment
from tests.alloy.test_otlp import RESOURCE, WAIT, last_values, named
from vocabulary.collectors import EnvVar

pytestmark = [pytest.mark.engine, pytest.mark.xdist_group("hub")]

CALLS = "traces_span_metrics_calls_total"
OPERATIONS = 40
LIMIT = 10
FORGOTTEN = 3
"""Seconds."""
OVERFLOW = "otel_metric_overflow"


def test_sums_gauges_and_summaries_arrive(hub: Running) -> None:
    region, node = hub
    up_and_down = otlp.counter("k.in.flight", 3)
    up_and_down.sum.is_monotonic = False
    quantile = SummaryDataPoint.ValueAtQuantile(quantile=0.99, value=2.5)
    now = time.time_ns()
    point = SummaryDataPoint(time_unix_nano=now, count=4, sum=6.5, quantile_values=[quantile])
    summary = Metric(name="k.latency", summary=Summary(data_points=[point]))
    sent = [otlp.counter("k.orders", 7), otlp.gauge("k.queue", 5), up_and_down, summary]
    with GrpcSender(node.grpc) as sender:
        sender.send(otlp.metrics(sent, RESOURCE))
    expected = {
        "k_orders_total": 7.0,
        "k_queue": 5.0,
        "k_in_flight": 3.0,
        "k_latency": 2.5,
        "k_latency_sum": 6.5,
        "k_latency_count": 4.0,
    }

    def found() -> dict[str, float]:
        return {s.name: s.value for s in region.receiver.samples() if s.name in expected}

    region.receiver.wait_for(lambda _: found() == expected, WAIT)
    (quantiles,) = last_values(named(region.receiver.samples(), "k_latency"))
    assert dict(quantiles)["quantile"] == "0.99"


def test_deltas_and_exponential_histograms_cannot_arrive_and_are_counted(hub: Running) -> None:
    region, node = hub
    delta = otlp.counter("k.not.delta", 7)
    delta.sum.aggregation_temporality = AGGREGATION_TEMPORALITY_DELTA
    durations = otlp.histogram("k.not.delta.duration", [1], [2, 3])
    durations.histogram.aggregation_temporality = AGGREGATION_TEMPORALITY_DELTA
    point = ExponentialHistogramDataPoint(time_unix_nano=time.time_ns(), count=6, sum=12, scale=0)
    point.positive.bucket_counts.extend([1, 2, 3])
    exponential = ExponentialHistogram(
        data_points=[point], aggregation_temporality=AGGREGATION_TEMPORALITY_CUMULATIVE
    )
    refused = [delta, durations, Metric(name="k.not", exponential_histogram=exponential)]

    def counted() -> float:
        return total(node.engine.metrics(), "otelcol_processor_filter_datapoints_filtered_total")

    before = counted()
    with GrpcSender(node.grpc) as sender:
        sender.send(otlp.metrics([*refused, otlp.counter("k.after", 1)], RESOURCE))
    region.receiver.wait_for(lambda r: named(r.samples(), "k_after_total"), WAIT)
    assert not [s for s in region.receiver.samples() if s.name.startswith("k_not")]
    assert counted() - before == len(refused)


@pytest.mark.xdist_group("span-metrics")
def test_span_metrics_have_a_limit_of_series_and_forget_what_is_over(
    alloy: Path, tmp_path: Path
) -> None:
    environment = hub_environment()
    spans = Use("span_metrics", "all", {"forward_to": MASKED_METRICS, "flush_interval": "1s"})
    text = compose("span metrics alone", "prod", [spans, *metric_exit(environment)])
    text = reduced(
        text, "aggregation_cardinality_limit = 5000", f"aggregation_cardinality_limit = {LIMIT}"
    )
    text = reduced(
        text,
        'metrics_expiration            = "5m"',
        f'metrics_expiration            = "{FORGOTTEN}s"',
    )
    text += (
        '\notelcol.receiver.otlp "in" {\n\tgrpc {\n'
        f'\t\tendpoint = "127.0.0.1:" + sys.env("{EnvVar.OTLP_GRPC_PORT}")\n'
        "\t}\n\n\toutput {\n\t\ttraces = [span_metrics.all.input]\n\t}\n}\n"
    )
    with Region(alloy, tmp_path, environment) as region, region.collector(text=text) as node:
        with GrpcSender(node.grpc) as sender:
            each = [otlp.span(f"operation {number}") for number in range(OPERATIONS)]
            sender.send(otlp.traces(each, {"service.name": "shop"}))

        def calls() -> dict[tuple[tuple[str, str], ...], float]:
            return last_values(named(region.receiver.samples(), CALLS))

        region.receiver.wait_for(lambda _: sum(calls().values()) >= OPERATIONS, WAIT)
        over = {series: value for series, value in calls().items() if OVERFLOW in dict(series)}
        assert len(calls()) == LIMIT + 1
        assert list(over.values()) == [OPERATIONS - LIMIT]

        def last_seen() -> float:
            return max(s.timestamp_ms for s in named(region.receiver.samples(), CALLS)) / 1000

        # They were written every second.
        wait_until("they are forgotten", lambda: time.time() - last_seen() > 2 * FORGOTTEN, WAIT)
        forgotten_at = last_seen()
        with GrpcSender(node.grpc) as sender:
            sender.send(otlp.traces([otlp.span("operation 0")], {"service.name": "shop"}))
        region.receiver.wait_for(lambda _: last_seen() > forgotten_at, WAIT)


def reduced(text: str, old: str, new: str) -> str:
    assert old in text
    return text.replace(old, new)
