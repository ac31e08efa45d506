"""An endpoint spoken to by OTLP over gRPC."""

import http
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import NoReturn, cast

import grpc
from google.protobuf.any_pb2 import Any as AnyMessage
from google.protobuf.duration_pb2 import Duration

from commands.conformance.loopback import LOOPBACK, port_of, reserved_port
from commands.conformance.receiving.arrivals import Kind, Request
from commands.conformance.receiving.certificates import Certificate
from commands.conformance.receiving.endpoint import TAKEN, Answer, Endpoint

THREADS = 64
"""How many requests can hang at a time."""

_METHODS = {
    Kind.TRACES: "opentelemetry.proto.collector.trace.v1.TraceService",
    Kind.LOGS: "opentelemetry.proto.collector.logs.v1.LogsService",
    Kind.METRICS: "opentelemetry.proto.collector.metrics.v1.MetricsService",
}
_OPTIONS = (("grpc.so_reuseport", 0), ("grpc.max_receive_message_length", -1))
_CODES = {
    http.HTTPStatus.BAD_REQUEST: grpc.StatusCode.INVALID_ARGUMENT,
    http.HTTPStatus.UNAUTHORIZED: grpc.StatusCode.UNAUTHENTICATED,
    http.HTTPStatus.FORBIDDEN: grpc.StatusCode.PERMISSION_DENIED,
    http.HTTPStatus.TOO_MANY_REQUESTS: grpc.StatusCode.RESOURCE_EXHAUSTED,
}
"""What stands for an HTTP status; UNAVAILABLE for any other."""


class GrpcExit:
    """Serves an endpoint on a free port of loopback; `stop` and `start` keep the port."""

    def __init__(self, endpoint: Endpoint, certificate: Certificate | None) -> None:
        self._endpoint = endpoint
        self._certificate = certificate
        self._reservation = reserved_port()
        self.address = f"{LOOPBACK}:{port_of(self._reservation)}"
        self._running: tuple[grpc.Server, ThreadPoolExecutor] | None = None

    def start(self) -> None:
        """Listens, if it does not."""
        if self._running is not None:
            return
        pool = ThreadPoolExecutor(THREADS, thread_name_prefix="receiver-grpc")
        server = grpc.server(pool, options=_OPTIONS)
        server.add_generic_rpc_handlers(
            [self._service(name, kind) for kind, name in _METHODS.items()]
        )
        if self._certificate is None:
            server.add_insecure_port(self.address)
        else:
            pair = (self._certificate.key.encode(), self._certificate.certificate.encode())
            server.add_secure_port(self.address, grpc.ssl_server_credentials([pair]))
        server.start()
        self._running = (server, pool)

    def stop(self) -> None:
        """Refuses connections from now on and ends those that stand."""
        if self._running is not None:
            server, pool = self._running
            self._running = None
            server.stop(grace=None).wait()
            self._endpoint.switch.nudge()
            pool.shutdown()

    def close(self) -> None:
        """Stops for good."""
        self.stop()
        self._reservation.close()

    def _service(self, name: str, kind: Kind) -> grpc.GenericRpcHandler:
        def export(body: bytes, context: grpc.ServicerContext) -> bytes:
            return self._export(kind, body, context)

        # Bodies stay bytes: who wants messages decodes them later. Empty bytes are an empty answer.
        method: grpc.RpcMethodHandler[bytes, bytes] = grpc.unary_unary_rpc_method_handler(export)
        return grpc.method_handlers_generic_handler(name, {"Export": method})

    def _export(self, kind: Kind, body: bytes, context: grpc.ServicerContext) -> bytes:
        request = Request(self._endpoint.signal, kind, body, at=time.monotonic())
        answer = self._endpoint.receive(request, _authorization(context), self._presence(context))
        if answer is TAKEN:
            return b""
        return _refuse(context, answer or Answer(http.HTTPStatus.SERVICE_UNAVAILABLE))

    def _presence(self, context: grpc.ServicerContext) -> Callable[[], bool]:
        """Tells whether the client is there; wakes who waits for it as soon as it is not."""
        gone = threading.Event()

        def leave() -> None:
            gone.set()
            self._endpoint.switch.nudge()

        if not context.add_callback(leave):
            gone.set()
        return lambda: not gone.is_set()


def _authorization(context: grpc.ServicerContext) -> str:
    metadata = cast("tuple[tuple[str, str], ...]", context.invocation_metadata() or ())
    return dict(metadata).get("authorization", "")


def _refuse(context: grpc.ServicerContext, answer: Answer) -> NoReturn:
    code = _CODES.get(http.HTTPStatus(answer.status), grpc.StatusCode.UNAVAILABLE)
    details = f"the receiver answers {answer.status}"
    if answer.retry_after is not None:
        status = _status_with_retry_info(code, details, answer.retry_after)
        context.set_trailing_metadata((("grpc-status-details-bin", status),))
    context.abort(code, details)


def _status_with_retry_info(code: grpc.StatusCode, details: str, seconds: int) -> bytes:
    """A google.rpc.Status that holds one google.rpc.RetryInfo.

    Fields 1 to 3 of a Status are code, message and details, and field 1 of a RetryInfo is the
    delay; these four tags are all we need of a package of its own.
    """
    number: int = cast("tuple[int, str]", code.value)[0]
    delay = Duration(seconds=seconds).SerializeToString()
    info = AnyMessage(
        type_url="type.googleapis.com/google.rpc.RetryInfo", value=_nested(1, delay)
    ).SerializeToString()
    return bytes([1 << 3, number]) + _nested(2, details.encode()) + _nested(3, info)


def _nested(field: int, content: bytes) -> bytes:
    """A field of length-delimited content that is shorter than 128 bytes."""
    return bytes([field << 3 | 2, len(content)]) + content
