"""Expositions that a source of a cluster of a usual size tells, made from its table."""

import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from commands.conformance.exposition import Family, Series
from commands.conformance.realistic.cluster import Cluster, Instance, Thing
from commands.conformance.realistic.values import label_sets
from vocabulary.sources.common import scrape
from vocabulary.sources.model import Kind, Metric, Per, Source

BY_SCRAPER = frozenset(metric.name for metric in scrape(Per.CLUSTER))
"""What the scraper writes of a target: in no exposition."""

_FAMILY = {Kind.INFO: "gauge"}


@dataclass(frozen=True)
class Place:
    """A target of a source: what it counts by, and what of the cluster it knows.

    whole: a bound of a histogram that is a whole number is written as Java does it, `1.0`.
    """

    things: Mapping[Per, Sequence[Thing]]
    whole: str = ""


def everything(cluster: Cluster) -> Place:
    """A target that knows all, as kube-state-metrics does."""
    return Place(dict(cluster.things))


def of_node(cluster: Cluster, node: str) -> Place:
    """A target on a node, which knows what is there."""
    there = {per: cluster.on(node, per) for per in cluster.things}
    return Place({**there, Per.NODE: [Thing({})]})


def alone(per: Per) -> Place:
    """A target that knows only itself, as a server's replica does."""
    return Place({per: [Thing({})]})


def of_instance(instance: Instance, *, first: bool) -> Place:
    """A service's instance. first: whether it is the one that tells what a region has once."""
    pers = [instance.runtime, Per.APPLICATION, *([Per.REGION] if first else [])]
    return Place({per: [Thing({})] for per in pers}, ".0" if instance.runtime is Per.JAVA else "")


def families(source: Source, place: Place, tick: int = 0) -> Iterator[Family]:
    """What a target of a source tells. Counters and buckets grow with the tick."""
    for metric in source.metrics:
        if metric.name in BY_SCRAPER:
            continue
        series = tuple(_series(metric, place, tick))
        if series:
            yield Family(metric.name, _FAMILY.get(metric.kind, metric.kind.value), series)


def _series(metric: Metric, place: Place, tick: int) -> Iterator[Series]:
    for number, thing in enumerate(place.things.get(metric.per, ())):
        bound = {label: thing.labels[label] for label in metric.labels if label in thing.labels}
        free = [label for label in metric.labels if label not in bound and label not in _ADDED]
        for own in label_sets(metric.name, free, _share(metric.each, number)):
            yield from _of(metric, {**bound, **own}, place, tick)


_ADDED = ("le", "quantile")
"""Labels that a kind of metric brings itself."""


def _share(each: float, number: int) -> int:
    """How many of a thing's label sets there are, if `each` is their mean over many things."""
    return int((number + 1) * each + 1e-9) - int(number * each + 1e-9)


def _of(metric: Metric, labels: dict[str, str], place: Place, tick: int) -> Iterator[Series]:
    size = zlib.crc32(f"{metric.name}{sorted(labels.items())}".encode()) % 997 + 1
    match metric.kind:
        case Kind.COUNTER:
            yield Series(metric.name, str(size * (tick + 1)), labels)
        case Kind.GAUGE:
            yield Series(metric.name, str((size + 7 * tick) % 1000), labels)
        case Kind.INFO:
            yield Series(metric.name, "1", labels)
        case Kind.SUMMARY:
            for quantile in ("0", "0.25", "0.5", "0.75", "1"):
                value = str(float(quantile) * size / 1000)
                yield Series(metric.name, value, {**labels, "quantile": quantile})
            yield Series(f"{metric.name}_sum", str(size * (tick + 1)), labels)
            yield Series(f"{metric.name}_count", str(size * (tick + 1)), labels)
        case Kind.HISTOGRAM:
            counted = size * (tick + 1)
            for nth, bound in enumerate(metric.buckets, start=1):
                below = counted * nth // (len(metric.buckets) + 1)
                le = bound + place.whole if bound.isdigit() else bound
                yield Series(f"{metric.name}_bucket", str(below), {**labels, "le": le})
            yield Series(f"{metric.name}_bucket", str(counted), {**labels, "le": "+Inf"})
            yield Series(f"{metric.name}_sum", str(counted / 8), labels)
            yield Series(f"{metric.name}_count", str(counted), labels)
