"""What the hub's tools tell: Argo CD's four parts, each with its own share, and ExternalDNS."""

from collections.abc import Iterator
from dataclasses import replace

from commands.conformance.exposition import Family
from commands.conformance.fakes.argocd import APPLICATION_SET, CONTROLLER, REPO_SERVER, SERVER
from commands.conformance.realistic.cluster import Cluster
from commands.conformance.realistic.tables import everything, families
from vocabulary.sources.hub import ARGO_CD, PARTS
from vocabulary.sources.model import Metric

OF_PART = {
    "argocd_git_": REPO_SERVER,
    "argocd_repo_": REPO_SERVER,
    "argocd_appset_": APPLICATION_SET,
    "argocd_login_": SERVER,
    "argocd_redis_": SERVER,
    "grpc_server_": SERVER,
}
"""Which part tells a metric, by the beginning of its name; the controller the rest."""


def argo_cd(cluster: Cluster, part: str, tick: int = 0) -> Iterator[Family]:
    """The page of one of the parts."""
    metrics = tuple(
        replace(metric, each=1) if _of_each(metric) else metric
        for metric in ARGO_CD.metrics
        if _of_each(metric) or _part(metric.name) == part
    )
    return families(replace(ARGO_CD, metrics=metrics), everything(cluster), tick)


def _of_each(metric: Metric) -> bool:
    """Whether each part tells it of itself."""
    return metric.each == PARTS and metric.name.startswith(("go_", "process_", "argocd_info"))


def _part(name: str) -> str:
    found = (part for beginning, part in OF_PART.items() if name.startswith(beginning))
    return next(found, CONTROLLER)
