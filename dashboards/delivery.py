"""Argo CD delivery: health and sync of applications, failures, reconciliation, certificates."""

from alerts.promql import grown, per_second
from alerts.synthetics import checks, places
from dashboards.alerted import alerted
from dashboards.links import TITLES, related
from dashboards.model import Dashboard, Panel, Row, Threshold, Unit
from dashboards.pieces import (
    CHOICES,
    HERE,
    RATE,
    chart,
    lines,
    logs,
    metric,
    now,
    of_cluster,
    quantile,
    stat,
    table,
)
from settings import Environment
from vocabulary.alerting import PLATFORM
from vocabulary.dashboards import (
    APPLICATIONS,
    CERTIFICATES,
    CERTIFICATES_SEEN,
    SYNC_FAILURES,
)
from vocabulary.dashboards import Dashboard as Uid

ENDS = "(min by (instance, job) (probe_ssl_earliest_cert_expiry) - time()) / 86400"
"""Days until a certificate ends, as the rule has it."""

DEPLOYMENT = 'deployment=~"$service"'


def dashboard(environment: Environment) -> Dashboard:
    """Who looks: whoever deploys."""
    return Dashboard(
        uid=Uid.DELIVERY,
        title=TITLES[Uid.DELIVERY],
        description="Is what is in git what runs, and does Argo CD keep up? It runs in the hub.",
        team=PLATFORM,
        tags=("delivery", "argocd"),
        variables=CHOICES,
        rows=(
            health(environment),
            alerts(environment),
            rollouts(),
            argo(),
            dns(),
            Row("What Argo CD logs", (argo_lines(),), closed=True),
        ),
        links=related(Uid.KUBERNETES, Uid.REGIONS, Uid.TRIAGE),
    )


def health(environment: Environment) -> Row:
    """The first row: one look."""
    made = alerted(environment)
    info = of_cluster("argocd_app_info")
    healthy = of_cluster("argocd_app_info", 'health_status="Healthy"')
    drifted = of_cluster("argocd_app_info", 'sync_status="OutOfSync"')
    failed = of_cluster("argocd_app_sync_total", 'phase=~"Error|Failed"')
    return Row(
        "Is what is in git what runs?",
        (
            stat(
                1,
                "Healthy applications",
                "The share of all applications.",
                Unit.PERCENT,
                metric(f"(count({healthy}) or vector(0)) / count({info})", "healthy"),
                width=6,
                base="red",
                thresholds=(
                    Threshold(0.9, "yellow", "some applications are not healthy"),
                    Threshold(1, "green", "all applications are healthy"),
                ),
            ),
            stat(
                2,
                "Out of sync",
                "Applications that differ from git.",
                Unit.SHORT,
                metric(f"count({drifted}) or count({info}) * 0", "out of sync"),
                width=6,
                base="green",
                thresholds=(Threshold(1, "yellow", "someone deploys, or drift"),),
            ),
            stat(
                3,
                "Failed syncs, last day",
                "Syncs that ended as Error or Failed.",
                Unit.SHORT,
                metric(f"sum(increase({failed}[1d])) or count({info}) * 0", "failed"),
                width=6,
                decimals=0,
                base="green",
                thresholds=(Threshold(1, "yellow", "a sync failed today"),),
            ),
            stat(
                4,
                "First certificate to end",
                "Days that are left, of what synthetic checks see.",
                Unit.DAYS,
                metric(f"min({ENDS})", "days"),
                width=6,
                decimals=0,
                base=made.base(CERTIFICATES),
                thresholds=made.thresholds(CERTIFICATES),
            ),
        ),
    )


def alerts(environment: Environment) -> Row:
    """What alerts watch."""
    made = alerted(environment)
    by = "health_status, name, project, region, sync_status"
    degraded = of_cluster("argocd_app_info", 'health_status="Degraded"')
    drifted = of_cluster("argocd_app_info", 'sync_status="OutOfSync"')
    failed = of_cluster("argocd_app_sync_total", 'phase=~"Error|Failed"')
    return Row(
        "What alerts watch",
        (
            made.panel(
                APPLICATIONS,
                "Applications that are not well",
                "One for each that is degraded or out of sync.",
                (
                    metric(
                        f"max by ({by}) ({degraded} or {drifted})",
                        "{{name}}: {{health_status}}, {{sync_status}}",
                    ),
                ),
                width=12,
                no_value="all are well",
                decimals=0,
            ),
            made.panel(
                SYNC_FAILURES,
                "Syncs that failed",
                "Within 10 minutes.",
                (
                    metric(
                        grown(failed, "10m", ("name", "project", "region")), "{{name}} {{project}}"
                    ),
                ),
                width=12,
                no_value="none failed",
            ),
            made.panel(
                CERTIFICATES,
                "Days until certificates end",
                "As synthetic checks read them, whichever region answers.",
                (metric(ENDS, "{{instance}}"),),
                width=12,
                decimals=0,
            ),
            made.panel(
                CERTIFICATES_SEEN,
                "Places that read each certificate",
                "Probes of synthetic checks that read it within an hour.",
                (
                    metric(
                        places("probe_ssl_earliest_cert_expiry", checks(environment), "1h"),
                        "{{instance}}",
                    ),
                ),
                width=12,
                decimals=0,
            ),
        ),
    )


def rollouts() -> Row:
    """Where a new version arrives."""
    by = "cluster, deployment, namespace"
    updated = of_cluster("kube_deployment_status_replicas_updated", DEPLOYMENT)
    wanted = of_cluster("kube_deployment_spec_replicas", DEPLOYMENT)
    syncs = of_cluster("argocd_app_sync_total")
    return Row(
        "Roll-outs",
        (
            chart(
                21,
                "Roll-outs that are under way",
                "The share of replicas of the newest version; one when it is done.",
                Unit.PERCENT,
                metric(
                    f"max by ({by}) ({updated}) / (max by ({by}) ({wanted}) > 0)",
                    "{{deployment}} {{namespace}} {{cluster}}",
                ),
                width=12,
                maximum=1,
            ),
            chart(
                22,
                "Syncs",
                "In each hour, by how they ended.",
                Unit.SHORT,
                metric(f"sum by (phase) (increase({syncs}[1h]))", "{{phase}}"),
                width=12,
                decimals=0,
            ),
            table(
                23,
                "Applications",
                "What Argo CD knows of each, now.",
                Unit.NONE,
                now(
                    "sum by (dest_namespace, health_status, name, project, region, sync_status)"
                    f" ({of_cluster('argocd_app_info')})",
                    "{{name}}",
                ),
                width=24,
                renames={
                    "Value": "",
                    "name": "application",
                    "health_status": "health",
                    "sync_status": "sync",
                    "dest_namespace": "namespace",
                },
            ),
        ),
    )


def argo() -> Row:
    """Argo CD itself."""
    return Row(
        "Does Argo CD keep up?",
        (
            chart(
                31,
                "Reconciliation",
                "p95 of the time to compare an application with git.",
                Unit.SECONDS,
                metric(
                    quantile(0.95, of_cluster("argocd_app_reconcile_bucket"), "region"),
                    "{{region}}",
                ),
            ),
            chart(
                32,
                "Requests to git",
                "p95 of fetches and listings.",
                Unit.SECONDS,
                metric(
                    quantile(
                        0.95,
                        of_cluster("argocd_git_request_duration_seconds_bucket"),
                        "region",
                        "request_type",
                    ),
                    "{{request_type}} {{region}}",
                ),
            ),
            chart(
                33,
                "Queues",
                "Applications that wait for their turn.",
                Unit.SHORT,
                metric(
                    "max by (name, region) ("
                    + of_cluster("workqueue_depth", 'job=~"argocd-.*"')
                    + ")",
                    "{{name}} {{region}}",
                ),
            ),
        ),
        closed=True,
    )


def dns() -> Row:
    """Names that the outside knows."""
    errors = ("external_dns_source_errors_total", "external_dns_registry_errors_total")
    return Row(
        "ExternalDNS",
        (
            chart(
                41,
                "Errors",
                "Per second: reading what should have a name, and writing names to Route 53.",
                Unit.OPERATIONS,
                *(
                    metric(
                        per_second(of_cluster(name), RATE, ("region",)),
                        f"{name.split('_')[2]} {{{{region}}}}",
                    )
                    for name in errors
                ),
                width=12,
            ),
            chart(
                42,
                "Since the last sync",
                "Seconds since names were last compared.",
                Unit.SECONDS,
                metric(
                    "time() - max by (region) ("
                    + of_cluster("external_dns_controller_last_sync_timestamp_seconds")
                    + ")",
                    "{{region}}",
                ),
                width=12,
            ),
        ),
        closed=True,
    )


def argo_lines() -> Panel:
    """Why a sync failed is here."""
    return lines(
        51,
        "Warnings and errors of Argo CD",
        "Of all its parts, the newest first.",
        logs(f'{{{", ".join(HERE)}, job="argocd", level=~"warn|error|critical"}}'),
    )
