"""What is inside of a panel, by its kind."""

from commands.preview import charts
from commands.preview.charts import colour, lines
from commands.preview.markup import Html, joined, short, tag
from commands.preview.samples import Sample
from commands.preview.units import formatted
from dashboards.model import Kind, Panel


def figure(panel: Panel, sample: Sample | None) -> Html:  # noqa: PLR0911 - one for each kind
    """The panel's picture, or an empty one where there is no sample data."""
    match panel.kind:
        case Kind.TIMESERIES:
            return charts.timeseries(panel, sample)
        case Kind.HEATMAP:
            return charts.heatmap(panel, sample)
        case Kind.STATES:
            return charts.states(panel, sample)
        case Kind.STAT | Kind.GAUGE:
            return stat(panel, sample)
        case Kind.BARS:
            return bars(panel, sample)
        case Kind.TABLE | Kind.TRACES:
            return table(panel, sample)
        case Kind.TEXT:
            return tag("div", panel.text, class_="text")
        case Kind.LOGS:
            return nothing("lines of logs")
        case Kind.ALERTS:
            return nothing("alerts that fire")


def stat(panel: Panel, sample: Sample | None) -> Html:
    """The newest value of each series, on the colour that it means."""
    of = lines(panel, sample)
    if not of:
        shown = tag("b", panel.no_value, class_="word")
        tile = tag("div", tag("span", "no sample data"), shown, class_="tile empty")
        return tag("div", tile, class_="tiles")
    tiles = [
        tag(
            "div",
            tag("span", line.name, title=line.name),
            tag("b", formatted(line.series.points[-1][1], panel.unit, panel.decimals)),
            class_=f"tile c-{colour(panel, line.series.points[-1][1])}",
        )
        for line in of
    ]
    return tag("div", *tiles, class_="tiles")


def bars(panel: Panel, sample: Sample | None) -> Html:
    """The newest value of each series as a bar."""
    of = lines(panel, sample)
    if not sample or not of:
        return nothing("bars")
    newest = [(line.name, line.series.points[-1][1]) for line in of]
    top = panel.maximum or max(value for _, value in newest) or 1
    return tag(
        "div",
        *(
            tag(
                "div",
                tag("span", name, title=name),
                tag("i", style=f"width:{short(60 * min(max(value / top, 0), 1))}%",
                    class_=f"c-{colour(panel, value)}"),
                tag("b", formatted(value, panel.unit, panel.decimals)),
                class_="bar",
            )
            for name, value in newest
        ),
        class_="bars",
    )  # fmt: skip


def table(panel: Panel, sample: Sample | None) -> Html:
    """Rows of now: a column for each label and for each query's value, with the columns' names."""
    rows: dict[tuple[tuple[str, str], ...], dict[str, str]] = {}
    several = len(panel.queries) > 1
    columns: dict[str, None] = {}
    for number, found in enumerate(sample.series if sample else ()):
        value = f"Value #{chr(ord('A') + number)}" if several else "Value"
        for series in found:
            columns |= dict.fromkeys(series.labels)
            row = rows.setdefault(tuple(series.labels.items()), dict(series.labels))
            row[value] = formatted(series.points[-1][1], panel.unit, panel.decimals)
    values = [name for name in ("Value", *(f"Value #{c}" for c in "ABCDEFGH"))
              if any(name in row for row in rows.values())]  # fmt: skip
    shown = [name for name in (*columns, *values) if panel.renames.get(name, name)]
    if not rows:
        heads = [new for new in panel.renames.values() if new]
        empty = tag("tr", *(tag("th", head) for head in heads))
        return joined(tag("table", empty) if heads else None, nothing("a table"))
    return tag(
        "div",
        tag(
            "table",
            tag("tr", *(tag("th", panel.renames.get(name, name)) for name in shown)),
            *(
                tag("tr", *(tag("td", row.get(name, "")) for name in shown))
                for row in rows.values()
            ),
        ),
        class_="scroll",
    )


def nothing(what: str) -> Html:
    """Said where a panel has no sample data. what: what it shows in Grafana."""
    return tag("p", f"no sample data ({what})", class_="nothing")
