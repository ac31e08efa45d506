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

JOIN = r"(?:[-_. +\[]|%20|%5[FfBb]|%2[Dd])?"
SHORT = 5
"""Up to this length a name's tail is too common to search for, and its spellings are listed."""

QUOTE = r"""(?:\\*["'“”‘’「」『』\x{0060}]|\\+u002[27]|%(?:25)*(?:5[Cc])?2[27]|&quot;|&apos;|&#(?:x2|3)[2479];)"""
"""A quotation mark, also of JSON in JSON, of .NET's JSON, in a URL and in XML."""

LESS, MORE = r"(?:<|\\+u003[cC])", r"(?:>|\\+u003[eE])"
"""Go's JSON, which events are written in, escapes them."""

ATTRIBUTES = r"""(?:\s[a-zA-Z:_-]{2,20}=\\*"[^"<>]*"){0,3}"""
PAIR = rf"(?:(?:[\s,:=]{{0,3}}(?:[\[{{]\s?)?{QUOTE}?|{LESS}/[a-zA-Z:]{{1,12}}{MORE}\s*{LESS})[vV](?:alue|ALUE){QUOTE}?)"
"""`"name":"cvc","value":`, `name="cvc" value=` and `"cvc":{"value":`."""

CLOSE = (
    r"(?:_?[0-9]{1,2})?(?:\[[0-9]{0,3}\]|%5[Bb][0-9]{0,3}%5[Dd])?(?:\s?(?:번호|코드|番号|コード))?\.?"
    rf"(?:{QUOTE}|\]|%(?:25)*5[Dd]|[はがを은는이가을를])?(?:\s?[(（](?:[0-9]|[^()（）0-9]{{1,12}})[)）])?"
    rf"(?:{PAIR}|{ATTRIBUTES})"
)
"""What may stand between a name and the sign that its value follows."""

GLUE = (
    rf"(?:[\s\\:=>(\[#：＝はがは은는이가~,+|№]|{QUOTE}|-{MORE}|%(?:25)*3[AaDd]|%(?:25)*20|%5[Bb]|(?:&|\\+u0026)gt;|&#43;"
    r"|\\+u003[eE]|is |was |(?:<|\\+u003[cC])!\[CDATA\[|普通(?:預金)?|当座|[^\s0-9]{1,8}(?:은행|銀行)"
    r"|[(（][^()（）0-9]{1,12}[)）]){1,14}"
)
"""What may stand between a name and a number."""

SIGN = r"\s{0,3}(?:[:=：＝]|=>|->|%(?:25)*3[AaDd]| is )\s{0,3}(?:%(?:25)*20|\+|\[)?"
"""What must stand between a name and a text: a sign, not only a space."""

OPEN_ELEMENT = r"(?:>|(?:&|\\+u0026)gt;|\\+u003[eE])(?:(?:<|\\+u003[cC])!\[CDATA\[)?"
ELEMENT = r"(?:[^<&\\\]]|&(?:amp|quot|apos|gt|#x?[0-9a-fA-F]+);|&lt;[^/]|\\[^u]|\][^\]])+"
"""The text of an XML element, up to the next tag."""

QUOTED = (
    # Once escaped, its own quotation marks have three backslashes or more; twice escaped, seven.
    (r"\\\"", r"(?:[^\"\\]|\\\\+.|\\[^\"\\])+"),
    (r"\\{2,}\"", r"(?:[^\"\\]|\\{4,}.|\\{1,3}[^\"\\])+"),
    (r"\\+u0022", r"(?:[^\"\\]|\\[^u])+"),
    ('"', r"(?:[^\"\\]|\\.)+"),
    ("'", r"(?:[^'\\]|\\.|'')+"),
)
"""What opens a text, and the text up to what closes it; the last case is a text without quotes."""

OPEN_BARE = r"(?:%(?:25)*22|&quot;|&#34;)?"
BARE = r"""[^\s"'\\,;&<>(){}\[\]|]+"""
PARAMETERS = (
    r"(?:Digest|OAuth|Hawk|Signature|MAC|GoogleLogin|AWS4-[A-Z0-9-]+) "
    r"""[A-Za-z_]{2,24}=(?:\\*"[^"]*"|[^\s,"']+)(?:, ?[A-Za-z_]{2,24}=(?:\\*"[^"]*"|[^\s,"']+))*"""
)
SCHEME = r"(?:[A-Za-z][A-Za-z0-9_-]{2,20}(?: |%20|\+))?"
COOKIES = r"""[^\s=;"'\\]+=[^\s;"'\\]*(?:; ?[^\s=;"'\\]+(?:=[^\s;"'\\]*)?)*"""

_BETWEEN = r"[\s.()\x{00a0}\x{00ad}\x{2000}-\x{2015}\x{202f}\x{2060}\x{2212}\x{3000}\x{feff}－ー・．_+/-]{0,4}"
_YEAR = rf"(?:{QUOTE}?\s?,\s?{QUOTE}?(?:year|yy|yyyy){QUOTE}?\s?[:=]\s?{QUOTE}?[0-9]{{2,4}})?"
NUMBERS = {
    Shape.NUMBER: rf"[0-9０-９*](?:{_BETWEEN}[0-9０-９*])*(?:%(?:25)*(?:20|2[DdEe])[0-9]+)*",
    Shape.CODE: r"[0-9０-９](?:[ -]?[0-9０-９]){2,11}",
    Shape.DATE: r"(?:[A-Za-z]{3,9}[ -])?[0-9０-９]{1,8}(?:\s?(?:[./-／]|%(?:25)*2[Ff])\s?[0-9０-９]{1,4})*"
    rf"{_YEAR}",
    Shape.MONTH: r"(?:0[1-9]|1[0-2])(?:\s?/\s?(?:20)?|-|%2[Ff])?[2-4][0-9]\b",
}
IN_DATE = rf"(?:{QUOTE}?\s?[:=]?\s?[\[{{]\s?{QUOTE}?(?:month|year|mm|yy){QUOTE}?|월|년)?"
"""A part of a date that has a name of its own: `"expiry":{"month":12`."""


def bare(shape: Shape) -> str:
    """A text without quotes; in a header its scheme goes before it."""
    if shape is Shape.COOKIES:
        return COOKIES
    return rf"(?:{PARAMETERS}|{SCHEME}{BARE})" if shape is Shape.CREDENTIAL else BARE


def between(shape: Shape) -> str:
    """What may stand between a name and a number of this shape."""
    dated = IN_DATE if shape is Shape.DATE else ""
    return f"s?{CLOSE}{dated}{GLUE}"


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
        f"(?:(?:^|[^a-z]){name}|(?-i:{name.capitalize()}))(?:$|[^a-z])" if short(words) else name
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
    if upper:
        return word.upper()
    spelled = f"[{word[0]}{word[0].upper()}]{word[1:]}"
    return f"(?:{spelled}|{word.upper()})" if set(word) <= {"m", "y"} else spelled


def _value(shape: Shape) -> str:
    if shape in NUMBERS:
        return f"{between(shape)}({NUMBERS[shape]})"
    texts = "|".join(f"{opened}({text})" for opened, text in (*QUOTED, (OPEN_BARE, bare(shape))))
    return f"{CLOSE}(?:{OPEN_ELEMENT}({ELEMENT})|{SIGN}(?:{texts}))"
