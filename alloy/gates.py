"""Cheap tests that most lines fail, so that the dear expressions rarely run.

In the engine a filter for a literal costs some 50 ns a line, one for an expression that begins with
a literal some 200 ns, any other 5 to 15 us: about as much as reading and sending the line. There is
no `or` between filters, so a gate asks that none holds, and marks the line as clean.
"""

import json
from collections.abc import Iterable

from alloy.card_numbers import WIDE_DIGITS
from alloy.masks import JOIN, Expression
from alloy.text import Expr, block, raw
from vocabulary.masks import BY_KEY, DOMESTIC_PHONE, RESIDENT_NUMBER

NAMES = (
    "umber", "UMBER", "CVC", "cvc", "Cvc", "CVV", "cvv", "Cvv", "CVN", "cvn", "Cvn",
    "CSC", "csc", "Csc", "urity", "URITY", "rification", "RIFICATION", "hru", "HRU", "RRN",
    "rrn", "Rrn", "umin", "UMIN", "dent", "DENT", "ccount", "CCOUNT", "cct", "CCT", "iban", "Iban", "IBAN",
    "hone", "HONE", "BILE", "word", "WORD", "wd", "WD", "phrase", "PHRASE", "sscode",
    "SSCODE", "key", "Key", "KEY", "cret", "CRET", "thorization", "THORIZATION",
)  # fmt: skip
"""Parts of names, in letters that are rare in logs where there is a choice. Each name of the table
of masks has one of them in every spelling, or matches one of `NAME_EXPRESSIONS`, or is among
`NATIVE_NAMES` (a test)."""

NAME_EXPRESSIONS = (
    # Not cardBrand, cardType, standard, forward; not expired, expiresIn, export; not tokenType.
    f"ard{JOIN}(?:[nN][uo]|[vV]er|[cC]od|[eE]xp)", f"ARD{JOIN}(?:N[UO]|VER|COD|EXP)",
    f"cc{JOIN}[nN][uo]", f"Cc{JOIN}[nN][uo]", f"CC{JOIN}N[UO]",
    f"dit{JOIN}[cC]ard", f"DIT{JOIN}CARD", f"bit{JOIN}[cC]ard", f"BIT{JOIN}CARD",
    f"xp(?:iry|iration|{JOIN}[dDmMyY])", f"XP(?:IRY|IRATION|{JOIN}[DMY])",
    "oken[^a-zA-Z]", "OKEN[^A-Z]",
    # Not "Mobile Safari/537.36", which is in every browser's User-Agent.
    "bile(?:[^a-zA-Z/ ]|[nN]| [^A-MO-Z]| [A-Z][a-zA-Z:]*=)",
    # Not span_id, span.id.
    "pan(?:[^a-zA-Z_.-]|_[0-9])", "Pan[^a-z]", "PAN",
    "pin(?:[^a-z]|co|nu|no|bl)", "Pin(?:[^a-z]|co|nu|no|bl)",
    "PIN", "tel(?:[^a-z]|no)", "Tel(?:[^a-z]|no)", "TEL", r"\\u[3-9A-Fa-f]", "%[Ee]",
)  # fmt: skip

NATIVE_NAMES = tuple(sorted({name.split()[0][:3] for mask in BY_KEY for name in mask.native}))
"""How Korean and Japanese names begin. Their first byte is in no English line, so that these cost
less than one class of characters."""

WIDE = tuple(WIDE_DIGITS)
"""Full-width digits."""

AFTER_NAME = "(?:[^a-zA-Z_]|_[0-9])"
"""A name ends there: `pan` is not in span_id, nor `token` in tokenCount."""

GATED_HEADS = {"\\u": r"\\u[3-9A-Fa-f]"}
"""JSON's escapes of letters, not of quotation marks, which .NET writes as `\\u0022`."""

FORMS = (
    "＠", "%40", "PRIVATE KEY-----", "^", "%5E", "%5e", "yJ", "Bearer", "bearer", "BEARER", "Basic ",
    "basic ", "AKIA", "ASIA", "k_live_", "k_test_", "_sk_", "_gsk_", "glc_", "glsa_", "ghp_",
    "gho_", "ghs_", "github_pat_", "xox", "xapp-", "AIza", "--", "+8", "%2B8", "%2b8", "u002B8",
    "u002b8",
)  # fmt: skip
FORM_EXPRESSIONS = (r"@[0-9A-Za-z.-]+\.[A-Za-z]",)
"""An address, but not `"@timestamp"`, which ECS and Serilog write into every line.

One of the forms or of these is in everything that a mask of `vocabulary.masks.BY_VALUE` matches.
"""

_BETWEEN = "[^0-9A-Za-z\"':,;{}\\[\\]]{0,3}"
_REST = f"{_BETWEEN}[0-9]{{3,6}}{_BETWEEN}[0-9]{{3,6}}{_BETWEEN}[0-9]{{3}}"

CARD_NUMBERS = (
    *(f"{first}[0-9]{{3}}{_REST}" for first in ("3", "4", "5", "6", "8", "9")),
    f"2[2-7][0-9]{{2}}{_REST}",
    *(
        f"{escape}[0-9]{{3}}"
        for escape in (
            "%20",
            "%2[dDeE]",
            "%C2%A0",
            r"u(?:00[aA]0|20[0-2][0-9a-fA-F]|3000)",
            r"\\t",
            "&nbsp;",
            "&#160;",
        )
    ),
)
"""Card numbers in any grouping, by their first digit; what may part the groups as an escape."""

_END = "(?:$|[^0-9A-Za-z-])"

PHONES = (
    f"01[016-9].{{0,3}}?[0-9]{{3,4}}.{{0,3}}?[0-9]{{4}}{_END}",
    *(f"{first}.{{0,3}}?[0-9]{{4}}.{{0,3}}?[0-9]{{4}}{_END}" for first in ("070", "080", "090")),
    f"-[0-9]{{3,4}}-[0-9]{{4}}{_END}",
)

RESIDENT = "-[1-8][0-9]{6}(?:[^0-9]|$)"


ESCAPE = r"\\u[0-9a-fA-F]{4}|%[0-9a-fA-F]{2}"
"""An escape ends in digits that are none of a number's that follows it."""

APART = {
    RESIDENT_NUMBER: (rf"^|{ESCAPE}|[^0-9]", r"$|[^0-9]"),
    # The neighbours keep parts of UUIDs and of trace ids out.
    DOMESTIC_PHONE: (rf"^|{ESCAPE}|[^0-9a-fA-F-]|[^0-9a-fA-F]-", r"$|[^0-9A-Za-z-]"),
}
"""What may stand before and after a number, so that it is not a part of a longer one."""


def without(mark: str, literals: Iterable[str], expressions: Iterable[str] = ()) -> str:
    """A selector of the lines in which nothing of all this is."""
    parts = [f" != {_quoted(text)}" for text in _fewest(literals)]
    parts += [f" !~ {_quoted(text)}" for text in expressions]
    return f'{{{mark}=""}}' + "".join(parts)


def names_of(expressions: Iterable[Expression]) -> list[str]:
    """The names alone, without their values; an expression that begins otherwise by its head."""
    return sorted(
        {
            e.name + AFTER_NAME if e.name.startswith(e.head) else GATED_HEADS.get(e.head, e.head)
            for e in expressions
        }
    )


def marked(mark: str, selector: str) -> str:
    """A stage that marks the lines of a selector as clean."""
    label = block("stage.static_labels", {"values": Expr(f'{{{mark} = "none"}}')})
    return block("stage.match", {"selector": raw(selector)}, [label])


def having(literal: str) -> str:
    """A selector of the lines that hold a literal; a selector must name a label."""
    return f'{{masks=""}} |= {_quoted(literal)}'


def _fewest(literals: Iterable[str]) -> list[str]:
    """Without those that hold another of them, sorted."""
    known = set(literals)
    return sorted(x for x in known if not any(y != x and y in x for y in known))


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
