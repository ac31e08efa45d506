"""The top of the page: what will happen, at one glance."""

from collections.abc import Iterator, Sequence

from commands.preview.markup import Html, joined, tag
from commands.review.model import Change
from commands.review.review import (
    SYMBOLS,
    Refusal,
    Review,
    money,
    refusals,
    signed,
    tally,
    total,
)

SHOWN = 8
"""Losses that are told at once."""
FEW = 2
"""Places of one refusal that stand open."""


def verdict(review: Review) -> Html:
    """Counts, what is lost, cost, policies."""
    return tag(
        "section",
        tag("h2", "What will happen", class_="hidden"),
        _losses(review),
        _stops(review),
        tag("ul", *_counts(review), class_="counts"),
        tag("dl", *_figures(review), class_="figures"),
        id="verdict",
    )


def sentences(review: Review) -> list[str]:
    """The verdict, the worst first."""
    told = [stopped(review), lost(review)]
    return [said for said in told if said] or [calm(review)]


def stopped(review: Review) -> str:
    """Whether `make` refuses this; empty where it does not."""
    return f"make stops: {_many(len(review.stops), 'problem')}." if review.stops else ""


def lost(review: Review) -> str:
    """How much that is stateful is lost; empty where nothing is."""
    number = len(review.losses)
    return f"{_many(number, 'stateful resource')} would be lost." if number else ""


def calm(review: Review) -> str:
    """What is said where nothing is lost."""
    if review.differences.changes:
        return "Nothing stateful is replaced or destroyed."
    return "Nothing changes in Terraform."


def _many(number: int, of: str) -> str:
    return f"{number} {of}{'' if number == 1 else 's'}"


def _counts(review: Review) -> Iterator[Html]:
    for action, number in tally(review.differences.changes).items():
        yield tag(
            "li",
            tag("b", tag("i", SYMBOLS[action], aria_hidden="true"), str(number)),
            tag("span", action),
            class_=f"{action}{'' if number else ' none'}",
        )


def _losses(review: Review) -> Html:
    if not review.losses:
        quiet = "" if review.differences.changes else " none"
        return tag("p", tag("b", "✓ "), calm(review), class_=f"calm{quiet}")
    return _alarm(lost(review), [tag("li", *_loss(change)) for change in review.losses])


def _alarm(title: str, items: Sequence[Html]) -> Html:
    """A red box: the first items at once, the rest folded."""
    rest = items[SHOWN:]
    return tag(
        "div",
        tag("h3", f"‼ {title}"),
        tag("ul", *items[:SHOWN]),
        tag("details", tag("summary", f"{len(rest)} more"), tag("ul", *rest)) if rest else None,
        class_="losses",
        role="alert",
    )


def _loss(change: Change) -> Iterator[Html]:
    yield tag("strong", f"{SYMBOLS[change.action]} {change.action}")
    yield joined(" ", change.words)
    if change.why:
        yield tag("p", change.why)
    yield tag("p", tag("code", f"{change.stack} {change.address}"))


def _stops(review: Review) -> Html | None:
    if not review.stops:
        return None
    return _alarm(stopped(review), [_refusal(one) for one in refusals(review.stops)])


def _refusal(refusal: Refusal) -> Html:
    """What is broken and what mends it; the places are folded where there are many."""
    places = [
        tag("li", tag("p", tag("code", problem.where)), tag("p", problem.what, class_="said"))
        for problem in refusal.problems
    ]
    return tag(
        "li",
        tag("p", tag("strong", refusal.policy)) if refusal.policy else None,
        tag(
            "details",
            tag("summary", _many(len(places), "place")),
            tag("ul", *places, class_="places"),
            open=len(places) <= FEW,
        ),
        tag("p", refusal.fix, class_="small"),
    )


def _figures(review: Review) -> Iterator[Html]:
    before, now = total(review.before.cost), total(review.now.cost)
    yield _figure("Cost a month", "$", before, now, 2)
    yield _figure("Active series", "", _all(review.before.series), _all(review.now.series), 0)
    held = len(review.now.policies or ())
    state = "all hold" if held == len(review.intents) else "not all hold"
    yield tag(
        "div",
        tag("dt", "Policies"),
        tag("dd", tag("b", f"{held} of {len(review.intents)}"), tag("small", state)),
    )


def _all(of: dict[str, float] | None) -> float | None:
    return None if of is None else sum(of.values())


def _figure(name: str, unit: str, before: float | None, now: float | None, decimals: int) -> Html:
    def told(value: float) -> str:
        return f"{unit}{money(value) if decimals else f'{value:,.0f}'}"

    if now is None:
        shown, said = "—", "not known"
    elif before is None:
        shown, said = told(now), "the base cannot tell what it was"
    elif (moved := signed(now - before, decimals)) == "±0":
        shown, said = told(now), "as before"
    else:
        shown, said = told(now), f"{moved} from {told(before)}"
    return tag("div", tag("dt", name), tag("dd", tag("b", shown), tag("small", said)))
