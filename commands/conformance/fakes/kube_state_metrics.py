"""kube-state-metrics: the state of a few objects, with labels that its scraper must honour."""

from collections.abc import Mapping, Sequence

from commands.conformance.exposition import Family, counter, exposition, gauge
from commands.conformance.fakes.cluster import PODS, Pod
from commands.conformance.fakes.scraped import Scraped

_PHASES = ("Pending", "Running", "Succeeded", "Failed", "Unknown")
_CONDITIONS = ("Ready", "MemoryPressure", "DiskPressure", "PIDPressure")


def kube_state_metrics(pods: Sequence[Pod] = PODS) -> Scraped:
    """A kube-state-metrics that knows these pods, their nodes and one deployment for each app."""
    return Scraped({"/metrics": exposition([*_pods(pods), *_deployments(pods), *_nodes(pods)])})


def _pods(pods: Sequence[Pod]) -> list[Family]:
    containers = [
        ({**_pod(pod), "container": name}, pod) for pod in pods for name in pod.containers
    ]
    return [
        gauge("kube_pod_info", *(({**_pod(p), "node": p.node, "pod_ip": p.ip}, 1) for p in pods)),
        gauge(
            "kube_pod_status_phase",
            *(
                ({**_pod(pod), "phase": phase}, phase == pod.phase)
                for pod in pods
                for phase in _PHASES
            ),
        ),
        counter("kube_pod_container_status_restarts_total", *((c, 3) for c, _ in containers)),
        gauge(
            "kube_pod_container_status_waiting_reason",
            *(({**labels, "reason": "CrashLoopBackOff"}, 0) for labels, _ in containers),
        ),
        gauge(
            "kube_pod_container_resource_requests",
            *(
                ({**labels, "node": pod.node, "resource": "cpu", "unit": "core"}, 0.25)
                for labels, pod in containers
            ),
        ),
        # What an allow-list is for: a series for each pod that no alert and no panel reads.
        gauge("kube_pod_tolerations", *((_pod(pod), 1) for pod in pods)),
    ]


def _deployments(pods: Sequence[Pod]) -> list[Family]:
    names = {(pod.namespace, pod.app): None for pod in pods}
    found = [{"namespace": namespace, "deployment": app} for namespace, app in names]
    return [
        gauge("kube_deployment_spec_replicas", *((labels, 2) for labels in found)),
        gauge("kube_deployment_status_replicas_available", *((labels, 1) for labels in found)),
    ]


def _nodes(pods: Sequence[Pod]) -> list[Family]:
    nodes = sorted({pod.node for pod in pods})
    return [
        gauge("kube_node_info", *(({"node": node}, 1) for node in nodes)),
        gauge(
            "kube_node_status_condition",
            *(
                (
                    {"node": node, "condition": condition, "status": status},
                    (status == "true") == (condition == "Ready"),
                )
                for node in nodes
                for condition in _CONDITIONS
                for status in ("true", "false")
            ),
        ),
    ]


def _pod(pod: Pod) -> Mapping[str, str]:
    return {"namespace": pod.namespace, "pod": pod.name, "uid": pod.uid}
