"""The public charts that are installed: where each is, and its pinned version."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Chart:
    """A chart of a public repository."""

    name: str
    repository: str
    version: str


ALLOY = Chart("alloy", "https://grafana.github.io/helm-charts", "1.11.1")
"""Alloy v1.18.1."""

KUBE_STATE_METRICS = Chart(
    "kube-state-metrics", "https://prometheus-community.github.io/helm-charts", "8.4.0"
)
"""kube-state-metrics 2.20.0."""

EXTERNAL_SECRETS = Chart("external-secrets", "https://charts.external-secrets.io", "2.9.0")
"""It serves `external-secrets.io/v1`."""
