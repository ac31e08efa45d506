"""Finds or builds the programs that proofs run on: `python -m commands.engines [NAME ...]`.

Without names, Alloy and all of `RECIPES`. Prints name and path of each.
"""

import argparse
import os
import sys

from commands.engines.alloy import find_alloy
from commands.engines.build import tool
from commands.engines.recipes import RECIPES
from settings import UserError

ALLOY = "alloy"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    known = (ALLOY, *RECIPES)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(known))
    names: list[str] = parser.parse_args().names or list(known)
    if unknown := sorted(set(names) - set(known)):
        parser.error(f"there is no {unknown[0]}; known are {', '.join(known)}")
    try:
        for name in names:
            path = find_alloy(os.environ).path if name == ALLOY else tool(name)
            print(f"{name}\t{path}", flush=True)
    except UserError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
