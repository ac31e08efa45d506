"""Two texts beside each other as lines that go, come or stay."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, Literal, cast

from commands.review.model import Argument, TextDiff

Sign = Literal["+", "-", " ", "…"]
CONTEXT = 2
"""Lines that stay and are shown around those that do not."""
MOST = 80
"""Lines of one comparison that are shown; nobody reads more on a page."""
LONGEST = 400
"""Characters of one line that are shown."""
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
    """JSON text as lines that people compare: a key with its value, text in lines of its own."""
    try:
        return "\n".join(_rendered(json.loads(text), ""))
    except ValueError:
        return "\n".join(_cut(part) for line in text.splitlines() for part in _parted(line))


def _parted(line: str) -> list[str]:
    """The lines of a text that JSON has put into one, such as a program."""
    if len(line) <= LONGEST:
        return [line]
    return [_unescaped(part) for part in line.split("\\n")]


def _unescaped(part: str) -> str:
    try:
        return str(json.loads(f'"{part}"'))
    except ValueError:
        return part


def _rendered(value: Any, indent: str) -> Iterator[str]:
    opened = _opened(value)
    if opened and isinstance(opened, dict):
        for key, below in cast("dict[str, Any]", opened).items():
            yield from _under(f"{indent}{key}:", below, indent)
    elif opened and isinstance(opened, list):
        for below in cast("list[Any]", opened):
            yield from _under(f"{indent}-", below, indent)
    elif opened and isinstance(opened, str):
        yield from (_cut(indent + line) for line in opened.splitlines())
    else:
        yield _cut(f"{indent}{json.dumps(opened, ensure_ascii=False)}")


def _under(name: str, value: Any, indent: str) -> Iterator[str]:
    """A key or a dash with its value beside it, or below it where that has several lines."""
    lines = list(_rendered(value, ""))
    if len(lines) == 1 and not isinstance(_opened(value), dict | list):
        yield _cut(f"{name} {lines[0]}")
        return
    yield name
    yield from (f"{indent}  {line}" for line in lines)


def _opened(value: Any) -> Any:
    """What is in a string of JSON, or the value itself."""
    if not isinstance(value, str) or not value.lstrip().startswith(("{", "[")):
        return value
    try:
        return json.loads(value)
    except ValueError:
        return value


def _cut(line: str) -> str:
    return line if len(line) <= LONGEST else f"{line[:LONGEST]} … {len(line) - LONGEST} more"
