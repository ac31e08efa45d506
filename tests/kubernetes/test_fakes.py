"""The fake clusters look like EKS, and their parts fit together."""

from collections import Counter
from typing import Any

import pytest

from commands.kubernetes import fakes
from commands.kubernetes.cluster import Manifest
from commands.kubernetes.fakes import FakeCluster
from commands.kubernetes.nodes import nodes

CLUSTERS = {"hub": fakes.hub(), "spoke": fakes.spoke()}


def of_kind(manifests: list[Manifest], *kinds: str) -> list[Manifest]:
    return [m for m in manifests if m["kind"] in kinds]


def named(manifest: Manifest) -> tuple[str, str, str]:
    metadata: dict[str, Any] = manifest["metadata"]
    return manifest["kind"], metadata.get("namespace", ""), metadata["name"]


@pytest.fixture(params=CLUSTERS)
def cluster(request: pytest.FixtureRequest) -> FakeCluster:
    return CLUSTERS[request.param]


def test_a_cluster_has_thirty_nodes_and_some_hundred_pods(cluster: FakeCluster) -> None:
    assert len(cluster.nodes) == 30
    assert 100 < cluster.pods < 200


def test_nodes_are_spread_over_zones_and_groups(cluster: FakeCluster) -> None:
    labels: list[dict[str, str]] = [node["metadata"]["labels"] for node in cluster.nodes]
    zones = Counter(label["topology.kubernetes.io/zone"] for label in labels)
    assert list(zones.values()) == [10, 10, 10]
    groups = Counter(label["eks.amazonaws.com/nodegroup"] for label in labels)
    assert groups == {"general": 16, "payments": 7, "spot": 4, "system": 3}
    assert {label["kubernetes.io/arch"] for label in labels} == {"amd64", "arm64"}
    effects = {taint["effect"] for node in cluster.nodes for taint in node["spec"]["taints"]}
    assert effects == {"NoSchedule", "NoExecute"}


def test_a_kubelet_can_be_faked_on_loopback() -> None:
    (node,) = nodes("ap-northeast-2", ["ap-northeast-2a"], "127.10.0.0/16", count=1, kubelet_port=7)
    assert node["status"]["addresses"][0] == {"type": "InternalIP", "address": "127.10.0.10"}
    assert node["status"]["daemonEndpoints"]["kubeletEndpoint"]["Port"] == 7


def test_no_two_nodes_or_objects_have_one_name(cluster: FakeCluster) -> None:
    names = [named(m) for m in (*cluster.nodes, *cluster.workloads)]
    assert len(names) == len(set(names))
    hub, spoke = ({named(n) for n in c.nodes} for c in CLUSTERS.values())
    assert not hub & spoke


def test_every_object_is_in_a_namespace_that_exists_by_then(cluster: FakeCluster) -> None:
    there = {"kube-system"}
    for manifest in cluster.workloads:
        if manifest["kind"] == "Namespace":
            there.add(manifest["metadata"]["name"])
        else:
            assert manifest["metadata"]["namespace"] in there


def test_every_pod_has_its_service_account(cluster: FakeCluster) -> None:
    accounts = {named(m)[1:] for m in of_kind(cluster.workloads, "ServiceAccount")}
    for manifest in of_kind(cluster.workloads, "Deployment", "DaemonSet", "StatefulSet", "Job"):
        account = manifest["spec"]["template"]["spec"]["serviceAccountName"]
        assert (manifest["metadata"]["namespace"], account) in accounts


def test_every_service_finds_pods_that_listen_on_its_ports(cluster: FakeCluster) -> None:
    workloads = of_kind(cluster.workloads, "Deployment", "DaemonSet", "StatefulSet")
    for service in of_kind(cluster.workloads, "Service"):
        spec = service["spec"]
        found = [
            pod
            for w in workloads
            if w["metadata"]["namespace"] == service["metadata"]["namespace"]
            and spec["selector"].items()
            <= (pod := w["spec"]["template"])["metadata"]["labels"].items()
        ]
        assert len(found) == 1
        (container,) = found[0]["spec"]["containers"]
        listening = {port["containerPort"] for port in container["ports"]}
        assert {port["targetPort"] for port in spec["ports"]} <= listening


def test_what_asks_to_be_scraped_listens_there(cluster: FakeCluster) -> None:
    asking = 0
    for manifest in of_kind(cluster.workloads, "Deployment"):
        template = manifest["spec"]["template"]
        if port := template["metadata"]["annotations"].get("prometheus.io/port"):
            (container,) = template["spec"]["containers"]
            assert int(port) in {p["containerPort"] for p in container["ports"]}
            asking += 1
    assert asking == 5


def test_only_the_hub_has_argo_cd_and_external_dns() -> None:
    where = {
        name: {m["metadata"]["namespace"] for m in of_kind(c.workloads, "Service")}
        for name, c in CLUSTERS.items()
    }
    assert where["hub"] - where["spoke"] == {"argocd", "external-dns"}
    ports = {
        m["metadata"]["name"]: m["spec"]["ports"][0]["port"]
        for m in of_kind(CLUSTERS["hub"].workloads, "Service")
        if m["metadata"]["namespace"] == "argocd"
    }
    assert ports == {
        "argocd-metrics": 8082,
        "argocd-server-metrics": 8083,
        "argocd-repo-server": 8084,
        "argocd-applicationset-controller": 8080,
    }
