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
    "SSCODE", "ookie", "OOKIE", "sessionid", "SESSIONID", "sessid", "SESSID",
    "gnature", "GNATURE", "sisdn", "SISDN", "key", "Key", "KEY", "cret", "CRET", "thorization", "THORIZATION",
)  # fmt: skip
"""Parts of names, in letters that are rare in logs where there is a choice. Each name of the table
of masks has one of them in every spelling, or matches one of `NAME_EXPRESSIONS`, or is among
`NATIVE_NAMES` (a test)."""

NAME_EXPRESSIONS = (
    # Not cardBrand, cardType, standard, forward; not expired, expiresIn, export; not tokenType.
    f"ard{JOIN}(?:[nN][uo]|[vV](?:er|al)|[cC]od|[eE]xp)", f"ARD{JOIN}(?:N[UO]|VER|VAL|COD|EXP)",
    f"cc{JOIN}[nN][uo]", f"Cc{JOIN}[nN][uo]", f"CC{JOIN}N[UO]",
    f"dit{JOIN}[cC]ard", f"DIT{JOIN}CARD", f"bit{JOIN}[cC]ard", f"BIT{JOIN}CARD",
    f"xp(?:iry|iration|ires|[^a-zA-Z]|ire{JOIN}[dD]|{JOIN}[dDmMyY])",
    f"XP(?:IRY|IRATION|IRES|[^A-Z]|IRE{JOIN}D|{JOIN}[DMY])",
    f"lid{JOIN}(?:[uU]nt|[tT][oh])", f"LID{JOIN}(?:UNT|T[OH])", f"nal{JOIN}[iI][dD]", f"NAL{JOIN}ID", f"cnt{JOIN}[nN]o", f"CNT{JOIN}NO",
    f"ank{JOIN}[nN]u", f"ANK{JOIN}NU", "ssn[^a-z]", "Ssn[^a-z]", "SSN", "otp(?:[^a-z]|co|nu)",
    "Otp(?:[^a-z]|co|nu)", "OTP", "fax(?:[^a-z]|no)", "Fax(?:[^a-z]|no)", "FAX", "pw[^a-zA-Z]",
    "Pw[^a-z]", "PW[^A-Z]", "pass[^a-zA-Z]", "Pass[^a-z]", "PASS[^A-Z]",
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

WIDE_ESCAPED = ("uff1", "uFF1", "%EF%BC%9", "%ef%bc%9", "%25EF%25BC%259")
WIDE_OR_ESCAPED = (*WIDE, *WIDE_ESCAPED)

AFTER_NAME = "(?:s?[^a-zA-Z_]|_[0-9])"
"""A name ends there: `pan` is not in span_id, nor `token` in tokenCount."""

GATED_HEADS = {"\\u": r"\\u[3-9A-Fa-f]"}
"""JSON's escapes of letters, not of quotation marks, which .NET writes as `\\u0022`."""

FORMS = (
    *WIDE_ESCAPED, "＠", "%40", "%2540", "&#64;", "&#x40;", "u0040", "PRIVATE KEY", "PRIVATE%20KEY", "PRIVATE+KEY",
    "^", "%5E", "%5e", "u005E", "u005e", "yJ", "Bearer", "bearer", "BEARER", "Basic ", "basic ",
    "AKIA", "ASIA", "k_live_", "k_test_", "_sk_", "_gsk_", "glc_", "glsa_", "glpat-", "ghp_", "gho_",
    "ghs_", "ghu_", "ghr_", "github_pat_", "xox", "xapp-", "AIza", "ya29.", "GOCSPX-", "whsec_",
    "hvs.", "hooks.slack.com/", "api/webhooks/", "sig=", "--", "+8", "%2B8", "%2b8", "u002B8",
    "u002b8", "&#43;8", "DENTIFIED BY", "dentified by", "ASSWORD", "assword ", "pw=", "pass=", "비밀번호",
    "비밀 번호", "패스워드", "암호", "パスワード",
)  # fmt: skip
FORM_EXPRESSIONS = (
    r"@[0-9A-Za-z.-]+(?:\.|%2[Ee])[A-Za-z]",
    r"@[가-힣ぁ-んァ-ヶ一-龥]",
    r"://[^\s/@]*:[^\s/@]+@",
    r":\\+/\\+/[^\s/@]*:[^\s/@]+@",
    ":thin:",
)
"""An address, but not `"@timestamp"`, which ECS and Serilog write into every line.

One of the forms or of these is in everything that a mask of `vocabulary.masks.BY_VALUE` matches.
"""

_NEXT = "(?:[^0-9A-Za-z\"':,;{}\\[\\]]{0,4}[0-9])"

CARD_NUMBERS = (
    *(f"{first}{_NEXT}{{12}}" for first in ("3", "4", "5", "6", "8", "9")),
    f"2[2-7]{_NEXT}{{11}}",
    ",[0-9]{3},[0-9]{3},[0-9]{3},[0-9]{3}",
    r"'[0-9]{3}'[0-9]{3}'[0-9]{3}",
    '",\\s?\\\\*"[0-9]{4,6}\\\\*"',
    r"\\u(?:00[aA][0dD]|00[02][0-9a-fA-F]|20[0-6][0-9a-fA-F]|2212|3000|[fF][eE][fF][fF])[0-9]{2}",
    r"%(?:25)*(?:20|2[dDeEfF]|09|0[aA]|5[fF]|[aA][0dD]|8[0-9a-fA-F]|[bB][fF])[0-9]{2}",
    r"\\[tnrv][0-9]{2}",
    r"\\x[0-9a-fA-F]{2}[0-9]{2}",
    r"\\[0-7]{3}\\[0-7]{3}[0-9]{2}",
    "&[#a-zA-Z0-9]{3,7};[0-9]{2}",
)
"""Card numbers in any grouping, by their first digit; what may part the groups as an escape."""

_END = "(?:$|[^0-9A-Za-z-])"

PHONES = (
    f"01[016-9].{{0,3}}?[0-9]{{3,4}}.{{0,3}}?[0-9]{{4}}{_END}",
    *(f"{first}.{{0,3}}?[0-9]{{4}}.{{0,3}}?[0-9]{{4}}{_END}" for first in ("070", "080", "090")),
    f"-[0-9]{{3,4}}-[0-9]{{4}}{_END}",
    f"\\) ?[0-9]{{3,4}}-[0-9]{{4}}{_END}",
    f"\\([0-9]{{3,4}}\\)[0-9]{{4}}{_END}",
    f"8210[0-9]{{8}}{_END}",
    f"81[789]0[0-9]{{8}}{_END}",
    f"8[12] [1789]0 [0-9]{{4}} [0-9]{{4}}{_END}",
)

RESIDENT = tuple(
    f"{hyphen}[1-8][0-9]{{6}}(?:[^0-9]|$)"
    for hyphen in ("- ?", "%2[Dd]", "‐ ?", "‑ ?", "– ?", "— ?", "− ?", "－ ?")
)

KEY_LINES = ("^[A-Za-z0-9+/]{44}",)
"""A line of a key: long, and of base64 only."""

FLOATS_AND_HEX = (r"\.[0-9]{9,17}[eE]\+?1[2-8]", "3[0-9](?:[ :]?3[0-9]){12}")


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
