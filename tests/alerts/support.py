"""Environments with alerts, as tests of routes, contact points and messages need them."""

from typing import Any

from settings import Environment, load_environment
from settings.alerting import Alerting, Hours, Maintenance


def with_team(name: str, environment: Environment, **changes: Any) -> Environment:
    """The environment with changes to one of its teams."""
    team = environment.teams[name].model_copy(update=changes)
    return environment.model_copy(update={"teams": {**environment.teams, name: team}})


def with_alerting(**changes: Any) -> Environment:
    """Production with these choices about alerts, the others being the defaults."""
    return load_environment("prod").model_copy(update={"alerting": Alerting(**changes)})


def hours(*weekdays: str, start: str, end: str) -> Hours:
    return Hours(weekdays=weekdays, start=start, end=end)


def window(*weekdays: str, start: str = "03:00", end: str = "05:00", **more: Any) -> Maintenance:
    return Maintenance(weekdays=weekdays, start=start, end=end, **more)
