"""Charts over time, as inline SVG that stretches with its panel; the writing on them is HTML."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from commands.preview.markup import Html, joined, short, tag
from commands.preview.promtool import Series
from commands.preview.samples import Sample
from commands.preview.units import formatted
from dashboards.model import Panel

WIDTH, HEIGHT = 1000, 100
COLOURS = 10
"""Of series; the stylesheet has them."""
TICKS = 4

Point = tuple[float, float]


@dataclass(frozen=True)
class Line:
    """A series with the name that its legend gives it."""

    name: str
    series: Series


def timeseries(panel: Panel, sample: Sample | None) -> Html:
    """Lines, or areas where they are stacked, with thresholds dashed."""
    of = lines(panel, sample)
    layers = _layers(panel, of)
    low, high = _reach(panel, [value for _, upper, _ in layers for _, value in upper])
    ticks = list(_ticks(low, high))
    drawn = [
        tag("line", x1=0, x2=WIDTH, y1=_y(tick, low, high), y2=_y(tick, low, high), class_="grid")
        for tick in ticks
    ]
    begin, end = (sample.begin, sample.end) if sample else (0, 0)
    for number_, (name, upper, lower) in enumerate(layers):
        drawn += _drawn(name, number_, _placed(upper, begin, end, low, high),
                        _placed(lower, begin, end, low, high))  # fmt: skip
    drawn += [
        tag("line", tag("title", threshold.meaning), x1=0, x2=WIDTH,
            y1=_y(threshold.value, low, high), y2=_y(threshold.value, low, high),
            class_=f"threshold c-{side}")
        for threshold, side in zip(panel.thresholds, sides(panel), strict=True)
    ]  # fmt: skip
    return joined(
        plot(
            drawn,
            [(1 - _y(t, low, high) / HEIGHT, formatted(t, panel.unit)) for t in ticks],
            sample,
        ),
        legend(of) if of else None,
    )


def sides(panel: Panel) -> list[str]:
    """The colour of each threshold's worse side: below it where the base is no good colour."""
    colours = [panel.base, *(threshold.colour for threshold in panel.thresholds)]
    return list(colours[:-1] if panel.base in ("red", "orange") else colours[1:])


def heatmap(panel: Panel, sample: Sample | None) -> Html:
    """Cells by bucket and moment, the fuller the more orange."""
    found = [s for series in sample.series for s in series] if sample else []
    buckets = sorted(found, key=lambda one: float(one.labels.get("le", "inf")))
    if not sample or not buckets:
        return plot([], [], sample)
    rows = _apart(buckets)
    most = max((value for row in rows for _, value in row), default=0) or 1
    moments = sorted({minute for row in rows for minute, _ in row})
    wide, high = WIDTH / len(moments), HEIGHT / len(buckets)
    cells = [
        tag("rect", class_="cell", x=moments.index(minute) * wide, width=wide - 1,
            y=HEIGHT - (row + 1) * high, height=high - 0.5, fill_opacity=max(value, 0) / most)
        for row, points in enumerate(rows)
        for minute, value in points
        if value > 0
    ]  # fmt: skip
    names = [
        ((row + 0.5) / len(buckets), _bound(series.labels.get("le", ""), panel))
        for row, series in enumerate(buckets)
    ]
    return plot(cells, names, sample)


def states(panel: Panel, sample: Sample | None) -> Html:
    """A bar for each series, coloured by what its value means."""
    of = lines(panel, sample)
    if not sample or not of:
        return plot([], [], sample)
    high = HEIGHT / len(of)
    span = max(sample.end - sample.begin, 1)
    cells = [
        tag("rect", tag("title", formatted(value, panel.unit, panel.decimals)),
            class_=f"c-{colour(panel, value)}", x=(minute - sample.begin) / span * WIDTH,
            width=WIDTH / span + 1, y=row * high + 1, height=high - 2)
        for row, line in enumerate(of)
        for minute, value in line.series.points
    ]  # fmt: skip
    names = [(1 - (row + 0.5) / len(of), line.name) for row, line in enumerate(of)]
    return plot(cells, names, sample)


def lines(panel: Panel, sample: Sample | None) -> list[Line]:
    """The series of all queries, named as their legends say."""
    if not sample:
        return []
    return [
        Line(named(query.legend, series), series)
        for query, found in zip(panel.queries, sample.series, strict=True)
        for series in found
    ]


def named(legend: str, series: Series) -> str:
    """A legend with labels put in, as Grafana does it: one that is not there is left as nothing."""
    if not legend:
        return "{" + ", ".join(f'{k}="{v}"' for k, v in series.labels.items()) + "}"
    for name, value in series.labels.items():
        legend = legend.replace(f"{{{{{name}}}}}", value)
    parts = legend.split("{{")
    return (parts[0] + "".join(part.partition("}}")[2] for part in parts[1:])).strip() or "(all)"


def colour(panel: Panel, value: float) -> str:
    """The colour of the last threshold that is reached."""
    reached = [panel.base, *(t.colour for t in panel.thresholds if value >= t.value)]
    return reached[-1]


def plot(drawn: Sequence[Html], ticks: Sequence[tuple[float, str]], sample: Sample | None) -> Html:
    """The frame of a chart. ticks: how far up each is, as a share, and what it says."""
    return tag(
        "div",
        tag("div", *(tag("span", text, style=f"bottom:{short(100 * up)}%") for up, text in ticks),
            class_="axis"),
        tag("svg", *drawn, viewBox=f"0 0 {WIDTH} {HEIGHT}", preserveAspectRatio="none",
            role="img"),
        tag("div", *(tag("span", moment) for moment in _moments(sample)), class_="moments"),
        None if sample else tag("p", "no sample data", class_="nothing"),
        class_="plot",
    )  # fmt: skip


def legend(of: Sequence[Line]) -> Html:
    """Which colour is which series."""
    return tag(
        "ul",
        *(
            tag("li", tag("i", class_=f"s{number_ % COLOURS}"), line.name, title=line.name)
            for number_, line in enumerate(of)
        ),
        class_="legend",
    )


def _layers(panel: Panel, of: Sequence[Line]) -> list[tuple[str, list[Point], list[Point]]]:
    """Of each line its name, its upper edge, and the lower edge of the area under it."""
    made: list[tuple[str, list[Point], list[Point]]] = []
    below: dict[float, float] = {}
    for line in of:
        points: list[Point] = [(x, y) for x, y in line.series.points if math.isfinite(y)]
        lower = [(x, below.get(x, 0.0)) for x, _ in points]
        if panel.stacked:
            points = [(x, y + below.get(x, 0.0)) for x, y in points]
            below.update(points)
        made.append((line.name, points, lower))
    return made


def _drawn(name: str, number_: int, upper: list[Point], lower: list[Point]) -> Iterator[Html]:
    if not upper:
        return
    top = " ".join(f"{short(x)},{short(y)}" for x, y in upper)
    bottom = " ".join(f"{short(x)},{short(y)}" for x, y in reversed(lower))
    yield tag("polygon", points=f"{top} {bottom}", class_=f"area s{number_ % COLOURS}")
    yield tag("polyline", tag("title", name), points=top, class_=f"series s{number_ % COLOURS}")


def _reach(panel: Panel, values: Sequence[float]) -> tuple[float, float]:
    """The lowest and the highest value of the axis: all data, all thresholds."""
    thresholds = [threshold.value for threshold in panel.thresholds]
    ends = [end for end in (panel.minimum, panel.maximum) if end is not None]
    every = [*values, *thresholds, *ends] or [0.0]
    low, high = min(every), max(every)
    if high == low:
        high = low + 1
    spare = (high - low) * 0.08
    return (
        low if panel.minimum is not None or 0 <= low < spare else low - spare,
        high if panel.maximum is not None and high == panel.maximum else high + spare,
    )


def _ticks(low: float, high: float) -> Iterator[float]:
    """Round values between both, about four."""
    rough = (high - low) / TICKS
    size = 10 ** math.floor(math.log10(rough))
    step = next(size * by for by in (1, 2, 5, 10) if size * by >= rough)
    first = math.ceil(low / step)
    yield from (n * step for n in range(first, math.floor(high / step) + 1))


def _y(value: float, low: float, high: float) -> float:
    return HEIGHT * (1 - (value - low) / (high - low))


def _placed(
    points: Sequence[Point], begin: float, end: float, low: float, high: float
) -> list[Point]:
    span = max(end - begin, 1)
    return [((x - begin) / span * WIDTH, _y(y, low, high)) for x, y in points]


def _moments(sample: Sample | None) -> list[str]:
    """Times below a chart, before the moment that the case is about."""
    if not sample:
        return []
    span = sample.end - sample.begin
    parts = next((parts for parts in (4, 3, 2, 5) if not span % parts), 1)
    return [f"-{span * part // parts} min" for part in range(parts, 0, -1)] + ["now"]


def _apart(buckets: Sequence[Series]) -> list[list[Point]]:
    """What is in each bucket alone: Prometheus counts in each what is in the smaller ones too."""
    below: dict[float, float] = {}
    rows: list[list[Point]] = []
    for series in buckets:
        rows.append([(minute, value - below.get(minute, 0)) for minute, value in series.points])
        below.update(series.points)
    return rows


def _bound(le: str, panel: Panel) -> str:
    return formatted(float(le), panel.unit) if le else ""
