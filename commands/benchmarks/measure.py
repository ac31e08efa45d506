"""CPU time of the engine for work of known size, in turns, so that a busy machine hits all."""

import statistics
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from commands.benchmarks import mix
from commands.benchmarks.pipelines import Pipeline
from commands.conformance.engine import Engine
from commands.conformance.exposition import total
from commands.conformance.receiver import Receiver
from commands.conformance.waiting import wait_until

WARM = 500
"""Lines that are sent before the measurement."""
PATIENCE = 300.0
SENT = "loki_write_sent_entries_total"
DROPPED = "loki_process_dropped_lines_total"

Key = TypeVar("Key")


@dataclass(frozen=True)
class Cost:
    """CPU seconds and wall seconds for `count` things of `size` bytes in all."""

    count: int
    size: int
    cpu: float
    wall: float

    @property
    def micros(self) -> float:
        """CPU microseconds for each."""
        return self.cpu / self.count * 1e6

    @property
    def per_gigabyte(self) -> float:
        """CPU seconds for a gigabyte."""
        return self.cpu / self.size * 1e9


def line_cost(alloy: Path, pipeline: Pipeline, count: int) -> Cost:
    """What the mix costs in one pipeline."""
    made = "".join(mix.containerd(mix.lines(count)))
    with tempfile.TemporaryDirectory(prefix="bench-") as folder, Receiver() as receiver:
        path = Path(folder) / "0.log"
        path.write_text("".join(mix.containerd(mix.lines(WARM))))
        text = pipeline.text(path, receiver.logs_url)
        with Engine(alloy, text, stability=pipeline.stability) as engine:
            wait_until("the first lines are sent", lambda: _done(engine) >= WARM, PATIENCE)
            before = engine.usage().cpu_seconds
            started = time.monotonic()
            with path.open("a") as file:
                file.write(made)
            wait_until("all lines are sent", lambda: _done(engine) >= WARM + count, PATIENCE)
            wall = time.monotonic() - started
            return Cost(count, len(made.encode()), engine.usage().cpu_seconds - before, wall)


def in_turns(
    cases: Sequence[Key], measure: Callable[[Key], Cost], rounds: int
) -> Mapping[Key, Cost]:
    """The median of each case; each round measures every case once."""
    found: dict[Key, list[Cost]] = {case: [] for case in cases}
    for _ in range(rounds):
        for case in cases:
            found[case].append(measure(case))
    return {case: median(costs) for case, costs in found.items()}


def median(costs: Sequence[Cost]) -> Cost:
    """The cost whose CPU time is in the middle, the lower of two."""
    wanted = statistics.median_low([cost.cpu for cost in costs])
    return next(cost for cost in costs if cost.cpu == wanted)


def _done(engine: Engine) -> float:
    metrics = engine.metrics()
    return total(metrics, SENT) + total(metrics, DROPPED)
