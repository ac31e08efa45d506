"""An endpoint spoken to by HTTP: remote write, Loki's push, OTLP."""

import http
import ssl
import time
from http.server import BaseHTTPRequestHandler

from commands.conformance.loopback import HttpServer, QuietHandler, is_open
from commands.conformance.receiving.arrivals import Kind, Request
from commands.conformance.receiving.endpoint import TAKEN, Endpoint

REMOTE_WRITE_PATH = "/api/prom/push"
LOKI_PUSH_PATH = "/loki/api/v1/push"
OTLP_PATH = "/otlp"
"""Where Grafana Cloud's gateway has OTLP; a plain collector has it at the root."""

_KINDS = {
    REMOTE_WRITE_PATH: Kind.REMOTE_WRITE,
    LOKI_PUSH_PATH: Kind.LOKI_PUSH,
    "/v1/traces": Kind.TRACES,
    "/v1/logs": Kind.LOGS,
    "/v1/metrics": Kind.METRICS,
}
_PROTOBUF = "application/x-protobuf"


def http_exit(endpoint: Endpoint, kinds: frozenset[Kind], tls: ssl.SSLContext | None) -> HttpServer:
    """A server for one endpoint that takes these kinds of body, each on its path."""
    return HttpServer(_handler(endpoint, kinds), tls)


def _handler(endpoint: Endpoint, kinds: frozenset[Kind]) -> type[BaseHTTPRequestHandler]:
    class Handler(QuietHandler):
        def do_POST(self) -> None:  # noqa: N802
            body = self.body()
            kind = _KINDS.get(self.path.removeprefix(OTLP_PATH))
            if kind not in kinds:
                self._say(endpoint.refuse(http.HTTPStatus.NOT_FOUND).status)
                return
            request = Request(
                signal=endpoint.signal,
                kind=kind,
                body=body,
                content_type=self.headers.get("Content-Type", ""),
                encoding=self.headers.get("Content-Encoding", ""),
                at=time.monotonic(),
            )
            answer = endpoint.receive(
                request,
                self.headers.get("Authorization", ""),
                lambda: is_open(self.connection),
            )
            if answer is None:
                self.close_connection = True
            elif answer is TAKEN:
                # Loki answers 204, Mimir and OTLP 200.
                self._say(204 if kind is Kind.LOKI_PUSH else 200)
            else:
                self._say(answer.status, answer.retry_after)

        def _say(self, status: int, retry_after: int | None = None) -> None:
            self.send_response(status)
            if retry_after is not None:
                self.send_header("Retry-After", str(retry_after))
            if status != 204:
                self.send_header("Content-Type", _PROTOBUF)
                self.send_header("Content-Length", "0")
            self.end_headers()

    return Handler
