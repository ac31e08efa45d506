"""Puts the lines of proofs through the real collectors: what a rule on logs is asked of."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from commands.conformance.fakes.cluster import Pod
from commands.conformance.receiving.values import LogEntry
from commands.conformance.region import Region
from proof.lines import Lines
from proof.loki import Entry
from settings import Environment

NODE = "node-1"
WAIT = 120.0
END = "INFO the line of this case is before this one"
"""Written after each line: when it is there, the line is there too or was dropped."""
REPEATED = 1e-6
"""Seconds between equal lines of one moment, of which Loki would keep one."""


@dataclass(frozen=True)
class Arrived:
    """A line as the collectors send it, without its time."""

    labels: Mapping[str, str]
    metadata: Mapping[str, str]
    line: str


def masked(
    lines: Sequence[Lines], *, alloy: Path, folder: Path, environment: Environment
) -> dict[Lines, Arrived | None]:
    """What arrives of each line, or None where the collectors drop it.

    All go through one collector, each in a pod of its own. A planted line gets its labels there as
    well, but keeps its text. Raises ValueError when a text is not one entry.
    """
    written = tuple(dict.fromkeys(_written(one) for one in lines))
    pods = {one: _pod(number, one) for number, one in enumerate(written)}
    names = {pod.name for pod in pods.values()}
    region = Region(alloy, folder, environment, environment.hub, pods=tuple(pods.values()))
    with region, region.collector():
        for one, pod in pods.items():
            region.logs.container(pod).write(*one.text.split("\n"), END)
        region.receiver.wait_for(lambda r: names <= _ended(r.log_entries()), WAIT)
        found = _by_pod(region.receiver.log_entries())
    return {
        one: _arrived(one, found.get(pods[_written(one)].name, ()), environment)
        for one in dict.fromkeys(lines)
    }


def entries(
    lines: Sequence[Lines], arrived: Mapping[Lines, Arrived | None], start: float
) -> list[Entry]:
    """The entries of a case that begins at `start`, in Unix time."""
    found: list[Entry] = []
    before: Counter[tuple[frozenset[tuple[str, str]], str, int]] = Counter()
    for one in lines:
        came = arrived[one]
        if came is None:
            continue
        for at in one.times:
            equal = (frozenset(came.labels.items()), came.line, at)
            # Earlier, so that none is beyond the moment at which a rule is asked.
            moment = start + at - before[equal] * REPEATED
            before[equal] += 1
            found.append(Entry(came.labels, came.metadata, came.line, moment))
    return found


def _written(lines: Lines) -> Lines:
    """What differs for a collector: the same line of other moments or regions is written once."""
    return replace(lines, times=(), region="", planted=False)


def _pod(number: int, lines: Lines) -> Pod:
    return Pod(
        lines.namespace,
        f"{lines.app}-{number}",
        f"0b1f3f0e-6d5b-4f0a-9c1e-{number:012}",
        NODE,
        containers=(lines.container,),
        labels={"app.kubernetes.io/name": lines.app},
    )


def _ended(found: Sequence[LogEntry]) -> set[str]:
    return {entry.structured_metadata["pod"] for entry in found if entry.line == END}


def _by_pod(found: Sequence[LogEntry]) -> Mapping[str, list[LogEntry]]:
    pods: defaultdict[str, list[LogEntry]] = defaultdict(list)
    for entry in found:
        if entry.line != END:
            pods[entry.structured_metadata.get("pod", "")].append(entry)
    return pods


def _arrived(lines: Lines, found: Sequence[LogEntry], environment: Environment) -> Arrived | None:
    if len(found) > 1:
        came = "\n".join(entry.line for entry in found)
        raise ValueError(f"one text of {lines.app} is {len(found)} entries:\n{came}")
    if not found:
        return None
    (entry,) = found
    # All went through the hub's collector; elsewhere only these two are other ones.
    key = next(k for k, r in environment.regions.items() if r.aws_region == lines.region)
    labels = {**entry.labels, "region": lines.region, "cluster": environment.cluster_name(key)}
    line = lines.text if lines.planted else entry.line
    return Arrived(labels, entry.structured_metadata, line)
