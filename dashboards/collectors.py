"""Collectors (Alloy): what they send, fail to send and drop; queues, memory, masks, peers."""

from alerts.collectors import BY, LOST
from alerts.promql import increased, per_second
from dashboards.alerted import alerted
from dashboards.collector_rows import load, peers, queues
from dashboards.links import TITLES, related, to_logs
from dashboards.model import Dashboard, Link, Panel, Row, Threshold, Unit
from dashboards.pieces import (
    APP,
    CHOICES,
    HERE,
    KUBELET,
    RATE,
    chart,
    lines,
    logs,
    metric,
    of_cluster,
    stat,
)
from settings import Environment
from vocabulary.alerting import PLATFORM
from vocabulary.dashboards import COLLECTOR_HEALTH, EXPORT_FAILURES
from vocabulary.dashboards import Dashboard as Uid

SENT = {
    "prometheus_remote_storage_samples_total": "metrics",
    "loki_write_sent_entries_total": "logs",
    "otelcol_exporter_sent_spans_total": "traces",
}
"""Alloy's counters of what arrived, by signal: samples, lines, spans."""

IN = "cluster, region"
LEGEND = "{{cluster}}"
SELF = 'job="alloy"'


def dashboard(environment: Environment) -> Dashboard:
    """Who looks: the platform team, and whoever misses telemetry."""
    return Dashboard(
        uid=Uid.COLLECTORS,
        title=TITLES[Uid.COLLECTORS],
        description="Does what is collected arrive, and what is left out or masked on the way?",
        team=PLATFORM,
        tags=("collectors", "alloy"),
        variables=CHOICES,
        rows=(
            health(environment),
            alerts(environment),
            dropped(environment),
            queues(),
            load(),
            peers(),
            Row("What collectors log", (own_lines(environment),), closed=True),
        ),
        links=related(Uid.COST, Uid.REGIONS, Uid.TRIAGE, Uid.KUBERNETES),
    )


def sent(name: str) -> str:
    """What one signal sends, by cluster."""
    return per_second(of_cluster(name), RATE, BY)


def lost(window: str, by: tuple[str, ...]) -> str:
    """What was given up, by signal."""
    return "\nor\n".join(
        f'label_replace({increased(of_cluster(name), window, by)}, "signal", "{signal}", "", "")'
        for name, signal in LOST.items()
    )


def health(environment: Environment) -> Row:
    """The first row: one look."""
    made = alerted(environment)
    ready = of_cluster("up", KUBELET)
    collectors = of_cluster("alloy_config_last_load_successful", SELF)
    return Row(
        "Does everything arrive?",
        (
            *(
                stat(
                    number,
                    f"{signal.capitalize()} sent",
                    f"{what} per second, to Grafana Cloud.",
                    Unit.OPERATIONS,
                    metric(sent(name), LEGEND),
                    base="red",
                    no_value="nothing",
                    thresholds=(Threshold(0.001, "green", "something is sent"),),
                    width=5,
                )
                for number, what, (name, signal) in zip(
                    (1, 2, 3), ("Samples", "Lines", "Spans"), SENT.items(), strict=True
                )
            ),
            stat(
                4,
                "Lost, last hour",
                "Samples, lines and spans that collectors gave up.",
                Unit.SHORT,
                metric(f"sum by (signal) ({lost('1h', BY)})", "{{signal}}"),
                width=5,
                decimals=0,
                no_value="none",
                base="green",
                thresholds=made.thresholds(EXPORT_FAILURES, whole=True),
            ),
            stat(
                5,
                "Collectors",
                "The share of kubelets beside which a collector reports; other roles count too.",
                Unit.PERCENT,
                metric(f"count by (cluster) ({collectors}) / sum by (cluster) ({ready})", LEGEND),
                base="red",
                thresholds=(Threshold(1, "green", "a collector for every node"),),
            ),
        ),
    )


def alerts(environment: Environment) -> Row:
    """What alerts watch."""
    made = alerted(environment)
    unhealthy = of_cluster(
        "alloy_component_controller_running_components", 'health_type!="healthy"'
    )
    loaded = of_cluster("alloy_config_last_load_successful")
    hashes = of_cluster("alloy_config_hash")
    signs = {
        "unhealthy": f"max by ({IN}) ({unhealthy})",
        "bad configuration": f"max by ({IN}) ({loaded} == bool 0)",
        "different configurations": (
            f"max by ({IN}) (count by (cluster, cluster_name, region)"
            f" (count by (cluster, cluster_name, region, sha256) ({hashes})) - 1)"
        ),
    }
    return Row(
        "What alerts watch",
        (
            made.panel(
                EXPORT_FAILURES,
                "Lost on the way",
                "Within 5 minutes, by signal: refused for good, or retried for too long.",
                (metric(lost("5m", BY), "{{signal}} {{cluster}}"),),
                no_value="none",
                width=12,
                data_links=(own_log_link(environment),),
            ),
            made.panel(
                COLLECTOR_HEALTH,
                "Unhealthy or different",
                "Components that are not healthy, configurations that did not load, and more than"
                " one configuration in a role.",
                tuple(metric(expr, f"{sign} {LEGEND}") for sign, expr in signs.items()),
                width=12,
                decimals=0,
                data_links=(own_log_link(environment),),
            ),
        ),
    )


def dropped(environment: Environment) -> Row:
    """What does not leave a cluster, on purpose."""
    masked = of_cluster("loki_process_custom_masked_lines_total", APP)
    by_reason = per_second(
        of_cluster("loki_process_dropped_lines_total"), RATE, ("cluster", "reason")
    )
    return Row(
        "Left out and masked",
        (
            chart(
                21,
                "Lines dropped on purpose",
                "Per second, by reason: debug, a denied namespace, too old.",
                Unit.OPERATIONS,
                metric(by_reason, "{{reason}} {{cluster}}"),
                stacked=True,
                no_value="none",
            ),
            chart(
                22,
                "Lines masked",
                "Per second, by what was found in them.",
                Unit.OPERATIONS,
                metric(per_second(masked, RATE, ("masked",)), "{{masked}}"),
                stacked=True,
                no_value="none",
            ),
            chart(
                23,
                "Who writes what is masked",
                "Lines per second, by service: it should not write them at all.",
                Unit.OPERATIONS,
                metric(
                    per_second(masked, RATE, ("app", "masked", "namespace")),
                    "{{app}} {{namespace}}: {{masked}}",
                ),
                no_value="nobody",
                data_links=(
                    to_logs(
                        environment,
                        '{app="${__field.labels.app}", namespace="${__field.labels.namespace}"}',
                        "Its lines",
                    ),
                ),
            ),
        ),
    )


def own_lines(environment: Environment) -> Panel:
    """What collectors themselves write."""
    return lines(
        61,
        "Warnings and errors of collectors",
        "The newest first.",
        logs(own(environment, *HERE)),
    )


def own_log_link(environment: Environment) -> Link:
    """From a cluster's line to what its collectors wrote."""
    return to_logs(
        environment, own(environment, 'cluster="${__field.labels.cluster}"'), "What collectors log"
    )


def own(environment: Environment, *where: str) -> str:
    """The collectors' own lines."""
    namespace = f'namespace="{environment.collectors.namespace}"'
    return f'{{{", ".join(where)}, {namespace}, level=~"warn|error|critical"}}'
