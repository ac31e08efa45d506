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


def cluster_rules(environment: Environment, role: Role) -> list[Rule]:
    """Rules about things of the cluster; never none, which the chart cannot render."""
    nodes = {"apiGroups": [""], "resources": ["nodes"], "verbs": READ}
    kubelets = {"apiGroups": [""], "resources": ["nodes/metrics"], "verbs": ["get"]}
    metrics = {"nonResourceURLs": ["/metrics"], "verbs": ["get"]}
    return [
        *([nodes, kubelets] if role is Role.NODE else []),
        # The API server's own.
        *([metrics] if role is not Role.NODE or scrapes_the_cluster(environment, role) else []),
    ]


def asks_the_api_server(role: Role) -> bool:
    """Whether a role needs an account's token at all."""
    return role in (Role.NODE, Role.CLUSTER)


def scrapes_the_cluster(environment: Environment, role: Role) -> bool:
    """Whether a role takes what exists once in a cluster, or moves."""
    return role is (Role.CLUSTER if environment.collectors.cluster_role.enabled else Role.NODE)


def _rules(environment: Environment, role: Role) -> Iterator[Rule]:
    collectors = environment.collectors
    shared = scrapes_the_cluster(environment, role)
    yield {"apiGroups": [""], "resources": ["pods"], "verbs": READ}
    if shared:
        yield {"apiGroups": [""], "resources": ["services"], "verbs": READ}
        yield {"apiGroups": ["discovery.k8s.io"], "resources": ["endpointslices"], "verbs": READ}
    if role is Role.NODE:
        # What a span's pod belongs to: a namespace, and by its replica set a deployment.
        yield {"apiGroups": [""], "resources": ["namespaces"], "verbs": READ}
        yield {"apiGroups": ["apps"], "resources": ["replicasets"], "verbs": READ}
    if role is Role.NODE and collectors.logs.source == "kubernetes":
        yield {"apiGroups": [""], "resources": ["pods/log"], "verbs": READ}
    if collectors.logs.events and shared:
        yield {"apiGroups": [""], "resources": ["events"], "verbs": READ}
