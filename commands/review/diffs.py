"""Two texts beside each other as lines that go, come or stay."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, Literal

from commands.review.model import Argument, TextDiff

Sign = Literal["+", "-", " ", "…"]
CONTEXT = 2
"""Lines that stay and are shown around those that do not."""
MOST = 120
"""Lines of one comparison that are shown; nobody reads more on a page."""
SHORT = 72
"""Characters of a value that stand in one line."""


@dataclass(frozen=True)
class Line:
    """A line with its sign: `…` for what is left out."""

    sign: Sign
    text: str


def compared(before: str | None, after: str | None, most: int = MOST) -> list[Line]:
    """What differs, with a little around it; None is a text that is not there."""
    old = before.splitlines() if before is not None else []
    new = after.splitlines() if after is not None else []
    lines = list(_lines(old, new))
    if len(lines) <= most:
        return lines
    left = f"{len(lines) - most} more lines"
    return [*lines[:most], Line("…", left)]


def _lines(old: list[str], new: list[str]) -> Iterator[Line]:
    for number, group in enumerate(SequenceMatcher(None, old, new).get_grouped_opcodes(CONTEXT)):
        if number:
            yield Line("…", "")
        for kind, a, b, c, d in group:
            if kind == "equal":
                yield from (Line(" ", text) for text in old[a:b])
                continue
            yield from (Line("-", text) for text in old[a:b])
            yield from (Line("+", text) for text in new[c:d])


def words_of(text: TextDiff) -> str:
    """What happened to a listing."""
    if text.before is None:
        return "added"
    return "gone" if text.after is None else "changed"


def sign_of(text: TextDiff) -> str:
    """The sign of what happened to a listing."""
    return {"added": "+", "gone": "\N{MINUS SIGN}", "changed": "~"}[words_of(text)]


def is_long(argument: Argument) -> bool:
    """Whether an argument's values want lines of their own."""
    return any(
        len(value) > SHORT or "\n" in readable(value) for value in (argument.before, argument.after)
    )


def readable(text: str) -> str:
    """JSON text as lines: objects indented, strings without quotes, JSON in strings opened."""
    try:
        value: Any = json.loads(text)
    except ValueError:
        return text
    if isinstance(value, str):
        if not value.lstrip().startswith(("{", "[")):
            return value
        try:
            value = json.loads(value)
        except ValueError:
            return value
    if isinstance(value, dict | list):
        return json.dumps(value, indent=1, ensure_ascii=False)
    return text
