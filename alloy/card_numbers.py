"""Card numbers by their own form: the expression that finds candidates, and Luhn's check.

`stage.luhn` is not enough: it takes epoch timestamps for card numbers and misses a number that
others stand next to (shown in docs/performance.md). So candidates are found by an expression, and
the template that replaces them does the arithmetic.
"""

from alloy.text import Expr, block, raw
from vocabulary.masks import ISSUERS

SEPARATOR = (
    r"(?:[ \t._+/-]{1,3}|[\x{00a0}\x{00b7}\x{2000}-\x{200a}\x{2010}-\x{2015}\x{202f}\x{3000}\x{30fb}"
    r"\x{30fc}\x{ff0d}\x{ff0e}]|%20|%2[DdEe]|%C2%A0|\\+t|\\+u[0-9a-fA-F]{4}|&nbsp;|&#160;)"
)
"""What stands between the groups of a card number: never a comma, which parts numbers."""

PAN_RUN = (
    r"(?:^|\\u[0-9a-fA-F]{4}|%[0-9a-fA-F]{2}|[^0-9.]|[^0-9]\.)((?:1[569])?[2-689][0-9]{12,}(?:(?:=|D|%3[Dd])[0-9]{4,30})?)"
    rf"|([2-689][0-9]{{3}}(?:{SEPARATOR}[0-9]{{3,6}}){{2,5}}(?:{SEPARATOR}[0-9]{{1,4}})?)"
)
"""A run of thirteen digits or more, or groups of them. A decimal fraction is no card number."""

WIDE_DIGITS = "０１２３４５６７８９"

FULL_WIDTH = (
    r"([０-９](?:[０-９0-9\s．・－ー\x{2010}-\x{2015}\x{00a0}\x{3000}-]{0,2}[０-９0-9]){12,18})"
)
"""Digits of East Asian width are masked without Luhn's check: nobody counts with them."""

# Go's template language has no Luhn check, so it is spelled out. Group by group from the left, a
# number that has an issuer's first digits, a length of its network and Luhn's check digit is one;
# what stands before it stays, what follows (CVC, expiry) goes with it. No step of it can fail, as a
# failing template would let the line pass as it is.
PAN_TEMPLATE = r"""
{{- $run := regexReplaceAllLiteral "%[0-9A-Fa-f]{2}|u[0-9a-fA-F]{4}|#160" .Value " " -}}
{{- $groups := regexSplit "[^0-9]+" $run -1 -}}
{{- $found := "" -}}{{- $before := 0 -}}
{{- range $i, $first := $groups -}}
{{- if not $found -}}
{{- $digits := join "" (slice $groups $i) -}}
{{- range $skip := (ternary (list 0 2) (list 0) (eq (atoi (substr 0 2 $digits)) (sub (len $digits) 2))) -}}
{{- $rest := substr $skip 40 $digits -}}
{{- $two := substr 0 2 $rest -}}
{{- $lengths := list 16 19 13 (len $rest) -}}
{{- if has $two (list "34" "37") -}}{{- $lengths = list 15 -}}{{- end -}}
{{- if has $two (list "30" "36" "38" "39") -}}{{- $lengths = list 14 16 19 -}}{{- end -}}
{{- if regexMatch "^ISSUERS" $rest -}}
{{- range $length := $lengths -}}
{{- if and (not $found) (ge $length 13) (le $length 19) (le $length (len $rest)) -}}
{{- $sum := 0 -}}
{{- range $place, $digit := splitList "" (substr 0 $length $rest) -}}
{{- $value := atoi $digit -}}
{{- if eq (mod (sub $length $place) 2) 0 -}}
{{- $value = index (list 0 2 4 6 8 1 3 5 7 9) $value -}}
{{- end -}}
{{- $sum = add $sum $value -}}
{{- end -}}
{{- if eq (mod $sum 10) 0 -}}
{{- $found = substr (int (sub $length 4)) $length $rest -}}{{- $before = $i -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- if $found -}}
{{- regexFind (printf "^(?:[0-9]+[^0-9]+){%d}" $before) .Value -}}TAG
{{- else -}}
{{- .Value -}}
{{- end -}}"""


CARD_TAG = "[PAN]"
CARD_TAG_WITH_LAST_FOUR = "[PAN-{{ $found }}]"
"""What a card number is replaced by: a part of the template, which knows its last four digits."""


def card_number() -> str:
    """The stage that masks card numbers, and what follows them on a track."""
    template = raw(PAN_TEMPLATE.replace("ISSUERS", ISSUERS)).text
    tagged = Expr(f'string.replace({template}, "TAG", argument.card_tag.value)')
    return block("stage.replace", {"expression": raw(PAN_RUN), "replace": tagged})
