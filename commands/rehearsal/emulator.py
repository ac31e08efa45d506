"""An emulated AWS on loopback, and a gate before it that can hold back an answer."""

import http.client
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Generator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs

LOOPBACK = "127.0.0.1"
START_TIMEOUT = 60
ANSWER_TIMEOUT = 120
"""Seconds."""


@contextmanager
def emulated_aws(log: Path) -> Generator[int]:
    """Runs a moto server in a process of its own and gives its port."""
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        port: int = probe.getsockname()[1]
    with (
        log.open("w") as output,
        subprocess.Popen(
            [
                sys.executable,
                "-m",
                "commands.rehearsal.eks",
                "--host",
                LOOPBACK,
                "--port",
                str(port),
            ],
            stdout=output,
            stderr=subprocess.STDOUT,
            # AWS's own policies, which the roles of a cluster and its nodes have.
            env={**os.environ, "MOTO_IAM_LOAD_MANAGED_POLICIES": "true"},
        ) as server,
    ):
        try:
            _wait_for(port, server)
            yield port
        finally:
            server.terminate()


def _wait_for(port: int, server: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + START_TIMEOUT
    while time.monotonic() < deadline and server.poll() is None:
        try:
            socket.create_connection((LOOPBACK, port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError(f"the emulated AWS did not start (exit code {server.poll()})")


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """A connection that a killed Terraform leaves behind is no error of ours."""
        if not isinstance(sys.exc_info()[1], (ConnectionError, http.client.HTTPException)):
            super().handle_error(request, client_address)  # pyright: ignore[reportArgumentType]


class Gate:
    """A proxy to the emulator that can hold back the answer to one EC2 action.

    The action has been carried out when `reached` is set, but its answer waits for `release`: this
    is the moment at which an interrupted Terraform knows least.
    """

    def __init__(self, port: int) -> None:
        self._upstream = port
        self._server = _Server((LOOPBACK, 0), self._handler())
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._lock = threading.Lock()
        self._awaited: str | None = None
        self.reached = threading.Event()
        self._released = threading.Event()

    @property
    def endpoint(self) -> str:
        """The URL that stands for AWS."""
        return f"http://{LOOPBACK}:{self._server.server_port}"

    def __enter__(self) -> "Gate":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._released.set()
        self._server.shutdown()
        self._server.server_close()

    def hold(self, action: str) -> None:
        """Holds back the answer to the next `action`, for example `CreateSubnet`."""
        with self._lock:
            self.reached.clear()
            self._released.clear()
            self._awaited = action

    def release(self) -> None:
        """Lets the answer go."""
        self._released.set()

    def _is_held(self, action: str) -> bool:
        with self._lock:
            if action != self._awaited:
                return False
            self._awaited = None
            return True

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        gate = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def _pass_on(self) -> None:
                length = int(self.headers.get("Content-Length") or 0)
                body = self.rfile.read(length)
                upstream = http.client.HTTPConnection(
                    LOOPBACK, gate._upstream, timeout=ANSWER_TIMEOUT
                )
                try:
                    upstream.request(self.command, self.path, body, dict(self.headers.items()))
                    answer = upstream.getresponse()
                    content = answer.read()
                finally:
                    upstream.close()
                if gate._is_held(_action(body)):
                    gate.reached.set()
                    gate._released.wait(ANSWER_TIMEOUT)
                try:
                    self._answer(answer, content)
                except (BrokenPipeError, ConnectionResetError):
                    # Who asked has been killed meanwhile, as intended.
                    self.close_connection = True

            do_DELETE = do_GET = do_HEAD = do_POST = do_PUT = _pass_on  # noqa: N815

            def _answer(self, answer: http.client.HTTPResponse, content: bytes) -> None:
                self.send_response_only(answer.status, answer.reason)
                for name, value in answer.getheaders():
                    if name.lower() not in ("connection", "content-length", "transfer-encoding"):
                        self.send_header(name, value)
                length = answer.getheader("Content-Length") if self.command == "HEAD" else None
                self.send_header("Content-Length", length or str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, format: str, *args: object) -> None:
                """The emulator keeps a log of its own."""

        return Handler


def _action(body: bytes) -> str:
    """The action of an EC2 request, which is a form; empty for other protocols."""
    if not body.startswith(b"Action="):
        return ""
    return parse_qs(body.decode())["Action"][0]
