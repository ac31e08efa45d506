"""Rules on the way that telemetry takes: collectors, regions' egress, and what is paid for."""

from collections.abc import Iterator

from alerts.promql import increased, selector
from alerts.query import CloudWatch, PromQL
from alerts.rule import Rule, Subject, above
from alerts.text import text
from settings import Environment, Region
from vocabulary.alerting import PLATFORM, Severity
from vocabulary.dashboards import (
    ACTIVE_SERIES,
    COLLECTOR_HEALTH,
    EXPORT_FAILURES,
    NAT_GATEWAYS,
    REGION_TELEMETRY,
)

BY = ("cluster", "region")

LOST = {
    "prometheus_remote_storage_samples_failed_total": "metrics",
    "loki_write_dropped_entries_total": "logs",
    "otelcol_exporter_send_failed_spans_total": "traces",
    "otelcol_exporter_enqueue_failed_spans_total": "traces, queue full",
}
"""Alloy's counters of what was lost, by signal."""

NAT_METRICS = {"ErrorPortAllocation": 0, "PacketsDropCount": 100}
"""CloudWatch's metrics of NAT gateways, and how many in five minutes are too many. A gateway drops
a packet now and then; it never runs out of ports by accident."""


def rules(environment: Environment) -> Iterator[Rule]:
    """Rules 34, 35, 37 and 39."""
    yield EXPORT_FAILING
    yield UNHEALTHY
    yield region_silent([region.aws_region for region in environment.regions.values()])
    if environment.grafana and environment.grafana.reads_cloudwatch:
        for region in environment.regions.values():
            if region.network and region.network.enable_nat_gateway:
                for metric in NAT_METRICS:
                    yield nat_gateway(region, metric)
    if environment.grafana:
        budget, share = (
            environment.budgets.active_series,
            environment.thresholds.series_budget_ratio,
        )
        yield cardinality(environment.grafana.metrics.username, budget, share)


EXPORT_FAILING = Rule(
    name="AlloyExportFailing",
    subject=Subject.COLLECTORS,
    query=PromQL(
        "\nor\n".join(
            f'label_replace({increased(metric, "5m", BY)}, "signal", "{signal}", "", "")'
            for metric, signal in LOST.items()
        )
    ),
    fires=above(0, "count"),
    pending="10m",  # Longer than its window: one blip is none.
    severity=Severity.CRITICAL,
    team=PLATFORM,
    summary=text("{cluster} loses {signal}: {value:whole} in 5 minutes"),
    description=text(
        "Its collectors give up on what the endpoint refuses. If all were refused, this rule would"
        " hear nothing: ServiceTelemetryAbsent and RegionEgressDegraded tell of that."
    ),
    panel=EXPORT_FAILURES,
)

_UNHEALTHY = selector("alloy_component_controller_running_components", 'health_type!="healthy"')

UNHEALTHY = Rule(
    name="AlloyUnhealthyOrDrifted",
    subject=Subject.COLLECTORS,
    # Peers of one cluster_name run one program; roles have names of their own.
    query=PromQL(
        f'label_replace(max by (cluster, region) ({_UNHEALTHY}), "sign", "unhealthy", "", "")\nor\n'
        "label_replace(max by (cluster, region) (alloy_config_last_load_successful == bool 0),"
        ' "sign", "bad configuration", "", "")\nor\n'
        "label_replace(max by (cluster, region) (count by (cluster, cluster_name, region) ("
        "count by (cluster, cluster_name, region, sha256) (alloy_config_hash)) - 1),"
        ' "sign", "different configurations", "", "")'
    ),
    fires=above(0, "count"),
    pending="30m",  # A roll-out passes through all of these.
    severity=Severity.WARNING,
    team=PLATFORM,
    summary=text("Collectors of {cluster}: {sign}"),
    description=text("For half an hour, so that no roll-out explains it."),
    panel=COLLECTOR_HEALTH,
)


def region_silent(regions: list[str]) -> Rule:
    """Nothing comes from a whole region, not even that its kubelets are up."""
    series = [selector("up", 'job="kubelet"', f'region="{region}"') for region in regions]
    return Rule(
        name="RegionEgressDegraded",
        of="no telemetry",
        subject=Subject.COLLECTORS,
        query=PromQL("\nor\n".join(f"absent_over_time({one}[10m])" for one in series)),
        fires=above(0, "count"),
        pending="1m",
        severity=Severity.CRITICAL,
        team=PLATFORM,
        summary=text("Nothing arrives from {region}"),
        description=text(
            "Not one kubelet for 10 minutes: the way out is closed, the token is refused, or the"
            " cluster is gone."
        ),
        panel=REGION_TELEMETRY,
    )


def nat_gateway(region: Region, metric: str) -> Rule:
    """A NAT gateway that turns connections away."""
    return Rule(
        name="RegionEgressDegraded",
        of=f"{metric} {region.aws_region}",
        subject=Subject.COLLECTORS,
        query=CloudWatch(region.aws_region, "AWS/NATGateway", metric, "NatGatewayId"),
        fires=above(NAT_METRICS[metric], "count"),
        pending="5m",
        severity=Severity.CRITICAL,
        team=PLATFORM,
        extra_labels={"region": region.aws_region},
        summary=text(f"A NAT gateway of {region.aws_region}: {{value:whole}} {metric}"),
        description=text(
            "In five minutes. Services and collectors of the region reach what is outside by it."
        ),
        panel=NAT_GATEWAYS,
    )


def cardinality(instance: str, budget: int, share: float) -> Rule:
    """More series than were planned for; by the bill's own count."""
    active = selector("grafanacloud_instance_active_series", f'id="{instance}"')
    return Rule(
        name="CardinalityBudgetExceeded",
        subject=Subject.COLLECTORS,
        query=PromQL(f"max({active}) / {budget}", source="usage"),
        fires=above(share, "ratio"),
        pending="30m",
        severity=Severity.WARNING,
        team=PLATFORM,
        summary=text("{value:percent} of the budget of active series are used"),
        description=text(f"The budget is {budget} series (`budgets.active_series`)."),
        panel=ACTIVE_SERIES,
    )
