"""Measures what the collectors cost, with the real engine, into docs/performance.md.

Everything is on loopback. `--check` measures little, writes nothing, and its exit code is 1 when
the masks are clearly dearer than loki.secretfilter in the same run: a gate that opens too often
shows even on a busy machine.
"""

import argparse
import sys
from collections.abc import Mapping
from functools import partial
from pathlib import Path

from commands.benchmarks import report
from commands.benchmarks.measure import Cost, in_turns, line_cost
from commands.benchmarks.memory import memory
from commands.benchmarks.pipelines import by_group, pipelines
from commands.benchmarks.spans import MASKED, PASS, span_cost
from commands.engines.alloy import find_alloy
from settings import UserError

PAGE = Path("docs/performance.md")
SERIES = (1_000, 10_000, 50_000)
FAR_TOO_MUCH = 1.2
"""Times loki.secretfilter."""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="a short look, for CI")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--lines", type=int, default=30_000)
    parser.add_argument("--spans", type=int, default=10_000)
    options = parser.parse_args()
    engine = find_alloy()
    if engine.lacks:
        print(engine.lacks, file=sys.stderr)
    measured = partial(line_cost, engine.path, count=options.lines)
    if options.check:
        found = in_turns(pipelines()[:3], measured, options.rounds)
        lines = {pipeline.name: cost for pipeline, cost in found.items()}
        print(report.costs(lines, report.BASE, "line"))
        return 1 if lines[report.MASKS].micros > FAR_TOO_MUCH * lines[report.FILTER].micros else 0
    found = in_turns(pipelines(), measured, options.rounds)
    lines = {pipeline.name: cost for pipeline, cost in found.items()}
    print(report.costs(lines, report.BASE, "line"), flush=True)
    found = in_turns(by_group(), measured, options.rounds)
    grouped = {pipeline.name: cost for pipeline, cost in found.items()}
    of_spans = partial(span_cost, engine.path, count=options.spans)
    spans: Mapping[str, Cost] = in_turns((PASS, MASKED), of_spans, options.rounds)
    memories = [memory(engine.path, series) for series in SERIES]
    text = report.part(report.Measured(lines, grouped, spans, memories, options.rounds))
    PAGE.write_text(report.with_part(PAGE.read_text(), text))
    print(text)
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except UserError as problem:
        print(problem, file=sys.stderr)
        sys.exit(2)
