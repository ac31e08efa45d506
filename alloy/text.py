"""Alloy's configuration syntax as text, laid out as `alloy fmt` leaves it."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Expr:
    """An expression that is written as it stands: a reference, a call, a raw string."""

    text: str


Value = str | int | bool | Expr | tuple["Value", ...]


def raw(text: str) -> Expr:
    """A raw string. Raises ValueError for a back-quote, which no raw string can hold."""
    if "`" in text:
        raise ValueError(f"a raw string cannot hold a back-quote: {text}")
    return Expr(f"`{text}`")


def env(name: str) -> Expr:
    """The value of an environment variable."""
    return Expr(f'sys.env("{name}")')


def listing(values: Iterable[str]) -> Expr:
    """A list of texts, one a line, so that a diff shows which of them came and went."""
    return Expr("\n".join(["[", *(f"\t{json.dumps(value)}," for value in values), "]"]))


def port(name: str, number: int, *, as_text: bool = False) -> Expr:
    """A port, which a test may set: many collectors run on one loopback."""
    told = f'coalesce(sys.env("{name}"), "{number}")'
    return Expr(told if as_text else f"encoding.from_json({told})")


def block(
    name: str, attributes: Mapping[str, Value] | None = None, body: Iterable[str] = ()
) -> str:
    """A block with its attributes first, then the blocks inside, each apart by an empty line."""
    inside = [*([_attributes(attributes)] if attributes else []), *body]
    if not inside:
        return f"{name} {{ }}"
    return f"{name} {{\n" + "\n\n".join(map(_indented, inside)) + "\n}"


def _attributes(attributes: Mapping[str, Value]) -> str:
    """One under the other; a value of several lines is the last that its neighbours align with."""
    lines: list[str] = []
    section: dict[str, str] = {}
    for key, value in attributes.items():
        section[key] = literal(value)
        if "\n" in section[key]:
            lines += _aligned(section)
            section = {}
    return "\n".join([*lines, *_aligned(section)])


def _aligned(section: Mapping[str, str]) -> list[str]:
    width = max(map(len, section), default=0)
    return [f"{key:<{width}} = {text}" for key, text in section.items()]


def literal(value: Value) -> str:
    """A value as Alloy writes it."""
    match value:
        case Expr(text):
            return text
        case bool():
            return "true" if value else "false"
        case int():
            return str(value)
        case str():
            return json.dumps(value, ensure_ascii=False)
        case tuple():
            return f"[{', '.join(map(literal, value))}]"


def _indented(text: str) -> str:
    """One tab further in, except for what is inside a raw string."""
    lines: list[str] = []
    inside = False
    for line in text.split("\n"):
        lines.append(line if inside or not line else "\t" + line)
        inside ^= line.count("`") % 2 == 1
    return "\n".join(lines)
