"""The leak corpus itself: large enough, made of test numbers, and consistent."""

import re

import pytest

from tests.leaks import numbers
from tests.leaks.corpus import (
    LeakLine,
    harmless_by_category,
    harmless_lines,
    leak_lines,
    leak_spans,
    leaked,
    partial_lines,
)
from tests.leaks.harmless import looks_sensitive
from tests.leaks.lines_cards import MUST_STAY
from tests.leaks.records import SHORT, folded, span_texts

LINES = leak_lines()
SPANS = leak_spans()
PARTIAL = partial_lines()
KINDS = {
    "pan",
    "cvc",
    "expiry",
    "track1",
    "track2",
    "krn",
    "my_number",
    "phone_kr",
    "phone_jp",
    "bank_account",
    "email",
    "password",
    "bearer",
    "api_key",
    "aws_access_key",
    "aws_secret_key",
    "jwt",
    "pin",
}
SPELLED = re.compile("cvc|escaped")
"""Forms in which a card number's digits do not stand alone."""
FAMILIES = ("json", "plain", "key-value", "url", "xml", "sql", "stack", "multi-line")


def masked(text: str, gone: tuple[str, ...]) -> str:
    """What a perfect mask would leave."""
    for value in sorted(gone, key=len, reverse=True):
        text = text.replace(value, "[GONE]")
    return text


def family(line: LeakLine) -> str:
    return line.form.split("/")[0]


def test_the_corpus_is_large_enough() -> None:
    assert len(LINES) >= 450
    assert len(SPANS) >= 120
    assert len(PARTIAL) >= 12
    assert len(harmless_lines()) >= 2200
    assert min(len(lines) for lines in harmless_by_category().values()) >= 60


def test_no_two_cases_have_one_id_or_one_text() -> None:
    ids = [case.id for case in (*LINES, *SPANS, *PARTIAL)]
    assert len(set(ids)) == len(ids)
    texts = [line.text for line in LINES]
    assert len(set(texts)) == len(texts)


def test_the_corpus_is_the_same_every_time() -> None:
    assert leak_lines() == LINES
    assert leak_spans() == SPANS


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_kind_is_in_every_family_of_forms(kind: str) -> None:
    assert {family(line) for line in LINES if line.kind == kind} >= set(FAMILIES)
    assert any(span.kind == kind for span in SPANS)


def test_there_are_no_other_kinds() -> None:
    assert {case.kind for case in (*LINES, *SPANS)} == KINDS


def test_what_must_go_is_there_and_what_must_stay_is_apart_from_it() -> None:
    for line in LINES:
        left = masked(line.text, line.gone)
        assert line.gone, line
        assert all(value in line.text for value in line.gone), line
        assert all(word in left for word in line.stays), line
        assert not leaked(line.gone, left), line


def test_a_short_value_stands_once_in_its_line() -> None:
    for line in LINES:
        for value in line.gone:
            assert len(value) >= SHORT or line.text.count(value) == 1, line


def test_what_must_go_from_a_span_is_there_and_what_must_stay_is_apart_from_it() -> None:
    for span in SPANS:
        text = "\n".join(span_texts(span))
        left = masked(text, span.gone)
        assert span.gone, span
        assert all(value in text for value in span.gone), span
        assert all(word in left for word in span.stays), span
        assert not leaked(span.gone, left), span


def test_every_cut_of_a_split_line_goes_through_its_value_or_between_key_and_value() -> None:
    for line in PARTIAL:
        text = "".join(line.parts)
        assert len(line.parts) > 1, line.id
        assert all(value in text for value in line.gone), line.id
        assert not any(value in part for part in line.parts[:-1] for value in line.gone), line.id
        left = masked(text, line.gone)
        assert all(word in left for word in line.stays), line.id
        assert not leaked(line.gone, left), line.id


def test_card_numbers_are_luhn_valid() -> None:
    assert all(numbers.luhn_valid(card) for card in numbers.all_cards())
    keyed_or_bare = [line for line in LINES if line.kind == "pan" and not SPELLED.search(line.form)]
    for line in keyed_or_bare:
        digits = re.sub(r"\D", "", folded(line.gone[0]))
        assert numbers.card_in(digits), line


def test_every_network_is_there_in_every_length() -> None:
    cards = numbers.all_cards()
    starts = ("4", "51", "55", "2221", "2720", "34", "37", "30", "36", "38", "39", "6011", "65")
    starts += ("35", "62", "50", "56", "57", "58", "67", "2200", "2204", "60", "81", "82", "9")
    assert [start for start in starts if not any(c.startswith(start) for c in cards)] == []
    assert {len(card) for card in cards} >= {13, 14, 15, 16, 18, 19}
    in_lines = " ".join(folded(line.text) for line in LINES)
    assert [card for card in cards if card not in in_lines] == []


def test_harmless_lines_are_harmless() -> None:
    assert [word for word in MUST_STAY if looks_sensitive(word)] == []
    assert [line for line in harmless_lines() if looks_sensitive(line)] == []


@pytest.mark.parametrize(
    "line",
    [
        "orderId=4111111111111111",
        "orderId=4111 1111 1111 1112",
        "sms to 01000001234",
        "person 900101-1234567",
    ],
)
def test_a_harmless_line_with_a_card_or_a_person_would_be_seen(line: str) -> None:
    assert looks_sensitive(line)


@pytest.mark.parametrize(
    "text",
    [
        "card 4111111111111111",
        "card 4111 1111-1111.1111",
        "card ４１１１１１１１１１１１１１１１",
        "card%204111%201111%201111%201111",
        "card 411111******[PAN]111111111",
    ],
)
def test_a_leak_is_seen_however_it_is_written(text: str) -> None:
    assert leaked(("4111111111111111",), text)


def test_the_last_four_digits_may_stay() -> None:
    assert not leaked(("4111111111111111",), "card [PAN]1111 of ORD-20418 at 1795400130000")
