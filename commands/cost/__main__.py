"""`make cost`: what ENV costs in a month, what each measure saves, and where budgets stand.

Where GRAFANA_URL and GRAFANA_TOKEN are set, the stack's own figures stand beside the estimate.
Exit code 0 also over a budget: it is `make` that stops there.
"""

import argparse
import json
import os
import sys
from collections.abc import Mapping, Sequence

from rich.console import Console

from commands.cost.report import as_json, report
from commands.cost.tables import tables
from settings import UserError, load_environment

WIDTH = 110
"""Columns where the output is no terminal."""


def main(arguments: Sequence[str], environ: Mapping[str, str] = os.environ) -> int:
    """The command line."""
    parser = argparse.ArgumentParser(prog="make cost", description=__doc__)
    parser.add_argument("--json", action="store_true", help="print it for machines")
    options = parser.parse_args(arguments)
    try:
        made = report(load_environment(environ.get("ENV", "prod")), environ)
    except UserError as error:
        print(error, file=sys.stderr)
        return 2
    if options.json:
        json.dump(as_json(made), sys.stdout, indent=2)
        print()
        return 0
    console = Console(highlight=False, width=None if sys.stdout.isatty() else WIDTH)
    for table in tables(made):
        console.print(table)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
