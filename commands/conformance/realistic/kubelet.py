"""What a node's kubelet tells: of itself, and of its containers by cAdvisor."""

from collections.abc import Iterator
from dataclasses import replace

from commands.conformance.exposition import Family
from commands.conformance.realistic.cluster import Cluster, Thing
from commands.conformance.realistic.tables import Place, families, of_node
from vocabulary.sources.cadvisor import CADVISOR, GROUPS
from vocabulary.sources.kubelet import KUBELET
from vocabulary.sources.model import Per

PAUSE = "registry.k8s.io/pause:3.10"
SLICES = ("/", "/kubepods.slice")


def kubelet(cluster: Cluster, node: str, tick: int = 0) -> Iterator[Family]:
    """The page /metrics of a node's kubelet."""
    return families(KUBELET, of_node(cluster, node), tick)


def cadvisor(cluster: Cluster, node: str, tick: int = 0) -> Iterator[Family]:
    """The page /metrics/cadvisor, with the sums that queries make by themselves: of pods, of the
    sandboxes that hold a pod's network, and of slices.
    """
    pods = cluster.on(node, Per.POD)
    groups = [_slice(name) for name in SLICES]
    groups += [_sandbox(pod) if n % 2 else _sum(pod) for n, pod in enumerate(pods)]
    things = {
        Per.NODE: [Thing({})],
        Per.POD: [_sandbox(pod) for pod in pods],
        Per.CONTAINER: [*cluster.on(node, Per.CONTAINER), *groups],
    }
    metrics = tuple(
        # Which are counted with their groups; here these are things of their own.
        replace(metric, each=metric.each / GROUPS) if metric.per is Per.CONTAINER else metric
        for metric in CADVISOR.metrics
    )
    return families(replace(CADVISOR, metrics=metrics), Place(things), tick)


def _slice(name: str) -> Thing:
    return Thing({"id": name, **dict.fromkeys(("container", "image", "name", *_OF_POD), "")})


def _sum(pod: Thing) -> Thing:
    of = {label: pod.labels[label] for label in _OF_POD}
    return Thing({"id": _id(pod), "container": "", "image": "", "name": "", **of})


def _sandbox(pod: Thing) -> Thing:
    name = f"sandbox-{pod.labels['uid']}"
    hashes = {"id": f"{_id(pod)}/{name}.scope", "image": PAUSE, "name": name}
    return replace(_sum(pod), labels={**_sum(pod).labels, **hashes})


_OF_POD = ("namespace", "pod")


def _id(pod: Thing) -> str:
    return f"/kubepods.slice/kubepods-pod{pod.labels['uid']}.slice"
