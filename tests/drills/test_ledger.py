"""What is lost, twice or late is counted, and nothing else."""

import math

import pytest

from commands.drills.ledger import Tally, tally, ticks, worst


def test_numbers_that_did_not_arrive_are_lost_and_repeats_are_duplicates() -> None:
    found = tally(range(10), [0, 1, 2, 2, 2, 5, 6, 7, 8, 9])
    assert found == Tally(sent=10, lost=2, duplicates=2)
    assert found.arrived == 8


def test_what_was_never_sent_is_an_error_and_no_gain() -> None:
    with pytest.raises(ValueError, match=r"never sent: \[11\]"):
        tally(range(10), [11])


def test_a_missing_scrape_is_lost_and_a_late_one_is_not() -> None:
    on_time = [0, 5000, 10_000, 15_000]
    assert ticks(on_time, 5.0) == Tally(4, 0, 0, 5.0)
    late = [0, 5000, 12_000, 15_000]
    assert ticks(late, 5.0).lost == 0
    missing = [0, 5000, 15_000, 20_000]
    assert ticks(missing, 5.0) == Tally(5, 1, 0, 10.0)


def test_one_scrape_twice_is_a_duplicate_and_closes_no_gap() -> None:
    assert ticks([0, 0, 15_000], 5.0) == Tally(4, 2, 1, 15.0)


def test_a_series_that_never_came_back_is_an_endless_gap() -> None:
    assert ticks([0], 5.0).gap == math.inf
    assert worst([]).gap == math.inf


def test_of_several_series_losses_add_up_and_the_longest_gap_counts() -> None:
    assert worst([Tally(5, 1, 0, 10.0), Tally(4, 0, 2, 5.0)]) == Tally(9, 1, 2, 10.0)
