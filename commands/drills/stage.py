"""Where a drill happens: production's node program between fakes, and traffic through it."""

import contextlib
import tempfile
import threading
import time
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from commands.conformance.exposition import total
from commands.conformance.fakes.cluster import PODS, Pod
from commands.conformance.receiver import Receiver, Signal
from commands.conformance.region import Collector, Region, quick, with_collectors
from commands.drills.ledger import Tally, tally, ticks
from commands.drills.outcomes import Expected, Outcome
from commands.drills.traffic import USUAL, Arrived, Load, Traffic, is_scrape
from settings import Environment, load_environment
from vocabulary.collectors import EnvVar

INTERVAL = 10.0
"""Seconds between two scrapes in a drill; production's minute makes gaps longer, not others."""
SIGNALS = (Signal.METRICS, Signal.LOGS, Signal.TRACES)
ALL_TRACES = 100.0

_STARTING = threading.Lock()
"""A collector's start takes nine seconds of CPU: several at once on a small machine never end."""

COUNTERS = {
    Signal.METRICS: (
        "prometheus_remote_storage_samples_failed_total",
        "prometheus_remote_storage_samples_dropped_total",
    ),
    Signal.LOGS: ("loki_write_dropped_entries_total",),
    Signal.TRACES: ("otelcol_exporter_send_failed_spans_total",),
}
"""What Alloy counts when something is lost for good."""


@dataclass(frozen=True)
class Terms:
    """How a drill is run: how long outages last, and what is planted into the program."""

    alloy: Path
    outage: float
    """Seconds."""
    plant: Callable[[str], str] = field(default=lambda text: text)
    pods: Sequence[Pod] = PODS

    @property
    def patience(self) -> float:
        """Seconds in which everything has to have arrived after an outage."""
        return 120.0 + self.outage / 2


def environment() -> Environment:
    """Production, scraped every ten seconds and with every trace kept."""
    found = quick(load_environment("prod"), f"{INTERVAL:g}s")
    sampling = found.collectors.sampling.model_copy(update={"percentage": ALL_TRACES})
    return with_collectors(found, sampling=sampling)


@dataclass
class Stage:
    """A region, its first collector, and the traffic."""

    terms: Terms
    region: Region
    collector: Collector
    traffic: Traffic
    arrived: Arrived
    stack: contextlib.ExitStack

    @property
    def receiver(self) -> Receiver:
        """What stands for Grafana Cloud."""
        return self.region.receiver

    def killed_and_restarted(self) -> float:
        """SIGKILL, then a new process with the same storage and ports; the seconds in between."""
        self.collector.engine.kill()
        started = time.monotonic()
        old = self.collector.env
        self.collector = self.region.collector(
            text=self.terms.plant(self.region.text()),
            OTLP_GRPC_PORT=old[EnvVar.OTLP_GRPC_PORT],
            OTLP_HTTP_PORT=old[EnvVar.OTLP_HTTP_PORT],
        )
        self.enter(self.collector)
        return time.monotonic() - started

    def enter(self, collector: Collector) -> None:
        """Starts another collector, which stops when the drill ends."""
        with _STARTING:
            self.stack.enter_context(collector)

    def settle(self, *, all_lines: bool = True, all_spans: bool = True) -> None:
        """Ends the traffic and waits until all of it has arrived, or at least its end.

        What is lost by design need not be waited for.

        What does not arrive in time is counted as lost.
        """
        self.traffic.flow(2 * INTERVAL)
        self.traffic.stop()
        ended_ms = int(time.time() * 1000)
        lines, spans = set(self.traffic.lines), set(self.traffic.spans)
        wanted_lines = lines if all_lines else {max(lines)}
        wanted_spans = spans if all_spans else {max(spans)}

        def is_there(_: Receiver) -> bool:
            return (
                max(self.arrived.times(), default=0) >= ended_ms
                and wanted_lines <= set(self.arrived.lines())
                and wanted_spans <= set(self.arrived.spans())
            )

        with contextlib.suppress(TimeoutError):
            self.receiver.wait_for(is_there, self.terms.patience)

    def found(self, signal: Signal) -> Tally:
        """What became of one signal."""
        match signal:
            case Signal.METRICS:
                return ticks(self.arrived.times(), INTERVAL)
            case Signal.LOGS:
                return tally(self.traffic.lines, self.arrived.lines())
            case _:
                return tally(self.traffic.spans, self.arrived.spans())

    def outcome(
        self, drill: str, signal: Signal, expected: Expected, counter: str = "", note: str = ""
    ) -> Outcome:
        """One line of the table, with the counter that tells; by default the signal's own."""
        names = (counter,) if counter else COUNTERS[signal]
        metrics = self.collector.engine.metrics()
        name = max(names, key=lambda name: total(metrics, name))
        counted = total(metrics, name)
        return Outcome(drill, signal.value, self.found(signal), expected, name, counted, note)


@contextlib.contextmanager
def stage(
    terms: Terms,
    *,
    load: Load = USUAL,
    nodes: Sequence[str] = ("node-1",),
    peers: Sequence[Collector] | None = None,
    text: Callable[[str], str] = lambda text: text,
    memory: str = "",
) -> Generator[Stage]:
    """A stage on which everything has arrived once; `memory` is Go's own limit."""
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="drill-")))
        region = stack.enter_context(
            Region(terms.alloy, folder, environment(), pods=terms.pods, nodes=nodes, keep=is_scrape)
        )
        program = terms.plant(text(region.text()))
        collector = region.collector(text=program, peers=peers, GOMEMLIMIT=memory or "off")
        with _STARTING:
            stack.enter_context(collector)
        traffic = stack.enter_context(Traffic(region, collector.grpc, load))
        arrived = Arrived(region.receiver)
        found = Stage(terms, region, collector, traffic, arrived, stack)
        region.receiver.wait_for(
            lambda _: arrived.lines() and arrived.spans() and len(arrived.times()) > 1, 90
        )
        yield found
