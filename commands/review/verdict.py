"""The top of the page: what will happen, at one glance."""

from collections.abc import Iterator

from commands.preview.markup import Html, joined, tag
from commands.review.model import Change
from commands.review.review import (
    SYMBOLS,
    Review,
    money,
    signed,
    tally,
    total,
)


def verdict(review: Review) -> Html:
    """Counts, what is lost, cost, policies."""
    return tag(
        "section",
        tag("h2", "What will happen", class_="hidden"),
        _stops(review),
        _losses(review),
        tag("ul", *_counts(review), class_="counts"),
        tag("dl", *_figures(review), class_="figures"),
        id="verdict",
    )


def sentence(review: Review) -> str:
    """The verdict in one sentence."""
    lost = len(review.losses)
    if review.stops:
        return f"`make` stops: {_many(len(review.stops), 'problem')}."
    if lost:
        return f"{_many(lost, 'stateful resource')} would be lost."
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
        changes = review.differences.changes
        return tag(
            "p", tag("b", "✓ "), sentence(review), class_=f"calm{'' if changes else ' none'}"
        )
    return tag(
        "div",
        tag("h3", f"‼ {sentence(review)}"),
        tag("ul", *(tag("li", *_loss(change)) for change in review.losses)),
        class_="losses",
        role="alert",
    )


def _loss(change: Change) -> Iterator[Html]:
    yield tag("strong", f"{SYMBOLS[change.action]} {change.action}")
    yield joined(" ", change.words)
    if change.why:
        yield tag("p", change.why)
    yield tag("p", tag("code", f"{change.stack}: {change.address}"))


def _stops(review: Review) -> Html | None:
    if not review.stops:
        return None
    return tag(
        "div",
        tag("h3", f"‼ {sentence(review)}"),
        tag(
            "ul",
            *(
                tag("li", tag("strong", problem.where), tag("p", problem.what, class_="said"),
                    tag("p", problem.fix, class_="small"))
                for problem in review.stops
            ),
        ),
        class_="losses",
        role="alert",
    )  # fmt: skip


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
