"""What runs in the fake clusters: Lionpay's services, the add-ons of EKS and the hub's tools."""

from collections.abc import Sequence
from dataclasses import dataclass

from commands.kubernetes.cluster import Manifest
from commands.kubernetes.nodes import nodes
from commands.kubernetes.workloads import (
    EVERYWHERE,
    FakeService,
    Labels,
    Workload,
    job,
    namespace,
    scraped,
)

NODES = 30

PAYMENTS: tuple[Manifest, ...] = (
    {"key": "dedicated", "operator": "Equal", "value": "payments", "effect": "NoSchedule"},
)
ADDONS: tuple[Manifest, ...] = ({"key": "CriticalAddonsOnly", "operator": "Exists"},)

OTEL: Labels = {
    "OTEL_EXPORTER_OTLP_ENDPOINT": "http://collectors.monitoring.svc:4317",
    "OTEL_RESOURCE_ATTRIBUTES": "service.namespace=lionpay",
}


def _application(
    name: str, language: str, replicas: int, path: str, version: str = "2.14.0"
) -> Workload:
    return Workload(
        "lionpay",
        name,
        f"registry.example/lionpay/{name}:{version}",
        replicas=replicas,
        ports={"http": 8080},
        labels={
            "app": name,
            "app.kubernetes.io/part-of": "lionpay",
            "app.kubernetes.io/version": version,
            "lionpay.example/language": language,
        },
        annotations=scraped(8080, path),
        env={**OTEL, "OTEL_SERVICE_NAME": name},
        cpu="250m",
        memory="512Mi",
    )


PAYMENT_API = Workload(
    "lionpay",
    "payment-api",
    "registry.example/lionpay/payment-api:3.7.1",
    replicas=24,
    # Spring Boot serves its metrics on the management port.
    ports={"http": 8080, "management": 8081},
    labels={
        "app": "payment-api",
        "app.kubernetes.io/part-of": "lionpay",
        "app.kubernetes.io/version": "3.7.1",
        "lionpay.example/language": "java",
    },
    annotations=scraped(8081, "/actuator/prometheus"),
    env={**OTEL, "OTEL_SERVICE_NAME": "payment-api"},
    tolerations=PAYMENTS,
    node_selector={"eks.amazonaws.com/nodegroup": "payments"},
    cpu="250m",
    memory="768Mi",
)
ORDER_API = _application("order-api", "dotnet", 16, "/metrics")
LIONPAY = (
    PAYMENT_API,
    ORDER_API,
    _application("wallet-api", "java", 8, "/actuator/prometheus"),
    _application("settlement-worker", "java", 4, "/actuator/prometheus"),
    _application("notification-worker", "dotnet", 3, "/metrics"),
    Workload(
        "lionpay",
        "session-cache",
        "registry.example/redis:7.4",
        kind="StatefulSet",
        replicas=3,
        ports={"redis": 6379},
    ),
)
CLOSE_OF_DAY = Workload("lionpay", "close-of-day", "registry.example/lionpay/close-of-day:1.0.0")

COREDNS = Workload(
    "kube-system",
    "coredns",
    "registry.example/eks/coredns:v1.12.1",
    replicas=2,
    ports={"dns": 53, "metrics": 9153},
    labels={"k8s-app": "kube-dns", "eks.amazonaws.com/component": "coredns"},
    tolerations=ADDONS,
)
AWS_NODE = Workload(
    "kube-system",
    "aws-node",
    "registry.example/eks/amazon-k8s-cni:v1.19.5",
    kind="DaemonSet",
    ports={"metrics": 61678},
    labels={"k8s-app": "aws-node"},
    tolerations=EVERYWHERE,
    host_network=True,
    cpu="25m",
    memory="64Mi",
)
KUBE_PROXY = Workload(
    "kube-system",
    "kube-proxy",
    "registry.example/eks/kube-proxy:v1.33.0",
    kind="DaemonSet",
    labels={"k8s-app": "kube-proxy"},
    tolerations=EVERYWHERE,
    host_network=True,
    memory="64Mi",
)

ARGOCD_METRICS = {
    "argocd-application-controller": 8082,
    "argocd-server": 8083,
    "argocd-repo-server": 8084,
    "argocd-applicationset-controller": 8080,
}
"""The port on which each part of Argo CD serves its metrics."""


def _argocd(name: str, port: int) -> Workload:
    return Workload(
        "argocd",
        name,
        "registry.example/argocd:v3.0.6",
        kind="StatefulSet" if name == "argocd-application-controller" else "Deployment",
        replicas=2 if name in ("argocd-server", "argocd-repo-server") else 1,
        ports={"metrics": port},
        labels={"app.kubernetes.io/part-of": "argocd"},
    )


EXTERNAL_DNS = Workload(
    "external-dns", "external-dns", "registry.example/external-dns:v0.17.0", ports={"http": 7979}
)


def lionpay() -> list[Manifest]:
    """Lionpay's own services, each behind a Service; one Job that is done."""
    services = [FakeService(w, {"http": 8080}) for w in LIONPAY if "http" in w.ports]
    return [
        namespace("lionpay"),
        *_with_accounts([*LIONPAY, CLOSE_OF_DAY]),
        job(CLOSE_OF_DAY),
        *(w.manifest() for w in LIONPAY),
        *(s.manifest() for s in services),
        _cache_service(),
    ]


def addons() -> list[Manifest]:
    """What EKS puts into kube-system."""
    workloads = (COREDNS, AWS_NODE, KUBE_PROXY)
    dns = FakeService(
        COREDNS,
        {"dns-tcp": 53, "metrics": 9153},
        name="kube-dns",
        annotations=scraped(9153),
        labels={"k8s-app": "kube-dns"},
    )
    return [*_with_accounts(workloads), *(w.manifest() for w in workloads), dns.manifest()]


def hub_tools() -> list[Manifest]:
    """Argo CD and ExternalDNS, which only the hub has, with Argo CD's own names of Services."""
    argocd = [_argocd(name, port) for name, port in ARGOCD_METRICS.items()]
    names = {
        "argocd-application-controller": "argocd-metrics",
        "argocd-server": "argocd-server-metrics",
        "argocd-repo-server": "argocd-repo-server",
        "argocd-applicationset-controller": "argocd-applicationset-controller",
    }
    services = [
        FakeService(w, w.ports, name=names[w.name], labels={"app.kubernetes.io/part-of": "argocd"})
        for w in argocd
    ]
    services.append(FakeService(EXTERNAL_DNS, EXTERNAL_DNS.ports, annotations=scraped(7979)))
    workloads = [*argocd, EXTERNAL_DNS]
    return [
        namespace("argocd"),
        namespace("external-dns"),
        *_with_accounts(workloads),
        *(w.manifest() for w in workloads),
        *(s.manifest() for s in services),
    ]


@dataclass(frozen=True)
class FakeCluster:
    """A cluster's nodes and what runs on them, in the order in which to create them."""

    nodes: list[Manifest]
    workloads: list[Manifest]

    @property
    def pods(self) -> int:
        """How many pods there are when everything runs, without the Job's."""
        return sum(self._pods_of(m) for m in self.workloads if m["apiVersion"] == "apps/v1")

    def _pods_of(self, workload: Manifest) -> int:
        return len(self.nodes) if workload["kind"] == "DaemonSet" else workload["spec"]["replicas"]


def hub(count: int = NODES, network: str = "10.10.0.0/17") -> FakeCluster:
    """Seoul."""
    region = "ap-northeast-2"
    zones = [f"{region}{letter}" for letter in "abc"]
    workloads = [*addons(), *lionpay(), *hub_tools()]
    return FakeCluster(nodes(region, zones, network, count=count), workloads)


def spoke(count: int = NODES, network: str = "10.20.0.0/17") -> FakeCluster:
    """Tokyo."""
    region = "ap-northeast-1"
    zones = [f"{region}{letter}" for letter in "acd"]
    return FakeCluster(nodes(region, zones, network, count=count), [*addons(), *lionpay()])


def _with_accounts(workloads: Sequence[Workload]) -> list[Manifest]:
    return [w.service_account() for w in workloads]


def _cache_service() -> Manifest:
    cache = LIONPAY[-1]
    service = FakeService(cache, cache.ports).manifest()
    service["spec"]["clusterIP"] = "None"
    return service
