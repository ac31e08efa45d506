"""A small cluster as values, from which the fakes make what they tell, each in its own way."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Pod:
    """One pod; its ports are container ports by name."""

    namespace: str
    name: str
    uid: str
    node: str
    containers: tuple[str, ...] = ("app",)
    labels: Mapping[str, str] = field(default_factory=dict[str, str])
    annotations: Mapping[str, str] = field(default_factory=dict[str, str])
    ip: str = "127.0.0.1"
    ports: Mapping[str, int] = field(default_factory=dict[str, int])
    phase: str = "Running"

    @property
    def app(self) -> str:
        """What the usual label says, or else the name."""
        return self.labels.get("app.kubernetes.io/name", self.name)


SHOP = Pod(
    "shop",
    "checkout-7d9f8b6c5-x2x4k",
    "0b1f3f0e-6d5b-4f0a-9c1e-000000000001",
    "node-1",
    containers=("checkout", "istio-proxy"),
    labels={"app.kubernetes.io/name": "checkout", "pod-template-hash": "7d9f8b6c5"},
)
LEDGER = Pod(
    "shop",
    "ledger-0",
    "0b1f3f0e-6d5b-4f0a-9c1e-000000000002",
    "node-1",
    containers=("ledger",),
    labels={"app.kubernetes.io/name": "ledger"},
)
ARGOCD = Pod(
    "argocd",
    "argocd-server-6c9b8d7f4-abcde",
    "0b1f3f0e-6d5b-4f0a-9c1e-000000000003",
    "node-1",
    containers=("server",),
    labels={"app.kubernetes.io/name": "argocd-server"},
)
COREDNS = Pod(
    "kube-system",
    "coredns-5d78c9869d-q1w2e",
    "0b1f3f0e-6d5b-4f0a-9c1e-000000000004",
    "node-2",
    containers=("coredns",),
    labels={"k8s-app": "kube-dns"},
)
PODS = (SHOP, LEDGER, ARGOCD, COREDNS)
"""Enough for most tests: two applications and two tools, on two nodes."""
