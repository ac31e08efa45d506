"""Fake nodes that look like those of an EKS cluster: groups, zones, labels, taints."""

from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import IPv4Network

from commands.kubernetes.cluster import Manifest

KUBELET = "v1.33.0-eks-rehearsal"


@dataclass(frozen=True)
class Taint:
    """What keeps pods without a toleration away."""

    key: str
    value: str
    effect: str


@dataclass(frozen=True)
class NodeGroup:
    """Nodes of one kind.

    share: how many of a hundred nodes are of this group.
    """

    name: str
    instance_type: str
    arch: str
    cpus: int
    memory_gib: int
    pods: int
    share: int
    capacity: str = "ON_DEMAND"
    taints: tuple[Taint, ...] = ()


GENERAL = NodeGroup("general", "m6i.2xlarge", "amd64", 8, 32, 58, share=50)

GROUPS = (
    GENERAL,
    NodeGroup(
        "payments",
        "m7g.2xlarge",
        "arm64",
        8,
        32,
        58,
        share=25,
        taints=(Taint("dedicated", "payments", "NoSchedule"),),
    ),
    NodeGroup(
        "spot",
        "m6i.xlarge",
        "amd64",
        4,
        16,
        58,
        share=15,
        capacity="SPOT",
        taints=(Taint("lionpay.example/spot", "true", "NoExecute"),),
    ),
    NodeGroup(
        "system",
        "m6i.large",
        "amd64",
        2,
        8,
        29,
        share=10,
        taints=(Taint("CriticalAddonsOnly", "true", "NoSchedule"),),
    ),
)
"""A collector that is to run on every node has to tolerate all of these."""


def nodes(
    region: str,
    zones: Sequence[str],
    network: str,
    *,
    count: int = 30,
    groups: Sequence[NodeGroup] = GROUPS,
    kubelet_port: int = 10250,
) -> list[Manifest]:
    """Node objects spread over groups by share and over zones in turn.

    network: where their addresses are taken from, for example `10.10.0.0/17`. A network in
        127.0.0.0/8 makes every node's kubelet port one that a fake kubelet can listen on.
    """
    addresses = IPv4Network(network)
    return [
        _node(region, zones[i % len(zones)], group, str(addresses[10 + i]), kubelet_port)
        for i, group in enumerate(_spread(groups, count))
    ]


def _spread(groups: Sequence[NodeGroup], count: int) -> list[NodeGroup]:
    """As many of each group as its share says; the first group takes what rounding leaves."""
    first, *others = groups
    found = [group for group in others for _ in range(count * group.share // 100)]
    return [first] * (count - len(found)) + found


def _node(region: str, zone: str, group: NodeGroup, address: str, port: int) -> Manifest:
    name = f"ip-{address.replace('.', '-')}.{region}.compute.internal"
    size = {
        "cpu": str(group.cpus),
        "memory": f"{group.memory_gib}Gi",
        "ephemeral-storage": "80Gi",
        "pods": str(group.pods),
    }
    number = int.from_bytes(bytes(int(part) for part in address.split(".")))
    return {
        "apiVersion": "v1",
        "kind": "Node",
        "metadata": {"name": name, "labels": _labels(region, zone, group, name)},
        "spec": {
            "providerID": f"aws:///{zone}/i-{number:017x}",
            "taints": [{"key": t.key, "value": t.value, "effect": t.effect} for t in group.taints],
        },
        "status": {
            "addresses": [
                {"type": "InternalIP", "address": address},
                {"type": "Hostname", "address": name},
                {"type": "InternalDNS", "address": name},
            ],
            "allocatable": size,
            "capacity": size,
            "daemonEndpoints": {"kubeletEndpoint": {"Port": port}},
            "nodeInfo": {
                "architecture": group.arch,
                "bootID": "",
                "containerRuntimeVersion": "containerd://1.7.27",
                "kernelVersion": "6.1.134-150.224.amzn2023",
                "kubeProxyVersion": KUBELET,
                "kubeletVersion": KUBELET,
                "machineID": "",
                "operatingSystem": "linux",
                "osImage": "Amazon Linux 2023",
                "systemUUID": "",
            },
        },
    }


def _labels(region: str, zone: str, group: NodeGroup, name: str) -> dict[str, str]:
    return {
        "eks.amazonaws.com/capacityType": group.capacity,
        "eks.amazonaws.com/nodegroup": group.name,
        "kubernetes.io/arch": group.arch,
        "kubernetes.io/hostname": name,
        "kubernetes.io/os": "linux",
        "node.kubernetes.io/instance-type": group.instance_type,
        "topology.k8s.aws/zone-id": f"zone-{zone[-1]}",
        "topology.kubernetes.io/region": region,
        "topology.kubernetes.io/zone": zone,
    }
