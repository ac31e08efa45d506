"""The review as Markdown, for a comment on a pull request.

GitHub takes 65,536 characters. What does not fit is left out from the end on and named; what comes
first matters most. Text of others is escaped: it may look like Markdown, or like HTML.
"""

import re
from collections.abc import Iterator, Sequence

from commands.review.diffs import Line, compared, is_long, readable, words_of
from commands.review.model import Argument, Change
from commands.review.review import (
    MINUS,
    SYMBOLS,
    Figure,
    Refusal,
    Review,
    allowed,
    before_and_after,
    by_stack,
    figures,
    loses,
    money,
    refusals,
    signed,
    tally_text,
    total,
)
from commands.review.verdict import SHOWN, sentences

LIMIT = 65_536
ARGUMENTS = 12
LINES = 60
"""Of one difference: a comment is read, not searched."""
MARKER = "<!-- lionpay-review -->"
"""By which CI finds its own comment again, to write it anew instead of adding one."""

CHANGES = 40
"""Of one stack; a new stack has more, and all of them are on the page."""

_SPECIAL = re.compile(r"[\\`*\[\]|~$@#<>&\"']|(?<!\w)_|_(?!\w)|:(?=//|[\w+-]+:)")
"""What Markdown, HTML, or GitHub after them would take for its own inside a line."""

_JOINER = "&#8288;"
"""Has no width. GitHub looks for @names and #numbers when entities are gone already."""


def markdown(review: Review, limit: int = LIMIT) -> str:
    """The whole comment, not longer than `limit` characters."""
    return fitted(list(_blocks(review)), limit)


def fitted(blocks: Sequence[str], limit: int) -> str:
    """As many blocks from the start on as fit, and a line that says how many do not."""
    kept: list[str] = []
    room = limit - len(_left_out(len(blocks)))
    for number, block in enumerate(blocks):
        if len(block) + 2 > room:
            kept.append(_left_out(len(blocks) - number))
            break
        kept.append(block)
        room -= len(block) + 2
    return "\n\n".join(kept) + "\n"


def _left_out(number: int) -> str:
    return f"**Cut here: {number} more parts do not fit into a comment. They are on the page.**\n"


def plain(text: str) -> str:
    """Text that means nothing to Markdown and to HTML, in one line; nobody is mentioned by it."""
    return _SPECIAL.sub(_entity, " ".join(text.split()))


def _entity(found: re.Match[str]) -> str:
    return f"&#{ord(found[0])};{_JOINER if found[0] in '@#' else ''}"


def _blocks(review: Review) -> Iterator[str]:
    yield f"{MARKER}\n## {plain(review.title)}"
    yield f"{_mark(review)} **{plain(' '.join(sentences(review)))}**"
    yield (
        f"{plain(tally_text(review.differences.changes))} · against"
        f" {plain(review.differences.base)}"
    )
    yield from _listed([_loss(change) for change in review.losses])
    yield _summary(review)
    for refusal in refusals(review.stops):
        yield _folded(f"make stops: {refusal.policy or refusal.fix}", _refusal(refusal))
    for said in review.differences.disagreements:
        yield f"- {plain(said)}"
    for stack, of in by_stack(review.differences.changes).items():
        yield _stack(stack, of)
    yield from _texts(review)
    yield from _allowed(review)
    yield from _cost(review)
    yield from _policies(review)


def _listed(items: Sequence[str]) -> Iterator[str]:
    """The first items at once, the rest folded."""
    if items:
        yield "\n".join(items[:SHOWN])
    if rest := items[SHOWN:]:
        yield _folded(f"{len(rest)} more", "\n".join(rest))


def _refusal(refusal: Refusal) -> str:
    items = [f"- **{plain(p.where)}**: {plain(p.what)}" for p in refusal.problems]
    return "\n".join([*items, "", plain(refusal.fix)])


def _loss(change: Change) -> str:
    said = f"- {SYMBOLS[change.action]} **{change.action}**: {plain(change.words)}"
    return f"{said} {plain(change.why)}".rstrip()


def _mark(review: Review) -> str:
    return "🔴" if review.losses or review.stops else "🟢"


def _summary(review: Review) -> str:
    cost = Figure("Cost a month, US dollars", total(review.before.cost), total(review.now.cost))
    series = Figure("Active series", total(review.before.series), total(review.now.series))
    held = f"{len(review.now.policies or ())} of {len(review.intents)}"
    then = "—" if review.before.policies is None else str(len(review.before.policies))
    return _table(
        ("", "before", "after", "difference"),
        [_row(cost, 2), _row(series, 0), ("Policies that hold", then, held, "")],
    )


def _row(figure: Figure, decimals: int) -> tuple[str, ...]:
    def told(value: float | None) -> str:
        return "—" if value is None else (money(value) if decimals else f"{value:,.0f}")

    moved = "—" if figure.moved is None else signed(figure.moved, decimals)
    return (plain(figure.item), told(figure.before), told(figure.after), moved)


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    ruler = ["---", *["--:"] * (len(heads) - 1)]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in (heads, ruler, *rows))


def _stack(stack: str, of: Sequence[Change]) -> str:
    lines = [line for change in of[:CHANGES] for line in _change(change)]
    if len(of) > CHANGES:
        lines.append(f"- {len(of) - CHANGES} more are on the page")
    return _folded(f"{stack}: {tally_text(of)}", "\n".join(lines), unfolded=any(map(loses, of)))


def _change(change: Change) -> Iterator[str]:
    red = "🔴 " if loses(change) else ""
    yield f"- {red}`{SYMBOLS[change.action]}` {plain(change.words)} {plain(change.why)}".rstrip()
    for argument in change.arguments[:ARGUMENTS]:
        yield f"  - {plain(argument.path)}: {_values(argument)}"
    if len(change.arguments) > ARGUMENTS:
        yield f"  - {len(change.arguments) - ARGUMENTS} more arguments"


def _values(argument: Argument) -> str:
    if not is_long(argument):
        return plain(before_and_after(argument))
    lines = compared(readable(argument.before), readable(argument.after))
    more, less = (sum(line.sign == sign for line in lines) for sign in ("+", "-"))
    return f"{more} lines come, {less} go"


def _texts(review: Review) -> Iterator[str]:
    for text in review.texts:
        lines = compared(text.before, text.after, LINES)
        yield _folded(f"{words_of(text)}: {text.subject}", _fence(lines))
    parts = {
        "alerts": review.before.alerts,
        "routes": review.before.routes,
        "dashboards": review.before.dashboards,
    }
    if unknown := [name for name, known in parts.items() if known is None]:
        yield f"The base cannot tell its {', '.join(unknown)}: its code is older than that."


def _allowed(review: Review) -> Iterator[str]:
    found = allowed(review)
    if found is None:
        yield "The base cannot tell its allow-lists."
    for way in found or ():
        names = [*(f"+ {plain(n)}" for n in way.added), *(f"{MINUS} {plain(n)}" for n in way.gone)]
        if names:
            said = f"allow-list {way.way}: {way.before} → {way.after} names"
            yield _folded(said, "<br>".join(names))


def _cost(review: Review) -> Iterator[str]:
    found = list(figures(review.before.cost, review.now.cost))
    moved = [one for one in found if one.moved is None or abs(one.moved) >= 0.005]
    if moved:
        heads = ("US dollars a month", "before", "after", "difference")
        yield _folded("cost by item", _table(heads, [_row(one, 2) for one in moved]))


def _policies(review: Review) -> Iterator[str]:
    before, now = review.before.policies, review.now.policies or ()
    for intent in review.intents:
        if intent not in now:
            yield f"- **broken**: {plain(intent)}"
        elif before is not None and intent not in before:
            yield f"- new policy: {plain(intent)}"
    for intent in before or ():
        if intent not in review.intents:
            yield f"- **no longer a policy**: {plain(intent)}"


def _folded(title: str, body: str, *, unfolded: bool = False) -> str:
    opened = " open" if unfolded else ""
    return f"<details{opened}><summary>{plain(title)}</summary>\n\n{body}\n\n</details>"


def _fence(lines: Sequence[Line]) -> str:
    """A block that no backtick in it can end."""
    text = "\n".join(f"{'@@' if line.sign == '…' else line.sign} {line.text}" for line in lines)
    runs = [len(run) for run in re.findall(r"`+", text)]
    fence = "`" * max(3, *(run + 1 for run in runs)) if runs else "```"
    return f"{fence}diff\n{text}\n{fence}"
