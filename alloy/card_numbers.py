"""Card numbers by their own form: the expression that finds candidates, and Luhn's check.

`stage.luhn` is not enough: it takes epoch timestamps for card numbers and misses a number that
others stand next to (shown in docs/performance.md). So candidates are found by an expression, and
the template that replaces them does the arithmetic.
"""

from alloy.text import Expr, block, raw
from vocabulary.masks import ISSUERS

SEPARATOR = (
    r"(?:[ \t\x0b._+/|~-]{1,4}"
    r"|[ \x{0085}\x{00a0}\x{00ad}\x{00b7}\x{2000}-\x{2015}\x{2022}\x{202f}\x{2043}\x{205f}-\x{2064}"
    r"\x{2212}\x{3000}\x{30fb}\x{30fc}\x{feff}\x{ff0d}-\x{ff0f}\x{ff3f}-]{1,3}"
    r"|(?:%(?:25)*[0-9A-Fa-f]{2}){1,3}|\\+[tnrv]|\\+u[0-9a-fA-F]{4}|\\+x[0-9a-fA-F]{2}"
    r"|(?:\\+[0-7]{3}){2}|&[#a-zA-Z0-9]{3,7};)"
)
"""What stands between the groups of a card number, in characters that show or not, and in escapes
of JSON, C, URLs and HTML. Never a lone comma or colon, which part numbers and times."""

TRACK = r"(?:(?:=|[Dd]|%3[Dd])[0-9]{4,30})?"
"""What follows a card number on the magnetic stripe's second track."""

PAN_RUN = (
    r"(?:^|\\u[0-9a-fA-F]{4}|%(?:25)+[0-9a-fA-F]{2}|%[0-9a-fA-F]{2}|\\x[0-9a-fA-F]{2}|[^0-9.]"
    r"|[^0-9]\.)"
    rf"(?:((?:(?:0*(?:1[34569])?|0[78])[2-689][0-9]{{12,}}|[0-9]{{20,}}){TRACK})"
    rf"|([2-689](?:{SEPARATOR}?[0-9]){{12,}}{TRACK})"
    r"|([2-9][0-9]{0,2}(?:[,'][0-9]{3}){4,6})"
    r"|([2-689][0-9]{3}(?:\\*\",\s?\\*\"[0-9]{3,6}){2,4}))"
)
"""A run of thirteen digits or more, digits in groups, what a number's format makes of them
(`4,111,111,...`), and groups as a list of texts. A decimal fraction is no card number."""

FLOAT_OR_HEX = r"(?:([2-9]\.[0-9]{9,17}[eE]\+?1[2-8])|(3[0-9](?:[ :]?3[0-9]){12,18}))"
"""A number as a float writes it (Java's 4.111E15), and the bytes of ASCII digits in hexadecimal."""

WIDE_DIGITS = "０１２３４５６７８９"

_WIDE_REST = r"(?:[０-９0-9\s．・－ー＿／，_/.+\x{00a0}\x{00ad}\x{2000}-\x{2015}\x{2060}\x{3000}\x{feff}-]{0,2}[０-９0-9])"
FULL_WIDTH = (
    rf"([０-９]{_WIDE_REST}{{12,18}}|[0-9]{{1,8}}[０-９]{_WIDE_REST}{{8,18}}"
    r"|(?:\\+u[fF]{2}1[0-9]){12,19}|(?:%(?:25)?[eE][fF]%(?:25)?[bB][cC]%(?:25)?9[0-9]){12,19})"
)
"""Digits of East Asian width are masked without Luhn's check: nobody counts with them."""

# Go's template language has no Luhn check, so it is spelled out. Group by group from the left, a
# number that has an issuer's first digits, a length of its network and Luhn's check digit is one;
# what stands before it stays, what follows (CVC, expiry) goes with it. No step of it can fail, as a
# failing template would let the line pass as it is.
#
# A run of digits and the groups that are printed on cards count at any length of a network, with
# anything behind them. Digits in other groups must end with one of the first four, or with a later
# one if all are of one size, or columns of figures would be taken for cards. Before a number there
# may be zeros, its length as ISO 8583 and EMV write it, and in runs of twenty digits and more, and
# on tracks, anything at all.
PAN_TEMPLATE = r"""
{{- $run := regexReplaceAllLiteral "%(?:25)*[0-9A-Fa-f]{2}|u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|&[#a-zA-Z0-9]+;|(?:\\\\+[0-7]{3}){2}" .Value " " -}}
{{- $run = regexReplaceAll "(^|[^0-9.])[0-9]{1,12}\\.[0-9]{7,}" $run "${1}0 0" -}}
{{- $groups := regexSplit "[^0-9]+" $run -1 -}}
{{- $track := regexMatch "^[0-9]+[=Dd]" $run -}}
{{- $found := "" -}}{{- $before := 0 -}}
{{- range $i, $first := $groups -}}
{{- if and $first (not $found) -}}
{{- $some := slice $groups $i (min (len $groups) (add $i 20)) -}}
{{- $digits := join "" $some -}}
{{- $free := regexMatch "^(?:[0-9]{13}|[0-9]{4} [0-9]{3,6} [0-9]{3,6})" (join " " $some) -}}
{{- $ends := list -}}
{{- if not $free -}}
{{- $end := 0 -}}{{- $even := true -}}{{- $size := len (index (append $some "") 1) -}}
{{- range $place, $group := $some -}}
{{- $end = add $end (len $group) -}}
{{- if and $even (le (len $group) $size) -}}{{- $ends = append $ends $end -}}
{{- else if lt $place 4 -}}{{- $ends = append $ends $end -}}
{{- end -}}
{{- if and (gt $place 0) (ne (len $group) $size) -}}{{- $even = false -}}{{- end -}}
{{- end -}}
{{- end -}}
{{- $skips := list 0 -}}
{{- if $free -}}
{{- $zeros := len (regexFind "^0+" $first) -}}
{{- if $zeros -}}{{- $skips = list 0 $zeros (add $zeros 2) -}}{{- end -}}
{{- if eq (atoi (substr 0 2 $digits)) (sub (len $digits) 2) -}}{{- $skips = append $skips 2 -}}{{- end -}}
{{- if has (substr 0 2 $first) (list "07" "08") -}}{{- $skips = append $skips 2 -}}{{- end -}}
{{- if or (ge (len $first) 20) (and $track (eq $i 0)) -}}{{- $skips = untilStep 0 (int (sub (len $first) 12)) 1 -}}{{- end -}}
{{- end -}}
{{- range $skip := $skips -}}
{{- $rest := substr (int $skip) (int (add $skip 40)) $digits -}}
{{- if and (not $found) (regexMatch "^ISSUERS" $rest) -}}
{{- $two := substr 0 2 $rest -}}
{{- $lengths := list 16 19 13 (len $rest) -}}
{{- if or (not $free) (gt (len $skips) 4) -}}{{- $lengths = list 16 -}}{{- end -}}
{{- if and (not $free) (hasPrefix "6" $rest) -}}{{- $lengths = list 16 19 -}}{{- end -}}
{{- if has $two (list "34" "37") -}}{{- $lengths = list 15 -}}{{- end -}}
{{- if has $two (list "30" "36" "38" "39") -}}{{- $lengths = list 14 16 19 -}}{{- end -}}
{{- range $length := $lengths -}}
{{- if and (not $found) (ge $length 13) (le $length 19) (le $length (len $rest)) (or $free (has (int64 $length) $ends)) -}}
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
