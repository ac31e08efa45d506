"""The receiver understands what collectors send, and fails exactly as it is told."""

import base64
import gzip
import json
import socket
import ssl
import threading
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from typing import cast

import cramjam
import grpc
import pytest
from google.protobuf.any_pb2 import Any as AnyMessage

from commands.conformance import otlp_messages as otlp
from commands.conformance.otlp_client import GrpcSender, HttpSender
from commands.conformance.receiver import DOWN, HANG, Credentials, Receiver, Signal, status
from commands.conformance.receiving.arrivals import Kind
from commands.conformance.receiving.values import Attributes, LogEntry, Sample
from tests.conformance.wire import field, label, write_request

EVERY_TYPE: Attributes = {
    "text": "x",
    "integer": 4_111_111_111_111_111,
    "double": 1.5,
    "truth": True,
    "nothing": None,
    "list": ("a", 1),
    "map": {"inner": ("b", {"deep": False})},
    "bytes": b"\xff\x00",
}


def post(
    url: str,
    body: bytes,
    headers: Mapping[str, str] | None = None,
    context: ssl.SSLContext | None = None,
    timeout: float = 10,
) -> tuple[int, Mapping[str, str]]:
    request = urllib.request.Request(url, body, dict(headers or {}))  # noqa: S310
    try:
        with urllib.request.urlopen(request, timeout=timeout, context=context) as answer:  # noqa: S310
            return answer.status, dict(answer.headers)
    except urllib.error.HTTPError as refused:
        return refused.code, dict(refused.headers)


def basic(user: str, password: str) -> dict[str, str]:
    return {"authorization": "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()}


def test_remote_write_arrives_as_samples() -> None:
    with Receiver() as receiver:
        assert post(receiver.metrics_url, write_request("up", 1.0, 1_700_000_000_123))[0] == 200
        labels = {"__name__": "up", "region": "ap-northeast-2"}
        assert receiver.samples() == (Sample(labels, 1.0, 1_700_000_000_123),)
        assert receiver.samples()[0].name == "up"


def test_loki_push_arrives_as_log_entries_in_protobuf_and_in_json() -> None:
    stamp = field(1, 1_700_000_000) + field(2, 5)
    entry = field(1, stamp) + field(2, 'paid "카드"\n') + field(3, label("pod", "ledger-0"))
    stream = field(1, r'{app="shop", path="C:\\x \"y\" é"}') + field(2, entry)
    protobuf = cramjam.snappy.compress_raw(field(1, stream)).read()
    values = [["1", "plain"], ["2", "with", {"pod": "p"}]]
    as_json = json.dumps({"streams": [{"stream": {"app": "a"}, "values": values}]}).encode()
    typed = {"Content-Type": "application/json", "Content-Encoding": "gzip"}
    with Receiver() as receiver:
        assert post(receiver.logs_url, protobuf)[0] == 204
        assert post(receiver.logs_url, gzip.compress(as_json), typed)[0] == 204
        assert receiver.log_entries() == (
            LogEntry(
                {"app": "shop", "path": 'C:\\x "y" é'},
                'paid "카드"\n',
                1_700_000_000_000_000_005,
                {"pod": "ledger-0"},
            ),
            LogEntry({"app": "a"}, "plain", 1, {}),
            LogEntry({"app": "a"}, "with", 2, {"pod": "p"}),
        )


@pytest.mark.parametrize("protocol", ["grpc", "http"])
def test_otlp_arrives_with_attributes_of_every_type(protocol: str) -> None:
    resource: Attributes = {"service.name": "shop"}
    linked = otlp.new_trace_id()
    sent = otlp.span(
        "POST /v1/payments",
        attributes=EVERY_TYPE,
        events=[otlp.event("exception", EVERY_TYPE)],
        links=[otlp.link(linked, "00" * 7 + "01", EVERY_TYPE, "a=b")],
        error="declined",
        parent_span_id="0102030405060708",
    )
    requests = (
        otlp.traces([sent], resource),
        otlp.logs([otlp.log_record(EVERY_TYPE, severity="ERROR")], resource),
        otlp.metrics(
            [
                otlp.gauge("g", 1.5),
                otlp.counter("c", 2, EVERY_TYPE),
                otlp.histogram("h", [1, 2], [1, 2, 3]),
            ]
        ),
    )
    with Receiver() as receiver:
        if protocol == "grpc":
            with GrpcSender(receiver.traces_address) as sender:
                for request in requests:
                    sender.send(request)
        else:
            for request in requests:
                HttpSender(receiver.otlp_url).send(request)
        (span,) = receiver.spans()
        (record,) = receiver.log_records()
        gauge, counter, histogram = receiver.points()
    assert (span.name, span.kind, span.status_code) == ("POST /v1/payments", "SERVER", "ERROR")
    assert (span.status_message, span.parent_span_id) == ("declined", "0102030405060708")
    assert span.attributes == span.events[0].attributes == span.links[0].attributes == EVERY_TYPE
    assert (span.links[0].trace_id, span.links[0].trace_state) == (linked, "a=b")
    assert span.resource_attributes == record.resource_attributes == resource
    assert (record.body, record.severity_text, record.severity_number) == (EVERY_TYPE, "ERROR", 17)
    assert (gauge.value, counter.value, counter.attributes) == (1.5, 2, EVERY_TYPE)
    assert (histogram.bounds, histogram.bucket_counts, histogram.count) == ((1, 2), (1, 2, 3), 6)


def test_only_the_right_credentials_are_let_in_and_their_user_is_kept() -> None:
    credentials = {signal: Credentials(signal.value, "token") for signal in Signal}
    body = write_request("up", 1.0, 1)
    with Receiver(credentials) as receiver:
        assert post(receiver.metrics_url, body)[0] == 401
        assert post(receiver.metrics_url, body, basic("metrics", "revoked"))[0] == 401
        assert post(receiver.metrics_url, body, basic("logs", "token"))[0] == 401
        assert post(receiver.metrics_url, body, basic("metrics", "token"))[0] == 200
        with GrpcSender(receiver.traces_address) as sender, pytest.raises(grpc.RpcError) as refused:
            sender.send(otlp.traces([]))
        assert code(refused.value) is grpc.StatusCode.UNAUTHENTICATED
        with GrpcSender(receiver.traces_address, basic("traces", "token")) as sender:
            sender.send(otlp.traces([]))
        assert [request.user for request in receiver.requests(Kind.REMOTE_WRITE)] == ["metrics"]
        assert [request.user for request in receiver.requests(Kind.TRACES)] == ["traces"]
        assert receiver.counts(Signal.METRICS).refused == 3


def test_a_status_is_answered_and_nothing_is_taken() -> None:
    with Receiver() as receiver:
        receiver.fail(Signal.METRICS, status(429, retry_after=3))
        answered, headers = post(receiver.metrics_url, write_request("up", 1.0, 1))
        assert (answered, headers["Retry-After"]) == (429, "3")
        assert receiver.samples() == ()
        receiver.mend(Signal.METRICS)
        assert post(receiver.metrics_url, write_request("up", 1.0, 1))[0] == 200
        counts = receiver.counts(Signal.METRICS)
        assert (counts.received, counts.taken, counts.refused) == (2, 1, 1)


@pytest.mark.parametrize(
    ("answered", "expected"),
    [
        (400, grpc.StatusCode.INVALID_ARGUMENT),
        (401, grpc.StatusCode.UNAUTHENTICATED),
        (429, grpc.StatusCode.RESOURCE_EXHAUSTED),
        (500, grpc.StatusCode.UNAVAILABLE),
    ],
)
def test_a_status_in_grpc_is_its_counterpart(answered: int, expected: grpc.StatusCode) -> None:
    with Receiver() as receiver, GrpcSender(receiver.traces_address) as sender:
        receiver.fail(Signal.TRACES, status(answered))
        with pytest.raises(grpc.RpcError) as refused:
            sender.send(otlp.traces([]))
        assert code(refused.value) is expected


def test_retry_after_in_grpc_is_a_retry_info() -> None:
    with Receiver() as receiver, GrpcSender(receiver.traces_address) as sender:
        receiver.fail(Signal.TRACES, status(429, retry_after=7))
        with pytest.raises(grpc.RpcError) as refused:
            sender.send(otlp.traces([]))
    metadata = cast("grpc.Call", refused.value).trailing_metadata()
    told = dict(cast("tuple[tuple[str, bytes], ...]", metadata))["grpc-status-details-bin"]
    info = AnyMessage(
        type_url="type.googleapis.com/google.rpc.RetryInfo", value=field(1, field(1, 7))
    ).SerializeToString()
    assert told == field(1, 8) + field(2, "the receiver answers 429") + field(3, info)


def send_metrics(receiver: Receiver) -> None:
    post(receiver.metrics_url, write_request("up", 1.0, 1))


def send_traces(receiver: Receiver) -> None:
    with GrpcSender(receiver.traces_address) as sender:
        sender.send(otlp.traces([otlp.span("x")]))


@pytest.mark.parametrize(
    ("signal", "send"), [(Signal.METRICS, send_metrics), (Signal.TRACES, send_traces)]
)
def test_a_hanging_endpoint_takes_the_request_when_it_is_mended(
    signal: Signal, send: Callable[[Receiver], None]
) -> None:
    with Receiver() as receiver:
        receiver.fail(signal, HANG)
        sending = threading.Thread(target=send, args=(receiver,))
        sending.start()
        receiver.wait_for(lambda r: r.counts(signal).received == 1, timeout=10)
        assert receiver.counts(signal).taken == 0
        receiver.mend(signal)
        sending.join(10)
        assert not sending.is_alive()
        assert receiver.counts(signal).taken == 1


def test_what_hung_is_not_taken_when_its_client_has_left() -> None:
    with Receiver() as receiver:
        receiver.fail(Signal.METRICS, HANG)
        with pytest.raises(TimeoutError):
            post(receiver.metrics_url, write_request("up", 1.0, 1), timeout=0.2)
        receiver.wait_for(lambda r: r.counts(Signal.METRICS).abandoned == 1, timeout=10)
        receiver.mend(Signal.METRICS)
        assert receiver.samples() == ()


def test_an_endpoint_that_is_down_refuses_and_comes_back_on_its_port() -> None:
    with Receiver() as receiver:
        send_metrics(receiver)
        send_traces(receiver)
        for signal in Signal:
            receiver.fail(signal, DOWN)
        with pytest.raises(urllib.error.URLError, match="refused"):
            send_metrics(receiver)
        with pytest.raises(ConnectionRefusedError):
            host, port = receiver.traces_address.split(":")
            socket.create_connection((host, int(port)), timeout=5)
        for signal in Signal:
            receiver.mend(signal)
        send_metrics(receiver)
        send_traces(receiver)
        assert (len(receiver.samples()), len(receiver.spans())) == (2, 2)


def test_tls_is_spoken_to_who_trusts_the_certificate() -> None:
    with Receiver(tls=True) as receiver:
        trusting = ssl.create_default_context(cadata=receiver.ca_pem)
        body = write_request("up", 1.0, 1)
        assert receiver.metrics_url.startswith("https://")
        assert post(receiver.metrics_url, body, context=trusting)[0] == 200
        with pytest.raises(urllib.error.URLError, match="CERTIFICATE_VERIFY_FAILED"):
            post(receiver.metrics_url, body)
        credentials = grpc.ssl_channel_credentials(receiver.ca_pem.encode())
        with grpc.secure_channel(receiver.traces_address, credentials) as channel:
            grpc.channel_ready_future(channel).result(timeout=10)


def test_a_path_that_is_not_the_signals_is_refused() -> None:
    with Receiver() as receiver:
        assert post(receiver.logs_url.replace("loki", "prom"), b"")[0] == 404
        assert (
            post(receiver.metrics_url.replace("/api/prom/push", "/loki/api/v1/push"), b"")[0] == 404
        )


def test_waiting_in_vain_tells_what_has_come() -> None:
    with Receiver() as receiver:
        send_metrics(receiver)
        with pytest.raises(TimeoutError, match=r"metrics: Counts\(received=1, taken=1"):
            receiver.wait_for(lambda r: len(r.samples()) == 2, timeout=0.1)


def code(error: grpc.RpcError) -> grpc.StatusCode:
    return cast("grpc.Call", error).code()
