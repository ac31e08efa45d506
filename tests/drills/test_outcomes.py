"""A drill fails for what it should fail for, and its table says what was found."""

from dataclasses import replace

import pytest

from commands.drills.ledger import Tally
from commands.drills.outcomes import ANY, BEGIN, END, Expected, Outcome, faults, replaced, table

SOUND = Outcome("answers 500", "logs", Tally(100, 0, 3), Expected(), "dropped_total", 0)


@pytest.mark.parametrize(
    ("found", "expected", "counted", "fault"),
    [
        (Tally(0, 0, 0), Expected(), 0, "nothing was sent"),
        (Tally(100, 1, 0), Expected(), 0, "1 lost, expected at most 0"),
        (Tally(100, 0, 5), Expected(duplicates=4), 0, "5 twice"),
        (Tally(100, 0, 0, 11.0), Expected(gap=9.5), 0, "a gap of 11.0 s"),
        (Tally(100, 7, 0), Expected(lost=ANY, shown=True), 0, "dropped_total does not tell"),
        (Tally(100, 0, 0), Expected(told=True), 0, "dropped_total does not tell"),
    ],
)
def test_what_is_not_as_expected_is_a_fault(
    found: Tally, expected: Expected, counted: float, fault: str
) -> None:
    outcome = replace(SOUND, found=found, expected=expected, counted=counted)
    (told,) = faults([SOUND, outcome])
    assert told.startswith("answers 500, logs: ")
    assert fault in told


def test_what_is_as_expected_is_none() -> None:
    lost = replace(
        SOUND, found=Tally(100, 7, 0), expected=Expected(lost=ANY, shown=True), counted=7
    )
    assert faults([SOUND, lost]) == []


def test_the_table_has_a_gap_for_metrics_only() -> None:
    metrics = replace(SOUND, signal="metrics", found=Tally(9, 0, 0, 5.0), expected=Expected(gap=9))
    rows = table([SOUND, metrics]).splitlines()[2:]
    assert rows == [
        "| answers 500 | logs | nothing | 100 | 0 | 3 | - | `dropped_total` 0 |",
        "| answers 500 | metrics | nothing | 9 | 0 | 0 | 5.0 s | `dropped_total` 0 |",
    ]


def test_only_the_table_of_a_page_is_replaced() -> None:
    page = f"# Before\n{BEGIN}\nold\n{END}\nafter\n"
    assert replaced(page, "new") == f"# Before\n{BEGIN}\nnew\n{END}\nafter\n"
    with pytest.raises(ValueError, match="no place"):
        replaced("# Before\n", "new")
