"""Mute timings, to the minute, in their own time zone. amtool knows no time, so this is apart."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from alerts.mute_timings import (
    OUTSIDE_WORKING_HOURS,
    Interval,
    MuteTiming,
    mute_timings,
    outside_hours,
)
from settings import load_environment
from settings.alerting import Hours
from tests.alerts.support import hours, window, with_alerting

SEOUL = ZoneInfo("Asia/Seoul")
MINUTE = timedelta(minutes=1)
MONDAY = datetime(2026, 11, 23, tzinfo=SEOUL)
DAYS = ("sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday")


def is_muted(timing: MuteTiming, at: datetime) -> bool:
    """As Alertmanager's `timeinterval` has it, written apart from what makes the intervals.

    The time is taken in the timing's zone; days count from Sunday, both ends of a range being in;
    a time of day is in from its start until just before its end.
    """
    local = at.astimezone(ZoneInfo(timing.location))
    day = (local.weekday() + 1) % 7
    minute = local.hour * 60 + local.minute

    def minutes(clock: str) -> int:
        return int(clock[:2]) * 60 + int(clock[3:])

    def has(interval: Interval) -> bool:
        ranges = [days.split(":") for days in interval.weekdays]
        on = any(DAYS.index(days[0]) <= day <= DAYS.index(days[-1]) for days in ranges)
        return on and minutes(interval.start) <= minute < minutes(interval.end)

    return any(has(interval) for interval in timing.intervals)


def named(name: str, timings: tuple[MuteTiming, ...]) -> MuteTiming:
    return next(timing for timing in timings if timing.name == name)


def at(day: int, clock: str) -> datetime:
    """A time of the week that starts on a Monday, in Seoul."""
    return MONDAY + timedelta(days=day, hours=int(clock[:2]), minutes=int(clock[3:]))


OUTSIDE = named(OUTSIDE_WORKING_HOURS, mute_timings(load_environment("prod")))
WEEKLY = named("maintenance-weekly", mute_timings(load_environment("prod")))


@pytest.mark.parametrize("day", range(5))
@pytest.mark.parametrize(
    ("clock", "muted"),
    [
        ("00:00", True),
        ("08:59", True),
        ("09:00", False),
        ("12:00", False),
        ("18:59", False),
        ("19:00", True),
        ("23:59", True),
    ],
)
def test_warnings_wait_outside_working_hours_on_working_days(
    day: int, clock: str, muted: bool
) -> None:
    assert is_muted(OUTSIDE, at(day, clock)) == muted


@pytest.mark.parametrize("day", [5, 6])
@pytest.mark.parametrize("clock", ["00:00", "09:00", "12:00", "19:00", "23:59"])
def test_warnings_wait_all_weekend(day: int, clock: str) -> None:
    assert is_muted(OUTSIDE, at(day, clock))


def test_from_friday_evening_until_monday_morning_there_is_no_gap() -> None:
    friday = at(4, "19:00")
    until = at(7, "09:00")
    minutes = int((until - friday) / MINUTE)
    assert not is_muted(OUTSIDE, friday - MINUTE)
    assert all(is_muted(OUTSIDE, friday + n * MINUTE) for n in range(minutes))
    assert not is_muted(OUTSIDE, until)


@pytest.mark.parametrize(
    ("day", "clock", "muted"),
    [
        (6, "02:59", False),
        (6, "03:00", True),
        (6, "04:59", True),
        (6, "05:00", False),
        (5, "04:00", False),
        (0, "04:00", False),
    ],
)
def test_maintenance_is_on_sunday_night(day: int, clock: str, muted: bool) -> None:
    assert is_muted(WEEKLY, at(day, clock)) == muted


def test_the_hours_are_seouls_and_not_those_of_the_clock_of_grafana() -> None:
    # In Seoul it is Monday 09:00, in UTC still midnight; an hour earlier nobody works yet.
    assert not is_muted(OUTSIDE, datetime(2026, 11, 23, 0, 0, tzinfo=UTC))
    assert is_muted(OUTSIDE, datetime(2026, 11, 22, 23, 59, tzinfo=UTC))
    # Saturday 18:00 in UTC is Sunday 03:00 in Seoul.
    assert is_muted(WEEKLY, datetime(2026, 11, 28, 18, 0, tzinfo=UTC))
    assert not is_muted(WEEKLY, datetime(2026, 11, 29, 4, 0, tzinfo=UTC))


@pytest.mark.parametrize(
    "worked",
    [
        Hours(),
        hours("sunday:thursday", start="00:00", end="12:30"),
        hours("monday", "wednesday:friday", start="08:15", end="24:00"),
        hours("saturday", start="23:59", end="24:00"),
        hours("sunday:saturday", start="00:01", end="24:00"),
    ],
)
def test_what_is_outside_is_the_rest_of_the_week_to_the_minute(worked: Hours) -> None:
    outside = MuteTiming("outside", "Asia/Seoul", outside_hours(worked))
    inside = MuteTiming("in", "Asia/Seoul", (Interval(worked.weekdays, worked.start, worked.end),))
    for minute in range(7 * 24 * 60):
        moment = MONDAY + minute * MINUTE
        assert is_muted(outside, moment) != is_muted(inside, moment)


def test_who_works_all_the_time_has_nothing_outside() -> None:
    always = hours("sunday:saturday", start="00:00", end="24:00")
    assert not outside_hours(always)
    assert mute_timings(with_alerting(working_hours=always)) == ()


def test_each_window_has_a_timing_in_the_time_zone_of_the_file() -> None:
    timings = mute_timings(
        with_alerting(
            timezone="Asia/Tokyo",
            maintenance={"b": window("monday", "friday"), "a": window("sunday", regions=["tokyo"])},
        )
    )
    assert [timing.name for timing in timings] == [
        OUTSIDE_WORKING_HOURS,
        "maintenance-a",
        "maintenance-b",
    ]
    assert {timing.location for timing in timings} == {"Asia/Tokyo"}
    assert timings[2].intervals == (Interval(("monday", "friday"), "03:00", "05:00"),)
