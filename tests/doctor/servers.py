"""A small HTTP server on loopback that answers what it is told to, and remembers who asked."""

import json
import ssl
import threading
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socket import create_server
from typing import Any
from urllib.parse import urlsplit

from commands.rehearsal.emulator import LOOPBACK


@dataclass
class Served:
    """answers: status and body by path, without the query; anything else is 404.

    A body may be a function of the path with its query.
    """

    url: str
    answers: dict[str, tuple[int, Any]] = field(default_factory=dict[str, tuple[int, Any]])
    asked: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])
    """Each path with its query, and the Authorization header."""


@contextmanager
def serving(answers: dict[str, tuple[int, Any]]) -> Generator[Served]:
    """Serves until the block ends."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            served.asked.append((self.path, self.headers.get("Authorization") or ""))
            status, body = served.answers.get(urlsplit(self.path).path, (404, {"message": "no"}))
            if callable(body):
                body = body(self.path)
            text = (body if isinstance(body, str) else json.dumps(body)).encode()
            self.send_response(status)
            if status in (301, 302):
                self.send_header("Location", f"{served.url}/elsewhere")
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text)

        def log_message(self, format: str, *args: object) -> None: ...

    server = ThreadingHTTPServer((LOOPBACK, 0), Handler)
    served = Served(f"http://{LOOPBACK}:{server.server_port}", answers)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield served
    finally:
        server.shutdown()
        server.server_close()


@contextmanager
def tls(context: ssl.SSLContext | None) -> Generator[int]:
    """A port that shakes hands once, with TLS or by hanging up."""
    with create_server((LOOPBACK, 0)) as server:

        def accept() -> None:
            connection, _ = server.accept()
            with connection:
                if context:
                    try:
                        context.wrap_socket(connection, server_side=True).close()
                    except OSError:
                        return

        threading.Thread(target=accept, daemon=True).start()
        yield server.getsockname()[1]
