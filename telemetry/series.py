"""How many series sources offer and how many are shipped, for a cluster of a usual size."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from telemetry.collect import Collection
from vocabulary.sources.model import Metric, Per, Source
from vocabulary.sources.reference import REFERENCE

Cluster = Mapping[Per, float]
"""How many of each kind of thing there are."""


@dataclass(frozen=True)
class Line:
    """One name of a source's series: how many there are, how many leave, and who asks for them.

    asked: rules, recordings, panels and variables; extras: reasons of what is shipped beside.
    """

    name: str
    offered: float
    shipped: float
    asked: tuple[str, ...]
    extras: tuple[str, ...]


@dataclass(frozen=True)
class Count:
    """A source's names, those with most series first."""

    source: Source
    lines: tuple[Line, ...]

    @property
    def offered(self) -> float:
        """Series of all names."""
        return sum(line.offered for line in self.lines)

    @property
    def shipped(self) -> float:
        """Series that leave the cluster."""
        return sum(line.shipped for line in self.lines)

    @property
    def shipped_names(self) -> int:
        """How many names leave."""
        return sum(1 for line in self.lines if line.shipped)


def counts(collection: Collection, cluster: Cluster = REFERENCE) -> tuple[Count, ...]:
    """Each source that collectors ship."""
    return tuple(
        Count(source, tuple(_lines(source, collection, cluster)))
        for source in collection.offered.sources
        if source.way
    )


def share(shipped: float, offered: float) -> str:
    """`12 %`."""
    return f"{100 * shipped / offered:.0f} %" if offered else "-"


def _lines(source: Source, collection: Collection, cluster: Cluster) -> Iterator[Line]:
    found = [_line(source, name, metric, collection, cluster) for name, metric in source.names]
    yield from sorted(found, key=lambda line: (-line.offered, line.name))


def _line(
    source: Source, name: str, metric: Metric, collection: Collection, cluster: Cluster
) -> Line:
    assert source.way  # noqa: S101 - `counts` asks of no other
    shipped = collection.ways[source.way]
    reasons = collection.reasons.get((source.way, name), ())
    of_one = metric.series[name]
    dropped = len(shipped.drop_buckets.get(name, ())) * metric.each
    left = (of_one - dropped) * metric.left if name in shipped.names else 0
    return Line(
        name,
        of_one * cluster[metric.per],
        left * cluster[metric.per],
        tuple(reason for reason in reasons if not reason.startswith("extra: ")),
        tuple(reason for reason in reasons if reason.startswith("extra: ")),
    )
