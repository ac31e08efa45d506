"""Rules on alerting itself: whether data sources answer, and whether an alert gets through."""

from collections.abc import Iterator

from alerts.query import CloudWatch, LogQL, PromQL, Query, TraceQL
from alerts.rule import OnError, OnNoData, Rule, Subject, above, below
from alerts.text import text
from settings import Environment
from vocabulary.alerting import PLATFORM, WATCHDOG, Severity
from vocabulary.dashboards import DATA_SOURCE_HEALTH

CANARIES: tuple[Query, ...] = (
    PromQL("vector(1)"),
    PromQL("vector(1)", source="usage"),
    LogQL("vector(1)"),
    TraceQL('{ resource.service.name = "canary" } | rate()', window=600),
)
"""A query for each data source that costs nothing and whose answer never fires."""


def rules(environment: Environment) -> Iterator[Rule]:
    """Rules 36 and 40."""
    for query in CANARIES:
        yield canary(query)
    if environment.grafana and environment.grafana.reads_cloudwatch:
        hub = environment.regions[environment.hub].aws_region
        yield canary(CloudWatch(hub, "AWS/NATGateway", "ActiveConnectionCount", "NatGatewayId"))
    yield ALWAYS_FIRING


def canary(query: Query) -> Rule:
    """Alerts when a data source cannot be asked: the one rule whose errors are its alert."""
    return Rule(
        name="DatasourceCanary",
        of=query.source,
        subject=Subject.META,
        query=query,
        fires=below(0, "count"),
        pending="5m",
        # Only a rule on the bill stands on the usage figures.
        severity=Severity.WARNING if query.source == "usage" else Severity.CRITICAL,
        team=PLATFORM,
        on_error=OnError.ALERTING,
        summary=text(f"Grafana cannot query {query.source}"),
        description=text(
            "For 5 minutes. Rules on it keep the state that they had; until it is back, none of"
            " them can fire anew."
        ),
        panel=DATA_SOURCE_HEALTH,
    )


ALWAYS_FIRING = Rule(
    name=WATCHDOG,
    subject=Subject.META,
    query=PromQL("vector(1)"),
    fires=above(0, "count"),
    pending="0s",  # It is only ever on.
    severity=Severity.INFO,
    team=PLATFORM,
    # Anything else would keep it on while nothing can be asked, and the switch would not notice.
    on_no_data=OnNoData.OK,
    on_error=OnError.OK,
    summary=text("Alerting works"),
    description=text("Always on. The dead-man's switch outside of Grafana calls when it ends."),
    panel=None,
)
