"""Who is told of what: severities, teams, and the places that alerts are sent to."""

from dataclasses import dataclass
from enum import StrEnum

PAYMENTS = "payments"
PLATFORM = "platform"
SECURITY = "security"
"""Teams that the catalogue's own rules belong to; an environment file must have them."""

HEARTBEAT = "heartbeat"
"""The receiver of the watchdog: a dead-man's switch outside Grafana."""

WATCHDOG = "Watchdog"
"""The rule that always fires."""


class Severity(StrEnum):
    """How an alert is taken up."""

    CRITICAL = "critical"
    """Someone is woken."""
    WARNING = "warning"
    """Someone looks in working hours."""
    INFO = "info"
    """It is in a channel."""


class Channel(StrEnum):
    """The two ways to a team."""

    PAGER = "pager"
    CHAT = "chat"


@dataclass(frozen=True, order=True)
class Place:
    """Where an alert can be sent: a team's pager or chat."""

    team: str
    channel: Channel

    @property
    def receiver(self) -> str:
        """The contact point's name."""
        return f"{self.team}-{self.channel}"


def pager(team: str) -> Place:
    """A team's pager."""
    return Place(team, Channel.PAGER)


def chat(team: str) -> Place:
    """A team's chat."""
    return Place(team, Channel.CHAT)


def default_place(team: str, severity: Severity) -> Place:
    """Where a team's alerts go when a rule says nothing else."""
    return pager(team) if severity == Severity.CRITICAL else chat(team)
