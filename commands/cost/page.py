"""Writes the table of measures into docs/cost.md, as prod has it now; `make docs` calls it.

Figures are rounded to two digits, so that a new panel seldom changes the page.
"""

import sys
from pathlib import Path

from commands.cost.tables import less
from commands.marked import replaced
from settings import UserError, load_environment
from telemetry.cost.measures import Saving, savings

PAGE = Path("docs/cost.md")
BEGIN = "<!-- Written by `make docs`; do not edit from here -->"
END = "<!-- to here. -->"


def with_measures(text: str) -> str:
    """The page with its table of measures made anew."""
    table = measures(savings(load_environment("prod")))
    return replaced(text, BEGIN, END, f"{BEGIN}\n{table}{END}")


def measures(found: tuple[Saving, ...]) -> str:
    """What each measure saves in a month, the most first, as Markdown."""
    lines = ["| measure | saves USD | what is less |", "| --- | ---: | --- |"]
    lines += [
        f"| {saving.name} | {rounded(saving.usd)} | {less(saving, rounded)} |"
        for saving in sorted(found, key=lambda saving: -saving.usd)
    ]
    return "\n".join(lines) + "\n"


def rounded(figure: float) -> str:
    """To two digits: `970,000`."""
    return f"{float(f'{figure:.1e}'):,.0f}"


def main() -> int:
    """Writes it."""
    try:
        PAGE.write_text(with_measures(PAGE.read_text()))
    except UserError as error:
        print(error, file=sys.stderr)
        return 2
    print(f"{PAGE} is written.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
