"""A Grafana on loopback with a data source of usage."""

import json
import re
import threading
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

TOKEN = "glsa_planted"

FIGURES: Mapping[str, float] = {
    "grafanacloud_instance_active_series": 20_000,
    # 40,000 samples in a minute.
    "grafanacloud_instance_samples_per_second": 40_000 / 60,
    # 100 and 50 GB of 2,628,000 seconds.
    "grafanacloud_logs_instance_bytes_received_per_second": 100e9 / 2_628_000,
    "grafanacloud_traces_instance_bytes_received_per_second": 50e9 / 2_628_000,
}


@dataclass
class Fake:
    """A Grafana on loopback with a data source of usage. figures: by metric."""

    url: str = ""
    figures: Mapping[str, float] = field(default_factory=lambda: FIGURES)
    refuses: int = 0
    says: str = ""
    silent: threading.Event | None = None
    asked: list[str] = field(default_factory=list[str])
    paths: set[str] = field(default_factory=set[str])
    tokens: set[str | None] = field(default_factory=set[str | None])

    def answer(self, query: str) -> str:
        """As Prometheus answers an instant query, its arithmetic included."""
        (name,) = re.findall(r"grafanacloud_\w+", query)
        result: list[Any] = []
        if name in self.figures:
            value = self.figures[name]
            for factor in re.findall(r" \* (\d+)", query):
                value *= int(factor)
            for divisor in re.findall(r" / (\d+)", query):
                value /= int(divisor)
            result = [{"metric": {}, "value": [1_700_000_000, str(value)]}]
        return json.dumps({"status": "success", "data": {"resultType": "vector", "result": result}})


@contextmanager
def fake(**options: Any) -> Generator[Fake]:
    """Runs one."""
    state = Fake(**options)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            """Answers as Grafana does."""
            at = urlsplit(self.path)
            (query,) = parse_qs(at.query)["query"]
            state.asked.append(query)
            state.paths.add(at.path)
            state.tokens.add(self.headers["Authorization"])
            if state.silent:
                state.silent.wait(10)
                return
            self.send_response(state.refuses or 200)
            self.send_header("Location", f"{state.url}/elsewhere")
            self.end_headers()
            self.wfile.write((state.says or state.answer(query)).encode())

        def log_message(self, format: str, *args: object) -> None:
            """Says nothing."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    state.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield state
    finally:
        if state.silent:
            state.silent.set()
        server.shutdown()
        thread.join()
        server.server_close()
