"""Where panels are: from rows to positions on Grafana's grid of 24 columns."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dashboards.model import Dashboard, Panel, Row
from settings import Problem, UserError

COLUMNS = 24
TITLE = 1
"""Grid units that a row's own line is high."""


@dataclass(frozen=True)
class Place:
    """A panel's place. x, y: of its corner at the top left."""

    panel: Panel
    x: int
    y: int


@dataclass(frozen=True)
class PlacedRow:
    """A row: y is that of its title."""

    row: Row
    y: int
    places: tuple[Place, ...]


def placed(dashboard: Dashboard) -> list[PlacedRow]:
    """Rows from the top down. Raises UserError where a line of panels has a hole."""
    if problems := list(holes(dashboard)):
        raise UserError(problems)
    rows: list[PlacedRow] = []
    y = 0
    for row in dashboard.rows:
        places: list[Place] = []
        below = y + TITLE
        for line in lines(row.panels):
            x = 0
            for panel in line:
                places.append(Place(panel, x, below))
                x += panel.width
            below += line[0].height
        rows.append(PlacedRow(row, y, tuple(places)))
        y = y + TITLE if row.closed else below
    return rows


def height(row: Row) -> int:
    """How high the panels of a row are together."""
    return sum(max(panel.height for panel in line) for line in lines(row.panels))


def lines(panels: Sequence[Panel]) -> list[list[Panel]]:
    """Panels side by side, each line as full as it gets."""
    found: list[list[Panel]] = []
    for panel in panels:
        if found and sum(one.width for one in found[-1]) + panel.width <= COLUMNS:
            found[-1].append(panel)
        else:
            found.append([panel])
    return found


def holes(dashboard: Dashboard) -> Iterator[Problem]:
    """Lines that are not full, and panels beside each other that are not of one height."""
    for row in dashboard.rows:
        where = f"{dashboard.uid}: row {row.title}"
        if not row.panels:
            yield Problem(where, "It has no panel.", "Give it one, or leave it out.")
        for line in lines(row.panels):
            names = ", ".join(panel.title for panel in line)
            if (width := sum(panel.width for panel in line)) != COLUMNS:
                yield Problem(
                    where,
                    f"{names}: together {width} of {COLUMNS} columns wide.",
                    "Give them widths that fill the line.",
                )
            if len({panel.height for panel in line}) > 1:
                heights = ", ".join(str(panel.height) for panel in line)
                yield Problem(
                    where,
                    f"{names}: of different heights ({heights}), which leaves a hole.",
                    "Make panels beside each other equally high.",
                )
