"""Rules on delivery: Argo CD's applications and certificates."""

from collections.abc import Iterator, Mapping

from alerts.promql import grown, selector
from alerts.query import PromQL
from alerts.rule import Rule, Subject, above, below
from alerts.synthetics import checks, places
from alerts.text import text
from settings import Environment
from settings.grafana import Check
from vocabulary.alerting import PLATFORM, Severity, chat
from vocabulary.dashboards import (
    APPLICATIONS,
    CERTIFICATES,
    CERTIFICATES_SEEN,
    SYNC_FAILURES,
)


def rules(environment: Environment) -> Iterator[Rule]:
    """Rules 31 to 33."""
    thresholds = environment.thresholds
    yield certificate(thresholds.certificate_warning, Severity.WARNING)
    yield certificate(thresholds.certificate_critical, Severity.CRITICAL)
    if checks(environment):
        yield certificate_unseen(checks(environment))
    yield APP_UNHEALTHY
    yield SYNC_FAILED


def certificate(days: float, severity: Severity) -> Rule:
    """A certificate that customers see, as the synthetic checks read it."""
    critical = severity is Severity.CRITICAL
    return Rule(
        name="CertificateExpiringSoon",
        of=severity.value,
        subject=Subject.DELIVERY,
        query=PromQL("(min by (instance, job) (probe_ssl_earliest_cert_expiry) - time()) / 86400"),
        fires=below(days, "days"),
        pending="10m",
        severity=severity,
        team=PLATFORM,
        also=(chat(PLATFORM),) if critical else (),
        summary=text("The certificate of {instance} ends in {value:decimal} days"),
        description=text(f"It should be renewed long before {days:g} days are left."),
        panel=CERTIFICATES,
    )


def certificate_unseen(of: Mapping[str, Check]) -> Rule:
    """A certificate that no probe reads: it may have ended, and the two rules above see nothing."""
    return Rule(
        name="CertificateExpiringSoon",
        of="not seen",
        subject=Subject.DELIVERY,
        query=PromQL(places("probe_ssl_earliest_cert_expiry", of, "1h")),
        fires=below(1, "count"),
        pending="5m",
        severity=Severity.WARNING,
        team=PLATFORM,
        summary=text("Nobody sees the certificate of {instance}"),
        description=text(
            "No probe has read it for an hour: it ended, the address does not answer, or the check"
            " {job} is gone."
        ),
        panel=CERTIFICATES_SEEN,
    )


APP_UNHEALTHY = Rule(
    name="ArgoCDAppUnhealthy",
    subject=Subject.DELIVERY,
    query=PromQL(
        "max by (health_status, name, project, region, sync_status) ("
        'argocd_app_info{health_status="Degraded"} or argocd_app_info{sync_status="OutOfSync"})'
    ),
    fires=above(0, "count"),
    pending="15m",
    severity=Severity.WARNING,
    team=PLATFORM,
    summary=text("Argo CD's application {name} is {health_status} and {sync_status}"),
    description=text("For 15 minutes, in the project {project}."),
    panel=APPLICATIONS,
)

SYNC_FAILED = Rule(
    name="ArgoCDSyncFailed",
    subject=Subject.DELIVERY,
    query=PromQL(
        grown(
            selector("argocd_app_sync_total", 'phase=~"Error|Failed"'),
            "10m",
            ("name", "project", "region"),
        )
    ),
    fires=above(0, "count"),
    pending="0s",  # It does not last: the counter only tells of the moment.
    severity=Severity.CRITICAL,
    team=PLATFORM,
    summary=text("Argo CD could not sync {name}"),
    description=text("A sync ended as Error or Failed within 10 minutes, in {project}."),
    panel=SYNC_FAILURES,
)
