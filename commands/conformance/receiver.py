"""Stands for Grafana Cloud on loopback: remote write, Loki's push and OTLP, and their failures."""

from collections.abc import Callable, Iterator, Mapping
from typing import Protocol

from commands.conformance.receiving import decode, otlp
from commands.conformance.receiving.arrivals import Arrivals, Counts, Kind, Reading, Request
from commands.conformance.receiving.certificates import self_signed
from commands.conformance.receiving.endpoint import Credentials, Endpoint
from commands.conformance.receiving.failures import (
    DOWN,
    HANG,
    OK,
    Failure,
    Mode,
    Signal,
    Switch,
    status,
)
from commands.conformance.receiving.grpc_exit import GrpcExit
from commands.conformance.receiving.http_exit import (
    LOKI_PUSH_PATH,
    OTLP_PATH,
    REMOTE_WRITE_PATH,
    http_exit,
)
from commands.conformance.receiving.values import LogEntry, LogRecord, Point, Sample, Span

__all__ = ["DOWN", "HANG", "OK", "Credentials", "Failure", "Receiver", "Signal", "status"]

_OTLP = frozenset({Kind.TRACES, Kind.LOGS, Kind.METRICS})


class _Exit(Protocol):
    def start(self) -> None: ...
    def stop(self) -> None: ...
    def close(self) -> None: ...


class Receiver:
    """Four endpoints, one for each signal, that keep what they take and fail as they are told.

    Bodies are kept as they came and decoded when somebody asks for their values, so that a
    measured collector does not wait for us. With credentials, a signal that has none is open.

    `keep` says which samples are remembered: all that a node scrapes fill the memory in minutes.
    """

    def __init__(
        self,
        credentials: Mapping[Signal, Credentials] | None = None,
        *,
        tls: bool = False,
        keep: Callable[[Sample], bool] = lambda _: True,
    ) -> None:
        certificate = self_signed() if tls else None
        context = certificate.server_context() if certificate else None
        self.ca_pem = certificate.certificate if certificate else ""
        """What a client has to trust; empty without TLS."""
        self._arrivals = Arrivals()
        self._switches = {signal: Switch() for signal in Signal}
        known = credentials or {}
        endpoints = {
            signal: Endpoint(signal, self._arrivals, switch, known.get(signal))
            for signal, switch in self._switches.items()
        }
        metrics = http_exit(endpoints[Signal.METRICS], frozenset({Kind.REMOTE_WRITE}), context)
        logs = http_exit(endpoints[Signal.LOGS], frozenset({Kind.LOKI_PUSH}), context)
        traces = GrpcExit(endpoints[Signal.TRACES], certificate)
        otlp_http = http_exit(endpoints[Signal.OTLP], _OTLP, context)
        self.metrics_url = f"{metrics.url}{REMOTE_WRITE_PATH}"
        self.logs_url = f"{logs.url}{LOKI_PUSH_PATH}"
        self.traces_address = traces.address
        """Host and port for gRPC, as an exporter wants them."""
        self.otlp_url = f"{otlp_http.url}{OTLP_PATH}"
        self._exits: dict[Signal, _Exit] = {
            Signal.METRICS: metrics,
            Signal.LOGS: logs,
            Signal.TRACES: traces,
            Signal.OTLP: otlp_http,
        }
        self._samples = Reading(
            self._arrivals,
            Kind.REMOTE_WRITE,
            lambda request: filter(keep, decode.samples(request.body)),
        )
        self._entries = Reading(self._arrivals, Kind.LOKI_PUSH, _entries)
        self._spans = Reading(self._arrivals, Kind.TRACES, _spans)
        self._records = Reading(self._arrivals, Kind.LOGS, _records)
        self._points = Reading(self._arrivals, Kind.METRICS, _points)

    def __enter__(self) -> "Receiver":
        for exit_ in self._exits.values():
            exit_.start()
        return self

    def __exit__(self, *_: object) -> None:
        for signal, exit_ in self._exits.items():
            self._switches[signal].set(DOWN)
            exit_.close()

    def fail(self, signal: Signal, failure: Failure) -> None:
        """Makes one endpoint fail from now on; `OK` mends it."""
        self._switches[signal].set(failure)
        if failure.mode is Mode.DOWN:
            self._exits[signal].stop()
        else:
            self._exits[signal].start()

    def mend(self, signal: Signal) -> None:
        """Makes one endpoint work again."""
        self.fail(signal, OK)

    def samples(self) -> tuple[Sample, ...]:
        """What came by remote write."""
        return self._samples.all()

    def log_entries(self) -> tuple[LogEntry, ...]:
        """What came by Loki's push."""
        return self._entries.all()

    def spans(self) -> tuple[Span, ...]:
        """Spans that came by OTLP, over gRPC or HTTP."""
        return self._spans.all()

    def log_records(self) -> tuple[LogRecord, ...]:
        """Log records that came by OTLP."""
        return self._records.all()

    def points(self) -> tuple[Point, ...]:
        """Metric points that came by OTLP."""
        return self._points.all()

    def requests(self, kind: Kind) -> tuple[Request, ...]:
        """The requests of one kind that were taken, undecoded, with their users."""
        return tuple(self._arrivals.since(kind, 0))

    def counts(self, signal: Signal) -> Counts:
        """How many requests an endpoint took and refused, and how many bytes it took."""
        return self._arrivals.counts(signal)

    def wait_for(self, predicate: Callable[["Receiver"], object], timeout: float) -> None:
        """Returns as soon as the predicate holds; it is asked anew after each request.

        Raises TimeoutError, with the counts, if it does not hold within `timeout` seconds.
        """
        if not self._arrivals.wait_for(lambda: bool(predicate(self)), timeout):
            counts = ", ".join(f"{signal.value}: {self.counts(signal)}" for signal in Signal)
            raise TimeoutError(f"after {timeout} s what was awaited is not there ({counts})")


def _entries(request: Request) -> Iterator[LogEntry]:
    return decode.log_entries(request.body, request.content_type, request.encoding)


def _spans(request: Request) -> Iterator[Span]:
    return otlp.spans(decode.decompressed(request.body, request.encoding))


def _records(request: Request) -> Iterator[LogRecord]:
    return otlp.log_records(decode.decompressed(request.body, request.encoding))


def _points(request: Request) -> Iterator[Point]:
    return otlp.points(decode.decompressed(request.body, request.encoding))
