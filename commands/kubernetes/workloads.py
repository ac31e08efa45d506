"""Builders of workloads: one typed value each, and the manifests that it stands for."""

from dataclasses import dataclass, field
from typing import Any

from commands.kubernetes.cluster import Manifest

Labels = dict[str, str]

EVERYWHERE: tuple[Manifest, ...] = ({"operator": "Exists"},)
"""The toleration of what has to run on every node."""


@dataclass(frozen=True)
class Workload:
    """A Deployment, StatefulSet or DaemonSet of one container.

    ports: by name; the first is the one that a probe would use.
    annotations: of its pods.
    env: of its container.
    """

    namespace: str
    name: str
    image: str
    kind: str = "Deployment"
    replicas: int = 1
    ports: dict[str, int] = field(default_factory=dict[str, int])
    labels: Labels = field(default_factory=Labels)
    annotations: Labels = field(default_factory=Labels)
    env: Labels = field(default_factory=Labels)
    tolerations: tuple[Manifest, ...] = ()
    node_selector: Labels = field(default_factory=Labels)
    host_network: bool = False
    cpu: str = "100m"
    memory: str = "256Mi"

    @property
    def selector(self) -> Labels:
        """What finds its pods."""
        return {"app.kubernetes.io/name": self.name}

    def manifest(self) -> Manifest:
        """The object itself, with a service account by its name (see `service_account`)."""
        spec: dict[str, Any] = {
            "selector": {"matchLabels": self.selector},
            "template": {
                "metadata": {
                    "labels": {**self.labels, **self.selector},
                    "annotations": self.annotations,
                },
                "spec": self._pod(),
            },
        }
        if self.kind != "DaemonSet":
            spec["replicas"] = self.replicas
        if self.kind == "StatefulSet":
            spec["serviceName"] = self.name
            spec["podManagementPolicy"] = "Parallel"
        return {
            "apiVersion": "apps/v1",
            "kind": self.kind,
            "metadata": {**self._named(), "labels": {**self.labels, **self.selector}},
            "spec": spec,
        }

    def service_account(self) -> Manifest:
        """Who its pods are."""
        return {"apiVersion": "v1", "kind": "ServiceAccount", "metadata": self._named()}

    def _named(self) -> dict[str, Any]:
        return {"name": self.name, "namespace": self.namespace}

    def _pod(self) -> dict[str, Any]:
        size = {"cpu": self.cpu, "memory": self.memory}
        container = {
            "name": self.name,
            "image": self.image,
            "ports": [{"name": n, "containerPort": port} for n, port in self.ports.items()],
            "env": [{"name": n, "value": value} for n, value in self.env.items()],
            "resources": {"requests": size, "limits": {"memory": self.memory}},
        }
        return {
            "serviceAccountName": self.name,
            "hostNetwork": self.host_network,
            "containers": [container],
            "tolerations": list(self.tolerations),
            "nodeSelector": self.node_selector,
        }


@dataclass(frozen=True)
class FakeService:
    """A Service before a workload's pods.

    ports: by name; the pods listen on the same numbers.
    name: the workload's where empty.
    """

    of: Workload
    ports: dict[str, int]
    name: str = ""
    annotations: Labels = field(default_factory=Labels)
    labels: Labels = field(default_factory=Labels)

    def manifest(self) -> Manifest:
        """The object itself."""
        return {
            "apiVersion": "v1",
            "kind": "Service",
            "metadata": {
                "name": self.name or self.of.name,
                "namespace": self.of.namespace,
                "annotations": self.annotations,
                "labels": {**self.of.selector, **self.labels},
            },
            "spec": {
                "selector": self.of.selector,
                "ports": [
                    {"name": n, "port": port, "targetPort": port} for n, port in self.ports.items()
                ],
            },
        }


def scraped(port: int, path: str = "/metrics") -> Labels:
    """The annotations by which a pod or a Service asks to be scraped."""
    return {
        "prometheus.io/path": path,
        "prometheus.io/port": str(port),
        "prometheus.io/scrape": "true",
    }


def namespace(name: str, labels: Labels | None = None) -> Manifest:
    """A Namespace."""
    return {
        "apiVersion": "v1",
        "kind": "Namespace",
        "metadata": {"name": name, "labels": labels or {}},
    }


def job(of: Workload) -> Manifest:
    """A Job with a workload's container; under kwok it completes at once."""
    pod = of.manifest()["spec"]["template"]
    pod["spec"]["restartPolicy"] = "Never"
    return {
        "apiVersion": "batch/v1",
        "kind": "Job",
        "metadata": {"name": of.name, "namespace": of.namespace},
        "spec": {"template": pod},
    }
