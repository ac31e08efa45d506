"""Work that one collector takes over from another, and more work than there is memory for."""

import contextlib
from dataclasses import replace

from commands.conformance.exposition import exposition, gauge
from commands.conformance.fakes.cluster import LEDGER, Pod
from commands.conformance.fakes.scraped import Scraped
from commands.conformance.loopback import LOOPBACK
from commands.conformance.receiver import HANG, Signal
from commands.conformance.waiting import wait_until
from commands.drills.ledger import Tally, ticks, worst
from commands.drills.outcomes import Expected, Outcome
from commands.drills.stage import INTERVAL, Terms, stage
from commands.drills.traffic import Load

TARGETS = 8
TAKEN_OVER = 60.0
"""Seconds in which a peer has to be missed and its targets taken over: 10 to 50 were seen, 40 on an
idle machine, most of it until the other peer gives up on the one that was killed."""
JOINED = 60.0

LIMIT_MIB = 1024
"""The container's memory in the flood: the size `m`, which is the default."""
FLOOD = Load(lines=50, spans=1500, padding=1000)
"""Ten times the lines of the other drills, and spans as fast as they can be made."""
REFUSED_WITHIN = 180.0


def peer_gone(terms: Terms) -> list[Outcome]:
    """One of two collectors that share targets is killed; the other scrapes all of them."""
    with contextlib.ExitStack() as stack:
        page = {"/metrics": exposition([gauge("drill_value", ({}, 1))])}
        targets = [stack.enter_context(Scraped(page)) for _ in range(TARGETS)]
        pods = [_pod(at, target) for at, target in enumerate(targets)]
        shared = replace(terms, pods=(LEDGER, *pods))
        on = stack.enter_context(stage(shared, nodes=("node-1", "node-2"), peers=()))
        second = on.region.collector(
            node="node-2", peers=(on.collector,), text=shared.plant(on.region.text())
        )
        on.enter(second)

        def scraped_by_both() -> bool:
            return all(len(on.arrived.times(pod=pod.name)) > 1 for pod in pods)

        on.receiver.wait_for(lambda _: scraped_by_both(), JOINED)
        on.traffic.flow(4 * INTERVAL)
        second.engine.kill()
        on.traffic.flow(TAKEN_OVER)
        on.settle()
        found = worst(ticks(on.arrived.times(pod=pod.name), INTERVAL) for pod in pods)
        counter = "cluster_node_peers"
        expected = Expected(
            lost=TARGETS * int(TAKEN_OVER / INTERVAL),
            gap=TAKEN_OVER,
            duplicates=0,
            design="scrapes until the peer is missed",
        )
        told = on.outcome("peer gone", Signal.METRICS, expected, counter)
        return [replace(told, found=found)]


def flood(terms: Terms) -> list[Outcome]:
    """Spans come faster than they leave, until the collector refuses them; it is not killed."""
    with stage(terms, load=FLOOD, text=limited, memory=f"{LIMIT_MIB * 9 // 10}MiB") as on:
        on.receiver.fail(Signal.TRACES, HANG)
        with contextlib.suppress(TimeoutError):
            wait_until("spans are refused", lambda: on.traffic.refused > 3, REFUSED_WITHIN)
        on.traffic.flow(INTERVAL)
        on.receiver.mend(Signal.TRACES)
        on.settle()
        peak = on.collector.engine.usage().peak_rss_bytes // 2**20
        memory = Tally(LIMIT_MIB, max(0, peak - LIMIT_MIB), 0)
        counter = "otelcol_receiver_refused_spans_total"
        drill = "flood, ten times the lines"
        spans = on.outcome(
            drill,
            Signal.TRACES,
            Expected(told=True, design="nothing that was taken; senders keep what is refused"),
            counter,
        )
        lines = on.outcome(drill, Signal.LOGS, Expected())
        within = replace(
            lines,
            signal="memory, MiB above the limit",
            found=memory,
            counter="process_resident_memory_bytes",
            note=f"peak {peak} MiB",
        )
        return [spans, lines, within]


def _pod(number: int, target: Scraped) -> Pod:
    port = int(target.address.rpartition(":")[2])
    return Pod(
        "shop",
        f"target-{number}",
        f"0b1f3f0e-6d5b-4f0a-9c1e-0000000002{number:02d}",
        "node-2",
        annotations={"prometheus.io/scrape": "true", "prometheus.io/port": str(port)},
        labels={"app.kubernetes.io/name": f"target-{number}"},
        ip=LOOPBACK,
        ports={"metrics": port},
    )


def limited(text: str) -> str:
    """The limiter as in a container of that size; without one it sees the machine's memory."""
    for share, key in ((75, "limit"), (20, "spike_limit")):
        line = f"{key}_percentage"
        before = next(row for row in text.splitlines() if row.strip().startswith(f"{line} "))
        value = f'\t\t{key} = "{LIMIT_MIB * share // 100}MiB"'
        text = text.replace(before, value)
    return text
