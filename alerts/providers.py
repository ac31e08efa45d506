"""Rules on payment service providers (PSPs): errors and latency of each."""

from collections.abc import Iterator

from alerts.promql import guarded, one_of, per_second, requests, selector, share_of
from alerts.query import PromQL
from alerts.rule import Rule, Subject, above
from alerts.text import text
from settings import Environment
from vocabulary.alerting import PAYMENTS, Severity
from vocabulary.dashboards import PROVIDER_ERRORS, PROVIDER_LATENCY

CLIENT = "http_client_request_duration_seconds"
"""OpenTelemetry's histogram of a service's own requests to others."""

BY = ("region", "server_address")


def rules(environment: Environment) -> Iterator[Rule]:
    """Rules 9 and 10, for all providers at once."""
    if not environment.providers:
        return
    thresholds = environment.thresholds
    hosts = one_of("server_address", sorted(p.host for p in environment.providers.values()))
    count, bucket = selector(f"{CLIENT}_count", hosts), selector(f"{CLIENT}_bucket", hosts)
    # One that does not answer at all, or refuses the connection, gives no status.
    bad = selector(f"{CLIENT}_count", hosts, 'http_response_status_code=~"5..|"')
    yield Rule(
        name="PSPDependencyErrors",
        subject=Subject.PROVIDERS,
        query=PromQL(
            # Below this a single error is 2 %.
            share_of(bad, count, window="5m", seconds=300, by=BY, at_least=thresholds.psp_requests)
        ),
        fires=above(thresholds.psp_error_ratio, "ratio"),
        pending="5m",
        severity=Severity.CRITICAL,
        team=PAYMENTS,
        summary=text("{server_address} fails {value:percent} of its requests from {region}"),
        description=text("The provider answers with a server error or not at all, over 5 minutes."),
        panel=PROVIDER_ERRORS,
    )
    yield Rule(
        name="PSPDependencyLatency",
        subject=Subject.PROVIDERS,
        query=PromQL(
            guarded(
                f"histogram_quantile(0.99, {per_second(bucket, '10m', (*BY, 'le'))})",
                requests(count, "10m", 600, BY),
                thresholds.psp_requests,
            )
        ),
        fires=above(thresholds.psp_latency, "seconds"),
        pending="10m",
        severity=Severity.WARNING,
        team=PAYMENTS,
        summary=text("{server_address} is slow from {region}: p99 is {value:duration}"),
        description=text("One request in a hundred takes longer than this, over 10 minutes."),
        panel=PROVIDER_LATENCY,
    )
