"""No gate is shut for what a mask behind it would find."""

import re

import pytest

from alloy import gates
from alloy.mask_logs import KINDS
from alloy.masks import Expression, by_key
from vocabulary.masks import BY_KEY, BY_VALUE, KeyMask, Shape, ValueMask

EXPRESSIONS = tuple(by_key())

VALUES = {
    Shape.ANY: "x7Kq-secret",
    Shape.CREDENTIAL: "Bearer x7Kq-secret",
    Shape.NUMBER: "123-4567-890",
    Shape.CODE: "7375",
    Shape.DATE: "12/28",
    Shape.MONTH: "12/28",
    Shape.COOKIES: "id=x7Kq-secret",
}


def spellings(name: str) -> tuple[str, ...]:
    """A name in words, in every way in which programs write it."""
    words = name.split()
    pascal = "".join(word.capitalize() for word in words)
    return (
        pascal[0].lower() + pascal[1:],
        pascal,
        "_".join(words),
        "-".join(words),
        " ".join(words),
        ".".join(words),
        "_".join(words).upper(),
        "".join(words),
        "".join(words).upper(),
        "customer" + pascal,
        "customer_" + "_".join(words),
    )


def go(expression: str) -> re.Pattern[str]:
    """An RE2 expression as Python's, which is near enough here."""
    spelled = re.sub(r"\\x\{([0-9a-f]{4})\}", r"\\u\1", expression)
    flags = re.IGNORECASE if spelled.startswith("(?i)") else 0
    return re.compile(spelled.removeprefix("(?i)"), flags)


def of(mask: KeyMask) -> list[Expression]:
    return [expression for expression in EXPRESSIONS if expression.tag == mask.tag]


def is_past_the_first_gate(line: str) -> bool:
    literals = (*gates.NAMES, *gates.NATIVE_NAMES)
    return any(text in line for text in literals) or any(
        go(expression).search(line) for expression in gates.NAME_EXPRESSIONS
    )


def is_past_the_second_gate(line: str) -> bool:
    return any(go(expression).search(line) for expression in gates.names_of(EXPRESSIONS))


CASES = [
    pytest.param(mask, spelled, id=f"{mask.tag}-{spelled}")
    for mask in BY_KEY
    for name in mask.words
    for spelled in dict.fromkeys(spellings(name))
]
NATIVE = [
    pytest.param(mask, spelled, id=f"{mask.tag}-{spelled}")
    for mask in BY_KEY
    for name in mask.native
    for spelled in dict.fromkeys((name, name.replace(" ", "")))
]
FORMS = ('{{"{name}":"{value}"}}', "{name}={value}&x=1", "{name}: {value}", "<{name}>{value}</x>")


def lines(mask: KeyMask, name: str) -> list[str]:
    return [form.format(name=name, value=VALUES[mask.shape]) for form in FORMS]


@pytest.mark.parametrize(("mask", "name"), [*CASES, *NATIVE])
def test_a_name_with_a_value_passes_every_gate_and_is_found(mask: KeyMask, name: str) -> None:
    for line in lines(mask, name):
        assert is_past_the_first_gate(line), line
        assert is_past_the_second_gate(line), line
        found = [e for e in of(mask) if e.head in line and go(e.regex).search(line)]
        assert found, line
        replaced = {
            group
            for e in found
            for m in [go(e.regex).search(line)]
            if m
            for group in m.groups()
            if group
        }
        assert any(group in VALUES[mask.shape] or VALUES[mask.shape] in group for group in replaced)


def test_every_kind_of_name_is_in_one_group_of_the_log_masks() -> None:
    grouped = [tag for tags in KINDS.values() for tag in tags]
    assert sorted(grouped) == sorted({mask.tag for mask in BY_KEY})


def test_a_name_that_no_gate_knows_is_told() -> None:
    assert not is_past_the_first_gate('{"colour":"blue"}')
    assert not is_past_the_second_gate('{"colour":"blue"}')


@pytest.mark.parametrize("mask", BY_VALUE, ids=lambda mask: f"{mask.tag}-{mask.literals[0]}")
def test_every_literal_of_a_form_is_in_its_gate(mask: ValueMask) -> None:
    for literal in mask.literals:
        address = f"someone{literal}example.com"
        passes = (
            any(text in f"b{literal} B{literal}" for text in (*gates.FORMS, *gates.WIDE)),
            any(go(expression).search(address) for expression in gates.FORM_EXPRESSIONS),
        )
        assert any(passes), literal


def test_every_expression_matches_only_where_its_head_is() -> None:
    for expression in EXPRESSIONS:
        assert expression.head.lower().strip("\\") in expression.regex.lower()
