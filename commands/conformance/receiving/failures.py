"""The ways in which an endpoint can fail, and the switch between them."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto


class Signal(Enum):
    """What has an endpoint of its own, each of which can fail alone."""

    METRICS = "metrics"
    """Prometheus remote write."""
    LOGS = "logs"
    """Loki's push."""
    TRACES = "traces"
    """OTLP by gRPC, any signal."""
    OTLP = "otlp"
    """OTLP by HTTP, any signal."""


class Mode(Enum):
    """What an endpoint does with a request."""

    OK = auto()
    STATUS = auto()
    HANG = auto()
    DOWN = auto()


@dataclass(frozen=True)
class Failure:
    """One mode, with the status of those that answer with one."""

    mode: Mode
    status: int = 200
    retry_after: int | None = None


OK = Failure(Mode.OK)
HANG = Failure(Mode.HANG)
"""Takes the request and does not answer until the mode changes."""
DOWN = Failure(Mode.DOWN)
"""Refuses connections and drops those that stand."""


def status(code: int, retry_after: int | None = None) -> Failure:
    """Answers with this HTTP status, or what stands for it in gRPC; takes nothing.

    `retry_after` is in seconds: the HTTP header, or gRPC's RetryInfo. An exporter of the collector
    takes RESOURCE_EXHAUSTED (429) for permanent without it.
    """
    return Failure(Mode.STATUS, code, retry_after)


class Switch:
    """The failure that holds now, for many threads."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._failure = OK

    @property
    def now(self) -> Failure:
        """The failure that holds now."""
        with self._changed:
            return self._failure

    def set(self, failure: Failure) -> None:
        """Makes another failure hold, and lets what hangs go."""
        with self._changed:
            self._failure = failure
            self._changed.notify_all()

    def nudge(self) -> None:
        """Makes what hangs look whether its client is still there."""
        with self._changed:
            self._changed.notify_all()

    def await_answer(self, is_client_there: Callable[[], bool], look_every: float) -> Failure:
        """The failure to answer with: at once, or when the endpoint hangs no longer.

        Comes back early, still with HANG, when the client has gone.
        """
        with self._changed:
            while self._failure.mode is Mode.HANG and is_client_there():
                self._changed.wait(look_every)
            return self._failure
