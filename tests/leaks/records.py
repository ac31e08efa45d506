"""What the leak corpus is made of, and how a leak is told."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import cast
from urllib.parse import unquote

NUMBER_SEPARATORS = re.compile(
    r"(?<=\d)(?:[\s.,_+‐-―−\u00ad\u200b-\u200f\u2060\ufeff-]{1,3}"
    r"|\\+u[0-9a-fA-F]{4}|\\+x[0-9a-fA-F]{2}|\\+[nrt]|&[#a-zA-Z0-9]{3,7};)(?=\d)"
)
SHORT = 6
"""Below this many characters a value is looked for as it is written, and not without separators:
a security code could be put together from any two numbers."""
PIECE = 7
"""So many digits of a long number in a row are a leak too. The last four may stay by option."""


@dataclass(frozen=True)
class LeakLine:
    """A log line, what must be gone from it after masking, and what must still be there.

    `gone` is as it stands in the text; `leaked` finds it without its separators too.
    """

    id: str
    kind: str
    form: str
    text: str
    gone: tuple[str, ...]
    stays: tuple[str, ...]


@dataclass(frozen=True)
class PartialLine:
    """A log line that the container runtime splits: all parts but the last are flagged `P`."""

    id: str
    parts: tuple[str, ...]
    gone: tuple[str, ...]
    stays: tuple[str, ...]


MARKERS = ("ORD-20418", "A.java:7", "A.cs:line 7", "currency", "amount=15000", "lang=ko")


def markers_in(text: str) -> tuple[str, ...]:
    """What must stay of a line made from a template."""
    return tuple(marker for marker in MARKERS if marker in text)


def numbered(group: str, lines: Iterable[LeakLine]) -> Iterator[LeakLine]:
    """The lines with ids: kind, group and number."""
    for number, line in enumerate(lines, start=1):
        yield replace(line, id=f"{line.kind}-{group}-{number:04}")


Event = tuple[str, Mapping[str, object]]


@dataclass(frozen=True)
class LeakSpan:
    """A span, what must be gone from it after masking, and what must still be there.

    Values of attributes are str, bool, int, float, bytes, lists, or dicts for nested maps.
    """

    id: str
    kind: str
    form: str
    gone: tuple[str, ...]
    stays: tuple[str, ...]
    name: str = "POST /v1/charges"
    attributes: Mapping[str, object] = field(default_factory=dict[str, object])
    resource_attributes: Mapping[str, object] = field(default_factory=dict[str, object])
    events: tuple[Event, ...] = ()
    status_message: str = ""


def folded(text: str) -> str:
    """The text decoded, in ASCII's digits, and without separators between digits."""
    plain = unicodedata.normalize("NFKC", unquote(unquote(text)))
    return NUMBER_SEPARATORS.sub("", plain)


def leaked(gone: Sequence[str], text: str) -> list[str]:
    """Which of the values, or a telling piece of them, can be read in the text."""
    plain = folded(text)
    return [value for value in gone if value in text or _readable(folded(value), plain)]


def _readable(value: str, plain: str) -> bool:
    if len(value) < SHORT:
        return False
    digits = value.lstrip("+")
    if digits.isdigit() and len(digits) >= 10:
        pieces = {digits[at : at + PIECE] for at in range(len(digits) - PIECE + 1)}
        # One digit among zeros is in every padded number.
        return any(piece in plain for piece in pieces if len(piece.replace("0", "")) > 1)
    return value in plain


def span_texts(span: LeakSpan) -> Iterator[str]:
    """Every name, key and value of a span as text."""
    yield span.name
    yield span.status_message
    yield from _texts(span.attributes)
    yield from _texts(span.resource_attributes)
    for name, attributes in span.events:
        yield name
        yield from _texts(attributes)


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, Mapping):
        for key, below in cast("Mapping[str, object]", value).items():
            yield key
            yield from _texts(below)
    elif isinstance(value, list):
        for entry in cast("list[object]", value):
            yield from _texts(entry)
    elif isinstance(value, bytes):
        yield value.decode()
    else:
        yield str(value)
