"""Cost and alerting: series and bytes against the budget; what fires, and what cannot."""

from alerts.meta import CANARIES
from alerts.promql import per_second, selector
from alerts.query import CloudWatch
from dashboards.alerted import alerted
from dashboards.links import TITLES, related
from dashboards.model import Dashboard, Kind, Panel, Query, Row, Threshold, Unit
from dashboards.pieces import (
    APP,
    CHOICES,
    HERE,
    RANGE,
    RATE,
    chart,
    logs,
    metric,
    now,
    of_cluster,
    stat,
    table,
    usage,
)
from settings import Environment
from vocabulary.alerting import PLATFORM, WATCHDOG
from vocabulary.dashboards import ACTIVE_SERIES, DATA_SOURCE_HEALTH
from vocabulary.dashboards import Dashboard as Uid

DAY = 86_400
FIRING = selector("GRAFANA_ALERTS", 'alertstate="firing"', f'alertname!="{WATCHDOG}"')
"""Grafana's own record of alerts, beside the metrics."""

EVALUATIONS = "grafanacloud_grafana_instance_alerting_rule_evaluations_total:rate5m"
FAILURES = "grafanacloud_grafana_instance_alerting_rule_evaluation_failures_total:rate5m"


def dashboard(environment: Environment) -> Dashboard:
    """Who looks: the platform team, weekly, and whoever pays."""
    return Dashboard(
        uid=Uid.COST,
        title=TITLES[Uid.COST],
        description="What does telemetry cost against its budget, and does alerting itself work?",
        team=PLATFORM,
        tags=("cost", "alerting"),
        variables=CHOICES,
        rows=(
            health(environment),
            alerts(environment),
            firing(),
            volumes(environment),
            by_source(),
        ),
        links=related(Uid.COLLECTORS, Uid.PAYMENTS, Uid.TRIAGE),
        since="now-24h",
    )


def of_signal(environment: Environment, metric_: str, signal: str) -> str:
    """A usage figure of one of the stack's instances: metrics, logs or traces."""
    cloud = environment.grafana
    return selector(metric_, f'id="{getattr(cloud, signal).username}"') if cloud else metric_


def of_stack(environment: Environment, metric_: str) -> str:
    """A usage figure of the stack's Grafana."""
    return (
        selector(metric_, f'id="{environment.grafana.stack_id}"')
        if environment.grafana
        else metric_
    )


def series(environment: Environment) -> str:
    """The share of the budget of series that is in use, by the bill's own count."""
    active = of_signal(environment, "grafanacloud_instance_active_series", "metrics")
    return f"max({active}) / {environment.budgets.active_series}"


def per_day(environment: Environment, signal: str) -> str:
    """Bytes in a day, at the rate of now."""
    received = f"grafanacloud_{signal}_instance_bytes_received_per_second"
    return f"sum({of_signal(environment, received, signal)}) * {DAY}"


def health(environment: Environment) -> Row:
    """The first row: one look."""
    made = alerted(environment)
    failing = of_stack(environment, FAILURES)
    return Row(
        "Within budget, and can it alert?",
        (
            stat(
                1,
                "Budget of series in use",
                f"Of {environment.budgets.active_series} active series (`budgets.active_series`).",
                Unit.PERCENT,
                usage(series(environment), "series"),
                width=5,
                decimals=0,
                base=made.base(ACTIVE_SERIES),
                thresholds=made.thresholds(ACTIVE_SERIES),
            ),
            stat(
                2,
                "Logs in a day",
                "Bytes, at the rate of now.",
                Unit.BYTES,
                usage(per_day(environment, "logs"), "logs"),
                width=5,
            ),
            stat(
                3,
                "Traces in a day",
                "Bytes, at the rate of now.",
                Unit.BYTES,
                usage(per_day(environment, "traces"), "traces"),
                width=5,
            ),
            stat(
                4,
                "Alerts that fire",
                "By severity, without the Watchdog.",
                Unit.SHORT,
                metric(f"count by (severity) ({FIRING})", "{{severity}}"),
                width=5,
                no_value="none",
                base="green",
                thresholds=(Threshold(1, "orange", "something fires"),),
            ),
            stat(
                5,
                "Evaluations that fail",
                "Per second, of all rules: such a rule cannot fire anew.",
                Unit.OPERATIONS,
                usage(f"sum({failing})", "failing"),
                no_value="none",
                base="green",
                thresholds=(Threshold(0.001, "red", "rules cannot be evaluated"),),
            ),
        ),
    )


def alerts(environment: Environment) -> Row:
    """What alerts watch."""
    made = alerted(environment)
    canaries = [*CANARIES]
    if environment.grafana and environment.grafana.reads_cloudwatch:
        hub = environment.regions[environment.hub].aws_region
        canaries.append(CloudWatch(hub, "AWS/NATGateway", "ActiveConnectionCount", "NatGatewayId"))
    return Row(
        "What alerts watch",
        (
            made.panel(
                ACTIVE_SERIES,
                "Active series against the budget",
                "The share of the budget in use, of all regions together: so counts the bill.",
                (usage(series(environment), "series"),),
                width=12,
            ),
            made.panel(
                DATA_SOURCE_HEALTH,
                "Data sources that answer",
                "What each answers to the canary's question; one that is missing cannot be asked.",
                tuple(Query(canary, canary.source) for canary in canaries),
                kind=Kind.STAT,
                width=12,
                minimum=None,
                no_value="no answer",
                decimals=0,
            ),
        ),
    )


def firing() -> Row:
    """What wakes people."""
    return Row(
        "Alerts",
        (
            Panel(
                21,
                "Alerts now",
                "What fires or is about to, in every folder.",
                Kind.ALERTS,
                Unit.NONE,
                (),
                width=8,
                height=10,
            ),
            table(
                22,
                "Noisy rules",
                "In how many evaluations each fired, by Grafana's own record.",
                Unit.SHORT,
                now(
                    f"topk(15, sum by (alertname, severity) (count_over_time({FIRING}[{RANGE}])))",
                    "{{alertname}}",
                ),
                height=10,
                no_value="none fired",
                renames={"Value": "times", "alertname": "rule"},
            ),
            chart(
                23,
                "Alerts over time",
                "How many fired at once, by team.",
                Unit.SHORT,
                metric(f"count by (team) ({FIRING})", "{{team}}"),
                height=10,
                stacked=True,
                decimals=0,
                no_value="none",
            ),
        ),
    )


def volumes(environment: Environment) -> Row:
    """What arrives, and what alerting does."""
    limit = of_signal(environment, "grafanacloud_instance_metrics_limits", "metrics")
    most = limit.replace("}", ', limit_name="max_global_series_per_user"}')
    discarded = of_signal(
        environment, "grafanacloud_instance_samples_discarded_per_second", "metrics"
    )
    return Row(
        "What arrives",
        (
            chart(
                31,
                "Active series",
                "As the bill counts them, with the budget and the stack's own limit.",
                Unit.SHORT,
                usage(
                    "max("
                    + of_signal(environment, "grafanacloud_instance_active_series", "metrics")
                    + ")",
                    "active",
                ),
                usage(f"vector({environment.budgets.active_series})", "budget"),
                usage(f"max({most})", "limit of the stack"),
            ),
            chart(
                32,
                "Bytes of logs and traces",
                "Per second.",
                Unit.BYTES_PER_SECOND,
                *(
                    usage(
                        "sum("
                        + of_signal(
                            environment,
                            f"grafanacloud_{signal}_instance_bytes_received_per_second",
                            signal,
                        )
                        + ")",
                        signal,
                    )
                    for signal in ("logs", "traces")
                ),
            ),
            chart(
                33,
                "Evaluations of rules",
                "Per second, and those that failed.",
                Unit.OPERATIONS,
                usage(f"sum({of_stack(environment, EVALUATIONS)})", "all"),
                usage(f"sum({of_stack(environment, FAILURES)})", "failed"),
            ),
            chart(
                34,
                "Samples turned away",
                "Per second, by reason: over a limit, too old, or twice.",
                Unit.OPERATIONS,
                usage(f"sum by (reason) ({discarded})", "{{reason}}"),
                width=24,
                height=6,
                no_value="none",
            ),
        ),
    )


def by_source() -> Row:
    """Who sends it, so that one knows where to save. Closed: both questions read much."""
    streams = f"{{{', '.join((*HERE, APP))}}}"
    return Row(
        "By source",
        (
            table(
                41,
                "Series that sources offer",
                "By the job that gives them, before anything is left out: where there is most to"
                " save.",
                Unit.SHORT,
                now(f"topk(20, sum by (job) ({of_cluster('scrape_samples_scraped')}))", "{{job}}"),
                renames={"Value": "series"},
                height=10,
            ),
            table(
                42,
                "Log bytes by service",
                "In what is looked at.",
                Unit.BYTES,
                logs(
                    f"topk(20, sum by (app, namespace) (bytes_over_time({streams} [{RANGE}])))",
                    "{{app}}",
                    instant=True,
                ),
                renames={"Value #A": "bytes", "app": "service"},
                height=10,
            ),
            chart(
                43,
                "Sent by each cluster",
                "Samples per second.",
                Unit.OPERATIONS,
                metric(
                    per_second(
                        of_cluster("prometheus_remote_storage_samples_total"),
                        RATE,
                        ("cluster", "region"),
                    ),
                    "{{cluster}}",
                ),
                height=10,
            ),
        ),
        closed=True,
    )
