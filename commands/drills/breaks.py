"""What breaks on the node: the collector, its log files, its peer, its program, its memory."""

from commands.conformance.receiver import HANG, Signal
from commands.drills.outages import GAP
from commands.drills.outcomes import ANY, Expected, Outcome
from commands.drills.stage import INTERVAL, SIGNALS, Stage, Terms, stage
from commands.drills.traffic import Load

KILLS = 3
RESTART = 60.0
"""Seconds that a kill and the start of a new process may cost on a busy machine."""


def killed(terms: Terms) -> list[Outcome]:
    """SIGKILL in mid-stream, several times, while the endpoints are up."""
    with stage(terms) as on:
        for _ in range(KILLS):
            on.traffic.flow(3 * INTERVAL)
            on.collector.engine.kill()
            on.restart()
        on.settle()
        drill = f"killed {KILLS} times, endpoint up"
        return [
            on.outcome(
                drill,
                Signal.METRICS,
                Expected(lost=ANY, gap=RESTART, design="scrapes while no process runs"),
            ),
            on.outcome(drill, Signal.LOGS, Expected()),
            on.outcome(
                drill, Signal.TRACES, Expected(lost=ANY, design="spans in memory: up to 2 s")
            ),
        ]


def killed_in_an_outage(terms: Terms) -> list[Outcome]:
    """SIGKILL while nothing can be sent: what waits in memory is gone."""
    with stage(terms) as on:
        for signal in SIGNALS:
            on.receiver.fail(signal, HANG)
        on.traffic.flow(terms.outage / 2)
        on.collector.engine.kill()
        on.restart()
        on.traffic.flow(terms.outage / 2)
        for signal in SIGNALS:
            on.receiver.mend(signal)
        on.settle(complete=False)
        drill = f"killed in an outage of {terms.outage:g} s"
        gap = Expected(
            lost=ANY,
            gap=terms.outage / 2 + 2 * RESTART,
            design="what was scraped before the kill and not sent",
        )
        return [
            on.outcome(drill, Signal.METRICS, gap),
            on.outcome(drill, Signal.LOGS, Expected(lost=ANY, design="lines read and not sent")),
            on.outcome(drill, Signal.TRACES, Expected(lost=ANY, design="all spans in memory")),
        ]


def rotated(terms: Terms) -> list[Outcome]:
    """The kubelet rotates the file while it is read, ten times."""
    with stage(terms, load=Load(lines=50)) as on:
        for _ in range(10):
            on.traffic.flow(1)
            on.traffic.between_writes(on.traffic.log.rotate)
        on.settle()
        return [on.outcome("rotated 10 times while read", Signal.LOGS, Expected())]


def truncated(terms: Terms) -> list[Outcome]:
    """Something empties the file once it is read, as copytruncate does."""
    with stage(terms) as on:
        on.traffic.flow(INTERVAL)
        on.traffic.between_writes(lambda: _empty_when_read(on))
        on.settle()
        expected = Expected(design="lines that were written and not yet read")
        return [on.outcome("truncated while read", Signal.LOGS, expected)]


def _empty_when_read(on: Stage) -> None:
    last = on.traffic.lines[-1]
    on.receiver.wait_for(lambda _: last in on.arrived.lines()[-100:], 30)
    on.traffic.log.truncate()


def rotated_while_blocked(terms: Terms) -> list[Outcome]:
    """Two rotations while nothing can be sent: of the middle file only the name is known."""
    with stage(terms, load=Load(lines=200)) as on:
        on.receiver.fail(Signal.LOGS, HANG)
        for _ in range(2):
            on.traffic.flow(terms.outage / 2)
            on.traffic.between_writes(on.traffic.log.rotate)
        on.receiver.mend(Signal.LOGS)
        on.settle(complete=False)
        expected = Expected(lost=ANY, design="a file that was rotated away before it was opened")
        drill = f"rotated twice while blocked for {terms.outage:g} s"
        return [on.outcome(drill, Signal.LOGS, expected)]


UNFINISHED = 'loki.write "unfinished" {\n'


def misconfigured(terms: Terms) -> list[Outcome]:
    """A reload of a bad program is refused, a metric says so, and the old program runs on."""
    with stage(terms) as on:
        on.collector.engine.reload(terms.plant(f"{on.region.text()}\n{UNFINISHED}"))
        on.traffic.flow(INTERVAL)
        on.settle()
        drill, counter = "bad program reloaded", "alloy_config_load_failures_total"
        return [
            on.outcome(drill, Signal.METRICS, Expected(gap=GAP, told=True), counter),
            on.outcome(drill, Signal.LOGS, Expected(told=True), counter),
            on.outcome(drill, Signal.TRACES, Expected(told=True), counter),
        ]
