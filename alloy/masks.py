"""Expressions of the masks, made from the table in `vocabulary.masks`.

Go's regular expressions are fast only where one begins with a literal, so that of a name the first
letter is left out ("ard" finds card, Card and customerCard), and each spelling in capitals is an
expression of its own. What stands before a name does not matter, since only values are replaced.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from urllib.parse import quote

from vocabulary.masks import BY_KEY, KeyMask, Shape

JOIN = r"(?:[-_. +]|%20|%5[Ff]|%2[Dd])?"
SHORT = 5
"""Up to this length a name's tail is too common to search for, and its spellings are listed."""

QUOTE = r"""(?:\\*["']|\\+u002[27]|%(?:25)?(?:5[Cc])?2[27]|&quot;|&apos;|&#3[49];)"""
"""A quotation mark, also of JSON in JSON, of .NET's JSON, in a URL and in XML."""

CLOSE = rf"""(?:_?[0-9]{{1,2}})?(?:{QUOTE}|\]|[はがを은는이가을를])?(?:\s[a-zA-Z:]{{2,12}}="[^"]{{0,40}}")?"""
"""What may stand between a name and the sign that its value follows."""

GLUE = rf"""(?:[\s\\:=>(\[#：＝はがは은는이가~,+]|{QUOTE}|%3[AaDd]|%20|%5[Bb]|&gt;|\\+u003[eE]|is |<!\[CDATA\[|普通|当座){{1,14}}"""
"""What may stand between a name and a number."""

SIGN = r"""\s{0,3}(?:[:=：＝]|=>|%3[AaDd]| is )\s{0,3}(?:%20|\+|\[)?"""
"""What must stand between a name and a text: a sign, not only a space."""

OPEN_ELEMENT = r"(?:>|&gt;|\\+u003[eE])(?:(?:<|\\+u003[cC])!\[CDATA\[)?"
ELEMENT = r"[^<&\\\]]+"
"""The text of an XML element, up to the next tag."""

QUOTED = (
    (r"\\+\"", r"[^\"\\]+"),
    (r"\\+u0022", r"(?:[^\"\\]|\\[^u])+"),
    ('"', r"(?:[^\"\\]|\\.)+"),
    ("'", r"(?:[^'\\]|\\.)+"),
)
"""What opens a text, and the text up to what closes it; the last case is a text without quotes."""

OPEN_BARE = r"(?:%(?:25)?22|&quot;|&#34;)?"
BARE = r"""[^\s"'\\,;&<>(){}\[\]|]+"""
SCHEME = r"(?:[A-Za-z][A-Za-z0-9-]{2,20}(?: |%20|\+))?"

NUMBERS = {
    Shape.NUMBER: r"[0-9０-９*][0-9０-９*\s.\x{00a0}\x{2000}-\x{200a}\x{202f}\x{2010}-\x{2015}"
    r"\x{3000}－ー_+/-]*(?:%(?:20|2[DdEe])[0-9]+)*",
    Shape.CODE: r"[0-9０-９]{3,12}",
    Shape.DATE: r"[0-9０-９]{1,8}(?:\s?(?:[./-]|%2[Ff])\s?[0-9０-９]{1,4})*",
}


def bare(shape: Shape) -> str:
    """A text without quotes; in a header its scheme goes before it."""
    return SCHEME + BARE if shape is Shape.CREDENTIAL else BARE


@dataclass(frozen=True)
class Expression:
    """One RE2 expression of one mask.

    `head` is in every line that it can match, and `name` matches in it: `regex` without the value.
    """

    tag: str
    head: str
    name: str
    value: str

    @property
    def regex(self) -> str:
        """The whole expression, with the value in its capture groups."""
        return self.name + self.value


def by_key() -> Iterator[Expression]:
    """Every expression that finds a value by the name beside it, literal first."""
    for mask in BY_KEY:
        for _, words in groupby(sorted(mask.words), key=_head):
            yield from _spellings(mask, tuple(words))
        for name in mask.native:
            yield _expression(mask, name.split()[0], native(name))
        if mask.native:
            yield from _escaped(mask)


def names() -> str:
    """One case-insensitive alternation of all names, for keys of attributes."""
    english = {
        # A short name is a part of too many others: span, shipping, cancel.
        f"(?:^|[^a-z]){name}(?:$|[^a-z])" if short(words) else name
        for words, name in loose_names()
    }
    return "|".join(sorted({*english, *(native(n) for mask in BY_KEY for n in mask.native)}))


def loose_names() -> Iterator[tuple[str, str]]:
    """Every English name in words, and its expression in whatever spelling."""
    for mask in BY_KEY:
        for words in mask.words:
            yield words, JOIN.join(words.split())


def short(words: str) -> bool:
    """Whether a name is so short that it is found in others."""
    return " " not in words and len(words) <= SHORT


def _expression(mask: KeyMask, head: str, name: str) -> Expression:
    return Expression(mask.tag, head, name, _value(mask.shape))


def _spellings(mask: KeyMask, words: tuple[str, ...]) -> Iterator[Expression]:
    """The expressions of names that begin with the same word."""
    head = _head(words[0])
    ends = sorted((tuple(w.split()[1:]) for w in words), key=lambda end: (-len(" ".join(end)), end))
    if len(head) <= SHORT and () in ends:
        for case in (head, head.capitalize(), head.upper()):
            yield _expression(mask, case, f"{case}(?:{_ends(ends, case)})")
        return
    first = f"(?:^|[^{mask.not_after}])[{head[0]}{head[0].upper()}]" if mask.not_after else ""
    for tail in (head[1:], head[1:].upper()):
        yield _expression(mask, tail, f"{first}{tail}(?:{_ends(ends, tail)})")


def _escaped(mask: KeyMask) -> Iterator[Expression]:
    """The native names as JSON in ASCII and as a URL writes them."""
    units = [
        "".join(" ?" if char == " " else rf"\\+u{ord(char):04x}" for char in name)
        for name in mask.native
    ]
    yield _expression(mask, "\\u", f"(?i)(?:{'|'.join(units)})")
    urls = "|".join(quote(name).replace("%20", r"(?:%20|\+)?") for name in mask.native)
    for head in ("%E", "%e"):
        yield _expression(mask, head, f"(?i)(?:{urls})")


def native(name: str) -> str:
    """A Korean or Japanese name as an expression."""
    return name.replace(" ", " ?")


def _head(words: str) -> str:
    return words.split(maxsplit=1)[0]


def _ends(ends: list[tuple[str, ...]], like: str) -> str:
    upper = like.isupper()
    return "|".join("".join(JOIN + _word(word, upper=upper) for word in end) for end in ends)


def _word(word: str, *, upper: bool) -> str:
    return word.upper() if upper else f"[{word[0]}{word[0].upper()}]{word[1:]}"


def _value(shape: Shape) -> str:
    if shape in NUMBERS:
        return f"{CLOSE}{GLUE}({NUMBERS[shape]})"
    texts = "|".join(f"{opened}({text})" for opened, text in (*QUOTED, (OPEN_BARE, bare(shape))))
    return f"{CLOSE}(?:{OPEN_ELEMENT}({ELEMENT})|{SIGN}(?:{texts}))"
