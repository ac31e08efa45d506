"""Runs the failure drills with the real engine: `python -m commands.drills [--quick]`.

Everything is on loopback and ends by itself. The exit code is 1 when a drill did not find what it
expects. `--planted` runs each drill that has a fault with it in the program, which it must notice.
"""

import argparse
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from commands.drills.catalogue import DRILLS, Drill
from commands.drills.outcomes import Outcome, faults, replaced, table
from commands.drills.stage import Terms
from commands.engines.alloy import find_alloy
from settings import UserError

PAGE = Path("docs/reliability.md")
LONG, QUICK = 300.0, 30.0
"""Seconds of an outage."""
AT_ONCE = 7
"""Drills wait most of the time; those that load the machine run alone."""


def run(drills: list[Drill], terms: Terms, planted: bool) -> list[tuple[Drill, list[Outcome]]]:
    """The drills' outcomes in their order; those that bear company first."""
    found: dict[str, list[Outcome]] = {}

    def one(drill: Drill) -> None:
        started = time.monotonic()
        told = drill.planted(terms) if planted else terms
        found[drill.name] = drill.run(told)
        bad = faults(found[drill.name])
        ok = bool(bad) if planted else not bad
        print(f"{'ok    ' if ok else 'FAILED'} {time.monotonic() - started:5.0f} s  {drill.name}")
        for fault in bad:
            print(f"          {fault}")

    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(one, [drill for drill in drills if not drill.alone]))
    for drill in drills:
        if drill.alone:
            one(drill)
    return [(drill, found[drill.name]) for drill in drills]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="short outages, and no page")
    parser.add_argument("--planted", action="store_true", help="each drill must notice its fault")
    parser.add_argument("--outage", type=float, default=LONG, help="seconds, by default 300")
    parser.add_argument("names", nargs="*", help="parts of names; by default every drill")
    options = parser.parse_args()
    engine = find_alloy()
    if engine.lacks:
        print(engine.lacks, file=sys.stderr)
    short = options.quick or options.planted
    chosen = [d for d in DRILLS if not options.names or any(n in d.name for n in options.names)]
    if options.planted:
        without = ", ".join(drill.name for drill in chosen if not drill.faults)
        print(f"No fault to plant, since what they lose is lost by design: {without or 'none'}")
        chosen = [drill for drill in chosen if drill.faults]
    terms = Terms(engine.path, QUICK if short else options.outage)
    outcomes = run(chosen, terms, options.planted)
    found = [each for _, group in outcomes for each in group]
    print(table(found))
    if options.planted:
        return 1 if any(not faults(group) for _, group in outcomes) else 0
    bad = faults(found)
    if not short and not options.names and not bad:
        PAGE.write_text(replaced(PAGE.read_text(), table(found)))
    return 1 if bad else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except UserError as problem:
        print(problem, file=sys.stderr)
        sys.exit(2)
