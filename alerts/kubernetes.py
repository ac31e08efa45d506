"""Rules on workloads, nodes and volumes of the clusters."""

from collections.abc import Iterator

from alerts.ownership import of_team, teams
from alerts.promql import grown, one_of, selector
from alerts.query import PromQL
from alerts.rule import Rule, Subject, above, below
from alerts.text import text
from settings import Environment
from settings.thresholds import Thresholds
from vocabulary.alerting import PLATFORM, Severity, pager
from vocabulary.dashboards import AUTOSCALERS, CRASH_LOOPS, NODES_READY, REPLICAS, VOLUMES


def rules(environment: Environment) -> Iterator[Rule]:
    """Rules 26 to 30."""
    yield crash_looping(environment.thresholds)
    for team in teams(environment):
        services = of_team(environment, team)
        namespaces = sorted({service.namespace for service in services.values()})
        yield no_replicas(team, sorted(services), namespaces)
    yield HPA_MAXED_OUT
    yield NODE_NOT_READY
    yield volume_filling_up(environment.thresholds)


def crash_looping(thresholds: Thresholds) -> Rule:
    """A container that is started again and again. Its pod is not named: there will be others."""
    by = ("cluster", "container", "namespace", "region")
    waiting = selector("kube_pod_container_status_waiting_reason", 'reason="CrashLoopBackOff"')
    return Rule(
        name="PodCrashLooping",
        subject=Subject.KUBERNETES,
        query=PromQL(
            f"{grown('kube_pod_container_status_restarts_total', '15m', by)}\nand\n"
            f"max by ({', '.join(by)}) (max_over_time({waiting}[15m])) > 0"
        ),
        fires=above(thresholds.crash_restarts, "count"),
        pending="1m",
        severity=Severity.WARNING,
        team=PLATFORM,
        summary=text("{container} in {namespace} of {cluster} crashes again and again"),
        description=text("{value:whole} restarts in 15 minutes; the kubelet waits between them."),
        panel=CRASH_LOOPS,
    )


def no_replicas(team: str, services: list[str], namespaces: list[str]) -> Rule:
    """A deployment of a service that should run and does not."""
    matchers = (one_of("deployment", services), one_of("namespace", namespaces))
    by = "cluster, deployment, namespace, region"
    available = selector("kube_deployment_status_replicas_available", *matchers)
    wanted = selector("kube_deployment_spec_replicas", *matchers)
    return Rule(
        name="PaymentServiceNoReplicas",
        subject=Subject.KUBERNETES,
        query=PromQL(
            f"label_replace(min by ({by}) ({available}) and min by ({by}) ({wanted}) > 0,"
            ' "service", "$1", "deployment", "(.+)")'
        ),
        fires=below(1, "count"),
        pending="2m",
        severity=Severity.CRITICAL,
        team=team,
        each_team=True,
        summary=text("{service} in {region} has no replica that can be reached"),
        description=text("The deployment in {cluster} wants some and has {value:whole} available."),
        panel=REPLICAS,
    )


_HPA = "cluster, horizontalpodautoscaler, namespace, region"

HPA_MAXED_OUT = Rule(
    name="HpaMaxedOut",
    subject=Subject.KUBERNETES,
    # One that may not scale at all (minimum and maximum alike) is always at its maximum.
    query=PromQL(
        f"max by ({_HPA}) (kube_horizontalpodautoscaler_status_current_replicas)"
        f" / max by ({_HPA}) (kube_horizontalpodautoscaler_spec_max_replicas)\nand\n"
        f"max by ({_HPA}) (kube_horizontalpodautoscaler_spec_max_replicas)"
        f" > max by ({_HPA}) (kube_horizontalpodautoscaler_spec_min_replicas)"
    ),
    fires=above(0.999, "ratio"),
    pending="15m",
    severity=Severity.WARNING,
    team=PLATFORM,
    summary=text("{horizontalpodautoscaler} in {namespace} of {cluster} cannot scale any further"),
    description=text("It has been at its maximum for 15 minutes; more load has nowhere to go."),
    panel=AUTOSCALERS,
)

NODE_NOT_READY = Rule(
    name="NodeNotReady",
    subject=Subject.KUBERNETES,
    query=PromQL(
        'min by (cluster, node, region) (kube_node_status_condition{condition="Ready",'
        ' status="true"})'
    ),
    fires=below(1, "count"),
    pending="10m",
    severity=Severity.CRITICAL,
    team=PLATFORM,
    summary=text("Node {node} of {cluster} is not ready"),
    description=text("For 10 minutes. Its pods are moved to others, if there is room."),
    panel=NODES_READY,
)


def volume_filling_up(thresholds: Thresholds) -> Rule:
    """A volume that is nearly full and will be in some days."""
    by = "cluster, namespace, persistentvolumeclaim, region"
    free = "kubelet_volume_stats_available_bytes"
    ahead = int(thresholds.volume_days * 86400)
    return Rule(
        name="PersistentVolumeFillingUp",
        subject=Subject.KUBERNETES,
        query=PromQL(
            f"min by ({by}) ({free} / kubelet_volume_stats_capacity_bytes)\nand\n"
            f"min by ({by}) (predict_linear({free}[6h], {ahead})) < 0"
        ),
        fires=below(thresholds.volume_free_ratio, "ratio"),
        pending="1h",
        severity=Severity.WARNING,
        team=PLATFORM,
        also=(pager(PLATFORM),),
        summary=text(
            "{persistentvolumeclaim} in {namespace} of {cluster} has {value:percent} left"
        ),
        description=text(
            f"By the trend of six hours it is full within {thresholds.volume_days:g} days."
        ),
        panel=VOLUMES,
    )
