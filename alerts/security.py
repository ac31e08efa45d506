"""Rules of the security team, all on logs."""

from collections.abc import Iterator

from alerts.logql import by_service, per_window
from alerts.query import LogQL
from alerts.rule import OnError, Rule, Subject, above
from alerts.text import text
from settings import Environment
from settings.thresholds import Thresholds
from vocabulary.alerting import SECURITY, Severity, chat
from vocabulary.dashboards import AUDIT_LINES, CARD_DATA, FAILED_LOGINS

CARD_NUMBERS = (
    # Four groups with one sign between them, whatever it is; beginning as issuers' numbers do.
    r"\b(?:2[2-7]|3[0-9]|4[0-9]|5[0-9]|6[0-9]|8[1-9]|9[0-9])[0-9]{2}(?:[^0-9A-Za-z][0-9]{4}){3}\b",
    # Digits in one run beside a word that says what they are.
    r"(?i)(?:card|pan)[a-z_ -]{0,12}[^0-9a-z]{1,5}[2-689][0-9]{12,18}\b",
)
"""What must never reach Loki. Without a check digit, which LogQL cannot count, a bare run of 16
digits is an order number as often as a card."""

LOGIN_FAILED = "login_failed"
"""The `event` of a line about a failed login; its `client_address` is where it came from."""

AUDIT = "audit"
"""The container that writes the audit trail."""

_NETWORK = (
    "label_format network=`{{ regexReplaceAll"
    ' "^([0-9]+[.][0-9]+[.][0-9]+)[.].*" .client_address "${1}.0/24" }}`'
)
"""Loki refuses a query that gives more than 500 series, which an attack from many addresses would:
by networks there are fewer. An IPv6 address stays as it is."""


def rules(environment: Environment) -> Iterator[Rule]:
    """Rules 20 to 22."""
    yield CARD_DATA_IN_LOGS
    yield auth_failures(environment.thresholds)
    yield audit_silent([region.aws_region for region in environment.regions.values()])


CARD_DATA_IN_LOGS = Rule(
    name="CardDataInLogs",
    subject=Subject.SECURITY,
    query=LogQL(
        by_service(
            per_window(
                f'{{cluster=~".+"}} |~ `{"|".join(CARD_NUMBERS)}`',
                "10m",
                by=("app", "namespace", "region"),
            )
        )
    ),
    fires=above(0, "count"),
    pending="0s",  # Each minute is another minute in which it can be read.
    severity=Severity.CRITICAL,
    team=SECURITY,
    also=(chat(SECURITY),),
    summary=text("{service} in {region} wrote what looks like a card number, and it got through"),
    description=text(
        "{value:whole} lines in 10 minutes, in {namespace}. The masks do not know this form."
    ),
    panel=CARD_DATA,
)


def auth_failures(thresholds: Thresholds) -> Rule:
    """One source that tries passwords."""
    fields = 'json event="event", client_address="client_address"'
    failed = (
        f'{{cluster=~".+"}} |= `{LOGIN_FAILED}` | {fields} | event=`{LOGIN_FAILED}` | {_NETWORK}'
    )
    by = ("app", "network", "region")
    return Rule(
        name="AuthFailureSpike",
        subject=Subject.SECURITY,
        query=LogQL(by_service(per_window(failed, "10m", by=by))),
        fires=above(thresholds.failed_logins, "count"),
        pending="0s",  # The window is long enough.
        severity=Severity.WARNING,
        team=SECURITY,
        # More than 500 networks at once: that Loki refuses to answer is the alert then.
        on_error=OnError.ALERTING,
        summary=text("{value:whole} logins from {network} failed at {service} in {region}"),
        description=text("Within 10 minutes, from one address or its neighbours."),
        panel=FAILED_LOGINS,
    )


def audit_silent(regions: list[str]) -> Rule:
    """A region without a line in its audit trail."""
    streams = [f'{{container="{AUDIT}", region="{region}"}}' for region in regions]
    return Rule(
        name="AuditLogSilent",
        subject=Subject.SECURITY,
        query=LogQL("\nor\n".join(f"absent_over_time({one} [30m])" for one in streams)),
        fires=above(0, "count"),
        pending="2m",
        severity=Severity.CRITICAL,
        team=SECURITY,
        also=(chat(SECURITY),),
        summary=text("{region} writes no audit trail"),
        description=text(
            "Not a line for 30 minutes. Until it is back, nobody can say who did what there."
        ),
        panel=AUDIT_LINES,
    )
