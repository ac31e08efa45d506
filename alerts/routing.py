"""Which alert goes to whom: the tree of notification policies.

From the top: the watchdog, failures of data sources, places that a rule names beyond its team's
own, then each team by severity. The first match ends the search, except for the named places.
"""

from dataclasses import dataclass
from typing import Literal

from alerts.mute_timings import OUTSIDE_WORKING_HOURS, maintenance_timing, outside_hours
from settings import Environment
from vocabulary.alerting import (
    HEARTBEAT,
    PLATFORM,
    WATCHDOG,
    Channel,
    Place,
    Severity,
    chat,
    default_place,
)
from vocabulary.labels import AlertLabel

DATASOURCE_ALERTS = ("DatasourceError", "DatasourceNoData")
"""What Grafana calls an alert whose query failed or gave nothing."""

RULE_NAME = "rulename"
"""Grafana's label of such an alert: the name of the rule."""

Operator = Literal["=", "!=", "=~", "!~"]


@dataclass(frozen=True)
class Matcher:
    """What a label must be. Regular expressions match the whole value."""

    label: str
    operator: Operator
    value: str


@dataclass(frozen=True)
class Timing:
    """How a group of alerts is told; written as Grafana gives it back (`1d`, never `24h`).

    wait: for more alerts of a new group. interval: until what joined the group is told.
    repeat: until it is told again.
    """

    wait: str
    interval: str
    repeat: str


@dataclass(frozen=True)
class Policy:
    """A node of the tree. Where it says nothing of groups and timing, its parent's hold."""

    receiver: str
    matchers: tuple[Matcher, ...] = ()
    group_by: tuple[str, ...] = ()
    timing: Timing | None = None
    mute_timings: tuple[str, ...] = ()
    continue_: bool = False
    policies: tuple["Policy", ...] = ()


USUAL = Timing(wait="30s", interval="5m", repeat="4h")

PAGED = Timing(wait="30s", interval="5m", repeat="1h")
"""A page comes again every hour until it is over or silenced."""

PULSE = Timing(wait="0s", interval="1m", repeat="5m")
"""A switch that waits for 15 minutes then misses two pulses before it calls. Grafana takes no
interval of zero, and looks at its watch once in an interval: a pulse comes every 5 to 6 minutes."""


def routing(environment: Environment) -> Policy:
    """The tree of an environment. Nothing is meant to fall through to the root's receiver."""
    places = sorted(Place(team, way) for team in environment.teams for way in Channel)
    return Policy(
        receiver=chat(PLATFORM).receiver,
        group_by=(AlertLabel.ALERTNAME, AlertLabel.SERVICE, AlertLabel.REGION),
        timing=USUAL,
        policies=(
            _watchdog(),
            _failures(),
            *(_named(environment, place) for place in places),
            *(_team(environment, team) for team in sorted(environment.teams)),
        ),
    )


def _watchdog() -> Policy:
    return Policy(
        receiver=HEARTBEAT,
        matchers=(Matcher(AlertLabel.ALERTNAME, "=", WATCHDOG),),
        timing=PULSE,
    )


def _failures() -> Policy:
    # They lack the query's labels, so that the usual groups would mix rules.
    return Policy(
        receiver=chat(PLATFORM).receiver,
        matchers=(Matcher(AlertLabel.ALERTNAME, "=~", "|".join(DATASOURCE_ALERTS)),),
        group_by=(AlertLabel.ALERTNAME, RULE_NAME),
    )


def _named(environment: Environment, place: Place) -> Policy:
    """The route of rules that name a place; the search goes on to their team."""
    receiver = place.receiver
    held = [severity for severity in Severity if _windows(environment, severity)]
    return Policy(
        receiver=receiver,
        matchers=(Matcher(AlertLabel.ALSO, "=~", f"(.*,)?{receiver}(,.*)?"),),
        continue_=True,
        policies=tuple(_by_severity(environment, severity, receiver) for severity in held),
    )


def _team(environment: Environment, team: str) -> Policy:
    hours = environment.alerting.working_hours
    waits = (OUTSIDE_WORKING_HOURS,) if outside_hours(hours) else ()
    return Policy(
        receiver=chat(team).receiver,
        matchers=(Matcher(AlertLabel.TEAM, "=", team),),
        policies=tuple(
            _by_severity(
                environment,
                severity,
                default_place(team, severity).receiver,
                muted=waits if severity is Severity.WARNING else (),
                timing=PAGED if severity is Severity.CRITICAL else None,
            )
            for severity in Severity
        ),
    )


def _by_severity(
    environment: Environment,
    severity: Severity,
    receiver: str,
    *,
    muted: tuple[str, ...] = (),
    timing: Timing | None = None,
) -> Policy:
    """A severity's alerts, held back in the windows of all regions; below, regions with more.

    A policy inherits everything from the one above it but its mute timings.
    """
    windows = _windows(environment, severity)
    everywhere = muted + tuple(maintenance_timing(name) for name in windows if not windows[name])
    regions = sorted({region for named in windows.values() for region in named})
    return Policy(
        receiver=receiver,
        matchers=(Matcher(AlertLabel.SEVERITY, "=", severity),),
        timing=timing,
        mute_timings=everywhere,
        policies=tuple(
            Policy(
                receiver=receiver,
                matchers=(Matcher(AlertLabel.REGION, "=", environment.regions[region].aws_region),),
                mute_timings=everywhere
                + tuple(maintenance_timing(name) for name in windows if region in windows[name]),
            )
            for region in regions
        ),
    )


def _windows(environment: Environment, severity: Severity) -> dict[str, tuple[str, ...]]:
    """The maintenance windows that hold a severity back, with the regions that each names."""
    return {
        name: window.regions
        for name, window in sorted(environment.alerting.maintenance.items())
        if severity.value in window.severities
    }
