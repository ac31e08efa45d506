"""Asks a real Loki: lines are pushed to it, and what a rule asks is answered by its own engine."""

import contextlib
import http.client
import json
import subprocess
import time
import urllib.parse
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from proof.loki_config import LOOPBACK, configuration, port_of, reserved_port

READY_TIMEOUT = 60.0
POLL_INTERVAL = 0.1
LOG_TAIL = 30
"""Lines."""

_API = "/loki/api/v1"
_CLIENT_TIMEOUT = 30
_NANOSECONDS = 1_000_000_000
_SUCCESS = 200, 204


@dataclass(frozen=True)
class Entry:
    """A line as it reaches Loki.

    metadata: the structured metadata, which is beside the line and no label of the stream.
    at: Unix time in seconds.
    """

    labels: Mapping[str, str]
    metadata: Mapping[str, str]
    line: str
    at: float


@dataclass(frozen=True)
class Sample:
    """One series of an answer; a scalar has no labels."""

    labels: Mapping[str, str]
    value: float


class LokiError(Exception):
    """Loki does not run, or does not take what it is given."""


class QueryError(LokiError):
    """Loki does not answer a query; the message holds the query and what Loki says of it."""


class LokiServer:
    """A Loki on loopback, from entering the context to leaving it; the folder is its own.

    Each tenant has lines of its own, so cases need no other Loki, only another name.
    """

    def __init__(self, loki: Path, folder: Path) -> None:
        self._loki = loki
        self._folder = folder
        # Kept while it runs: who binds any free port cannot get these meanwhile.
        self._http = reserved_port()
        self._grpc = reserved_port()
        self._port = port_of(self._http)
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> "LokiServer":
        self._folder.mkdir(parents=True, exist_ok=True)
        config = self._folder / "loki.json"
        told = configuration(self._folder, http=self._port, grpc=port_of(self._grpc))
        config.write_text(json.dumps(told, indent=2))
        with self._log_path.open("wb") as log:
            self._process = subprocess.Popen(
                [self._loki, f"-config.file={config}"], stdout=log, stderr=subprocess.STDOUT, env={}
            )
        try:
            self._wait_until_ready()
        except BaseException:
            self._clean_up()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self._clean_up()

    def push(self, tenant: str, entries: Iterable[Entry]) -> None:
        """Stores lines; they are there for queries when this returns."""
        streams: dict[tuple[tuple[str, str], ...], list[Entry]] = defaultdict(list)
        for entry in entries:
            streams[tuple(sorted(entry.labels.items()))].append(entry)
        if not streams:
            return  # Loki refuses an empty push; a case of dropped lines only has none.
        body = {
            "streams": [
                {"stream": dict(labels), "values": [_value(entry) for entry in _in_order(stream)]}
                for labels, stream in streams.items()
            ]
        }
        status, said = self._ask("POST", f"{_API}/push", tenant, json.dumps(body))
        if status not in _SUCCESS:
            raise LokiError(f"Loki does not take the lines of {tenant}: {said}")

    def query(self, tenant: str, expr: str, at: float) -> list[Sample]:
        """What a metric query gives at a moment, as Grafana asks for a rule.

        Raises QueryError when Loki cannot read the query or will not answer it.
        """
        asked = urllib.parse.urlencode({"query": expr, "time": str(_nanoseconds(at))})
        status, said = self._ask("GET", f"{_API}/query?{asked}", tenant)
        if status not in _SUCCESS:
            raise QueryError(f"Loki refuses the query\n  {expr}\n  {said}")
        return _samples(json.loads(said)["data"])

    def log(self) -> str:
        """Everything that it has logged."""
        return self._log_path.read_text(errors="replace")

    @property
    def _log_path(self) -> Path:
        return self._folder / "loki.log"

    def _ask(self, method: str, path: str, tenant: str, body: str = "") -> tuple[int, str]:
        headers = {"X-Scope-OrgID": tenant, "Content-Type": "application/json"}
        connection = http.client.HTTPConnection(LOOPBACK, self._port, timeout=_CLIENT_TIMEOUT)
        with contextlib.closing(connection):
            connection.request(method, path, body.encode(), headers)
            answer = connection.getresponse()
            return answer.status, answer.read().decode(errors="replace").strip()

    def _wait_until_ready(self) -> None:
        deadline = time.monotonic() + READY_TIMEOUT
        while not self._is_ready():
            if self._running.poll() is not None:
                raise self._error(f"Loki ended with exit code {self._running.returncode}")
            if time.monotonic() > deadline:
                raise self._error(f"Loki was not ready after {READY_TIMEOUT:.0f} s")
            time.sleep(POLL_INTERVAL)

    def _is_ready(self) -> bool:
        try:
            return self._ask("GET", "/ready", "")[0] in _SUCCESS
        except (OSError, http.client.HTTPException):
            return False

    @property
    def _running(self) -> subprocess.Popen[bytes]:
        assert self._process is not None, "Loki runs only inside its context"  # noqa: S101
        return self._process

    def _error(self, what: str) -> LokiError:
        tail = "\n".join(self.log().splitlines()[-LOG_TAIL:])
        return LokiError(f"{what}; the end of its log:\n{tail}")

    def _clean_up(self) -> None:
        if self._process is not None:
            # Nothing that it would still write is read by anybody.
            self._process.kill()
            self._process.wait()
            self._process = None
        self._http.close()
        self._grpc.close()


def _nanoseconds(at: float) -> int:
    return round(at * _NANOSECONDS)


def _value(entry: Entry) -> list[Any]:
    return [str(_nanoseconds(entry.at)), entry.line, dict(entry.metadata)]


def _in_order(stream: Iterable[Entry]) -> list[Entry]:
    return sorted(stream, key=lambda entry: entry.at)


def _samples(data: Mapping[str, Any]) -> list[Sample]:
    if data["resultType"] == "scalar":
        return [Sample({}, float(data["result"][1]))]
    return [Sample(series["metric"], float(series["value"][1])) for series in data["result"]]
