"""Sends OTLP messages to a collector, by gRPC or by HTTP."""

import gzip
import urllib.request
from collections.abc import Mapping
from typing import Protocol

import grpc
from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import ExportLogsServiceRequest
from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import ExportMetricsServiceRequest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from commands.conformance.otlp_messages import Request

_TIMEOUT = 30
_METHODS: Mapping[type[Request], tuple[str, str]] = {
    ExportTraceServiceRequest: (
        "/opentelemetry.proto.collector.trace.v1.TraceService/Export",
        "/v1/traces",
    ),
    ExportLogsServiceRequest: (
        "/opentelemetry.proto.collector.logs.v1.LogsService/Export",
        "/v1/logs",
    ),
    ExportMetricsServiceRequest: (
        "/opentelemetry.proto.collector.metrics.v1.MetricsService/Export",
        "/v1/metrics",
    ),
}


class Sender(Protocol):
    """Sends requests one after the other; raises when one is refused."""

    def send(self, request: Request) -> None: ...


class GrpcSender:
    """Sends by gRPC over one connection that is kept; raises grpc.RpcError."""

    def __init__(self, address: str, headers: Mapping[str, str] | None = None) -> None:
        self._address = address
        self._headers = tuple((headers or {}).items())

    def __enter__(self) -> "GrpcSender":
        self._channel = grpc.insecure_channel(self._address)
        return self

    def __exit__(self, *_: object) -> None:
        self._channel.close()

    def send(self, request: Request) -> None:
        """Returns when the request has been taken."""
        method: grpc.UnaryUnaryMultiCallable[bytes, bytes] = self._channel.unary_unary(
            _METHODS[type(request)][0]
        )
        # Waiting for the connection lets a test send as soon as the engine is up.
        method(
            request.SerializeToString(),
            timeout=_TIMEOUT,
            metadata=self._headers,
            wait_for_ready=True,
        )


class HttpSender:
    """Sends by HTTP, in gzip; raises urllib.error.HTTPError."""

    def __init__(self, url: str, headers: Mapping[str, str] | None = None) -> None:
        self._url = url
        self._headers = {
            "Content-Type": "application/x-protobuf",
            "Content-Encoding": "gzip",
            **(headers or {}),
        }

    def send(self, request: Request) -> None:
        """Returns when the request has been taken."""
        posted = urllib.request.Request(  # noqa: S310
            self._url + _METHODS[type(request)][1],
            gzip.compress(request.SerializeToString(), 1),
            self._headers,
        )
        with urllib.request.urlopen(posted, timeout=_TIMEOUT):  # noqa: S310
            return
