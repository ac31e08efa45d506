"""Ports on loopback, and a small HTTP server that can go down and come back on its port."""

import contextlib
import select
import socket
import ssl
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

LOOPBACK = "127.0.0.1"
POLL_INTERVAL = 0.05
"""Seconds after which a server notices that it shall stop."""


def reserved_port(host: str = LOOPBACK, port: int = 0) -> socket.socket:
    """A bound socket that does not listen: connections are refused, and nobody else gets the port.

    Who sets SO_REUSEADDR, as servers do, can listen on the port while the reservation stands.
    """
    reservation = socket.socket()
    reservation.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    reservation.bind((host, port))
    return reservation


def free_port() -> int:
    """A port that nobody listens on now, for a program that takes a number only."""
    with reserved_port() as reservation:
        return port_of(reservation)


def port_of(bound: socket.socket) -> int:
    """The port of a bound socket."""
    port: int = bound.getsockname()[1]
    return port


def is_open(connection: socket.socket) -> bool:
    """Whether the other side has not closed its connection; takes nothing from it.

    Bytes that wait are a request that follows, which is a sign of life.
    """
    try:
        readable, _, _ = select.select([connection], [], [], 0)
        if not readable:
            return True
        if isinstance(connection, ssl.SSLSocket):
            # TLS cannot peek: a client that says something while it waits is saying goodbye.
            return False
        return bool(connection.recv(1, socket.MSG_PEEK))
    except (OSError, ValueError):
        return False


class QuietHandler(BaseHTTPRequestHandler):
    """A handler that keeps connections open, logs nothing and answers with a body in one call."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1

    def answer(self, status: int, body: bytes = b"", content_type: str = "text/plain") -> None:
        """Sends a whole answer."""
        self.send_response(status)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def body(self) -> bytes:
        """The whole body of the request, chunked or not."""
        if "chunked" not in self.headers.get("Transfer-Encoding", ""):
            return self.rfile.read(int(self.headers.get("Content-Length") or 0))
        chunks: list[bytes] = []
        while size := int(self.rfile.readline().split(b";")[0], 16):
            chunks.append(self.rfile.read(size))
            self.rfile.readline()
        while self.rfile.readline().strip():
            """Trailers say nothing to us."""
        return b"".join(chunks)

    def log_message(self, format: str, *args: object) -> None:
        """What matters is kept by who asks for it."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def __init__(
        self,
        address: tuple[str, int],
        handler: type[BaseHTTPRequestHandler],
        tls: ssl.SSLContext | None,
    ) -> None:
        self._tls = tls
        self._lock = threading.Lock()
        self._open: set[socket.socket] = set()
        super().__init__(address, handler)

    def get_request(self) -> tuple[socket.socket, tuple[str, int]]:
        connection, address = super().get_request()
        if self._tls is not None:
            # The handshake waits for the first read, which is in the connection's own thread.
            connection = self._tls.wrap_socket(
                connection, server_side=True, do_handshake_on_connect=False
            )
        with self._lock:
            self._open.add(connection)
        return connection, address

    def shutdown_request(self, request: object) -> None:
        if isinstance(request, socket.socket):
            with self._lock:
                self._open.discard(request)
            super().shutdown_request(request)

    def drop_connections(self) -> None:
        """Ends what clients keep open."""
        with self._lock:
            standing = list(self._open)
        for connection in standing:
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that leaves is no error of ours."""
        if not isinstance(sys.exc_info()[1], OSError):
            super().handle_error(request, client_address)  # pyright: ignore[reportArgumentType]


class HttpServer:
    """Serves a handler on a port of loopback, in threads; `stop` and `start` keep the port.

    The port is a free one, or the one that is given together with a loopback address of its own.
    """

    def __init__(
        self,
        handler: type[BaseHTTPRequestHandler],
        tls: ssl.SSLContext | None = None,
        at: tuple[str, int] = (LOOPBACK, 0),
    ) -> None:
        self._handler = handler
        self._tls = tls
        self._reservation = reserved_port(*at)
        self.port = port_of(self._reservation)
        self._at = (at[0], self.port)
        self.address = f"{at[0]}:{self.port}"
        self.url = f"{'https' if tls else 'http'}://{self.address}"
        self._running: tuple[_Server, threading.Thread] | None = None

    def start(self) -> None:
        """Listens, if it does not."""
        if self._running is None:
            server = _Server(self._at, self._handler, self._tls)
            thread = threading.Thread(
                target=server.serve_forever, args=(POLL_INTERVAL,), daemon=True
            )
            thread.start()
            self._running = (server, thread)

    def stop(self) -> None:
        """Refuses connections from now on and ends those that stand."""
        if self._running is not None:
            server, thread = self._running
            self._running = None
            server.shutdown()
            server.server_close()
            server.drop_connections()
            thread.join()

    def close(self) -> None:
        """Stops for good."""
        self.stop()
        self._reservation.close()

    def __enter__(self) -> "HttpServer":
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
