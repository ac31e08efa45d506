"""Installs ENV's collectors for real into a hub and a spoke: real control planes, fake nodes.

What the charts of kube-state-metrics and External Secrets would install is not: these charts come
from their repositories only. Their place is taken by the real kube-state-metrics, and by the kinds
of External Secrets with a Secret made here.
"""

import argparse
import json
import os
import sys
import tempfile
import time
from collections.abc import Generator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from alloy.roles import program
from charts.others import kube_state_metrics_values
from commands.engines.alloy import alloy_chart, find_alloy
from commands.engines.build import tool
from commands.kubernetes import external_secrets, fakes
from commands.kubernetes.cluster import Cluster
from commands.kubernetes.collectors import (
    COMPUTED,
    Installed,
    discover,
    expect_as_meant,
    synthesized_releases,
)
from commands.kubernetes.control_plane import ClusterSpec, binaries, clusters, run_folder
from commands.kubernetes.fakes import FakeCluster
from commands.kubernetes.helm import Helm, helm_for
from commands.kubernetes.metrics import kube_state_metrics
from commands.kubernetes.release import Block
from commands.kubernetes.state_shape import PATH, changes, recorded, shape, written
from commands.kubernetes.varied import VARIED
from settings import Environment, Problem, UserError, load_environment
from vocabulary import stacks
from vocabulary.collectors import Role

PATIENCE = 300
"""Seconds for pods of a cluster, or a roll-out, to be ready."""


@contextmanager
def step(title: str) -> Generator[None]:
    """Prints how long something took."""
    started = time.monotonic()
    yield
    print(f"{time.monotonic() - started:6.1f} s  {title}", flush=True)


def synthesized(environment: Environment, folder: Path) -> dict[str, Block]:
    """The Terraform JSON of the environment's collectors, by region."""
    from stacks.app import build_app  # noqa: PLC0415

    out = folder / "synthesized"
    out.mkdir()
    build_app(environment, out).synth()
    return {
        key: json.loads((out / "stacks" / stacks.collectors(key) / "cdk.tf.json").read_text())
        for key in environment.regions
    }


def install(helm: Helm, installed: Installed, stack: Block) -> None:
    """Installs every release of a stack, changes the first, and goes back."""
    cluster, namespace = installed.cluster, installed.environment.collectors.namespace
    with step(f"{cluster.name}: the kinds of External Secrets"):
        external_secrets.install(cluster)
    releases = [
        release.with_value("controller.minReadySeconds", 0)
        for release in synthesized_releases(stack)
    ]
    with step(f"{cluster.name}: {len(releases)} releases of Alloy"):
        for number, release in enumerate(releases):
            helm.upgrade_install(release)
            if number == 0:
                cluster.apply([external_secrets.secret(COMPUTED["name"], namespace)])
        cluster.wait_for_rollout("daemonset/alloy", namespace, timeout=PATIENCE)
        for release in releases[1:]:
            cluster.wait_for_rollout(f"statefulset/{release.name}", namespace, timeout=PATIENCE)
    with step(f"{cluster.name}: every collector as it was meant"):
        expect_as_meant(installed)
    changed = releases[0].with_value("alloy.extraEnv[0].value", "changed")
    for title, act in (
        ("upgraded", lambda: helm.upgrade_install(changed)),
        ("rolled back", lambda: helm.rollback(releases[0])),
    ):
        with step(f"{cluster.name}: {title} on every node"):
            act()
            cluster.wait_for_rollout("daemonset/alloy", namespace, timeout=PATIENCE)
    with step(f"{cluster.name}: still as it was meant"):
        expect_as_meant(installed)


def populate(cluster: Cluster, what: FakeCluster) -> None:
    """Creates a fake cluster's nodes and workloads and waits until all of it runs."""
    cluster.apply(what.nodes)
    cluster.wait_for("node --all", timeout=PATIENCE)
    cluster.apply(what.workloads)
    cluster.wait_for_workloads(what.workloads, timeout=PATIENCE)


def expect_recorded(exposition: str, *, record: bool) -> None:
    """Compares what kube-state-metrics tells with the record, or records it.

    Raises UserError with every difference.
    """
    live = shape(exposition)
    if record:
        PATH.write_text(written(live))
    elif found := list(changes(live, recorded(PATH.read_text()))):
        fix = "Record it with `python -m commands.clusters --record`, then mend the table."
        raise UserError([Problem("kube-state-metrics", "; ".join(found), fix)])


def rehearse(name: str, nodes: int, *, record: bool) -> None:
    """The whole of it, from nothing to nothing."""
    environment = load_environment(name)
    if environment.grafana is None:
        raise UserError([Problem(name, "It has no collectors.", "Add the table [grafana].")])
    chart = alloy_chart()
    if chart is None:
        fix = "Name the folder of the chart grafana/alloy in $ALLOY_CHART."
        raise UserError([Problem("alloy chart", "There is none on this machine.", fix)])
    engine = find_alloy(os.environ)
    if engine.lacks:
        print(engine.lacks)
    programs, helm, state_metrics = binaries(), tool("helm"), tool("kube-state-metrics")
    hub, spoke = environment.hub, environment.spokes[0]
    specs = {
        hub: (ClusterSpec(hub, pods="10.10.128.0/17"), fakes.hub(nodes)),
        spoke: (
            ClusterSpec(spoke, pods="10.20.128.0/17", services="172.21.0.0/16"),
            fakes.spoke(nodes),
        ),
    }
    with tempfile.TemporaryDirectory(prefix="lionpay-synth-") as synth:
        stacks_of = synthesized(environment, Path(synth))
        written = {key: program(environment, key, Role.NODE) for key in environment.regions}
    with run_folder() as folder, ExitStack() as stack:
        with step("two control planes"):
            running = stack.enter_context(
                clusters([spec for spec, _ in specs.values()], folder, programs)
            )
        for key, (_, what) in specs.items():
            cluster = running[key]
            with step(f"{key}: {len(what.nodes)} nodes, {what.pods} pods of services"):
                populate(cluster, what)
            installed = Installed(environment, key, cluster, written[key])
            install(helm_for(cluster, helm, {"alloy": chart}), installed, stacks_of[key])
            node = what.nodes[0]["metadata"]["name"]
            with step(f"{key}: the real Alloy finds its targets under the pods' account"):
                found = discover(installed, engine.path, node)
            print(f"{sum(found.values()):8} targets in {len(found)} discoveries of {key}")
            asked = kube_state_metrics_values(environment)["collectors"]
            resources = f"--resources={','.join(asked)}"
            if key == hub:
                cluster.apply(VARIED)
                cluster.wait_for_workloads(VARIED)
            with kube_state_metrics(cluster, state_metrics, [resources]) as metrics:
                metrics.wait_for("kube_pod_info", len(cluster.get("pods", "-A")["items"]))
                print(f"{len(metrics.series()):8} series from kube-state-metrics of {key}")
                if key == hub:
                    metrics.wait_for("kube_cronjob_info", 1)
                    expect_recorded(metrics.exposition(), record=record)
        with step("ended"):
            stack.close()
    print(
        "Left out: the charts of kube-state-metrics and External Secrets, which are in their"
        " repositories only; the NetworkPolicies are objects that no fake node enforces."
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--nodes", type=int, default=fakes.NODES)
    parser.add_argument(
        "--record", action="store_true", help="record anew what kube-state-metrics tells"
    )
    options = parser.parse_args()
    try:
        rehearse(os.environ.get("ENV", "prod"), options.nodes, record=options.record)
    except UserError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
