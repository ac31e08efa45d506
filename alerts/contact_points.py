"""Where alerts are sent to: each team's pager and chat, and the dead-man's switch."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from settings import Environment
from settings.alerting import Team
from vocabulary.alerting import HEARTBEAT, Place, chat, pager


class Kind(StrEnum):
    """What a contact point talks to."""

    EMAIL = "email"
    OPSGENIE = "opsgenie"
    PAGERDUTY = "pagerduty"
    SLACK = "slack"
    WEBHOOK = "webhook"


@dataclass(frozen=True)
class Secret:
    """The secret part of a contact point, which is in no file of ours.

    variable: the Terraform variable, and the key in the secret of AWS Secrets Manager.
    description: what it is, for who sets it.
    """

    variable: str
    description: str


@dataclass(frozen=True)
class ContactPoint:
    """One receiver of alerts.

    secret: its key or address; e-mail has none. channel: Slack's. addresses: of e-mail.
    tells_end: whether it is told, too, that alerts are over.
    """

    name: str
    kind: Kind
    secret: Secret | None = None
    channel: str | None = None
    addresses: tuple[str, ...] = ()
    tells_end: bool = True


def contact_points(environment: Environment) -> tuple[ContactPoint, ...]:
    """Every contact point of an environment, by name."""
    points = [_heartbeat()]
    for name, team in environment.teams.items():
        points += [
            _point(pager(name), Kind(team.pager), team),
            _point(chat(name), Kind(team.chat), team),
        ]
    return tuple(sorted(points, key=lambda point: point.name))


def secrets_of(points: Iterable[ContactPoint]) -> tuple[Secret, ...]:
    """The secrets that contact points need, in their order."""
    return tuple(point.secret for point in points if point.secret)


def _heartbeat() -> ContactPoint:
    described = "The address of the dead-man's switch outside Grafana, which expects a POST."
    # The end of an alert that always fires is no sign of life.
    return ContactPoint(
        HEARTBEAT, Kind.WEBHOOK, Secret("heartbeat_url", described), tells_end=False
    )


def _point(place: Place, kind: Kind, team: Team) -> ContactPoint:
    return ContactPoint(
        name=place.receiver,
        kind=kind,
        secret=_secret(place, kind),
        channel=team.slack_channel if kind is Kind.SLACK else None,
        addresses=team.emails if kind is Kind.EMAIL else (),
    )


def _secret(place: Place, kind: Kind) -> Secret | None:
    team = place.team.replace("-", "_")
    match kind:
        case Kind.EMAIL:
            return None
        case Kind.OPSGENIE:
            described = f"OpsGenie's API key (integration Grafana) for {place.team}."
            return Secret(f"{team}_opsgenie_api_key", described)
        case Kind.PAGERDUTY:
            described = f"PagerDuty's integration key (Events API v2) for {place.team}."
            return Secret(f"{team}_pagerduty_integration_key", described)
        case Kind.SLACK:
            described = f"The address of Slack's incoming webhook for {place.team}."
            return Secret(f"{team}_slack_url", described)
        case Kind.WEBHOOK:
            described = f"The address that takes alerts for the {place.channel} of {place.team}."
            return Secret(f"{team}_{place.channel}_webhook_url", described)
