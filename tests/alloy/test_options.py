"""Options of the collectors at work: logs through the API server, the cluster role, four digits."""

import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from alloy.program import Use, compose
from alloy.roles import LOG_ROOT
from alloy.text import Expr, env
from commands.conformance.cli import validation_errors
from commands.conformance.engine import Engine
from commands.conformance.exposition import exposition, gauge
from commands.conformance.fakes.kube_objects import (
    endpoint_slice_object,
    event_object,
    service_object,
)
from commands.conformance.fakes.scraped import Scraped
from commands.conformance.receiving.values import LogEntry
from commands.conformance.region import Collector, Region, with_collectors
from settings.collectors import ClusterRole, Logs
from tests.alloy.conftest import hub_environment
from tests.alloy.pods import CHECKOUT, PODS, SANDBOX, SERVER
from tests.alloy.test_otlp import CARD, named
from vocabulary.collectors import EnvVar, Role

pytestmark = [pytest.mark.engine, pytest.mark.xdist_group("options")]

WAIT = 90


@dataclass(frozen=True)
class Cluster:
    """A node that reads logs through the API server, and a collector for what is there once."""

    region: Region
    node: Collector
    shared: Collector
    asked_by_node: tuple[str, ...]
    """Of the API server."""

    def entries(self, marker: str) -> list[LogEntry]:
        return [entry for entry in self.region.receiver.log_entries() if marker in entry.line]

    def arrived(self, marker: str) -> LogEntry:
        """The one entry with a marker."""
        self.region.receiver.wait_for(lambda _: self.entries(marker), WAIT)
        (entry,) = self.entries(marker)
        return entry


@pytest.fixture(scope="module")
def cluster(alloy: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    logs = Logs(source="kubernetes", keep_last_four=True, deny_namespaces=("sandbox",))
    environment = with_collectors(
        hub_environment(), logs=logs, cluster_role=ClusterRole(enabled=True)
    )
    folder = tmp_path_factory.mktemp("options")
    state = Scraped({"/metrics": exposition([gauge("kube_pod_info", ({"pod": "a"}, 1))])})
    with Region(alloy, folder, environment, pods=PODS) as region, state:
        labels = {"app.kubernetes.io/name": "kube-state-metrics"}
        region.kube.put(
            service_object("monitoring", "state", {"http": 8080}, labels),
            endpoint_slice_object("monitoring", "state", {"http": state.port}),
        )
        with region.collector() as node:
            # By then it has asked for all that its program asks for.
            asked = region.kube.asked()
            with region.collector(Role.CLUSTER, peers=()) as shared:
                yield Cluster(region, node, shared, asked)


def test_logs_come_through_the_api_server_with_the_same_labels(cluster: Cluster) -> None:
    cluster.region.kube.write(CHECKOUT, "p-line INFO done", "p-debug DEBUG no", "p-end WARN x")
    cluster.region.kube.write(CHECKOUT, "p-proxy ERROR up", container="istio-proxy")
    cluster.region.kube.write(SERVER, "p-argocd")
    cluster.region.kube.write(SANDBOX, "p-denied")
    # Nothing is read from the disk, even if it is there.
    cluster.region.logs.container(CHECKOUT).write("p-file")
    entry = cluster.arrived("p-line")
    assert entry.line == "p-line INFO done"
    assert entry.labels == {
        "app": "checkout",
        "cluster": "lionpay-prod-seoul",
        "container": "checkout",
        "environment": "prod",
        "job": "shop/checkout",
        "level": "info",
        "namespace": "shop",
        "region": "ap-northeast-2",
    }
    assert entry.structured_metadata["pod"] == CHECKOUT.name
    assert entry.structured_metadata["node"] == "node-1"
    assert cluster.arrived("p-proxy").labels["container"] == "istio-proxy"
    assert cluster.arrived("p-argocd").labels["job"] == "argocd"
    assert cluster.arrived("p-end").labels["level"] == "warn"
    for absent in ("p-debug", "p-denied", "p-file"):
        assert not cluster.entries(absent)


def test_a_card_number_keeps_its_last_four_digits_and_no_more(cluster: Cluster) -> None:
    cluster.region.kube.write(CHECKOUT, f"p-card {CARD} and 5555 5555 5555 4444 cvc=737")
    assert cluster.arrived("p-card").line == "p-card [PAN-1111] and [PAN-4444] cvc=[CVC]"


def test_events_come_from_the_cluster_role_once(cluster: Cluster) -> None:
    event = event_object("shop", "e-1", "BackOff", f"p-event {CARD}", CHECKOUT)
    cluster.region.kube.put(event)
    entry = cluster.arrived("p-event")
    assert entry.labels["job"] == "kubernetes-events"
    assert CARD not in entry.line


def test_what_is_there_once_is_scraped_by_the_cluster_role_alone(cluster: Cluster) -> None:
    receiver = cluster.region.receiver
    receiver.wait_for(lambda r: named(r.samples(), "kube_pod_info"), WAIT)
    receiver.wait_for(lambda r: named(r.samples(), "up", job="kubelet"), WAIT)
    assert {s.labels["role"] for s in named(receiver.samples(), "kube_pod_info")} == {"cluster"}
    assert {s.labels["role"] for s in named(receiver.samples(), "up", job="kubelet")} == {"node"}
    watched = {found.split("?")[0] for found in cluster.asked_by_node}
    assert not {path for path in watched if path.endswith(("/services", "/endpointslices"))}
    assert not {path for path in watched if path.endswith("/events")}


def test_no_raw_data_can_be_watched_at_the_collectors_port(cluster: Cluster) -> None:
    for collector in (cluster.node, cluster.shared):
        refused = watch(collector.engine, "mask_logs.all/loki.process.mask")
        assert "live debugging service is disabled" in refused


def test_with_debugging_raw_data_can_be_watched(alloy: Path) -> None:
    """So that the test above would see it."""
    text = 'livedebugging {\n\tenabled = true\n}\nloki.process "raw" {\n\tforward_to = []\n}\n'
    with Engine(alloy, text) as engine:
        assert watch(engine, "loki.process.raw") == ""


def watch(engine: Engine, component: str) -> str:
    """Why the engine does not show what goes through a component; empty if it does."""
    url = f"http://{engine.address}/api/v0/web/debug/{component}"
    try:
        with urllib.request.urlopen(url, timeout=10):
            return ""
    except urllib.error.HTTPError as refused:
        return refused.read().decode()


def test_the_journals_module_is_valid_and_starts_and_this_engine_reads_none(alloy: Path) -> None:
    """Alloy's executable reads journals with cgo only, which ours is built without.

    So what the lines look like is not proven here.
    """
    told = {
        "forward_to": (Expr("loki.echo.end.receiver"),),
        "log_root": LOG_ROOT,
        "first_read_max_age": "1h",
        "node": env(EnvVar.NODE),
    }
    text = compose("journal", "prod", [Use("logs_journal", "this", told)])
    text += '\nloki.echo "end" { }\n'
    assert validation_errors(alloy, text) == []
    with Engine(alloy, text, env={EnvVar.NODE: "node-1"}) as engine:
        assert "loki.source.journal" in {found.name for found in engine.components()}
        assert "must be ran on linux with journal support" in engine.log()
