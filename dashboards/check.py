"""What is wrong with dashboards, told before anything is built. Exceptions: `allowed.py`."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from alerts.rule import Rule
from dashboards.alerted import UNITS, pointing_at
from dashboards.allowed import FIXED_WINDOWS
from dashboards.check_queries import Asked, query_problems, where
from dashboards.layout import height, holes
from dashboards.model import Dashboard, Kind, Panel, Unit
from dashboards.reading import read, used, variables
from settings import Environment, Problem, UserError
from vocabulary.dashboards import Panel as Id

MOST_OPEN = 20
"""Panels that a dashboard may load at first."""

FIRST_ROW = 8
"""Grid units: with Grafana's own bars, what a screen of 1920x1080 shows holds that and more."""

GLANCE = (Kind.STAT, Kind.GAUGE, Kind.BARS, Kind.TEXT)
"""Kinds that answer at a glance."""

WITHOUT_NUMBERS = (Kind.TEXT, Kind.ALERTS, Kind.LOGS, Kind.TRACES)
NAMED_BY_COLUMNS = (Kind.TABLE, *WITHOUT_NUMBERS)
"""Kinds that need no legend."""

OTHER_UNITS = {Unit.MINOR_UNITS: "count", Unit.OPERATIONS: "per second"}
"""Units that say more than that of the rule, and are of the same size."""

MOST_ID = 999


def check_dashboards(
    dashboards: Sequence[Dashboard], rules: Sequence[Rule], environment: Environment
) -> None:
    """Raises UserError that names everything that is wrong."""
    if problems := dashboard_problems(dashboards, rules, environment):
        raise UserError(problems)


def dashboard_problems(
    dashboards: Sequence[Dashboard], rules: Sequence[Rule], environment: Environment
) -> list[Problem]:
    """Everything that is wrong, dashboard by dashboard."""
    readings = read(
        query.asks for made in dashboards for panel in panels(made) for query in panel.queries
    )
    problems = [*_lost(dashboards, rules)]
    for made in dashboards:
        problems += holes(made)
        problems += _ids(made)
        problems += _first_row(made)
        problems += _open(made)
        problems += _choices(made)
        problems += _links(made, {other.uid for other in dashboards})
        for panel in panels(made):
            of = pointing_at(Id(made.uid, panel.id), rules)
            problems += _texts(where(made, panel), panel)
            problems += _of_rules(where(made, panel), panel, of)
            for query in panel.queries:
                asked = Asked(made, panel, query, of, environment)
                problems += query_problems(asked, readings[query.asks])
    return [*problems, *_unused(problems, dashboards)]


def panels(made: Dashboard) -> list[Panel]:
    """Every panel, of closed rows too."""
    return [panel for row in made.rows for panel in row.panels]


def _lost(dashboards: Sequence[Dashboard], rules: Sequence[Rule]) -> Iterator[Problem]:
    """Panels that alerts point at and that are not there; dashboards of one uid."""
    there = {Id(made.uid, panel.id) for made in dashboards for panel in panels(made)}
    for shown in dict.fromkeys(rule.panel for rule in rules if rule.panel):
        if shown not in there:
            names = ", ".join(dict.fromkeys(rule.name for rule in pointing_at(shown, rules)))
            yield Problem(
                f"{shown.dashboard}: panel {shown.id}",
                f"{names} points at it, and there is no such panel.",
                "Make it in the dashboard's module, by `alerted(environment).panel(...)`.",
            )
    for uid, number in Counter(made.uid for made in dashboards).items():
        if number > 1:
            yield Problem(uid, f"{number} dashboards have this uid.", "Give each one of its own.")


def _ids(made: Dashboard) -> Iterator[Problem]:
    counted = Counter(panel.id for panel in panels(made))
    for panel in panels(made):
        if counted[panel.id] > 1:
            yield Problem(
                where(made, panel),
                f"{counted[panel.id]} panels have this id.",
                "Give it a new one; an id that an alert points at never changes.",
            )
        if not 1 <= panel.id <= MOST_ID:
            yield Problem(
                where(made, panel),
                "Its id is out of range.",
                f"Give it one from 1 to {MOST_ID}; rows have those above.",
            )


def _first_row(made: Dashboard) -> Iterator[Problem]:
    first, row = made.rows[0], f"{made.uid}: row {made.rows[0].title}"
    if first.closed:
        yield Problem(row, "The first row is closed.", "Open it: it is the answer.")
    if (high := height(first)) > FIRST_ROW:
        yield Problem(
            row,
            f"The first row is {high} grid units high, so that one has to scroll.",
            f"Make it at most {FIRST_ROW}: fewer or lower panels.",
        )
    if not first.title.endswith("?"):
        yield Problem(
            row, "The first row asks nothing.", "Name it by the question that it answers."
        )
    slow = [panel.title for panel in first.panels if panel.kind not in GLANCE]
    if slow:
        yield Problem(
            row,
            f"{', '.join(slow)}: no number to read from afar.",
            "Put stats into the first row, charts below.",
        )


def _open(made: Dashboard) -> Iterator[Problem]:
    number = sum(len(row.panels) for row in made.rows if not row.closed)
    if number > MOST_OPEN:
        yield Problem(
            made.uid,
            f"{number} panels are open at first, which all ask at once.",
            f"Close rows until it is at most {MOST_OPEN}.",
        )


def _choices(made: Dashboard) -> Iterator[Problem]:
    """Variables: each is defined and used, and All works for it."""
    defined = [variable.name for variable in made.variables]
    asked = {name for panel in panels(made) for query in panel.queries for name in used(query.asks)}
    everywhere = asked | {name for one in made.variables for name in variables(one.query)}
    for name in sorted(name for name in everywhere if not name.startswith("__")):
        if name not in defined:
            yield Problem(
                made.uid,
                f"A query uses ${name}, which is not defined.",
                f"Variables are {', '.join(defined)}.",
            )
    for variable in made.variables:
        name = f"{made.uid}: variable {variable.name}"
        if variable.name not in asked:
            yield Problem(
                name, "No panel uses it.", "Filter a panel by it, or leave the variable out."
            )
        if not _works_for_all(variable.all_value):
            yield Problem(
                name,
                f"All is {variable.all_value!r}, which is no expression, or matches nothing at all:"
                " Loki refuses a selector that an empty label passes.",
                "Take pieces.ALL.",
            )


def _works_for_all(value: str) -> bool:
    try:
        return bool(value) and not re.fullmatch(value, "")
    except re.error:
        return False


def _links(made: Dashboard, uids: set[str]) -> Iterator[Problem]:
    """Other dashboards that do not exist."""
    links = [*made.links, *(link for panel in panels(made) for link in panel.links)]
    for link in links:
        uid = link.url.removeprefix("/d/")
        if uid != link.url and uid not in uids:
            yield Problem(
                f"{made.uid}: link {link.title}",
                f"There is no dashboard {uid}.",
                f"Dashboards are {', '.join(sorted(uids))}.",
            )


def _texts(place: str, panel: Panel) -> Iterator[Problem]:
    """What people read."""
    for name, text in (
        ("title", panel.title),
        ("description", panel.description),
        ("text for no value", panel.no_value),
    ):
        if not text.strip():
            yield Problem(place, f"It has no {name}.", "Say it in a few words.")
    if panel.kind is Kind.TEXT and not panel.text:
        yield Problem(place, "It is a text without words.", "Give it `text`.")
    if panel.kind in WITHOUT_NUMBERS:
        return
    if panel.unit is Unit.NONE and panel.kind is not Kind.TABLE:
        yield Problem(place, "It has no unit.", "Give it one: 0.05 may be 5 % or 50 ms.")
    if not panel.queries:
        yield Problem(place, "It asks nothing.", "Give it a query, or words instead.")
    if panel.kind not in NAMED_BY_COLUMNS and any(not query.legend for query in panel.queries):
        yield Problem(place, "A query has no legend.", "Say what its lines are called.")
    values = [threshold.value for threshold in panel.thresholds]
    if values != sorted(set(values)):
        yield Problem(place, "Its thresholds are not in order.", "Put them from low to high.")
    if any(not threshold.meaning for threshold in panel.thresholds):
        yield Problem(place, "A threshold has no meaning.", "Say what it tells a person.")


def _of_rules(place: str, panel: Panel, of: Sequence[Rule]) -> Iterator[Problem]:
    """Whether a panel says what the rules say that point at it."""
    if panel.kind is Kind.TEXT:
        return
    for rule in of:
        unit = UNITS[rule.fires.unit]
        if panel.unit is not unit and OTHER_UNITS.get(panel.unit) != rule.fires.unit:
            yield Problem(
                place,
                f"Its unit is {panel.unit.name}; {rule.name} counts {rule.fires.unit}.",
                f"Show what the rule compares, in {unit.name}.",
            )
        values = {threshold.value for threshold in panel.thresholds}
        if not {rule.fires.threshold, rule.fires.threshold + 1} & values:
            yield Problem(
                place,
                f"It does not show the threshold of {rule.title}, {rule.fires.threshold:g}.",
                "Make it by `alerted(environment).panel(...)`, which takes it from the rule.",
            )
        if not any(link.url.endswith(f"/{rule.runbook}.md") for link in panel.links):
            yield Problem(
                place,
                f"It does not lead to the runbook of {rule.name}.",
                "Make it by `alerted(environment).panel(...)`, which takes it from the rule.",
            )


def _unused(problems: Sequence[Problem], dashboards: Sequence[Dashboard]) -> Iterator[Problem]:
    """Exceptions for panels that are gone."""
    if problems:
        return
    there = {(made.uid, panel.id) for made in dashboards for panel in panels(made)}
    made_uids = {made.uid for made in dashboards}
    for uid, id_ in FIXED_WINDOWS:
        if uid in made_uids and (uid, id_) not in there:
            yield Problem(
                f"dashboards/allowed.py: {uid}, {id_}", "There is no such panel.", "Take it out."
            )
