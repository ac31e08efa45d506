"""Alerts and whom they reach, listings that differ, allow-lists, cost, policies."""

from collections.abc import Sequence

from alerts.rule import Rule
from commands.preview.markup import Html, joined, tag
from commands.review.changes import diff
from commands.review.diffs import compared, sign_of, words_of
from commands.review.model import TextDiff
from commands.review.review import (
    MINUS,
    Figure,
    NamesDiff,
    Review,
    allowed,
    figures,
    money,
    signed,
)

OPEN = 6
"""So many differences stand open; more are folded, so that the page stays short."""

UNKNOWN = "The base cannot tell: its code is older than this listing."


def texts(found: Sequence[TextDiff], known: object, nothing: str) -> Html:
    """Listings that differ. known: the base's own, None where it has none."""
    if known is None:
        return tag("p", UNKNOWN, class_="unknown")
    if not found:
        return tag("p", nothing, class_="nothing-here")
    return joined(*(_text(text, unfolded=len(found) <= OPEN) for text in found))


def _text(text: TextDiff, *, unfolded: bool) -> Html:
    word = words_of(text)
    style = {"gone": "destroyed"}.get(word, word)
    return tag(
        "details",
        tag("summary", tag("span", f"{sign_of(text)} {word} ", class_=style), text.subject),
        diff(compared(text.before, text.after)),
        open=unfolded,
        class_="text-diff",
    )


def alerts(review: Review) -> Html:
    """What changed of rules and routes, then every rule with whom it reaches."""
    changed = {name for text in review.of("alert") for name in text.subject.split()[1:2]}
    heads = ("alert", "severity", "team", "who gets it")
    rows = [_rule(rule, review, changed) for rule in review.rules]
    return joined(
        texts(review.of("alert", "recording"), review.before.alerts, "No alert changes."),
        tag("h3", "Routes"),
        texts(review.of("route", "routes"), review.before.routes, "Nobody is told otherwise."),
        tag(
            "details",
            tag("summary", f"All {len(rows)} alerts, and whom they reach"),
            tag("div", tag("table", _heads(heads), tag("tbody", *rows)), class_="wide"),
        )
        if rows
        else None,
    )


def _rule(rule: Rule, review: Review, changed: set[str]) -> Html:
    routes = review.now.routes or {}
    reached = routes.get(rule.uid) or routes.get(rule.title) or "—"
    mark = "~ " if rule.uid in changed or rule.title in changed else ""
    return tag(
        "tr",
        tag("th", mark, rule.title, scope="row"),
        tag("td", rule.severity, class_=f"severity {rule.severity}"),
        tag("td", rule.team),
        tag("td", reached),
    )


def allow_lists(review: Review) -> Html:
    """Names that come and go, by way, and what that makes of the series."""
    found = allowed(review)
    series = list(figures(review.before.series, review.now.series))
    return joined(
        tag("p", UNKNOWN, class_="unknown") if found is None else _ways(found),
        _figures_table(("series, by region", *SIDES), series, 0),
    )


def _ways(found: Sequence[NamesDiff]) -> Html:
    moved = [way for way in found if way.added or way.gone]
    if not moved:
        return tag("p", "The same names leave the clusters.", class_="nothing-here")
    return tag("ul", *map(_way, moved), class_="ways")


def _way(way: NamesDiff) -> Html:
    return tag(
        "li",
        tag("h3", way.way, tag("span", f"{way.before:,} → {way.after:,} names", class_="tally")),
        *(tag("code", f"+ {name}", class_="added") for name in way.added),
        *(tag("code", f"{MINUS} {name}", class_="destroyed") for name in way.gone),
    )


SIDES = ("before", "after", "difference")


def cost(review: Review) -> Html:
    """US dollars a month, by item."""
    found = list(figures(review.before.cost, review.now.cost))
    if not found:
        return tag("p", "What it costs is not known here.", class_="unknown")
    return joined(
        tag("p", UNKNOWN, class_="unknown") if review.before.cost is None else None,
        _figures_table(("US dollars a month", *SIDES), found, 2),
    )


def _figures_table(heads: Sequence[str], found: Sequence[Figure], decimals: int) -> Html | None:
    if not found:
        return None
    all_ = Figure("all", _sum([one.before for one in found]), _sum([one.after for one in found]))
    rows = [_figure(one, decimals) for one in found]
    body = [tag("tbody", *rows), tag("tfoot", _figure(all_, decimals)) if len(found) > 1 else None]
    return tag("div", tag("table", _heads(heads, right=(1, 2, 3)), *body), class_="wide")


def _figure(of: Figure, decimals: int) -> Html:
    def told(value: float | None) -> str:
        if value is None:
            return "—"
        return money(value) if decimals else f"{value:,.0f}"

    moved = "—" if of.moved is None else signed(of.moved, decimals)
    return tag(
        "tr",
        tag("th", of.item, scope="row"),
        *(tag("td", told(value), class_="number") for value in (of.before, of.after)),
        tag("td", moved, class_=f"number{'' if moved in ('±0', '—') else ' moved'}"),
    )


def _sum(values: Sequence[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return sum(known) if len(known) == len(values) else None


def policies(review: Review) -> Html:
    """What holds, what does not, and which policies are new or no more."""
    before, now = review.before.policies, review.now.policies or ()
    broken = [intent for intent in review.intents if intent not in now]
    gone = [intent for intent in before or () if intent not in review.intents]
    new = [intent for intent in review.intents if before is not None and intent not in before]
    return joined(
        tag("p", UNKNOWN, class_="unknown") if before is None else None,
        *(tag("p", tag("b", "✗ broken: "), intent, class_="destroyed") for intent in broken),
        *(tag("p", tag("b", f"{MINUS} no longer among them: "), intent, class_="destroyed")
          for intent in gone),
        tag("details",
            tag("summary", f"✓ {len(now)} of {len(review.intents)} policies hold"),
            tag("ul", *(tag("li", tag("span", "+ new ", class_="added") if intent in new else None,
                            intent) for intent in now), class_="plain columns")),
    )  # fmt: skip


def _heads(heads: Sequence[str], right: Sequence[int] = ()) -> Html:
    return tag(
        "thead",
        tag(
            "tr",
            *(
                tag("th", head, scope="col", class_="number" if number in right else None)
                for number, head in enumerate(heads)
            ),
        ),
    )
