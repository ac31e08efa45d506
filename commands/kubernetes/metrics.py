"""Runs the real kube-state-metrics against a cluster."""

import urllib.error
import urllib.request
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from commands.kubernetes.cluster import Cluster, ServiceAccount
from commands.kubernetes.processes import LOOPBACK, Running, free_ports, running

START = 60
"""Seconds."""


@dataclass(frozen=True)
class StateMetrics:
    """A kube-state-metrics that runs.

    url: where its metrics are.
    """

    url: str
    running: Running

    def exposition(self) -> str:
        """All that it tells now, in Prometheus' text format."""
        with urllib.request.urlopen(self.url, timeout=30) as answer:  # noqa: S310
            return answer.read().decode()

    def series(self) -> list[str]:
        """The exposition's series, one a line, without the comments."""
        return [line for line in self.exposition().splitlines() if not line.startswith("#")]

    def wait_for(self, metric: str, count: int, timeout: float = START) -> None:
        """Waits until a metric has at least so many series: it is ready before it has read all."""

        def is_there() -> bool:
            return sum(s.startswith(f"{metric}{{") for s in self.series()) >= count

        self.running.wait_until(f"{count} series of {metric}", is_there, timeout)


@contextmanager
def kube_state_metrics(
    cluster: Cluster,
    program: Path,
    arguments: Sequence[str] = (),
    who: ServiceAccount | None = None,
) -> Generator[StateMetrics]:
    """Runs kube-state-metrics until the block ends.

    who: the service account that it reads with; the administrator where None.
    arguments: further flags, for example `--metric-labels-allowlist=pods=[app]`.
    """
    metrics, own = free_ports(2)
    kubeconfig = cluster.kubeconfig_for(who) if who else cluster.kubeconfig
    command: list[str | Path] = [
        program,
        f"--kubeconfig={kubeconfig}",
        f"--host={LOOPBACK}",
        f"--port={metrics}",
        f"--telemetry-host={LOOPBACK}",
        f"--telemetry-port={own}",
        *arguments,
    ]
    with running("kube-state-metrics", command, cluster.folder) as started:
        ready = f"http://{LOOPBACK}:{own}/readyz"
        started.wait_until("ready", lambda: _answers(ready), START)
        yield StateMetrics(f"http://{LOOPBACK}:{metrics}/metrics", started)


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:  # noqa: S310
            return answer.status == 200
    except (urllib.error.URLError, OSError):
        return False
