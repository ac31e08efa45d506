"""Brings up a hub and a spoke with fake nodes, installs the real chart, and prints the timings."""

import argparse
import signal
import sys
import time
from collections.abc import Generator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import FrameType

import yaml

from commands.engines.alloy import alloy_chart
from commands.engines.build import tool
from commands.kubernetes import fakes
from commands.kubernetes.cluster import Cluster, ServiceAccount
from commands.kubernetes.control_plane import ClusterSpec, binaries, clusters, run_folder
from commands.kubernetes.fakes import FakeCluster
from commands.kubernetes.helm import Helm, helm_for
from commands.kubernetes.metrics import kube_state_metrics
from commands.kubernetes.release import HelmRelease, read_release
from settings import Problem, UserError

NAMESPACE = "monitoring"
PATIENCE = 300
"""Seconds for the fake pods of a cluster, or for a roll-out, to be ready."""


@contextmanager
def step(title: str) -> Generator[None]:
    """Prints how long something took."""
    started = time.monotonic()
    yield
    print(f"{time.monotonic() - started:6.1f} s  {title}", flush=True)


def release(level: str = "info") -> HelmRelease:
    """Alloy on every node, as a block of Terraform's JSON would have it."""
    values = {
        "alloy": {
            "configMap": {"content": f'logging {{ level = "{level}" }}\n// $${{kept}}\n'},
            "enableReporting": False,
        },
        # A changed config restarts the pods.
        "configReloader": {"enabled": False},
        "controller": {
            # The chart waits 10 s for each batch of pods.
            "minReadySeconds": 0,
            "tolerations": [{"operator": "Exists"}],
            "updateStrategy": {"rollingUpdate": {"maxUnavailable": "25%"}},
        },
        "crds": {"create": False},
    }
    return read_release(
        {
            "name": "alloy",
            "chart": "alloy",
            "namespace": NAMESPACE,
            "create_namespace": True,
            "values": [yaml.safe_dump(values)],
        }
    )


def populate(cluster: Cluster, what: FakeCluster) -> None:
    """Creates a fake cluster's nodes and workloads and waits until all of it runs."""
    name = cluster.name
    with step(f"{name}: {len(what.nodes)} nodes ready"):
        cluster.apply(what.nodes)
        cluster.wait_for("node --all", timeout=PATIENCE)
    with step(f"{name}: {what.pods} pods of {len(what.workloads)} objects running"):
        cluster.apply(what.workloads)
        cluster.wait_for_workloads(what.workloads, timeout=PATIENCE)


def install(helm: Helm, cluster: Cluster) -> None:
    """Installs Alloy, changes it and goes back, each until it runs on every node."""
    daemonset = "daemonset/alloy"
    for title, act in (
        ("installed", lambda: helm.upgrade_install(release())),
        ("upgraded", lambda: helm.upgrade_install(release("warn"))),
        ("rolled back", lambda: helm.rollback(release())),
    ):
        with step(f"{cluster.name}: Alloy {title} on every node"):
            act()
            cluster.wait_for_rollout(daemonset, NAMESPACE, timeout=PATIENCE)
    status = cluster.get(daemonset, "-n", NAMESPACE)["status"]
    nodes = len(cluster.get("nodes")["items"])
    if status["numberReady"] != nodes or status["updatedNumberScheduled"] != nodes:
        raise SystemExit(f"{cluster.name}: {status} on {nodes} nodes")


def ask_authorizer(cluster: Cluster) -> None:
    """Asks the real authorizer about two service accounts, and the API with one's token."""
    collector = ServiceAccount(NAMESPACE, "alloy")
    service = ServiceAccount("lionpay", "payment-api")
    with step(f"{cluster.name}: the authorizer was asked"):
        told = {
            "the collector lists pods": cluster.can_i(collector, "list", "pods"),
            "the collector reads metrics": cluster.can_i(collector, "get", "/metrics"),
            "a service lists no pods": not cluster.can_i(service, "list", "pods"),
            "nor reads secrets": not cluster.can_i(service, "get", "secrets", "lionpay"),
            "the collector's token": cluster.acting_as(collector).get("pods", "-A")["items"] != [],
            "a service's token": refused(cluster.acting_as(service)),
        }
    if wrong := [what for what, is_so in told.items() if not is_so]:
        raise UserError([Problem(cluster.name, f"Not so: {', '.join(wrong)}", "See its RBAC.")])


def refused(cluster: Cluster) -> bool:
    """Whether a cluster refuses to list secrets."""
    try:
        cluster.get("secrets", "-A")
    except UserError as error:
        return "Forbidden" in str(error)
    return False


def measure(cluster: Cluster, program: Path) -> None:
    """Counts what the real kube-state-metrics tells."""
    pods = len(cluster.get("pods", "-A")["items"])
    with kube_state_metrics(cluster, program) as metrics:
        with step(f"{cluster.name}: kube-state-metrics tells of all pods"):
            metrics.wait_for("kube_pod_info", pods)
        print(f"{len(metrics.series()):8} series from kube-state-metrics of {cluster.name}")


def smoke(nodes: int) -> None:
    """The whole of it, from nothing to nothing."""
    chart = alloy_chart()
    if chart is None:
        fix = "Name the folder of the chart grafana/alloy in $ALLOY_CHART."
        raise UserError([Problem("alloy chart", "There is none on this machine.", fix)])
    programs, helm = binaries(), tool("helm")
    state_metrics = tool("kube-state-metrics")
    specs = [
        ClusterSpec("hub", pods="10.10.128.0/17"),
        ClusterSpec("spoke", pods="10.20.128.0/17", services="172.21.0.0/16"),
    ]
    with run_folder() as folder, ExitStack() as stack:
        with step("two control planes"):
            running = stack.enter_context(clusters(specs, folder, programs))
        for name, what in (("hub", fakes.hub(nodes)), ("spoke", fakes.spoke(nodes))):
            populate(running[name], what)
            install(helm_for(running[name], helm, {"alloy": chart}), running[name])
            ask_authorizer(running[name])
            measure(running[name], state_metrics)
        print(f"{memory_of_children() / 2**20:8.0f} MiB of memory in all")
        with step("ended"):
            stack.close()


def memory_of_children() -> int:
    """Bytes that the programs below this one hold, shared pages counted once (Linux; else 0)."""
    total = 0
    for tasks in Path("/proc/self/task").glob("*/children"):
        for child in tasks.read_text().split():
            rollup = Path(f"/proc/{child}/smaps_rollup").read_text()
            total += sum(
                int(line.split()[1]) * 1024
                for line in rollup.splitlines()
                if line.startswith("Pss:")
            )
    return total


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m commands.kubernetes", description=__doc__)
    parser.add_argument("--nodes", type=int, default=fakes.NODES)
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, _end)
    try:
        smoke(options.nodes)
    except UserError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


def _end(number: int, _: FrameType | None) -> None:
    """So that a cancelled CI job ends its servers in their order, too."""
    sys.exit(128 + number)


if __name__ == "__main__":
    sys.exit(main())
