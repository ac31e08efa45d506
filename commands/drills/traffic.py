"""Numbered lines and spans as a pod would send them, from a thread each; metrics are scraped."""

import re
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import grpc

from commands.conformance import otlp_messages
from commands.conformance.fakes.cluster import LEDGER
from commands.conformance.fakes.pod_logs import ContainerLog
from commands.conformance.otlp_client import GrpcSender
from commands.conformance.receiver import Receiver
from commands.conformance.receiving.values import Sample
from commands.conformance.region import Region

TICK = 0.1
"""Seconds between two writes."""
JOIN_TIMEOUT = 40.0
"""An exporter's own timeout is thirty seconds."""
SERIES = {"job": "kubelet"}
"""The series that stands for all that a node scrapes."""

T = TypeVar("T")
_NUMBER = re.compile(r"n([0-9]{7})n")


@dataclass(frozen=True)
class Load:
    """How much is sent at each tick; `padding` is the bytes of an attribute of each span."""

    lines: int = 5
    spans: int = 2
    padding: int = 0

    @property
    def lines_per_second(self) -> int:
        """As many as there are ticks."""
        return round(self.lines / TICK)


USUAL = Load()


class Traffic:
    """Lines and spans, from entering the context to leaving it; `stop` ends them earlier."""

    def __init__(self, region: Region, grpc_address: str, load: Load) -> None:
        self.log: ContainerLog = region.logs.container(LEDGER)
        self.lines: list[int] = []
        self.spans: list[int] = []
        """Those that the collector took."""
        self.refused = 0
        """Answers of the collector that it cannot take a span now; the sender tries again."""
        self._grpc = grpc_address
        self._load = load
        self._stopped = threading.Event()
        self._paused = threading.Lock()
        self._threads = [
            threading.Thread(target=self._every_tick, args=(turn,), daemon=True)
            for turn in (self._write, self._send)
        ]

    def __enter__(self) -> "Traffic":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def stop(self) -> None:
        """Sends no more."""
        self._stopped.set()
        for thread in self._threads:
            thread.join(JOIN_TIMEOUT)

    def flow(self, seconds: float) -> None:
        """Lets traffic flow for a while; that time has to pass is what a drill is about."""
        self._stopped.wait(seconds)

    def between_writes(self, act: Callable[[], object]) -> None:
        """Does something while no line is being written."""
        with self._paused:
            act()

    def _every_tick(self, turn: Callable[[], None]) -> None:
        while not self._stopped.wait(TICK):
            turn()

    def _write(self) -> None:
        with self._paused:
            first = len(self.lines)
            numbers = range(first, first + self._load.lines)
            self.log.write(*(f'{{"level":"info","message":"drill n{n:07d}n"}}' for n in numbers))
            self.lines.extend(numbers)

    def _send(self) -> None:
        first = len(self.spans)
        numbers = range(first, first + self._load.spans)
        padding = {"padding": "x" * self._load.padding}
        spans = [otlp_messages.span(f"drill n{n:07d}n", attributes=padding) for n in numbers]
        request = otlp_messages.traces(spans, {"service.name": "drill"})
        while not self._stopped.is_set():
            try:
                with GrpcSender(self._grpc) as sender:
                    sender.send(request)
            except grpc.RpcError:
                self.refused += 1
                self._stopped.wait(TICK)
            else:
                self.spans.extend(numbers)
                return


def is_scrape(sample: Sample) -> bool:
    """Whether a sample tells of a scrape, which stands for all that the scrape brought."""
    return sample.name == "up"


class Arrived:
    """The numbers of what arrived; each value is looked at once, however often one asks."""

    def __init__(self, receiver: Receiver) -> None:
        self._receiver = receiver
        self._lock = threading.Lock()
        self._seen = {"lines": 0, "spans": 0, "samples": 0}
        self._lines: list[int] = []
        self._spans: list[int] = []
        self._samples: list[Sample] = []

    def lines(self) -> list[int]:
        """Lines in order, twice if they came twice."""
        with self._lock:
            for entry in self._new("lines", self._receiver.log_entries()):
                self._lines += map(int, _NUMBER.findall(entry.line))
            return self._lines

    def spans(self) -> list[int]:
        """Spans in order, twice if they came twice."""
        with self._lock:
            for span in self._new("spans", self._receiver.spans()):
                self._spans += map(int, _NUMBER.findall(span.name))
            return self._spans

    def samples(self) -> list[Sample]:
        """The samples of the series `up`, which tell of every scrape."""
        with self._lock:
            self._samples += self._new("samples", self._receiver.samples())
            return self._samples

    def times(self, **labels: str) -> list[int]:
        """When one series was scraped, in milliseconds."""
        wanted = (labels or SERIES).items()
        return [s.timestamp_ms for s in self.samples() if wanted <= s.labels.items()]

    def _new(self, kind: str, values: Sequence[T]) -> Sequence[T]:
        start, self._seen[kind] = self._seen[kind], len(values)
        return values[start:]
