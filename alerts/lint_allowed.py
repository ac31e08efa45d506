"""What the lint finds and what is meant so, with the reason. What nothing uses must go."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from alerts.lint import Finding, Lint
from vocabulary.alerting import WATCHDOG


@dataclass(frozen=True)
class Allowed:
    """An exception.

    rule: its name, or that of the recorded series.
    about: the label or metric; any, where it is empty.
    """

    lint: Lint
    rule: str
    reason: str
    about: str = ""

    def covers(self, rule: str, finding: Finding) -> bool:
        """Whether it is an exception for this."""
        return (self.lint, self.rule) == (finding.lint, rule) and self.about in ("", finding.about)


ALLOWED = (
    Allowed(
        Lint.PLACE,
        "LedgerMismatch",
        "Where a difference is known it has a region; that none is known is of no region.",
    ),
    Allowed(
        Lint.PLACE,
        "SyntheticCheckoutFailing",
        "Customers outside see an address, not a region.",
    ),
    Allowed(
        Lint.PLACE,
        "CertificateExpiringSoon",
        "The certificate is of an address, whichever region answers there.",
    ),
    Allowed(
        Lint.PLACE,
        "CardinalityBudgetExceeded",
        "The bill counts the series of all regions together, and so does the budget.",
    ),
    Allowed(
        Lint.PLACE,
        "TraceAnomaly",
        "Only told, never paged: one number of all that is kept.",
    ),
    Allowed(
        Lint.PLACE,
        "DatasourceCanary",
        "It is about Grafana's way to a data source.",
    ),
    Allowed(
        Lint.PLACE,
        WATCHDOG,
        "It is about alerting as a whole.",
    ),
    Allowed(
        Lint.ONE_OF_MANY,
        "NodeNotReady",
        "A node is what it is about, and what somebody mends.",
        about="node",
    ),
    Allowed(
        Lint.ONE_OF_MANY,
        "SyntheticCheckoutFailing",
        "In a synthetic check, the instance is the address that is checked.",
        about="instance",
    ),
    Allowed(
        Lint.ONE_OF_MANY,
        "CertificateExpiringSoon",
        "In a synthetic check, the instance is the address that is checked.",
        about="instance",
    ),
    Allowed(
        Lint.TRAFFIC,
        "JvmHeapAfterGCHigh",
        "A gauge through a gauge: bytes in use of bytes there are.",
    ),
    Allowed(
        Lint.TRAFFIC,
        "HpaMaxedOut",
        "A gauge through a gauge: replicas that run of replicas allowed.",
    ),
    Allowed(
        Lint.TRAFFIC,
        "PersistentVolumeFillingUp",
        "A gauge through a gauge: bytes free of bytes there are.",
    ),
    Allowed(
        Lint.TRAFFIC,
        "PaymentQueueLag",
        "No traffic is what it looks for: records wait and none is consumed.",
    ),
)
"""Every exception."""


def not_allowed(rule: str, findings: Iterable[Finding]) -> Iterator[Finding]:
    """Those of a rule's findings that are no exception, each once."""
    for finding in dict.fromkeys(findings):
        if not any(allowed.covers(rule, finding) for allowed in ALLOWED):
            yield finding
