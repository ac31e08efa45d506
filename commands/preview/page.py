"""One static page for each dashboard, and an index. Nothing on them is loaded from elsewhere."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from alerts.query import CloudWatch
from commands.preview.charts import sides
from commands.preview.figures import figure
from commands.preview.markup import Html, document, joined, tag
from commands.preview.samples import Sample, Samples
from commands.preview.units import formatted
from dashboards.layout import COLUMNS, TITLE, Place, PlacedRow, height, placed
from dashboards.model import Dashboard, Kind, Link, Panel, Query, Variable
from vocabulary.dashboards import Panel as Id

STYLE = Path(__file__).parent / "page.css"
PANELS = Path(__file__).parent / "panels.css"
INDEX = "index.html"


@dataclass(frozen=True)
class Where:
    """Where panels are drawn. prefix: of their ids on the page. address: of a dashboard, by uid."""

    prefix: str
    address: Callable[[str], str]


def name_of(made: Dashboard) -> str:
    """The file of a dashboard's page."""
    return _page_of(made.uid)


def _page_of(uid: str) -> str:
    return f"{uid}.html"


APART = Where("", _page_of)
"""Each dashboard on a page of its own."""


def page(made: Dashboard, samples: Samples, note: str = "") -> str:
    """A dashboard. note: what a reader should know of all of its charts."""
    return _document(
        made.title,
        tag(
            "header",
            tag("nav", tag("a", "All dashboards", href=INDEX),
                *(_link(link, APART) for link in made.links)),
            tag("h1", made.title),
            tag("p", made.description),
            tag("p", f"folder of {made.team} · {', '.join(made.tags)} · uid {made.uid} · "
                f"from {made.since}, every {made.refresh}", class_="small"),
            tag("p", note, class_="note") if note else None,
            tag("div", *map(_variable, made.variables), class_="variables"),
        ),
        tag("main", rows(made, samples, APART)),
    )  # fmt: skip


def rows(made: Dashboard, samples: Samples, where: Where) -> Html:
    """The rows of a dashboard with their panels. Their style is in `PANELS`."""
    return joined(*(_row(row, made, samples, where) for row in placed(made)))


def index(all_made: Sequence[Dashboard], samples: Samples, note: str = "") -> str:
    """The list of dashboards."""
    return _document(
        "Dashboards",
        tag(
            "header",
            tag("h1", "Dashboards"),
            tag("p", note or "Drawn from sample data of the rules' cases.",
                class_="note" if note else "small"),
        ),
        tag("main", *(_card(made, samples) for made in all_made), class_="cards"),
    )  # fmt: skip


def _document(title: str, *body: Html) -> str:
    return document(title, STYLE.read_text() + PANELS.read_text(), *body)


def _card(made: Dashboard, samples: Samples) -> Html:
    panels = [panel for row in made.rows for panel in row.panels]
    drawn = sum(Id(made.uid, panel.id) in samples for panel in panels)
    return tag(
        "a",
        tag("h2", made.title),
        tag("p", made.description),
        tag("p", f"{made.team} · {len(panels)} panels in {len(made.rows)} rows · "
            f"{drawn} with sample data", class_="small"),
        href=name_of(made),
        class_="card",
    )  # fmt: skip


def _variable(variable: Variable) -> Html:
    said = f"${variable.name}: {variable.query}, All is {variable.all_value}"
    return tag("span", tag("b", variable.label), "All", class_="variable", title=said)


def _row(placed_row: PlacedRow, made: Dashboard, samples: Samples, where: Where) -> Html:
    row = placed_row.row
    titles = " · ".join(panel.title for panel in row.panels)
    panels = [
        _panel(place, placed_row, samples.get(Id(made.uid, place.panel.id)), where)
        for place in placed_row.places
    ]
    return tag(
        "details",
        tag("summary", row.title, tag("span", titles, class_="titles")),
        tag("div", *panels, class_="panels", style=f"--rows:{height(row)}"),
        class_="row",
        open=not row.closed,
        data_y=placed_row.y,
    )


def _panel(place: Place, of: PlacedRow, sample: Sample | None, where: Where) -> Html:
    panel = place.panel
    y = place.y - of.y - TITLE
    return tag(
        "section",
        tag(
            "h3",
            panel.title,
            tag("small", _unit(panel)) if panel.kind is not Kind.TEXT else None,
            title=panel.description,
        ),
        tag("p", panel.description, class_="about", title=panel.description),
        tag("div", figure(panel, sample), class_="figure"),
        _thresholds(panel),
        _foot(panel, sample, where),
        class_=f"panel {panel.kind}" + (" right" if place.x >= COLUMNS // 2 else ""),
        id=f"{where.prefix}panel-{panel.id}",
        data_x=place.x,
        data_y=place.y,
        data_w=panel.width,
        data_h=panel.height,
        style=f"grid-area:{y + 1}/{place.x + 1}/span {panel.height}/span {panel.width};"
        f"--h:{panel.height}",
    )


def _unit(panel: Panel) -> str:
    return f"{panel.kind}, {panel.unit.value}"


def _thresholds(panel: Panel) -> Html | None:
    if not panel.thresholds:
        return None
    # Lines have the colour of their worse side; numbers that of what begins there.
    of_line = panel.kind is Kind.TIMESERIES
    colours = sides(panel) if of_line else [t.colour for t in panel.thresholds]
    items = [
        tag("li", tag("i", class_=f"c-{side}"),
            tag("b", formatted(t.value, panel.unit)), f" {t.meaning}", title=t.meaning)
        for t, side in zip(panel.thresholds, colours, strict=True)
    ]  # fmt: skip
    return tag("ul", *items, class_="thresholds")


def _foot(panel: Panel, sample: Sample | None, where: Where) -> Html | None:
    """Where the data is from, and, folded, the queries and links."""
    if not panel.queries and not panel.links:
        return None
    said = sample.label if sample else ""
    folded = [
        *(tag("div", tag("code", asked(query)), tag("small", _about(query)))
          for query in panel.queries),
        tag("p", "minimum interval ", panel.min_interval, "; without values: ", panel.no_value),
        tag("p", "Engine: ", sample.error, class_="error") if sample and sample.error else None,
        *(tag("p", _link(link, where)) for link in panel.links),
        *(tag("p", _link(link, where), tag("small", " from the data"))
          for link in panel.data_links),
    ]  # fmt: skip
    count = len(panel.queries)
    name = f"{count} quer{'y' if count == 1 else 'ies'}"
    return tag(
        "footer",
        tag("span", said, title=said, class_="sample"),
        tag("details", tag("summary", name), tag("div", *folded, class_="asked")),
    )


def asked(query: Query) -> str:
    """A query as people read it."""
    match query.asks:
        case CloudWatch() as of:
            return (
                f"{of.namespace} {of.metric}: {of.statistic} of {of.period} s by {of.dimension}"
                f" in {of.region}"
            )
        case of:
            return of.expr


def _about(query: Query) -> str:
    now = ", of now" if query.instant else ""
    return f"{query.asks.source}{now}, legend: {query.legend or 'its labels'}"


def _link(link: Link, where: Where) -> Html:
    """A link to a page of ours or to elsewhere; one with Grafana's variables leads nowhere here."""
    if link.url.startswith("/d/"):
        uid = link.url.removeprefix("/d/").partition("?")[0]
        return tag("a", link.title, href=where.address(uid))
    if link.url.startswith("https://") and "${" not in link.url:
        return tag("a", link.title, href=link.url, rel="noreferrer")
    return tag("span", link.title, title=link.url, class_="link")
