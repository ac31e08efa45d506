"""Dashboards: each as a small picture, those that changed in full."""

import math
from collections.abc import Iterator, Sequence

from commands.preview.charts import COLOURS, Line, colour, lines
from commands.preview.markup import Html, joined, short, tag
from commands.preview.page import Where, rows
from commands.preview.samples import Sample
from commands.review.diffs import sign_of, words_of
from commands.review.model import TextDiff
from commands.review.review import Review
from commands.review.tables import texts
from dashboards.layout import COLUMNS, TITLE, Place, placed
from dashboards.model import Dashboard, Kind
from vocabulary.dashboards import Panel as Id

WIDE, STEP = 10, 6
"""Units of a column and of a grid unit's height in a small picture."""
HIGHEST = 34
"""Grid units that a small picture shows: what people see without scrolling, and a little more."""
POINTS = 24
"""Of a line in a small picture."""


def boards(review: Review) -> Html:
    """Differences first, then all of them, then those that changed as they will look."""
    changed = {text.subject.split()[1]: text for text in review.of("dashboard")}
    return joined(
        texts(review.of("dashboard"), review.before.dashboards, "No dashboard changes."),
        tag("p", review.note, class_="note") if review.note else None,
        tag("div", *(_card(made, review, changed.get(made.uid)) for made in review.dashboards),
            class_="cards"),
        *(_full(made, review) for made in review.dashboards
          if made.uid in changed or made.title in changed),
    )  # fmt: skip


def address(uid: str) -> str:
    """Where a dashboard is on the page."""
    return f"#dashboard-{uid}"


def _full(made: Dashboard, review: Review) -> Html:
    return tag(
        "details",
        tag("summary", f"{made.title}, as it will look"),
        tag("div", rows(made, review.samples, Where(f"{made.uid}-", address)), class_="board"),
        class_="full",
    )


def _card(made: Dashboard, review: Review, text: TextDiff | None) -> Html:
    panels = sum(len(row.panels) for row in made.rows)
    drawn = sum(Id(made.uid, p.id) in review.samples for row in made.rows for p in row.panels)
    return tag(
        "figure",
        _small(made, review),
        tag(
            "figcaption",
            tag("b", made.title),
            tag("span", f"{sign_of(text)} {words_of(text)}", class_=words_of(text))
            if text
            else None,
            tag("p", f"{made.team} · {panels} panels · {drawn} with sample data", class_="small"),
        ),
        id=f"dashboard-{made.uid}",
        class_="card",
    )  # fmt: skip


def _small(made: Dashboard, review: Review) -> Html:
    drawn: list[Html] = []
    for row in placed(made):
        if row.y >= HIGHEST:
            break
        drawn.append(
            tag("rect", x=2, y=row.y * STEP + 2, width=60, height=STEP * TITLE - 4, class_="title")
        )
        for place in () if row.row.closed else row.places:
            sample = review.samples.get(Id(made.uid, place.panel.id))
            drawn += _panel(place, sample)
    return tag(
        "svg",
        tag("title", f"{made.title}: its first rows"),
        *drawn,
        viewBox=f"0 0 {COLUMNS * WIDE} {HIGHEST * STEP}",
        role="img",
        class_="small-board",
    )


def _panel(place: Place, sample: Sample | None) -> Iterator[Html]:
    panel = place.panel
    x, y = place.x * WIDE + 1.5, place.y * STEP + 1.5
    width, height = panel.width * WIDE - 3, panel.height * STEP - 3
    yield tag("rect", tag("title", panel.title), x=x, y=y, width=width, height=height, rx=1.5,
              class_="small-panel")  # fmt: skip
    inner = (x + 4, y + 6, width - 8, height - 10)
    of = lines(panel, sample)
    match panel.kind:
        case Kind.STAT | Kind.GAUGE:
            each = inner[2] / max(len(of), 1)
            for number, line in enumerate(of):
                name = colour(panel, line.series.points[-1][1])
                yield tag("rect", x=inner[0] + number * each, y=inner[1], width=max(each - 1, 1),
                          height=inner[3], class_=f"c-{name}")  # fmt: skip
        case Kind.TABLE | Kind.TRACES | Kind.LOGS | Kind.ALERTS | Kind.TEXT:
            for number in range(int(inner[3] // 7)):
                wide = inner[2] * (0.9 if number % 2 else 0.7)
                yield tag("rect", x=inner[0], y=inner[1] + number * 7, width=wide, height=2,
                          class_="words")  # fmt: skip
        case Kind.BARS | Kind.TIMESERIES | Kind.HEATMAP | Kind.STATES:
            yield from _lines(of, inner)


def _lines(drawn: Sequence[Line], inner: tuple[float, float, float, float]) -> Iterator[Html]:
    x, y, width, height = inner
    yield tag("line", x1=x, x2=x + width, y1=y + height, y2=y + height, class_="ground")
    of = [[(at, value) for at, value in line.series.points if math.isfinite(value)]
          for line in drawn[:COLOURS]]  # fmt: skip
    points = [point for one in of for point in one]
    if not points:
        return
    begin, end = min(at for at, _ in points), max(at for at, _ in points)
    low, high = min(0, *(value for _, value in points)), max(value for _, value in points)
    for number, one in enumerate(of):
        placed_ = " ".join(
            f"{short(x + (at - begin) / ((end - begin) or 1) * width)},"
            f"{short(y + height - (value - low) / ((high - low) or 1) * height)}"
            for at, value in one[:: max(1, len(one) // POINTS)]
        )
        yield tag("polyline", points=placed_, class_=f"line s{number}")
