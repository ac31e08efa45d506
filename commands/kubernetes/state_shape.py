"""Which families and labels the real kube-state-metrics tells, recorded and compared.

`vocabulary/sources` says them by hand; a test compares it with the record, and `make clusters` the
record with the real program.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from commands.conformance.exposition import parse
from commands.engines.recipes import RECIPES

PATH = Path(__file__).with_name("kube_state_metrics.txt")
VERSION = RECIPES["kube-state-metrics"].version
HEAD = (
    f"# kube-state-metrics {VERSION} of a rehearsal's cluster, by `python -m commands.clusters"
    " --record`; do not edit.\n# A family, its type and its labels; `-` where it had no series.\n"
)

_TYPE = re.compile(r"^# TYPE (\S+) (\S+)", re.MULTILINE)


@dataclass(frozen=True)
class Family:
    """A family's type and the labels of its series; None where there was no series."""

    kind: str
    labels: frozenset[str] | None


Shape = Mapping[str, Family]


def shape(exposition: str) -> Shape:
    """What an exposition tells, without its values."""
    series = parse(exposition)
    labels = {
        name: frozenset(label for own, _ in found for label in own)
        for name, found in series.items()
    }
    return {name: Family(kind, labels.get(name)) for name, kind in _TYPE.findall(exposition)}


def written(found: Shape) -> str:
    """The record's text."""
    lines = (
        f"{name} {family.kind} {'-' if family.labels is None else ' '.join(sorted(family.labels))}"
        for name, family in sorted(found.items())
    )
    return HEAD + "".join(f"{line.rstrip()}\n" for line in lines)


def recorded(text: str) -> Shape:
    """The record."""
    lines = [line.split() for line in text.splitlines() if not line.startswith("#")]
    return {
        name: Family(kind, None if labels == ["-"] else frozenset(labels))
        for name, kind, *labels in lines
    }


def changes(live: Shape, record: Shape) -> Iterator[str]:
    """What is not as it was recorded. Without series there are no labels to compare."""
    for name in sorted({*live, *record}):
        is_, was = live.get(name), record.get(name)
        if is_ is None or was is None:
            yield f"{name} is {'new' if was is None else 'gone'}"
        elif is_.kind != was.kind:
            yield f"{name} is a {is_.kind}, not a {was.kind}"
        elif is_.labels is not None and was.labels is not None and is_.labels != was.labels:
            more, less = is_.labels - was.labels, was.labels - is_.labels
            yield f"{name} has other labels: more {_listed(more)}, less {_listed(less)}"


def _listed(labels: frozenset[str]) -> str:
    return ", ".join(sorted(labels)) or "none"
