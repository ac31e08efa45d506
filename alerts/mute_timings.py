"""When nobody is told: maintenance, and for warnings the time outside working hours.

Grafana's intervals end before their last minute, do not cross midnight, and count a week from
Sunday. They are written here as Grafana gives them back, or every plan would have a change in it.
"""

from dataclasses import dataclass

from settings import Environment
from settings.alerting import Hours

OUTSIDE_WORKING_HOURS = "outside-working-hours"

WEEK = ("sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday")

MIDNIGHT = "00:00"
DAYS_END = "24:00"


@dataclass(frozen=True)
class Interval:
    """A stretch of some days, from `start` until just before `end`."""

    weekdays: tuple[str, ...]
    start: str
    end: str


@dataclass(frozen=True)
class MuteTiming:
    """Intervals in one time zone, by a name that routes give."""

    name: str
    location: str
    intervals: tuple[Interval, ...]


def maintenance_timing(window: str) -> str:
    """The name of a maintenance window's mute timing."""
    return f"maintenance-{window}"


def mute_timings(environment: Environment) -> tuple[MuteTiming, ...]:
    """Every mute timing of an environment: the one outside working hours first, if there is one."""
    alerting = environment.alerting
    outside = outside_hours(alerting.working_hours)
    timings = [MuteTiming(OUTSIDE_WORKING_HOURS, alerting.timezone, outside)] if outside else []
    for name, window in sorted(alerting.maintenance.items()):
        interval = Interval(window.weekdays, window.start, window.end)
        timings.append(MuteTiming(maintenance_timing(name), alerting.timezone, (interval,)))
    return tuple(timings)


def outside_hours(hours: Hours) -> tuple[Interval, ...]:
    """All of the week but these hours: whole days off, then before and after the hours."""
    off = tuple(day for day in WEEK if not any(_covers(days, day) for days in hours.weekdays))
    stretches = (
        Interval(off, MIDNIGHT, DAYS_END),
        Interval(hours.weekdays, MIDNIGHT, hours.start),
        Interval(hours.weekdays, hours.end, DAYS_END),
    )
    return tuple(s for s in stretches if s.weekdays and s.start < s.end)


def _covers(days: str, day: str) -> bool:
    first, _, last = days.partition(":")
    return WEEK.index(first) <= WEEK.index(day) <= WEEK.index(last or first)
