"""The fakes speak as what they stand for."""

import datetime as dt
import json
import ssl
import urllib.error
import urllib.request
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest

from commands.conformance import exposition
from commands.conformance.fakes.application import DOTNET_BOUNDS, DURATION, application
from commands.conformance.fakes.argocd import CONTROLLER, SERVER, ArgoCd
from commands.conformance.fakes.cluster import COREDNS, LEDGER, SHOP, Pod
from commands.conformance.fakes.coredns import coredns
from commands.conformance.fakes.external_dns import external_dns
from commands.conformance.fakes.kube_api import KubeApi
from commands.conformance.fakes.kube_objects import (
    endpoint_slice_object,
    namespace_object,
    node_object,
    pod_object,
)
from commands.conformance.fakes.kube_state_metrics import kube_state_metrics
from commands.conformance.fakes.kubelet import CADVISOR, METRICS, PROBES, RESOURCE, kubelet
from commands.conformance.fakes.pod_logs import LINE_LIMIT, PodLogs, compress
from commands.conformance.fakes.scraped import Scraped
from commands.conformance.receiving.certificates import self_signed


def get(url: str, context: ssl.SSLContext | None = None) -> str:
    with urllib.request.urlopen(url, timeout=10, context=context) as answer:  # noqa: S310
        return answer.read().decode()


def scrape(scraped: Scraped, path: str = "/metrics") -> exposition.Metrics:
    return exposition.parse(get(f"http://{scraped.address}{path}"))


def test_an_exposition_is_read_as_it_was_written() -> None:
    hard = {"path": 'C:\\x "y"\nz, {w}'}
    family = exposition.counter("requests_total", (hard, 2.5), ({}, 1e21))
    metrics = exposition.parse(exposition.exposition([family]))
    assert metrics == {"requests_total": [(hard, 2.5), ({}, 1e21)]}
    assert exposition.total(metrics, "requests_total", path=hard["path"]) == 2.5
    assert exposition.total(metrics, "absent") == 0


def test_a_kubelet_knows_its_own_pods_and_series_without_a_container() -> None:
    with kubelet("node-1") as server:
        found = scrape(server, CADVISOR)["container_memory_working_set_bytes"]
        assert {labels["pod"] for labels, _ in found} >= {"", SHOP.name, LEDGER.name}
        assert COREDNS.name not in {labels["pod"] for labels, _ in found}
        assert any(labels["pod"] and not labels["container"] for labels, _ in found)
        assert any(labels["container"] and labels["image"] for labels, _ in found)
        assert "kubelet_running_pods" in scrape(server, METRICS)
        assert "container_cpu_usage_seconds_total" in scrape(server, RESOURCE)
        assert "prober_probe_total" in scrape(server, PROBES)


def test_a_kubelet_can_speak_tls() -> None:
    certificate = self_signed()
    with kubelet(certificate=certificate) as server:
        trusting = ssl.create_default_context(cadata=certificate.certificate)
        assert "container_" in get(f"https://{server.address}{CADVISOR}", trusting)


def test_a_scraped_server_counts_changes_and_goes_down() -> None:
    with coredns() as server:
        assert "coredns_dns_requests_total" in scrape(server)
        server.change("/metrics", "other 1\n")
        assert scrape(server) == {"other": [({}, 1.0)]}
        assert server.scrapes() == 2
        server.down()
        with pytest.raises(urllib.error.URLError):
            scrape(server)
        server.up()
        assert scrape(server)


def test_kube_state_metrics_tells_of_pods_deployments_and_nodes() -> None:
    with kube_state_metrics() as server:
        metrics = scrape(server)
    assert exposition.total(metrics, "kube_pod_status_phase", pod=SHOP.name) == 1
    assert exposition.total(metrics, "kube_deployment_spec_replicas", deployment="ledger") == 2
    ready = {"condition": "Ready", "status": "true", "node": "node-1"}
    assert exposition.total(metrics, "kube_node_status_condition", **ready) == 1


def test_argo_cd_has_four_components() -> None:
    with ArgoCd() as argocd, external_dns() as external:
        assert len(argocd.addresses) == 4
        info = scrape(argocd.components[CONTROLLER])["argocd_app_info"]
        assert ("Degraded", "OutOfSync") in {
            (labels["health_status"], labels["sync_status"]) for labels, _ in info
        }
        assert "argocd_app_info" not in scrape(argocd.components[SERVER])
        assert "external_dns_registry_errors_total" in scrape(external)


def test_an_application_spells_its_bounds_as_its_platform_does() -> None:
    with application() as java, application(bounds=DOTNET_BOUNDS) as dotnet:
        spelled = [
            {labels["le"] for labels, _ in scrape(server)[f"{DURATION}_bucket"]}
            for server in (java, dotnet)
        ]
    assert "1.0" in spelled[0] and "1" not in spelled[0]
    assert "1" in spelled[1] and "1.0" not in spelled[1]


def listed(api: KubeApi, path: str) -> list[str]:
    return [item["metadata"]["name"] for item in json.loads(get(api.url + path))["items"]]


def watched(api: KubeApi, path: str) -> Generator[dict[str, Any]]:
    with urllib.request.urlopen(api.url + path, timeout=10) as answer:  # noqa: S310
        for line in answer:
            yield json.loads(line)


def test_the_kubernetes_api_lists_by_namespace_field_and_label() -> None:
    pods = [pod_object(pod) for pod in (SHOP, LEDGER, COREDNS)]
    slice_ = endpoint_slice_object("shop", "ledger", {"http": 8080}, [LEDGER])
    with KubeApi(*pods, node_object("node-1"), namespace_object("shop"), slice_) as api:
        assert listed(api, "/api/v1/pods") == [SHOP.name, LEDGER.name, COREDNS.name]
        assert listed(api, "/api/v1/namespaces/kube-system/pods") == [COREDNS.name]
        assert listed(api, "/api/v1/pods?fieldSelector=spec.nodeName%3Dnode-2") == [COREDNS.name]
        assert listed(api, "/api/v1/pods?labelSelector=k8s-app") == [COREDNS.name]
        assert listed(api, "/api/v1/pods?labelSelector=k8s-app%21%3Dkube-dns,%21x") == [
            SHOP.name,
            LEDGER.name,
        ]
        assert listed(api, "/apis/discovery.k8s.io/v1/endpointslices") == ["ledger-abcde"]
        assert json.loads(get(f"{api.url}/api/v1/nodes/node-1"))["kind"] == "Node"
        with pytest.raises(urllib.error.HTTPError, match="404"):
            get(f"{api.url}/api/v1/secrets")
        assert "/api/v1/secrets" in api.asked()


def test_a_watch_tells_what_is_there_and_what_changes() -> None:
    late = Pod("shop", "late", "uid-late", "node-1")
    elsewhere = Pod("shop", "elsewhere", "uid-elsewhere", "node-2")
    with KubeApi(pod_object(SHOP)) as api:
        events = watched(
            api,
            "/api/v1/pods?watch=true&sendInitialEvents=true&fieldSelector=spec.nodeName%3Dnode-1",
        )
        assert (first := next(events))["type"] == "ADDED"
        assert first["object"]["metadata"]["name"] == SHOP.name
        bookmark = next(events)
        assert bookmark["object"]["metadata"]["annotations"]["k8s.io/initial-events-end"] == "true"
        api.put(pod_object(elsewhere), pod_object(late))
        assert next(events)["object"]["metadata"]["name"] == "late"
        api.put(pod_object(late))
        assert next(events)["type"] == "MODIFIED"
        api.delete(pod_object(late))
        assert next(events)["type"] == "DELETED"
        events.close()


def test_a_kubeconfig_leads_to_the_fake(tmp_path: Path) -> None:
    with KubeApi() as api:
        config = json.loads(api.write_kubeconfig(tmp_path / "config").read_text())
        assert config["clusters"][0]["cluster"]["server"] == api.url


def test_a_line_is_written_as_containerd_writes_it(tmp_path: Path) -> None:
    with PodLogs(tmp_path) as logs:
        log = logs.container(SHOP)
        log.write("paid", stream="stderr")
        log.write_parts(["4111 1111 ", "1111 1111"])
        folder = tmp_path / f"{SHOP.namespace}_{SHOP.name}_{SHOP.uid}" / "checkout"
        assert log.path == folder / "0.log"
        lines = [line.split(" ", 3) for line in log.path.read_text().splitlines()]
    assert [line[1:] for line in lines] == [
        ["stderr", "F", "paid"],
        ["stdout", "P", "4111 1111 "],
        ["stdout", "F", "1111 1111"],
    ]
    assert dt.datetime.fromisoformat(lines[0][0]).tzinfo is dt.UTC
    assert len(lines[0][0]) == len("2026-01-01T00:00:00.000000000Z")


def test_a_long_line_is_split_at_the_limit_even_within_a_character(tmp_path: Path) -> None:
    line = "x" * (LINE_LIMIT - 1) + "카" + "y"
    with PodLogs(tmp_path) as logs:
        log = logs.container(LEDGER)
        log.write(line)
        parts = [part.split(b" ", 3) for part in log.path.read_bytes().splitlines()]
    assert [part[2] for part in parts] == [b"P", b"F"]
    assert len(parts[0][3]) == LINE_LIMIT
    assert b"".join(part[3] for part in parts).decode() == line


def test_a_log_is_rotated_truncated_and_started_anew(tmp_path: Path) -> None:
    with PodLogs(tmp_path) as logs:
        log = logs.container(LEDGER)
        log.write("before")
        first = log.path
        rotated = log.rotate(dt.datetime(2026, 1, 2, 3, 4, 5, tzinfo=dt.UTC))
        assert rotated == first.with_name("0.log.20260102-030405")
        assert "before" in rotated.read_text()
        assert (log.path, log.path.read_text()) == (first, "")
        assert compress(rotated).suffix == ".gz"
        log.write("gone")
        log.truncate()
        log.write("after")
        assert log.path.read_text().endswith("F after\n")
        assert "gone" not in log.path.read_text()
        log.restart()
        assert log.path.name == "1.log"
