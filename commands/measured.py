"""Measures what the real collectors ship of a cluster of 600 pods, into docs/telemetry.md.

`python -m commands.measured`: the composed program of production's hub in the real Alloy, before
all that is there once, one node of thirty, and some of the services' instances.
"""

import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from commands.conformance.realistic.arriving import differences
from commands.conformance.realistic.scene import Scene, scene
from commands.conformance.realistic.targets import MEASURED
from commands.engines.alloy import find_alloy
from commands.marked import replaced
from settings import UserError, load_environment
from telemetry.series import share
from vocabulary.sources.model import Per, Way
from vocabulary.sources.reference import CHART_SHIPS, REFERENCE

PAGE = Path("docs/telemetry.md")
BEGIN = "<!-- Measured, by `python -m commands.measured`; do not edit. -->"
END = "<!-- Measured until here. -->"

ALIKE: Mapping[Way, int] = {
    Way.KUBELET: REFERENCE[Per.NODE],
    Way.CADVISOR: REFERENCE[Per.NODE],
    Way.NODE_EXPORTER: REFERENCE[Per.NODE],
    Way.COLLECTORS: REFERENCE[Per.NODE],
    Way.APPLICATIONS: REFERENCE[Per.APPLICATION],
    Way.SPAN_METRICS: REFERENCE[Per.APPLICATION],
}
"""How many targets a cluster has where not all were measured: nodes and instances are alike."""
CHART: Mapping[Way, int] = {
    Way.KUBE_STATE_METRICS: CHART_SHIPS["kube-state-metrics"],
    Way.CADVISOR: CHART_SHIPS["cadvisor"],
    Way.KUBELET: CHART_SHIPS["kubelet"],
}


@dataclass(frozen=True)
class Row:
    """A way's series in the whole cluster. here, of: targets that were measured, and there are."""

    way: str
    here: int
    of: int
    offered: int
    shipped: int
    chart: int | None


def rows(found: Scene) -> tuple[Row, ...]:
    """What was measured, for the whole cluster. What is alike is taken as often as it is there."""
    made: list[Row] = []
    for way, here in found.targets.items():
        of = ALIKE.get(way, here)
        offered, shipped = found.offered[way] * of // here, len(found.arrived[way]) * of // here
        made.append(Row(way.replace("_", " "), here, of, offered, shipped, CHART.get(way)))
    return tuple(sorted(made, key=lambda row: -row.offered))


def part(found: Sequence[Row]) -> str:
    """The part of the page."""
    offered, shipped = sum(row.offered for row in found), sum(row.shipped for row in found)
    lines = [
        f"| {row.way} | {row.here} of {row.of} | {row.offered:,} | {row.shipped:,} "
        f"| {share(row.shipped, row.offered)} | {f'{row.chart:,}' if row.chart else '-'} |"
        for row in found
    ]
    total = f"| all | | {offered:,} | {shipped:,} | {share(shipped, offered)} | |"
    head = "| way | targets measured | all of it | shipped | share | the chart's default lists |"
    rule = "| --- | ---: | ---: | ---: | ---: | ---: |"
    return "\n".join([BEGIN, head, rule, *lines, total, END])


def shipped_of(page: str) -> Mapping[str, int]:
    """What the page says is shipped, by way."""
    found = page.partition(BEGIN)[2].partition(END)[0].splitlines()[3:]
    cells = [[cell.strip() for cell in line.split("|")[1:-1]] for line in found if line]
    return {row[0]: int(row[3].replace(",", "")) for row in cells}


def main() -> int:
    engine = find_alloy()
    if engine.lacks:
        print(engine.lacks, file=sys.stderr)
    with tempfile.TemporaryDirectory(prefix="measured-") as folder:
        found = scene(engine.path, Path(folder), load_environment("prod"), MEASURED)
    wrong = [
        line
        for way, wanted in found.wanted.items()
        for line in differences(
            wanted.keys() - found.arrived[way],
            found.arrived[way] - wanted.keys() - found.may.get(way, frozenset()),
            found.collection,
        )
    ]
    if wrong:
        print("\n".join(wrong), file=sys.stderr)
        return 1
    text = part(rows(found))
    PAGE.write_text(replaced(PAGE.read_text(), BEGIN, END, text))
    print(text)
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except UserError as problem:
        print(problem, file=sys.stderr)
        sys.exit(2)
