"""A dashboard as a short text, for a reviewer of its change."""

from collections.abc import Iterator

from alerts.query import CloudWatch
from dashboards.layout import PlacedRow, placed
from dashboards.model import Dashboard, Link, Panel, Query


def listing(made: Dashboard) -> str:
    """Rows, panels and queries, in the order in which they are seen."""
    return "\n".join(_dashboard(made)) + "\n"


def _dashboard(made: Dashboard) -> Iterator[str]:
    yield f"{made.uid}: {made.title}"
    yield f"  {made.description}"
    yield f"  team {made.team}, tags {', '.join(made.tags)}, {made.since}, every {made.refresh}"
    for variable in made.variables:
        yield f"  ${variable.name} ({variable.source}): {variable.query}"
        yield f"    All is {variable.all_value}"
    yield from _links("  ", made.links)
    for row in placed(made):
        yield ""
        yield from _row(row)


def _row(placed_row: PlacedRow) -> Iterator[str]:
    row = placed_row.row
    yield f"== {row.title}{' (closed)' if row.closed else ''}"
    for place in placed_row.places:
        yield from _panel(place.panel, place.x)


def _panel(panel: Panel, x: int) -> Iterator[str]:
    yield f"[{panel.id}] {panel.title} · {panel.kind} in {panel.unit}"
    yield f"    column {x}, {panel.width} x {panel.height}"
    yield f"    {panel.description}"
    if panel.thresholds:
        steps = "; ".join(f"from {t.value:g} {t.colour}: {t.meaning}" for t in panel.thresholds)
        yield f"    {panel.base}; {steps}"
    yield from (f"    {query}" for one in panel.queries for query in _query(one))
    yield from _links("    ", panel.links)
    yield from _links("    each ", panel.data_links)


def _query(query: Query) -> Iterator[str]:
    asks, legend = query.asks, f" as {query.legend}" if query.legend else ""
    when = " now" if query.instant else ""
    if isinstance(asks, CloudWatch):
        what = f"{asks.namespace} {asks.metric} in {asks.region}, {asks.statistic}"
        yield f"{asks.source}{legend}: {what}"
        return
    yield f"{asks.source}{when}{legend}:"
    yield from (f"    {line}" for line in asks.expr.splitlines())


def _links(before: str, links: tuple[Link, ...]) -> Iterator[str]:
    for link in links:
        yield f"{before}-> {link.title}: {link.url}"
