"""Writes the table of docs/dashboards.md: the question of each dashboard and what answers it."""

from collections.abc import Iterator

from commands.catalogue.words import cell
from commands.marked import replaced
from dashboards.catalogue import dashboards
from dashboards.model import Dashboard
from settings import Environment

PAGE = "docs/dashboards.md"
BEGIN = "<!-- Written by `make catalogue` from dashboards/; do not edit from here -->"
END = "<!-- to here. -->"

COLUMNS = ("dashboard", "question", "first row", "folder", "variables", "panels")


def with_table(text: str, environment: Environment) -> str:
    """The page with its table made anew."""
    rows = (COLUMNS, ("---",) * len(COLUMNS), *map(_row, dashboards(environment)))
    table = "\n".join(f"| {' | '.join(row)} |" for row in rows)
    return replaced(text, BEGIN, END, f"{BEGIN}\n{table}\n{END}")


def _row(made: Dashboard) -> tuple[str, ...]:
    return tuple(cell(text) for text in _cells(made))


def _cells(made: Dashboard) -> Iterator[str]:
    first, *_ = made.rows
    yield f"**{made.title}**<br>`{made.uid.value}`"
    yield made.description
    yield f"*{first.title}* {'; '.join(panel.title for panel in first.panels)}"
    yield made.team
    yield ", ".join(f"`{variable.name}`" for variable in made.variables)
    yield str(sum(len(row.panels) for row in made.rows))
