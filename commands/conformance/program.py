"""A small reader of Alloy's syntax: blocks, and what their expressions refer to.

It knows no component and evaluates nothing. What it reads is checked by the engine's own answers
in `graph`, and what it cannot read is an error.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_TOKEN = re.compile(
    r"""
      (?P<skip>[ \t\r]+ | //[^\n]* | /\*.*?\*/)
    | (?P<newline>\n)
    | (?P<text>"(?:[^"\\\n]|\\.)*" | `[^`]*`)
    | (?P<number>\d[\w.]*)
    | (?P<name>[A-Za-z_]\w*)
    | (?P<mark>==|!=|<=|>=|&&|\|\||[-+*/%^!<>=.,()\[\]{}])
    """,
    re.VERBOSE | re.DOTALL,
)
_LITERALS = frozenset({"true", "false", "null"})
_ENDS_AN_OPERAND = frozenset({")", "]", "}"})


@dataclass(frozen=True)
class Attribute:
    """`name = expression`: the names that the expression refers to, in order, such as `a.b.c`."""

    name: str
    references: tuple[str, ...]


@dataclass(frozen=True)
class Block:
    """A block with its label, attributes and inner blocks."""

    name: str
    label: str
    attributes: tuple[Attribute, ...]
    blocks: tuple["Block", ...]

    @property
    def id(self) -> str:
        """Name and label, as Alloy names a component in its module."""
        return f"{self.name}.{self.label}" if self.label else self.name

    def attribute(self, name: str) -> Attribute | None:
        """The attribute of that name, if it is set."""
        return next((found for found in self.attributes if found.name == name), None)

    def references(self) -> Iterator[str]:
        """Everything that it refers to, at any depth."""
        for attribute in self.attributes:
            yield from attribute.references
        for block in self.blocks:
            yield from block.references()


@dataclass(frozen=True)
class _Token:
    kind: str
    text: str
    line: int


def parse(text: str) -> tuple[Block, ...]:
    """The top-level blocks of a program; raises ValueError with the line it cannot read."""
    reader = _Reader(text)
    attributes, blocks = reader.body()
    if attributes or reader.next().kind != "end":
        raise reader.error("expected a block")
    return blocks


class _Reader:
    def __init__(self, text: str) -> None:
        self._tokens = list(_tokens(text))
        self._position = 0

    def body(self) -> tuple[tuple[Attribute, ...], tuple[Block, ...]]:
        """Statements up to a closing brace, which is left, or the end."""
        attributes: list[Attribute] = []
        blocks: list[Block] = []
        while True:
            self._skip_newlines()
            token = self.next()
            if token.kind == "end" or token.text == "}":
                return tuple(attributes), tuple(blocks)
            name = self._dotted_name()
            if self.next().text == "=":
                self._take()
                attributes.append(Attribute(name, tuple(self._expression())))
            else:
                blocks.append(self._block(name))

    def next(self) -> _Token:
        return self._tokens[self._position]

    def error(self, what: str) -> ValueError:
        token = self.next()
        return ValueError(f"line {token.line}: {what}, found {token.text!r}")

    def _take(self) -> _Token:
        token = self.next()
        self._position += 1
        return token

    def _expect(self, text: str) -> None:
        if self.next().text != text:
            raise self.error(f"expected {text!r}")
        self._take()

    def _skip_newlines(self) -> None:
        while self.next().kind == "newline":
            self._take()

    def _dotted_name(self) -> str:
        parts: list[str] = []
        while True:
            if self.next().kind != "name":
                raise self.error("expected a name")
            parts.append(self._take().text)
            if self.next().text != ".":
                return ".".join(parts)
            self._take()

    def _block(self, name: str) -> Block:
        label = self._take().text[1:-1] if self.next().kind == "text" else ""
        self._expect("{")
        attributes, blocks = self.body()
        self._expect("}")
        return Block(name, label, attributes, blocks)

    def _expression(self) -> Iterator[str]:
        """The references of an expression, which ends as Alloy ends it: by line or brace."""
        depth = 0
        previous = _Token("mark", "=", 0)
        while (token := self.next()).kind != "end":
            if depth == 0 and (token.text == "}" or _ends_here(token, previous)):
                return
            if token.kind == "name" and previous.text != ".":
                name = self._dotted_name()
                previous = token
                if name not in _LITERALS and not self._is_call_or_key(depth):
                    yield name
                continue
            depth += (token.text in ("(", "[", "{")) - (token.text in (")", "]", "}"))
            previous = self._take()

    def _is_call_or_key(self, depth: int) -> bool:
        following = self.next().text
        return following == "(" or (depth > 0 and following == "=")


def _ends_here(token: _Token, previous: _Token) -> bool:
    """Whether a line's end is a statement's end: after an operand it is, after an operator not."""
    return token.kind == "newline" and (
        previous.kind in ("text", "number", "name") or previous.text in _ENDS_AN_OPERAND
    )


def _tokens(text: str) -> Iterator[_Token]:
    position, line = 0, 1
    while position < len(text):
        found = _TOKEN.match(text, position)
        if found is None or found.lastgroup is None:
            raise ValueError(f"line {line}: cannot read {text[position : position + 20]!r}")
        if found.lastgroup != "skip":
            yield _Token(found.lastgroup, found[0], line)
        line += found[0].count("\n")
        position = found.end()
    yield _Token("end", "", line)
