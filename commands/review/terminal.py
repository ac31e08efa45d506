"""The review as text, for a terminal: what matters, and where the page is."""

import re
from collections.abc import Mapping

from rich.console import Console
from rich.text import Text

from commands.review.diffs import sign_of
from commands.review.model import Action
from commands.review.review import (
    MINUS,
    SYMBOLS,
    Review,
    allowed,
    by_stack,
    loses,
    money,
    refusals,
    signed,
    tally_text,
    total,
)
from commands.review.verdict import sentences

STYLES: Mapping[Action, str] = {
    Action.ADDED: "green",
    Action.CHANGED: "yellow",
    Action.REPLACED: "red",
    Action.DESTROYED: "red",
}

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]+")


def show(review: Review, console: Console) -> None:
    """Prints it. Signs say what colours say: where there are none, nothing is lost."""
    console.print(_line(f"{review.title} against {review.differences.base}", "bold"))
    red = review.losses or review.stops
    console.print(
        _line(
            f"{'!!' if red else 'ok'} {' '.join(sentences(review))}", "bold red" if red else "bold"
        )
    )
    _changes(review, console)
    for text in review.texts:
        console.print(_line(f"{sign_of(text)} {text.subject}"))
    _allowed(review, console)
    _figures(review, console)
    for refusal in refusals(review.stops):
        console.print()
        console.print(_line(f"make stops. {refusal.policy}", "bold red"))
        for problem in refusal.problems:
            console.print(_line(f"  {problem.where}: {problem.what}", "red"))
        console.print(_line(f"  {refusal.fix}"))


def _line(text: str, style: str = "") -> Text:
    """Text as it is: neither markup nor a terminal's own commands."""
    return Text(_CONTROL.sub(" ", text), style)


def _changes(review: Review, console: Console) -> None:
    for stack, of in by_stack(review.differences.changes).items():
        console.print()
        console.print(_line(f"{stack}: {tally_text(of)}", "bold"))
        for change in of:
            console.print(
                _line(f"  {SYMBOLS[change.action]} {change.words}", STYLES[change.action])
            )
            if loses(change):
                console.print(_line(f"    STATEFUL: {change.why}", "bold red"))
    for said in review.differences.disagreements:
        console.print(_line(f"? {said}", "yellow"))
    console.print()


def _allowed(review: Review, console: Console) -> None:
    found = allowed(review)
    if found is None:
        console.print(_line("? The base cannot tell its allow-lists."))
    for way in found or ():
        for sign, names in (("+", way.added), (MINUS, way.gone)):
            if names:
                console.print(_line(f"{sign} shipped by {way.way}: {', '.join(names)}"))


def _figures(review: Review, console: Console) -> None:
    for name, unit, before, now, decimals in (
        ("cost a month", "$", total(review.before.cost), total(review.now.cost), 2),
        ("active series", "", total(review.before.series), total(review.now.series), 0),
    ):
        if now is None:
            console.print(_line(f"{name:15} not known"))
            continue
        told = money(now) if decimals else f"{now:,.0f}"
        moved = "the base cannot tell" if before is None else signed(now - before, decimals)
        console.print(_line(f"{name:15} {unit}{told} ({moved})"))
    held = len(review.now.policies or ())
    console.print(_line(f"{'policies':15} {held} of {len(review.intents)} hold"))
