"""Measures how what is collected is derived: what it adds to `make`, and how it grows with rules.

A part of `make bench`. CPU seconds, Node's among them: on a busy machine only these mean something.
"""

import argparse
import itertools
import json
import resource
import statistics
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from alerts.catalogue import recordings, rules
from alerts.query import CloudWatch, Query, TraceQL
from alerts.rule import Rule
from alloy.roles import program
from dashboards.catalogue import dashboards
from dashboards.model import Dashboard
from settings import load_environment
from telemetry.collect import collect
from telemetry.environment import check_collected
from telemetry.problems import problems
from telemetry.questions import questions
from vocabulary.collectors import Role

SIZES = ((100, 25), (200, 50), (400, 100))
"""Rules and dashboards."""
RUNS = 3
ADDED, LARGEST, GROWTH = 1.0, 5.0, 1.3
"""At most: seconds in `make`, seconds of the largest size, and its share to the smallest's."""

SETTINGS = "from settings import load_environment; load_environment('prod')"
WITH = f"{SETTINGS}; from commands.bench_telemetry import once; once('prod')"


@dataclass(frozen=True)
class Derived:
    """One size: how many queries there are, and seconds from rules to programs."""

    rules: int
    dashboards: int
    queries: int
    seconds: float

    @property
    def micros(self) -> float:
        """For each query."""
        return 1e6 * self.seconds / self.queries


def once(name: str) -> None:
    """What `make` does of it: every question read, what is shipped, what is wrong, the programs."""
    environment = load_environment(name)
    check_collected(environment)
    for region in environment.regions:
        program(environment, region, Role.NODE)


def added() -> float:
    """CPU seconds that it adds to a process that has read an environment, with its imports."""

    def cpu(code: str) -> float:
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([sys.executable, "-O", "-c", code], check=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime

    costs = [(cpu(SETTINGS), cpu(WITH)) for _ in range(RUNS)]
    return statistics.median(long - short for short, long in costs)


def derived(size: tuple[int, int]) -> Derived:
    """A size, in a process of its own: nothing is remembered from another."""
    command = [sys.executable, "-O", "-m", "commands.bench_telemetry", *map(str, size)]
    runs = [subprocess.run(command, check=True, capture_output=True) for _ in range(RUNS)]
    found = [Derived(**json.loads(run.stdout)) for run in runs]
    return sorted(found, key=lambda one: one.seconds)[RUNS // 2]


def derive(size: tuple[int, int]) -> Derived:
    """Derives what is collected for made-up rules and dashboards, no two queries alike."""
    environment = load_environment("prod")
    made = tuple(itertools.islice(_rules(rules(environment)), size[0]))
    shown = tuple(itertools.islice(_dashboards(dashboards(environment)), size[1]))
    recorded = recordings(environment)
    before = _cpu()
    collection = collect(environment, made, recorded, shown)
    problems(collection, environment)
    seconds = _cpu() - before
    return Derived(*size, len(questions(made, recorded, shown)), seconds)


def part(cost: float, sizes: Sequence[Derived]) -> str:
    """The part of docs/performance.md."""
    small, large = sizes[0], sizes[-1]
    rows = "\n".join(
        f"| {s.rules} | {s.dashboards} | {s.queries} | {s.seconds:.2f} | {s.micros:.0f} "
        f"| {s.micros / small.micros:.2f} |"
        for s in sizes
    )
    claims = "\n".join(
        f"| {what} | {value:.2f} | {limit:.2f} | {'yes' if value <= limit else 'NO'} |"
        for what, value, limit in _claims(cost, small, large)
    )
    return f"""
## What is collected, derived from what is used

Every query read by its parser, the lists derived, and everything checked. CPU seconds, Node's among
them; each size in a process of its own, and no two of its queries alike.

| rules | dashboards | queries | CPU s | us a query | to the smallest |
| --- | --- | --- | --- | --- | --- |
{rows}

| what | measured | at most | holds |
| --- | --- | --- | --- |
{claims}
"""


def holds(cost: float, sizes: Sequence[Derived]) -> bool:
    """Whether every claim held."""
    return all(value <= limit for _, value, limit in _claims(cost, sizes[0], sizes[-1]))


def _claims(cost: float, small: Derived, large: Derived) -> Iterator[tuple[str, float, float]]:
    yield "CPU seconds that it adds to `make`", cost, ADDED
    yield (
        f"CPU seconds of {large.rules} rules and {large.dashboards} dashboards",
        large.seconds,
        (LARGEST),
    )
    yield (
        f"for each query, {large.rules} rules to {small.rules}",
        (large.micros / small.micros),
        GROWTH,
    )


def _rules(found: Sequence[Rule]) -> Iterator[Rule]:
    for number in itertools.count():
        for rule in found:
            yield replace(rule, query=_other(rule.query, number))


def _dashboards(found: Sequence[Dashboard]) -> Iterator[Dashboard]:
    for number in itertools.count():
        for dashboard in found:
            rows = [
                replace(row, panels=tuple(
                    replace(panel, queries=tuple(
                        replace(query, asks=_other(query.asks, number)) for query in panel.queries
                    ))
                    for panel in row.panels
                ))
                for row in dashboard.rows
            ]  # fmt: skip
            yield replace(dashboard, rows=tuple(rows))


def _other(query: Query, number: int) -> Query:
    """The same query with another comment, so that nobody remembers having read it."""
    if isinstance(query, CloudWatch):
        return query
    sign = "//" if isinstance(query, TraceQL) else "#"
    return replace(query, expr=f"{query.expr}\n{sign} {number}")


def _cpu() -> float:
    own, children = (
        resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("rules", type=int)
    parser.add_argument("dashboards", type=int)
    options = parser.parse_args()
    print(json.dumps(derive((options.rules, options.dashboards)).__dict__))
