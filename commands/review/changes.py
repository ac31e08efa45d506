"""What happens to each resource, by stack, in words; arguments are folded."""

from collections.abc import Iterator, Sequence

from commands.preview.markup import Html, joined, tag
from commands.review.diffs import Line, compared, is_long, readable
from commands.review.model import Action, Argument, Change
from commands.review.review import SYMBOLS, Review, by_stack, loses, tally

MANY = 12
"""Additions of a stack from which on they are folded: a new stack hides nothing else."""


def changes(review: Review) -> Html:
    """The section of resources."""
    found = review.differences
    stacks = by_stack(found.changes)
    plans = ", ".join(found.planned)
    return joined(
        tag("p", f"Read from real plans: {plans}. Other stacks: from the synthesis." if plans
            else "Compared as synthesized; a real plan knows more, such as what AWS gives.",
            class_="small"),
        tag("ul", *(tag("li", said) for said in found.disagreements), class_="note")
        if found.disagreements else None,
        *(_stack(name, of) for name, of in stacks.items()),
        None if stacks else tag("p", "No stack changes.", class_="nothing-here"),
    )  # fmt: skip


def diff(lines: Sequence[Line]) -> Html:
    """Lines with their signs, as a block."""
    names = {"+": "add", "-": "del", " ": "same", "…": "skip"}
    return tag(
        "pre",
        *(
            tag("span", "⋯ " + line.text if line.sign == "…" else f"{line.sign} {line.text}",
                "\n", class_=names[line.sign])
            for line in lines
        ),
        class_="diff",
        tabindex="0",
    )  # fmt: skip


def _stack(name: str, of: Sequence[Change]) -> Html:
    added = [change for change in of if change.action is Action.ADDED]
    fold = added if len(added) > MANY else []
    return tag(
        "article",
        tag("h3", name, tag("span", *_tally(of), class_="tally")),
        tag("ul", *(_change(change) for change in of if change not in fold), class_="changes"),
        tag(
            "details",
            tag("summary", f"+ {len(fold)} added"),
            tag("ul", *map(_change, fold), class_="changes"),
        )
        if fold
        else None,
        id=f"stack-{name}",
    )


def _tally(of: Sequence[Change]) -> Iterator[Html]:
    for action, number in tally(of).items():
        if number:
            yield tag("span", f"{SYMBOLS[action]} {number} {action}", class_=action)


def _change(change: Change) -> Html:
    red = " lost" if loses(change) else ""
    return tag(
        "li",
        tag("span", SYMBOLS[change.action], class_=f"sign {change.action}", title=change.action),
        tag(
            "div",
            tag("p", change.words, tag("b", " stateful", class_="word") if red else None),
            tag("p", change.why, class_="why") if change.why else None,
            tag("p", tag("code", change.address), class_="small"),
            _arguments(change.arguments),
        ),
        class_=f"change{red}",
    )


def _arguments(arguments: Sequence[Argument]) -> Html | None:
    if not arguments:
        return None
    brief = [argument for argument in arguments if not is_long(argument)]
    rows = [
        tag(
            "tr",
            tag("th", argument.path, scope="row"),
            tag("td", argument.before or "—"),
            tag("td", argument.after or "—"),
        )
        for argument in brief
    ]
    heads = tag("tr", *(tag("th", head, scope="col") for head in ("argument", "before", "after")))
    count = len(arguments)
    return tag(
        "details",
        tag("summary", f"{count} argument{'' if count == 1 else 's'}"),
        tag("div", tag("table", tag("thead", heads), tag("tbody", *rows)), class_="wide")
        if rows
        else None,
        *(
            joined(
                tag("p", tag("code", argument.path), class_="small"),
                diff(compared(readable(argument.before), readable(argument.after))),
            )
            for argument in arguments
            if argument not in brief
        ),
    )
