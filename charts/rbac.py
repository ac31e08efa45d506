"""What the collectors may ask the API server: what their programs read, and nothing else."""

from collections.abc import Iterator
from typing import Any

from settings import Environment
from vocabulary.collectors import Role

Rule = dict[str, Any]

READ = ["get", "list", "watch"]


def rules(environment: Environment, role: Role) -> list[Rule]:
    """Rules about things in namespaces. No Secret and no ConfigMap is among them."""
    return list(_rules(environment, role))


def cluster_rules(role: Role) -> list[Rule]:
    """Rules about things of the cluster."""
    nodes = {"apiGroups": [""], "resources": ["nodes"], "verbs": READ}
    kubelets = {"apiGroups": [""], "resources": ["nodes/metrics"], "verbs": ["get"]}
    metrics = {"nonResourceURLs": ["/metrics"], "verbs": ["get"]}
    return [nodes, *([kubelets] if role is Role.NODE else []), metrics]


def asks_the_api_server(role: Role) -> bool:
    """Whether a role needs an account's token at all."""
    return role in (Role.NODE, Role.CLUSTER)


def _rules(environment: Environment, role: Role) -> Iterator[Rule]:
    collectors = environment.collectors
    yield {"apiGroups": [""], "resources": ["pods", "services", "namespaces"], "verbs": READ}
    yield {"apiGroups": ["discovery.k8s.io"], "resources": ["endpointslices"], "verbs": READ}
    if role is Role.NODE:
        # The deployment that a replica set, and with it a pod, belongs to.
        yield {"apiGroups": ["apps"], "resources": ["replicasets"], "verbs": READ}
    if role is Role.NODE and collectors.logs.source == "kubernetes":
        yield {"apiGroups": [""], "resources": ["pods/log"], "verbs": READ}
    reads_events = role is (Role.CLUSTER if collectors.cluster_role.enabled else Role.NODE)
    if collectors.logs.events and reads_events:
        yield {"apiGroups": [""], "resources": ["events"], "verbs": READ}
