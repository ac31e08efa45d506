"""A node's kubelet: its own metrics, cAdvisor's and the resource metrics."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from commands.conformance.exposition import Family, counter, exposition, gauge, histogram
from commands.conformance.fakes.cluster import PODS, Pod
from commands.conformance.fakes.scraped import Scraped
from commands.conformance.receiving.certificates import Certificate

METRICS = "/metrics"
CADVISOR = "/metrics/cadvisor"
RESOURCE = "/metrics/resource"
PROBES = "/metrics/probes"

_CPU = "container_cpu_usage_seconds_total"
_MEMORY = "container_memory_working_set_bytes"
_CACHE = "container_memory_cache"
_NETWORK = "container_network_receive_bytes_total"
_TASKS = "container_tasks_state"
"""A metric that nobody needs and that costs five series for each container."""


def kubelet(
    node: str = "node-1", pods: Iterable[Pod] = PODS, certificate: Certificate | None = None
) -> Scraped:
    """The kubelet of a node, which knows the pods of that node only."""
    own = [pod for pod in pods if pod.node == node]
    pages = {
        METRICS: exposition(_kubelet_families(node, own)),
        CADVISOR: exposition(cadvisor_families(own)),
        RESOURCE: exposition(_resource_families(own)),
        PROBES: exposition(_probe_families(own)),
    }
    return Scraped(pages, certificate)


def cadvisor_families(pods: Sequence[Pod]) -> list[Family]:
    """What cAdvisor tells, with what must be dropped: groups and pods without a container."""
    groups = [_labels(id_=id_) for id_ in ("/", "/kubepods.slice", "/system.slice")]
    sandboxes = [_of_pod(pod) for pod in pods]
    pauses = [
        {**_of_pod(pod), "image": "registry.k8s.io/pause:3.9", "name": f"pause-{pod.uid}"}
        for pod in pods
    ]
    containers = [labels for pod in pods for labels in _of_containers(pod)]
    everything = [*groups, *sandboxes, *pauses, *containers]
    states = ("iowaiting", "running", "sleeping", "stopped", "uninterruptible")
    return [
        counter(_CPU, *(({**labels, "cpu": "total"}, 12.5) for labels in everything)),
        gauge(_MEMORY, *((labels, 52_428_800) for labels in everything)),
        gauge(_CACHE, *((labels, 4096) for labels in everything)),
        counter(_NETWORK, *(({**labels, "interface": "eth0"}, 1024) for labels in sandboxes)),
        gauge(
            _TASKS,
            *(({**labels, "state": state}, 0) for labels in everything for state in states),
        ),
        gauge("machine_memory_bytes", ({}, 16_777_216_000)),
    ]


def _kubelet_families(node: str, pods: Sequence[Pod]) -> list[Family]:
    containers = sum(len(pod.containers) for pod in pods)
    return [
        gauge("kubelet_node_name", ({"node": node}, 1)),
        gauge("kubelet_running_pods", ({}, len(pods))),
        gauge(
            "kubelet_running_containers",
            ({"container_state": "running"}, containers),
            ({"container_state": "exited"}, 1),
        ),
        gauge(
            "kubelet_volume_stats_used_bytes",
            ({"namespace": "shop", "persistentvolumeclaim": "data-ledger-0"}, 1_073_741_824),
        ),
        histogram(
            "kubelet_pleg_relist_duration_seconds", ("0.005", "0.1", "1"), ({}, (3, 9, 9, 9), 0.2)
        ),
        counter("rest_client_requests_total", ({"code": "200", "method": "GET"}, 42)),
        # Most of a kubelet's series are of this kind.
        *(counter(f"apiserver_audit_unneeded_{number}_total", ({}, 0)) for number in range(20)),
    ]


def _resource_families(pods: Sequence[Pod]) -> list[Family]:
    found = [
        ({"container": container, "namespace": pod.namespace, "pod": pod.name}, pod)
        for pod in pods
        for container in pod.containers
    ]
    return [
        counter("node_cpu_usage_seconds_total", ({}, 1234.5)),
        gauge("node_memory_working_set_bytes", ({}, 4_294_967_296)),
        counter(_CPU, *((labels, 12.5) for labels, _ in found)),
        gauge(_MEMORY, *((labels, 52_428_800) for labels, _ in found)),
    ]


def _probe_families(pods: Sequence[Pod]) -> list[Family]:
    probes = [
        ({**_of_pod(pod), "container": name, "probe_type": "Readiness", "result": "successful"}, 7)
        for pod in pods
        for name in pod.containers
    ]
    return [counter("prober_probe_total", *probes)]


def _of_pod(pod: Pod) -> dict[str, str]:
    slice_ = f"/kubepods.slice/kubepods-pod{pod.uid.replace('-', '_')}.slice"
    return _labels(id_=slice_, namespace=pod.namespace, pod=pod.name)


def _of_containers(pod: Pod) -> Iterator[Mapping[str, str]]:
    for container in pod.containers:
        outer = _of_pod(pod)
        yield _labels(
            container=container,
            id_=f"{outer['id']}/cri-containerd-{container}.scope",
            image=f"registry.example/{container}:1.0",
            name=f"{container}-{pod.uid}",
            namespace=pod.namespace,
            pod=pod.name,
        )


def _labels(
    *,
    id_: str,
    container: str = "",
    image: str = "",
    name: str = "",
    namespace: str = "",
    pod: str = "",
) -> dict[str, str]:
    """CAdvisor writes every label, empty or not."""
    return {
        "container": container,
        "id": id_,
        "image": image,
        "name": name,
        "namespace": namespace,
        "pod": pod,
    }
