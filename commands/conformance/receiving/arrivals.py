"""What was taken in, undecoded, and the way to wait for more."""

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Generic, TypeVar

from commands.conformance.receiving.failures import Signal

Value = TypeVar("Value")


class Kind(Enum):
    """What a body is."""

    REMOTE_WRITE = "remote write"
    LOKI_PUSH = "Loki push"
    TRACES = "OTLP traces"
    LOGS = "OTLP logs"
    METRICS = "OTLP metrics"


@dataclass(frozen=True)
class Request:
    """One request as it came; `user` is who the basic authentication names."""

    signal: Signal
    kind: Kind
    body: bytes
    content_type: str = ""
    encoding: str = ""
    user: str = ""
    at: float = 0.0


@dataclass(frozen=True)
class Counts:
    """How many requests came and how they were answered; the difference is what hangs."""

    received: int = 0
    taken: int = 0
    bytes: int = 0
    """Of the bodies that were taken, as they were sent."""
    refused: int = 0
    abandoned: int = 0
    """Requests whose client left, or lost its connection, before an answer."""


class Arrivals:
    """Every request that was taken, in order, for many threads."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._version = 0
        self._requests: dict[Kind, list[Request]] = {kind: [] for kind in Kind}
        self._counts = {signal: Counts() for signal in Signal}

    def receive(self, signal: Signal) -> None:
        """Counts a request that has come, whatever becomes of it."""
        with self._changed:
            self._count(signal, received=1)

    def take(self, request: Request) -> None:
        """Keeps a request."""
        with self._changed:
            self._requests[request.kind].append(request)
            self._count(request.signal, taken=1, bytes_=len(request.body))

    def refuse(self, signal: Signal) -> None:
        """Counts a request that is answered with an error."""
        with self._changed:
            self._count(signal, refused=1)

    def abandon(self, signal: Signal) -> None:
        """Counts a request that is never answered."""
        with self._changed:
            self._count(signal, abandoned=1)

    def counts(self, signal: Signal) -> Counts:
        """How many requests there were so far."""
        with self._changed:
            return self._counts[signal]

    def since(self, kind: Kind, position: int) -> list[Request]:
        """The requests of a kind, without the first `position`."""
        with self._changed:
            return self._requests[kind][position:]

    def wait_for(self, predicate: Callable[[], bool], timeout: float) -> bool:
        """Whether the predicate came true; it is asked anew after each request."""
        deadline = time.monotonic() + timeout
        while True:
            with self._changed:
                version = self._version
            if predicate():
                return True
            with self._changed:
                left = deadline - time.monotonic()
                if not self._changed.wait_for(lambda seen=version: self._version != seen, left):
                    return False

    def _count(
        self,
        signal: Signal,
        *,
        received: int = 0,
        taken: int = 0,
        bytes_: int = 0,
        refused: int = 0,
        abandoned: int = 0,
    ) -> None:
        old = self._counts[signal]
        self._counts[signal] = Counts(
            old.received + received,
            old.taken + taken,
            old.bytes + bytes_,
            old.refused + refused,
            old.abandoned + abandoned,
        )
        self._version += 1
        self._changed.notify_all()


class Reading(Generic[Value]):
    """The values in the requests of one kind, decoded when asked for and once only."""

    def __init__(
        self, arrivals: Arrivals, kind: Kind, decode: Callable[[Request], Iterator[Value]]
    ) -> None:
        self._arrivals = arrivals
        self._kind = kind
        self._decode = decode
        self._lock = threading.Lock()
        self._values: list[Value] = []
        self._read = 0

    def all(self) -> tuple[Value, ...]:
        """Everything that has arrived so far."""
        with self._lock:
            for request in self._arrivals.since(self._kind, self._read):
                self._values.extend(self._decode(request))
                self._read += 1
            return tuple(self._values)
