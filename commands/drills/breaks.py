"""What breaks on the node: the collector, its log files, its peer, its program, its memory."""

from commands.conformance.receiver import HANG, Signal
from commands.drills.outages import GAP
from commands.drills.outcomes import ANY, Expected, Outcome
from commands.drills.stage import INTERVAL, SIGNALS, Stage, Terms, stage
from commands.drills.traffic import USUAL, Load

KILLS = 3
ROTATIONS = 6
IN_MEMORY = 2
"""Seconds that a line may take from being read to being sent."""
MARGIN = 3 * INTERVAL
"""Seconds from the last scrape that was sent to the kill, and from the start to the first one."""


def killed(terms: Terms) -> list[Outcome]:
    """SIGKILL in mid-stream, several times, while the endpoints are up."""
    with stage(terms) as on:
        absent = 0.0
        for _ in range(KILLS):
            on.traffic.flow(3 * INTERVAL)
            absent = max(absent, on.killed_and_restarted())
        on.settle(all_spans=False)
        drill = f"killed {KILLS} times, endpoint up"
        return [
            on.outcome(
                drill,
                Signal.METRICS,
                Expected(lost=ANY, gap=absent + MARGIN, design="scrapes while no process runs"),
                note=f"no process for {absent:.0f} s",
            ),
            on.outcome(
                drill,
                Signal.LOGS,
                Expected(
                    lost=KILLS * USUAL.lines_per_second * IN_MEMORY,
                    design="lines of 2 s, if positions were just written",
                ),
            ),
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
        absent = on.killed_and_restarted()
        on.traffic.flow(terms.outage / 2)
        for signal in SIGNALS:
            on.receiver.mend(signal)
        on.settle(all_lines=False, all_spans=False)
        drill = f"killed in an outage of {terms.outage:g} s"
        gap = Expected(
            lost=ANY,
            gap=terms.outage / 2 + absent + MARGIN,
            design="what was scraped before the kill and not sent",
        )
        return [
            on.outcome(drill, Signal.METRICS, gap),
            on.outcome(drill, Signal.LOGS, Expected(lost=ANY, design="lines read and not sent")),
            on.outcome(drill, Signal.TRACES, Expected(lost=ANY, design="all spans in memory")),
        ]


def rotated(terms: Terms) -> list[Outcome]:
    """The kubelet rotates the file while it is read, more often than it ever would."""
    with stage(terms, load=Load(lines=50)) as on:
        for _ in range(ROTATIONS):
            on.traffic.flow(INTERVAL)
            on.traffic.between_writes(on.traffic.log.rotate)
        on.settle()
        return [on.outcome(f"rotated {ROTATIONS} times while read", Signal.LOGS, Expected())]


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
        on.settle(all_lines=False, all_spans=False)
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
