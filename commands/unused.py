"""`make unused`: what sources offer that nobody uses, by series, and what is shipped in all.

Series are counted for a cluster of a usual size: vocabulary/sources/reference.py.
"""

import argparse
import os
import sys
from collections.abc import Iterator, Sequence

from rich import box
from rich.console import Console
from rich.table import Table

from alerts.catalogue import recordings
from settings import Environment, UserError, load_environment
from telemetry.collect import Collection
from telemetry.environment import collected
from telemetry.series import Count, counts, share
from vocabulary.sources.model import Per
from vocabulary.sources.reference import CHART_ENTRIES, CHART_SHIPS, REFERENCE

SHOWN = 8
"""Names of each source that are listed, unless all are asked for."""


def main(arguments: Sequence[str]) -> int:
    """The command line."""
    parser = argparse.ArgumentParser(prog="make unused", description=__doc__)
    parser.add_argument("--all", action="store_true", help="list every name, not the largest only")
    asked = parser.parse_args(arguments)
    try:
        environment = load_environment(os.environ.get("ENV", "prod"))
    except UserError as error:
        print(error, file=sys.stderr)
        return 2
    console = Console()
    found = counts(collected(environment))
    for line in listed(found, None if asked.all else SHOWN):
        console.print(line, markup=False, highlight=False)
    for line in unread_recordings(environment, collected(environment)):
        console.print(line, markup=False, highlight=False)
    console.print()
    console.print(totals(found))
    return 0


def listed(found: Sequence[Count], shown: int | None) -> Iterator[str]:
    """Names of each source that nobody asks for, those with most series first."""
    for count in found:
        unused = [line for line in count.lines if not line.asked]
        if not unused:
            continue
        yield f"{count.source.name}: {len(unused)} of {len(count.lines)} names that nobody asks for"
        for line in unused[:shown]:
            why = f"  shipped, {line.extras[0]}" if line.shipped and line.extras else ""
            yield f"  {line.offered:>9,.0f}  {line.name}{why}"
        if shown is not None and len(unused) > shown:
            rest = sum(line.offered for line in unused[shown:])
            yield f"  {rest:>9,.0f}  in {len(unused) - shown} more names"


def unread_recordings(environment: Environment, collection: Collection) -> Iterator[str]:
    """Recorded series that no rule and no panel reads."""
    read = {use.selector.metric for use in collection.used.series}
    for metric in sorted({r.metric for r in recordings(environment)} - read):
        yield f"recorded, and read by nobody: {metric}"


def totals(found: Sequence[Count]) -> Table:
    """Series offered and shipped by source, beside the field's common chart."""
    table = Table(
        title=f"A cluster of {REFERENCE[Per.NODE]} nodes and {REFERENCE[Per.POD]} pods",
        box=box.SIMPLE,
    )
    heads = ("source", "names", "shipped", "chart's list", "series", "shipped", "share", "chart")
    for head in heads:
        table.add_column(head, justify="left" if head == "source" else "right")
    for count in found:
        entries = CHART_ENTRIES.get(count.source.name)
        ships = CHART_SHIPS.get(count.source.name)
        table.add_row(
            count.source.name,
            str(len(count.lines)),
            str(count.shipped_names),
            str(entries) if entries else "-",
            f"{count.offered:,.0f}",
            f"{count.shipped:,.0f}",
            share(count.shipped, count.offered),
            f"{ships:,}" if ships else "-",
        )
    offered, shipped = sum(c.offered for c in found), sum(c.shipped for c in found)
    names = sum(len(c.lines) for c in found), sum(c.shipped_names for c in found)
    table.add_section()
    table.add_row(
        "all", str(names[0]), str(names[1]), "", f"{offered:,.0f}", f"{shipped:,.0f}",
        share(shipped, offered), "",
    )  # fmt: skip
    return table


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
