"""Which arguments of a resource differ, as text that may be shown."""

import difflib
import json
from collections.abc import Iterator, Mapping
from typing import Any, cast

from commands.review.model import Argument
from commands.review.redact import WITHHELD, cleaned
from policies.synthesized import Body

META = ("//", "depends_on")
"""What no provider gets."""

LONG = 200
"""Characters from which JSON is shown in lines."""

CONTEXT = 2
"""Lines around those that differ, of a text of many."""

LINES = 60
"""Lines that are shown of either side; the rest is counted."""

PLACES = 12
"""Differing places inside one argument's JSON; beyond, the lines of the whole are compared."""

_NOTHING = object()


def differing(
    type_: str, before: Body, after: Body, known: frozenset[str] = frozenset()
) -> tuple[Argument, ...]:
    """Every argument that differs, with its secrets withheld; known as in `redact.cleaned`."""
    found: list[Argument] = []
    for key in sorted({*before, *after} - set(META)):
        was, is_ = before.get(key, _NOTHING), after.get(key, _NOTHING)
        if was != is_:
            found += _argument(key, _clean(type_, key, was, known), _clean(type_, key, is_, known))
    return tuple(found)


def _clean(type_: str, key: str, value: Any, known: frozenset[str]) -> Any:
    return value if value is _NOTHING else cleaned(type_, {key: value}, known)[key]


def _argument(path: str, before: Any, after: Any) -> list[Argument]:
    if before == after:
        # Both are withheld, and differ.
        return [Argument(path, WITHHELD, WITHHELD)]
    was, is_ = _read(before), _read(after)
    places = list(_places(path, was, is_))
    if len(places) > PLACES:
        return [_texts(path, _pretty(was), _pretty(is_))]
    return [_texts(place, _text(one), _text(other)) for place, one, other in places]


def _places(path: str, before: Any, after: Any) -> Iterator[tuple[str, Any, Any]]:
    """The deepest places at which two values differ."""
    if before == after:
        return
    if isinstance(before, dict) and isinstance(after, dict):
        was, is_ = cast("Mapping[str, Any]", before), cast("Mapping[str, Any]", after)
        for key in sorted({*was, *is_}):
            yield from _places(f"{path}.{key}", was.get(key, _NOTHING), is_.get(key, _NOTHING))
    elif isinstance(before, list) and isinstance(after, list):
        one, other = cast("list[Any]", before), cast("list[Any]", after)
        for place in range(max(len(one), len(other))):
            was = one[place] if place < len(one) else _NOTHING
            is_ = other[place] if place < len(other) else _NOTHING
            yield from _places(f"{path}[{place}]", was, is_)
    else:
        yield path, before, after


def _read(value: Any) -> Any:
    """A value with the JSON in its texts read."""
    match value:
        case str() if value.lstrip().startswith(("{", "[")):
            try:
                return json.loads(value)
            except ValueError:
                return value
        case dict():
            return {key: _read(below) for key, below in cast("Body", value).items()}
        case list():
            return [_read(below) for below in cast("list[Any]", value)]
        case _:
            return value


def _text(value: Any) -> str:
    if value is _NOTHING:
        return ""
    if isinstance(value, str) and "\n" in value:
        return value
    text = json.dumps(value, ensure_ascii=False, sort_keys=True)
    return _pretty(value) if len(text) > LONG else text


def _pretty(value: Any) -> str:
    if value is _NOTHING:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, indent=1)


def _texts(path: str, before: str, after: str) -> Argument:
    """Two texts as they are, or of many lines those that differ with a little around them."""
    if not before or not after or "\n" not in before + after:
        return Argument(path, _shortened(before), _shortened(after))
    old, new = before.splitlines(), after.splitlines()
    groups = list(difflib.SequenceMatcher(None, old, new).get_grouped_opcodes(CONTEXT))
    was = "\n...\n".join("\n".join(old[group[0][1] : group[-1][2]]) for group in groups)
    is_ = "\n...\n".join("\n".join(new[group[0][3] : group[-1][4]]) for group in groups)
    return Argument(path, _shortened(was), _shortened(is_))


def _shortened(text: str) -> str:
    lines = text.splitlines()
    more = len(lines) - LINES
    return "\n".join([*lines[:LINES], f"... {more} more lines"]) if more > 0 else text
