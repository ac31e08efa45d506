"""Kubernetes workloads: CPU, memory, restarts, replicas, nodes and volumes."""

from alerts.promql import grown, per_second, selector
from dashboards.alerted import alerted
from dashboards.links import TITLES, label, related, to_logs
from dashboards.model import Dashboard, Link, Row, Threshold, Unit, Variable
from dashboards.node_rows import dns, nodes
from dashboards.pieces import (
    ALL,
    CHOICES,
    HERE,
    RATE,
    chart,
    metric,
    now,
    of_cluster,
    stat,
    table,
)
from settings import Environment
from vocabulary.alerting import PLATFORM
from vocabulary.dashboards import AUTOSCALERS, CRASH_LOOPS, NODES_READY, REPLICAS, VOLUMES
from vocabulary.dashboards import Dashboard as Uid

NAMESPACE = 'namespace=~"$namespace"'
DEPLOYMENT = 'deployment=~"$service"'
"""A deployment is called like its service."""

CONTAINER = 'container=~"$service"'
CONTAINERS = 'container!=""'
"""cAdvisor also counts the pod as a whole, without a name of a container."""

IN = ("cluster", "container", "namespace", "region")
LEGEND = "{{container}} {{namespace}} {{cluster}}"

NAMESPACES = Variable(
    "namespace",
    "Namespace",
    f"label_values({selector('kube_deployment_spec_replicas', *HERE)}, namespace)",
    all_value=ALL,
)


def dashboard(environment: Environment) -> Dashboard:
    """Who looks: the platform team, and developers for their own namespace."""
    return Dashboard(
        uid=Uid.KUBERNETES,
        title=TITLES[Uid.KUBERNETES],
        description="Do workloads have what they need: replicas, CPU, memory, nodes, volumes?",
        team=PLATFORM,
        tags=("kubernetes", "workloads"),
        variables=(*CHOICES, NAMESPACES),
        rows=(
            health(environment),
            workloads(environment),
            capacity(environment),
            usage(environment),
            nodes(),
            dns(),
        ),
        links=related(Uid.DELIVERY, Uid.RUNTIME, Uid.SERVICES, Uid.REGIONS),
    )


def within(name: str, *matchers: str) -> str:
    """Series of the namespaces that are chosen."""
    return of_cluster(name, NAMESPACE, *matchers)


def lacking(by: str) -> str:
    """Deployments that want more replicas than they have."""
    wanted = f"max by ({by}) ({within('kube_deployment_spec_replicas', DEPLOYMENT)})"
    has = f"max by ({by}) ({within('kube_deployment_status_replicas_available', DEPLOYMENT)})"
    return f"{wanted} - {has}"


def health(environment: Environment) -> Row:
    """The first row: one look."""
    made = alerted(environment)
    ready = of_cluster("kube_node_status_condition", 'condition="Ready"', 'status="true"')
    restarts = within("kube_pod_container_status_restarts_total")
    free = "kubelet_volume_stats_available_bytes"
    return Row(
        "Do workloads run?",
        (
            stat(
                1,
                "Nodes that are ready",
                "The share of each cluster's nodes.",
                Unit.PERCENT,
                metric(f"avg by (cluster) ({ready})", "{{cluster}}"),
                width=6,
                base="red",
                thresholds=(
                    Threshold(0.8, "yellow", "some nodes are not ready"),
                    Threshold(1, "green", "all nodes are ready"),
                ),
            ),
            stat(
                2,
                "Replicas that lack",
                "Wanted, and not available, of all deployments.",
                Unit.SHORT,
                metric(
                    f"sum by (cluster) ({lacking('cluster, deployment, namespace')})", "{{cluster}}"
                ),
                width=6,
                base="green",
                thresholds=(Threshold(1, "yellow", "a roll-out, or a lack of room"),),
            ),
            stat(
                3,
                "Restarts, last hour",
                "Of all containers.",
                Unit.SHORT,
                metric(f"sum by (cluster) (increase({restarts}[1h]))", "{{cluster}}"),
                width=6,
                decimals=0,
                base="green",
                thresholds=(Threshold(1, "yellow", "something was started again"),),
            ),
            stat(
                4,
                "Free in the fullest volume",
                "The share that is free, of the volume that has least.",
                Unit.PERCENT,
                metric(
                    f"min by (cluster) ({within(free)}"
                    f" / {within('kubelet_volume_stats_capacity_bytes')})",
                    "{{cluster}}",
                ),
                width=6,
                no_value="no volumes",
                base=made.base(VOLUMES),
                thresholds=made.thresholds(VOLUMES),
            ),
        ),
    )


def workloads(environment: Environment) -> Row:
    """Replicas and restarts."""
    made = alerted(environment)
    deployment = "cluster, deployment, namespace, region"
    available = within("kube_deployment_status_replicas_available", DEPLOYMENT)
    wanted = within("kube_deployment_spec_replicas", DEPLOYMENT)
    hpa = "cluster, horizontalpodautoscaler, namespace, region"
    return Row(
        "Workloads",
        (
            made.panel(
                REPLICAS,
                "Available replicas",
                "Of deployments that should run.",
                (
                    metric(
                        f"min by ({deployment}) ({available})"
                        f" and min by ({deployment}) ({wanted}) > 0",
                        "{{deployment}} {{namespace}} {{cluster}}",
                    ),
                ),
                decimals=0,
                data_links=logs_of(environment, "deployment"),
            ),
            made.panel(
                CRASH_LOOPS,
                "Restarts in 15 minutes",
                "By container; pods come and go.",
                (
                    metric(
                        grown(within("kube_pod_container_status_restarts_total"), "15m", IN),
                        LEGEND,
                    ),
                ),
                data_links=logs_of(environment, "container"),
            ),
            made.panel(
                AUTOSCALERS,
                "Autoscalers",
                "Replicas, as a share of the most that are allowed.",
                (
                    metric(
                        f"max by ({hpa})"
                        f" ({within('kube_horizontalpodautoscaler_status_current_replicas')})"
                        f" / max by ({hpa})"
                        f" ({within('kube_horizontalpodautoscaler_spec_max_replicas')})",
                        "{{horizontalpodautoscaler}} {{namespace}} {{cluster}}",
                    ),
                ),
                maximum=1,
                no_value="no autoscalers",
            ),
        ),
    )


def capacity(environment: Environment) -> Row:
    """Nodes and volumes."""
    made = alerted(environment)
    claim = "cluster, namespace, persistentvolumeclaim, region"
    free = within("kubelet_volume_stats_available_bytes")
    size = within("kubelet_volume_stats_capacity_bytes")
    ready = of_cluster("kube_node_status_condition", 'condition="Ready"', 'status="true"')
    phases = within("kube_pod_status_phase", 'phase=~"Pending|Failed|Unknown"')
    return Row(
        "Nodes and volumes",
        (
            made.panel(
                NODES_READY,
                "Nodes ready",
                "One for each node that is, zero for each that is not.",
                (metric(f"min by (cluster, node, region) ({ready})", "{{node}} {{cluster}}"),),
                decimals=0,
                maximum=1,
            ),
            made.panel(
                VOLUMES,
                "Free space of volumes",
                "The share that is free. The alert also waits for a trend that fills it.",
                (
                    metric(
                        f"min by ({claim}) ({free} / {size})",
                        "{{persistentvolumeclaim}} {{namespace}} {{cluster}}",
                    ),
                ),
                maximum=1,
                no_value="no volumes",
            ),
            chart(
                21,
                "Pods that do not run",
                "Pods that wait, failed, or of which nothing is known.",
                Unit.SHORT,
                metric(
                    f"sum by (cluster, namespace, phase) ({phases}) > 0",
                    "{{phase}} {{namespace}} {{cluster}}",
                ),
                no_value="all pods run",
                decimals=0,
            ),
        ),
    )


def usage(environment: Environment) -> Row:
    """What containers use."""
    cpu = within("container_cpu_usage_seconds_total", CONTAINERS, CONTAINER)
    memory = within("container_memory_working_set_bytes", CONTAINERS, CONTAINER)
    throttled = within("container_cpu_cfs_throttled_periods_total", CONTAINERS, CONTAINER)
    periods = within("container_cpu_cfs_periods_total", CONTAINERS, CONTAINER)
    limits = within("kube_pod_container_resource_limits", CONTAINER, 'resource="memory"')
    memory_by = f"sum by ({', '.join(IN)})"
    return Row(
        "CPU and memory of containers",
        (
            chart(
                31,
                "CPU",
                "Cores in use, by container.",
                Unit.SHORT,
                metric(per_second(cpu, RATE, IN), LEGEND),
                data_links=logs_of(environment, "container"),
            ),
            chart(
                32,
                "CPU that was held back",
                "The share of periods in which a container met its limit.",
                Unit.PERCENT,
                metric(
                    f"{per_second(throttled, RATE, IN)} / {per_second(periods, RATE, IN)}", LEGEND
                ),
                no_value="no CPU limits",
            ),
            chart(
                33,
                "Memory",
                "The working set: what the kernel cannot take back.",
                Unit.BYTES,
                metric(f"{memory_by} ({memory})", LEGEND),
                data_links=logs_of(environment, "container"),
            ),
            table(
                34,
                "Memory against limits",
                "The share of its limit that a container uses now, the fullest first.",
                Unit.PERCENT,
                now(
                    f"sort_desc({memory_by} ({memory}) / {memory_by} ({limits}))",
                    "{{container}}",
                ),
                width=12,
                renames={"Value": "of its limit"},
            ),
            table(
                35,
                "Killed for memory",
                "Containers whose last end was OOMKilled.",
                Unit.SHORT,
                now(
                    "sum by (cluster, container, namespace) ("
                    + within(
                        "kube_pod_container_status_last_terminated_reason",
                        'reason="OOMKilled"',
                    )
                    + ") > 0",
                    "{{container}}",
                ),
                width=12,
                no_value="none",
                renames={"Value": "pods"},
            ),
        ),
    )


def logs_of(environment: Environment, name: str) -> tuple[Link, ...]:
    """From a workload to its lines. name: the label that has its name."""
    query = (
        f'{{app="{label(name)}", namespace="{label("namespace")}", cluster="{label("cluster")}"}}'
    )
    if name == "container":
        query = query.replace("{app=", "{container=", 1)
    return (to_logs(environment, query, "Its lines"),)
