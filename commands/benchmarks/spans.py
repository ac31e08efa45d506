"""Spans through the masks of OTLP, beside the same spans past them."""

import random
import time
from collections.abc import Iterator
from pathlib import Path

from alloy.program import module_texts
from commands.benchmarks.measure import PATIENCE, Cost
from commands.conformance import otlp_messages
from commands.conformance.engine import Engine
from commands.conformance.exposition import total
from commands.conformance.loopback import free_port
from commands.conformance.otlp_client import GrpcSender
from commands.conformance.receiver import Receiver
from commands.conformance.waiting import wait_until

BATCH = 100
PASS, MASKED = "spans, pass-through", "spans, the masks"

PROGRAM = """otelcol.receiver.otlp "in" {
	grpc {
		endpoint = "127.0.0.1:PORT"
	}
	output {
		traces = [FIRST]
	}
}
otelcol.exporter.otlp "out" {
	client {
		endpoint = "ADDRESS"
		tls {
			insecure = true
		}
	}
}
"""

MASK = """mask_otlp "all" {
	traces  = [otelcol.exporter.otlp.out.input]
	metrics = []
	logs    = []
}
"""


def span_cost(alloy: Path, case: str, count: int) -> Cost:
    """What spans cost, with the masks or without."""
    requests = list(batches(count))
    port = free_port()
    with Receiver() as receiver:
        masked = case == MASKED
        first = "mask_otlp.all.input" if masked else "otelcol.exporter.otlp.out.input"
        text = PROGRAM.replace("PORT", str(port)).replace("FIRST", first)
        text = text.replace("ADDRESS", receiver.traces_address)
        if masked:
            text = f"{module_texts()['mask_otlp']}\n{MASK}\n{text}"
        with Engine(alloy, text) as engine, GrpcSender(f"127.0.0.1:{port}") as sender:
            sender.send(requests[0])
            wait_until("the first spans are sent", lambda: _sent(engine) >= BATCH, PATIENCE)
            before = engine.usage().cpu_seconds
            started = time.monotonic()
            for request in requests:
                sender.send(request)
            wait_until("all spans are sent", lambda: _sent(engine) >= BATCH + count, PATIENCE)
            wall = time.monotonic() - started
            size = sum(request.ByteSize() for request in requests)
            return Cost(count, size, engine.usage().cpu_seconds - before, wall)


def batches(count: int) -> Iterator[otlp_messages.Request]:
    """Spans as the SDKs' instrumentations make them, one in forty with what is masked."""
    draw = random.Random(7)  # noqa: S311
    for first in range(0, count, BATCH):
        spans = [
            otlp_messages.span(
                "POST /api/v1/payments",
                attributes={
                    "http.request.method": "POST",
                    "http.route": "/api/v1/payments/{id}",
                    "http.response.status_code": 201,
                    "url.path": f"/api/v1/payments/pay_{draw.getrandbits(40):010x}",
                    "server.address": "payment-api.shop.svc.cluster.local",
                    "server.port": 8080,
                    "network.peer.address": f"10.10.3.{draw.randrange(250)}",
                    "user_agent.original": "okhttp/4.12.0",
                    "thread.name": f"http-nio-8080-exec-{draw.randrange(99)}",
                    "lionpay.order": f"ORD-{draw.getrandbits(32):08x}",
                    **({"card.number": "4111 1111 1111 1111"} if number % 40 == 0 else {}),
                },
            )
            for number in range(first, min(first + BATCH, count))
        ]
        resource = {"service.name": "payment-api", "k8s.pod.name": "payment-api-0"}
        yield otlp_messages.traces(spans, resource)


def _sent(engine: Engine) -> float:
    return total(engine.metrics(), "otelcol_exporter_sent_spans_total")
