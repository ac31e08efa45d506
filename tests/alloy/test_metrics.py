"""What is scraped in a hub with three clustered collectors: everything, once, with its labels."""

import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from commands.conformance.exposition import counter, exposition, total
from commands.conformance.fakes.application import (
    DOTNET_BOUNDS,
    DURATION,
    JAVA_BOUNDS,
    application,
)
from commands.conformance.fakes.argocd import ArgoCd
from commands.conformance.fakes.coredns import coredns
from commands.conformance.fakes.external_dns import external_dns
from commands.conformance.fakes.kube_objects import endpoint_slice_object, service_object
from commands.conformance.fakes.kube_state_metrics import kube_state_metrics
from commands.conformance.fakes.kubelet import CADVISOR
from commands.conformance.fakes.scraped import Scraped
from commands.conformance.receiving.values import Sample
from commands.conformance.region import Collector, Region, quick
from commands.conformance.waiting import wait_until
from settings import load_environment
from telemetry.environment import collected
from tests.alloy.conftest import with_made_up
from tests.alloy.pods import CHECKOUT, DNS, LEDGERS, PODS, SCRAPED, SILENT, TOOLS
from tests.conformance.wire import post_write_request

pytestmark = [pytest.mark.engine, pytest.mark.xdist_group("three")]

NODES = ("node-1", "node-2", "node-3")
INTERVAL = 2
WINDOW = 5 * INTERVAL
WAIT = 90

ONCE = {
    "kube-state-metrics": "kube_pod_info",
    "apiserver": "apiserver_request_total",
    "coredns": "coredns_dns_requests_total",
    "argocd-application-controller": "argocd_app_info",
    "argocd-server": "argocd_redis_request_total",
    "argocd-repo-server": "argocd_git_request_total",
    "argocd-applicationset-controller": "argocd_appset_reconcile_count",
    "external-dns": "external_dns_controller_last_sync_timestamp_seconds",
    "shop/checkout": f"{DURATION}_bucket",
    "shop/ledger": f"{DURATION}_bucket",
}
"""What one peer alone scrapes: the job, and a metric of it."""
EACH = ("kubelet", "cadvisor", "node-exporter", "alloy")
"""What each node scrapes of itself."""


class Targets:
    """Everything that is scraped besides the kubelets, where the real ones listen."""

    def __init__(self, region: Region) -> None:
        self.java = application("checkout", JAVA_BOUNDS)
        self.dotnet = application("ledger", DOTNET_BOUNDS)
        self.silent = application("silent")
        self.dns = coredns()
        self.state = kube_state_metrics(PODS)
        requests = counter("apiserver_request_total", ({"code": "200", "verb": "GET"}, 42))
        self.api = Scraped({"/metrics": exposition([requests])}, region.certificate)
        found = {**ArgoCd().components, "external-dns": external_dns()}
        for pod in TOOLS:
            found[pod.app].move(pod.ip, pod.ports["metrics"])
        self.java.move(CHECKOUT.ip, 8081)
        self.dotnet.move(LEDGERS.ip, LEDGERS.ports["metrics"])
        self.silent.move(SILENT.ip, SILENT.ports["metrics"])
        self.dns.move(DNS.ip, DNS.ports["metrics"])
        self.tools = found
        region.kube.put(
            service_object("default", "kubernetes", {"https": 443}),
            endpoint_slice_object("default", "kubernetes", {"https": self.api.port}),
            service_object(
                "monitoring",
                "state",
                {"http": 8080},
                {"app.kubernetes.io/name": "kube-state-metrics"},
                SCRAPED,
            ),
            endpoint_slice_object("monitoring", "state", {"http": self.state.port}),
            # As EKS has it: annotated, too.
            service_object(
                "kube-system",
                "kube-dns",
                {"metrics": 9153},
                {"k8s-app": "kube-dns"},
                {**SCRAPED, "prometheus.io/port": "9153"},
            ),
            endpoint_slice_object("kube-system", "kube-dns", {"metrics": 9153}, [DNS]),
        )

    def all(self) -> tuple[Scraped, ...]:
        apart = (self.java, self.dotnet, self.silent, self.dns, self.state, self.api)
        return (*apart, *self.tools.values())


@dataclass(frozen=True)
class Scene:
    """The running hub, and what arrived in a while in which nothing changed."""

    region: Region
    nodes: tuple[Collector, ...]
    targets: Targets
    samples: tuple[Sample, ...]
    seconds: float

    def of(self, metric: str, **labels: str) -> list[Sample]:
        return [s for s in self.samples if s.name == metric and labels.items() <= s.labels.items()]


@pytest.fixture(scope="module")
def scene(alloy: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    environment = with_made_up(quick(load_environment("prod"), f"{INTERVAL}s"))
    folder = tmp_path_factory.mktemp("three")
    with ExitStack() as stack:
        region = stack.enter_context(Region(alloy, folder, environment, pods=PODS, nodes=NODES))
        targets = Targets(region)
        for target in targets.all():
            stack.enter_context(target)
        nodes: list[Collector] = []
        for name in NODES:
            nodes.append(stack.enter_context(region.collector(node=name, peers=tuple(nodes))))
        for node in nodes:
            wait_until("the peers know each other", lambda node=node: peers(node) == 3, WAIT)
        region.receiver.wait_for(lambda r: not missing(r.samples()), WAIT)
        # Targets that moved when the last peer came are scraped by their new owner only.
        time.sleep(2 * INTERVAL)
        begin = time.time()
        time.sleep(WINDOW)
        end = time.time()
        region.receiver.wait_for(
            lambda r: max(s.timestamp_ms for s in r.samples()) / 1000 > end, WAIT
        )
        samples = tuple(
            s for s in region.receiver.samples() if begin <= s.timestamp_ms / 1000 <= end
        )
        yield Scene(region, tuple(nodes), targets, samples, end - begin)


def peers(node: Collector) -> float:
    return total(node.engine.metrics(), "cluster_node_peers")


def missing(samples: tuple[Sample, ...]) -> list[str]:
    jobs = {(s.labels.get("job"), s.labels.get("instance")) for s in samples if s.name == "up"}
    once = [job for job in ONCE if job not in {found for found, _ in jobs}]
    each = [f"{job} {node}" for job in EACH for node in NODES if (job, node) not in jobs]
    return once + each


def test_every_target_is_there_and_up(scene: Scene) -> None:
    assert not missing(scene.samples)
    assert {s.value for s in scene.of("up")} == {1.0}
    jobs = {s.labels["job"] for s in scene.of("up")}
    assert jobs == {*ONCE, *EACH}


@pytest.mark.parametrize("job", ONCE)
def test_what_is_there_once_is_scraped_by_one_peer(scene: Scene, job: str) -> None:
    ups = scene.of("up", job=job)
    assert len({s.labels["instance"] for s in ups}) == 1
    assert len(ups) <= scene.seconds / INTERVAL + 1
    assert scene.of(ONCE[job], job=job)


def test_no_series_is_written_twice(scene: Scene) -> None:
    counts = Counter(tuple(sorted(s.labels.items())) for s in scene.samples)
    allowed = scene.seconds / INTERVAL + 1
    assert [dict(labels) for labels, count in counts.items() if count > allowed] == []


@pytest.mark.parametrize("job", EACH)
def test_what_only_a_node_can_see_comes_from_each_node(scene: Scene, job: str) -> None:
    assert {s.labels["instance"] for s in scene.of("up", job=job)} == set(NODES)


def test_a_kubelet_is_asked_by_its_own_node_only(scene: Scene) -> None:
    for kubelet in scene.region.kubelets.values():
        before = kubelet.scrapes(CADVISOR)
        time.sleep(2 * INTERVAL)
        assert 1 <= kubelet.scrapes(CADVISOR) - before <= 3


def test_every_series_says_where_it_is_from(scene: Scene) -> None:
    outer = ("cluster", "environment", "region")
    places = {tuple(s.labels[name] for name in outer) for s in scene.samples}
    assert places == {("lionpay-prod-seoul", "prod", "ap-northeast-2")}
    assert {s.labels["role"] for s in scene.samples} == {"node"}


def test_argo_cd_tells_of_health_and_sync(scene: Scene) -> None:
    found = {
        s.labels["name"]: (
            s.labels["health_status"],
            s.labels["sync_status"],
            s.labels["namespace"],
        )
        for s in scene.of("argocd_app_info")
    }
    assert found["ledger"] == ("Degraded", "OutOfSync", "argocd")
    failed = scene.of("argocd_app_sync_total", name="ledger", phase="Failed")
    assert {s.value for s in failed} == {2.0}
    assert {s.labels["service"] for s in failed} == {"argocd-application-controller"}


def test_what_arrives_is_what_is_used_and_no_more(scene: Scene) -> None:
    collection = collected(scene.region.environment)
    kept = {name for shipped in collection.ways.values() for name in shipped.names}
    assert {s.name for s in scene.samples} <= kept
    # Each of these is told by a fake, and nobody asks for it.
    assert not {"kube_pod_tolerations", "container_tasks_state", "node_memory_Active_bytes"} & kept
    dropped = {s.name for s in scene.samples} & {"kube_pod_tolerations", "container_tasks_state"}
    assert not dropped


def test_what_is_dropped_can_be_counted(scene: Scene) -> None:
    metrics = scene.nodes[0].engine.metrics()
    of = {"component_path": "/keep_metrics.cadvisor"}
    processed = total(metrics, "alloy_prometheus_relabel_metrics_processed", **of)
    written = total(metrics, "alloy_prometheus_relabel_metrics_written", **of)
    assert processed > written > 0


def test_the_state_of_objects_keeps_their_own_labels(scene: Scene) -> None:
    running = scene.of("kube_pod_status_phase", pod=CHECKOUT.name, phase="Running")
    assert {(s.labels["namespace"], s.value) for s in running} == {("shop", 1.0)}
    assert not [s for s in scene.samples if "uid" in s.labels]


def test_cadvisor_is_without_sums_and_hashes(scene: Scene) -> None:
    memory = scene.of("container_memory_working_set_bytes", job="cadvisor")
    assert memory
    assert all(s.labels.get("container") and s.labels["pod"] for s in memory)
    cadvisor = [s for s in scene.samples if s.labels.get("job") == "cadvisor"]
    assert not {"id", "name", "image"} & {name for s in cadvisor for name in s.labels}


def test_a_pod_with_several_ports_is_one_target(scene: Scene) -> None:
    for pod, instance in ((CHECKOUT, "8081"), (LEDGERS, "9464")):
        ups = scene.of("up", pod=pod.name, namespace="shop")
        assert {s.labels["instance"] for s in ups} == {f"{pod.ip}:{instance}"}
        assert {s.labels["service"] for s in ups} == {pod.app}
        assert {s.labels["node"] for s in ups} == {"node-1"}
    assert scene.targets.java.scrapes("/actuator/prometheus") and not scene.targets.java.scrapes()
    assert not scene.targets.silent.scrapes()


def test_bounds_of_histograms_have_one_spelling(scene: Scene) -> None:
    java = {s.labels["le"] for s in scene.of(f"{DURATION}_bucket", service="checkout")}
    dotnet = {s.labels["le"] for s in scene.of(f"{DURATION}_bucket", service="ledger")}
    assert java == dotnet == {"0.005", "0.1", "0.5", "1", "2.5", "+Inf"}
    one = scene.of(
        f"{DURATION}_bucket", service="checkout", le="1", http_response_status_code="200"
    )
    assert {s.value for s in one} == {100.0}


def test_what_is_pushed_arrives_with_its_place(scene: Scene) -> None:
    labels = {"__name__": "batch_rows_total", "job": "nightly"}
    post_write_request(scene.nodes[1].push_url, labels, 7.0, int(time.time() * 1000))

    def pushed() -> list[Sample]:
        return [s for s in scene.region.receiver.samples() if s.name == "batch_rows_total"]

    scene.region.receiver.wait_for(lambda _: pushed(), WAIT)
    assert {(s.value, s.labels["cluster"]) for s in pushed()} == {(7.0, "lionpay-prod-seoul")}
