"""Prometheus' own engine tells a gap from none."""

import pytest

from commands.drills.absence import is_absence_seen

pytestmark = pytest.mark.engine

BEFORE = [5000 * step for step in range(10)]
AFTER = [5000 * step for step in range(30, 40)]


def test_a_gap_that_is_longer_than_the_window_is_seen() -> None:
    assert is_absence_seen([*BEFORE, *AFTER], 5.0, 50.0)


def test_a_gap_that_is_shorter_than_the_window_is_not() -> None:
    assert not is_absence_seen([*BEFORE, *AFTER], 5.0, 150.0)


def test_samples_without_a_gap_are_no_absence() -> None:
    assert not is_absence_seen(BEFORE, 5.0, 15.0)
