"""Requests and limits of the collectors, by the size of a cluster's nodes."""

from collections.abc import Mapping
from dataclasses import dataclass

from settings.collectors import Cluster


@dataclass(frozen=True)
class Size:
    """CPU in cores as Kubernetes writes them; a CPU has no limit, since a throttled collector falls
    behind and loses what it should have read.

    memory: request and limit alike, so that a node never promises what it has not. About 400 MiB
    for the engine and its masks, 10 KiB for each series that a node scrapes, 120 MiB for each MB/s
    of logs, and the rest for queues in an outage (docs/reliability.md has the flood's figure).
    """

    cpu: str
    memory: str


SIZES: Mapping[str, Size] = {
    "s": Size(cpu="100m", memory="768Mi"),
    "m": Size(cpu="250m", memory="1Gi"),
    "l": Size(cpu="1000m", memory="2Gi"),
}


def resources(cluster: Cluster) -> dict[str, dict[str, str]]:
    """A container's resources."""
    size = SIZES[cluster.size]
    memory = cluster.memory_limit or size.memory
    return {"requests": {"cpu": size.cpu, "memory": memory}, "limits": {"memory": memory}}
