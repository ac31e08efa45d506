"""What the keys about alerts must say about each other: teams, services, hours, secrets, stacks."""

import difflib
from collections.abc import Collection, Iterator, Mapping
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from settings.alerting import Alerting, Team
from settings.checks import PROD
from settings.grafana import GrafanaCloud
from settings.model import LocalState, State
from settings.problems import Problem
from settings.services import Service

REQUIRED_TEAMS = ("payments", "platform", "security")
"""The teams that rules belong to."""

HTTP_BOUNDS = (0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10)
"""Bounds in seconds of `http.server.request.duration`, as OpenTelemetry's semantic conventions
advise and its SDKs have them. Requests can be counted up to a bound, not to what is between two."""

LARGEST_SPAN_BOUND = 10
"""Seconds; the last bound of span metrics (alloy/span_metrics.alloy). Beyond it nothing is told."""

WEEK = ("sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday")
"""Days in the order in which Grafana counts them."""

CHECKOUT = "checkout"
"""The check that a rule is about."""


def team_problems(teams: Mapping[str, Team], required: Collection[str]) -> Iterator[Problem]:
    """Teams that are missing, and ways to a team that lead nowhere."""
    for name in sorted(set(required) - set(teams)):
        yield Problem(
            f"teams.{name}",
            "It is missing, and rules of the catalogue belong to it.",
            'Add it, for example { pager = "pagerduty", slack_channel = "#alerts" }.',
        )
    for name, team in teams.items():
        if team.chat == "slack" and team.slack_channel is None:
            yield Problem(
                f"teams.{name}.slack_channel",
                "It is missing, and the team's chat is Slack.",
                'Add it, for example "#alerts", or choose another chat.',
            )
        if "email" in (team.pager, team.chat) and not team.emails:
            yield Problem(
                f"teams.{name}.emails",
                "It is empty, and the team is told by e-mail.",
                'Add an address, for example ["team@example.com"].',
            )


def service_problems(
    services: Mapping[str, Service], teams: Collection[str], regions: Collection[str]
) -> Iterator[Problem]:
    """Services of unknown teams or regions, and promises that nothing could measure."""
    for name, service in services.items():
        key = f"services.{name}"
        if service.team not in teams:
            yield _unknown(f"{key}.team", "a team", service.team, teams)
        for region in service.leaving:
            if region not in regions:
                yield _unknown(f"{key}.leaving", "a region", region, regions)
        latency = service.slos.latency
        if latency and latency.within not in HTTP_BOUNDS:
            yield Problem(
                f"{key}.slos.latency.within",
                f"{latency.within:g} is no bound of the histogram of requests.",
                f"Give one of {', '.join(f'{bound:g}' for bound in HTTP_BOUNDS)}.",
            )
        for position, route in enumerate(service.routes):
            if route.latency_budget > LARGEST_SPAN_BOUND:
                yield Problem(
                    f"{key}.routes.{position}.latency_budget",
                    f"{route.latency_budget:g} is beyond the last bound of span metrics.",
                    f"Give {LARGEST_SPAN_BOUND} or less.",
                )


def schedule_problems(alerting: Alerting, regions: Collection[str]) -> Iterator[Problem]:
    """Hours that Grafana would refuse at the deploy, or take and never reach."""
    yield from _timezone_problems(alerting.timezone)
    stretches = {"alerting.working_hours": alerting.working_hours} | {
        f"alerting.maintenance.{name}": window for name, window in alerting.maintenance.items()
    }
    for key, stretch in stretches.items():
        if stretch.start >= stretch.end:
            yield Problem(
                f"{key}.end",
                f"{stretch.end} is not after {stretch.start}, and no stretch goes over midnight.",
                'Make two of it: one until "24:00", one from "00:00" on the next day.',
            )
        for days in stretch.weekdays:
            yield from _weekday_problems(f"{key}.weekdays", days)
    for name, window in alerting.maintenance.items():
        for region in window.regions:
            if region not in regions:
                yield _unknown(f"alerting.maintenance.{name}.regions", "a region", region, regions)


def secret_problems(alerting: Alerting) -> Iterator[Problem]:
    """Secrets that are to be read and that nobody named, or one for two."""
    for reader, key in (("contact_secrets", "secret"), ("grafana_token", "token_secret")):
        if getattr(alerting, reader) == "secrets-manager" and getattr(alerting, key) is None:
            yield Problem(
                f"alerting.{key}",
                f'It is missing, and {reader} = "secrets-manager" would read it.',
                'Name the secret in the hub\'s AWS region, for example "lionpay/prod/alerting".',
            )
    if alerting.secret and alerting.secret == alerting.token_secret:
        yield Problem(
            "alerting.token_secret",
            f"{alerting.secret} is also alerting.secret, which is read into the state, whole.",
            "Put the token into a secret of its own.",
        )


def stack_problems(name: str, cloud: GrafanaCloud, state: State) -> Iterator[Problem]:
    """Keys of contact points on somebody's disk; checks from outside without the one of a rule;
    two roles for one data source.
    """
    if cloud.cloudwatch and cloud.cloudwatch_role:
        yield Problem(
            "grafana.cloudwatch_role",
            f"{cloud.cloudwatch_role} is given, and grafana.cloudwatch makes another role.",
            "Leave one of them out: Grafana reads CloudWatch by one role.",
        )
    if cloud.synthetics and CHECKOUT not in cloud.synthetics.checks:
        yield Problem(
            "grafana.synthetics.checks",
            f'There is none called "{CHECKOUT}", so SyntheticCheckoutFailing would see nothing.',
            f"Give the checkout's address as [grafana.synthetics.checks.{CHECKOUT}].",
        )
    if cloud.url and name == PROD and isinstance(state, LocalState):
        yield Problem(
            "state",
            f"The keys of {name}'s contact points would lie in a file on this machine: Terraform"
            " keeps them in the state of observability.",
            'Give backend = "s3" or "hcp".',
        )


def twin_problems(
    cloud: GrafanaCloud, others: Mapping[str, Mapping[str, Any]]
) -> Iterator[Problem]:
    """Another environment whose alerts would be in the same Grafana.

    others: the tables of the other environment files, by their names.
    """
    for name, tables in others.items():
        other = tables.get("grafana")
        if not cloud.url or not isinstance(other, Mapping) or not other.get("url"):  # pyright: ignore[reportUnknownMemberType]
            continue
        for key, ours in (("stack", cloud.stack), ("url", cloud.url)):
            if other.get(key) == ours:  # pyright: ignore[reportUnknownMemberType]
                yield Problem(
                    f"grafana.{key}",
                    f"{ours} is also {name}'s. One Grafana stack per environment: the tree of"
                    " routes is a singleton, and each would undo the other's.",
                    "Give each environment a stack of its own.",
                )


def _unknown(where: str, kind: str, given: str, known: Collection[str]) -> Problem:
    near = difflib.get_close_matches(given, known, n=1)
    fix = f"Did you mean {near[0]}?" if near else f"Known here: {', '.join(known) or 'none'}."
    return Problem(where, f'"{given}" is not {kind} of this file.', fix)


def _timezone_problems(timezone: str) -> Iterator[Problem]:
    try:
        ZoneInfo(timezone)
    except (ZoneInfoNotFoundError, IsADirectoryError):
        near = difflib.get_close_matches(timezone, available_timezones(), n=1)
        yield Problem(
            "alerting.timezone",
            f'"{timezone}" is not in the time zone database.',
            f"Did you mean {near[0]}?" if near else 'Give a name such as "Asia/Seoul".',
        )


def _weekday_problems(where: str, days: str) -> Iterator[Problem]:
    first, _, last = days.partition(":")
    if not last:
        return
    if first == last:
        # Grafana gives back the one day, so that every plan would have a change in it.
        yield Problem(where, f'"{days}" is one day.', f'Give "{first}".')
    elif WEEK.index(first) > WEEK.index(last):
        yield Problem(
            where,
            f'"{days}" goes over the end of the week, which begins on Sunday.',
            'Make two of it, such as "friday:saturday" and "sunday:monday".',
        )
