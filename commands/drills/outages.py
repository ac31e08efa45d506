"""Endpoints that fail for a while: down, 429, 500, 401, hanging."""

from dataclasses import replace

from commands.conformance.receiver import DOWN, HANG, Failure, Signal, status
from commands.drills.absence import is_absence_seen
from commands.drills.outcomes import ANY, Expected, Outcome
from commands.drills.stage import INTERVAL, SIGNALS, Terms, stage

GAP = 1.9 * INTERVAL
"""A scrape that comes late on a busy machine is no gap; one that is missing is."""

FAILURES: dict[str, Failure] = {
    "endpoint down": DOWN,
    "answers 429": status(429, retry_after=2),
    "answers 500": status(500),
    "hangs": HANG,
}


def survived(name: str, terms: Terms) -> list[Outcome]:
    """All three endpoints fail at a time, and nothing is lost."""
    with stage(terms) as on:
        for signal in SIGNALS:
            on.receiver.fail(signal, FAILURES[name])
        on.traffic.flow(terms.outage)
        for signal in SIGNALS:
            on.receiver.mend(signal)
        on.settle()
        drill = f"{name} for {terms.outage:g} s"
        return [
            on.outcome(drill, Signal.METRICS, Expected(gap=GAP)),
            on.outcome(drill, Signal.LOGS, Expected()),
            on.outcome(drill, Signal.TRACES, Expected()),
        ]


def refused(terms: Terms) -> list[Outcome]:
    """401: nothing is tried again, so what is sent meanwhile is lost, and counters say so."""
    with stage(terms) as on:
        for signal in SIGNALS:
            on.receiver.fail(signal, status(401))
        on.traffic.flow(terms.outage)
        for signal in SIGNALS:
            on.receiver.mend(signal)
        on.settle(all_lines=False, all_spans=False)
        drill = f"answers 401 for {terms.outage:g} s"
        design = "what is sent meanwhile"
        lost = Expected(lost=ANY, shown=True, design=design)
        gap = Expected(lost=ANY, gap=terms.outage + 15, shown=True, design=design)
        metrics = on.outcome(drill, Signal.METRICS, gap)
        window = terms.outage / 2
        absence = replace(
            metrics,
            signal="absence",
            expected=Expected(lost=ANY, told=True, design=design),
            counter=f"absent_over_time(up[{window:g}s])",
            counted=float(is_absence_seen(on.arrived.times(), INTERVAL, window)),
        )
        return [
            metrics,
            absence,
            on.outcome(drill, Signal.LOGS, lost),
            on.outcome(drill, Signal.TRACES, lost),
        ]


def exhausted(terms: Terms) -> list[Outcome]:
    """A 429 over gRPC that does not say when to try again is permanent for an OTLP exporter."""
    with stage(terms) as on:
        on.receiver.fail(Signal.TRACES, status(429))
        on.traffic.flow(terms.outage)
        on.receiver.mend(Signal.TRACES)
        on.settle(all_lines=False, all_spans=False)
        drill = f"answers 429 without a delay for {terms.outage:g} s"
        expected = Expected(lost=ANY, shown=True, design="what is sent meanwhile")
        return [on.outcome(drill, Signal.TRACES, expected)]
