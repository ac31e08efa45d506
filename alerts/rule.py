"""The value of an alert rule. Everything else is made from it: Grafana's form, Prometheus' form,
the catalogue, the routes, and the tests.
"""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

from alerts.query import Query
from alerts.text import Text
from vocabulary.alerting import Place, Severity
from vocabulary.dashboards import Panel
from vocabulary.labels import AlertLabel

UID_LENGTH = 40
"""Grafana's limit."""

Unit = Literal["ratio", "seconds", "count", "days", "per second", "times"]
"""What a threshold counts."""


class Subject(StrEnum):
    """What a rule is about: its module, and its rule group in Grafana."""

    SLO = "payments-slo"
    PAYMENTS = "payment-business"
    PROVIDERS = "providers"
    SERVICES = "services"
    RUNTIME = "runtime"
    KUBERNETES = "kubernetes"
    DELIVERY = "delivery"
    COLLECTORS = "collectors"
    SECURITY = "security"
    META = "meta"


INTERVALS: Mapping[Subject, int] = {
    subject: 120 if subject is Subject.SECURITY else 60 for subject in Subject
}
"""Seconds between evaluations of a subject's group. Queries of logs cost what they read."""


class OnNoData(StrEnum):
    """What a rule does when its query gives nothing at all."""

    OK = "OK"
    """A condition that selects: nothing means that nothing is wrong."""
    ALERTING = "Alerting"


class OnError(StrEnum):
    """What a rule does when its query cannot be answered."""

    OK = "OK"
    KEEP_LAST = "KeepLast"
    """A blip of the data source wakes nobody; DatasourceCanary tells of a real failure."""
    ERROR = "Error"
    """It becomes a DatasourceError alert, which the platform's chat gets."""
    ALERTING = "Alerting"


@dataclass(frozen=True)
class Condition:
    """When a value fires."""

    comparison: Literal["above", "below"]
    threshold: float
    unit: Unit


def above(threshold: float, unit: Unit) -> Condition:
    """Fires while the value is greater than the threshold."""
    return Condition("above", threshold, unit)


def below(threshold: float, unit: Unit) -> Condition:
    """Fires while the value is less than the threshold."""
    return Condition("below", threshold, unit)


@dataclass(frozen=True)
class Rule:
    """One alert rule.

    name: its name in the catalogue and in the address of its runbook.
    of: what sets it apart from others of that name, for example a service.
    pending: how long the condition holds before it fires.
    team: who answers for it; its pager or chat gets it, by severity.
    also: places beyond the team's default.
    labels: labels that the query does not give.
    """

    name: str
    subject: Subject
    query: Query
    fires: Condition
    pending: str
    severity: Severity
    team: str
    summary: Text
    description: Text
    panel: Panel | None
    of: str = ""
    also: tuple[Place, ...] = ()
    each_team: bool = False
    """Whether every team with services has one of this title, so that the uid names the team."""
    extra_labels: Mapping[str, str] = field(default_factory=dict[str, str])
    on_no_data: OnNoData = OnNoData.OK
    on_error: OnError | None = None

    @property
    def title(self) -> str:
        """The alert's name: unique in its team's folder."""
        return f"{self.name} ({self.of})" if self.of else self.name

    @property
    def uid(self) -> str:
        """Stays the same when the rule moves to another file or subject."""
        return uid_of(f"{self.title} {self.team}" if self.each_team else self.title)

    @property
    def runbook(self) -> str:
        """The name of its page in docs/runbooks."""
        return kebab(self.name)

    @property
    def error_state(self) -> OnError:
        """What an error of the data source makes of it."""
        if self.on_error:
            return self.on_error
        return OnError.KEEP_LAST if self.severity is Severity.CRITICAL else OnError.ERROR

    @property
    def labels(self) -> dict[str, str]:
        """The labels that it sets itself."""
        also = ",".join(sorted(place.receiver for place in self.also))
        return {
            AlertLabel.SEVERITY.value: self.severity.value,
            AlertLabel.TEAM.value: self.team,
            **({AlertLabel.ALSO.value: also} if also else {}),
            **self.extra_labels,
        }


@dataclass(frozen=True)
class Recording:
    """A series that Grafana records, for windows too long to evaluate from raw series.

    metric: `level:metric:operations`, as Prometheus' conventions have it. team: in whose folder.
    """

    team: str
    metric: str
    expr: str
    of: str
    labels: Mapping[str, str]

    @property
    def title(self) -> str:
        """Unique in its folder."""
        return f"{self.metric} ({self.of})"

    @property
    def uid(self) -> str:
        """Stays the same when the recording moves to another file."""
        return uid_of(self.title)


def kebab(name: str) -> str:
    """`PSPDependencyErrors` is `psp-dependency-errors`."""
    apart = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "-", name)
    return re.sub(r"[^a-z0-9]+", "-", apart.lower()).strip("-")


def uid_of(title: str) -> str:
    """A uid made of a title; too long a one ends in a hash of the whole."""
    uid = kebab(title)
    if len(uid) <= UID_LENGTH:
        return uid
    digest = hashlib.sha256(title.encode()).hexdigest()[:8]
    return f"{uid[: UID_LENGTH - 9].rstrip('-')}-{digest}"
