"""What must arrive of what a target offers: by the derived lists alone, without the engine."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import TypeAlias

from commands.conformance.exposition import Series
from commands.conformance.realistic.tables import BY_SCRAPER
from telemetry.collect import Collection, Shipped
from telemetry.masked import mask_of
from vocabulary.sources.model import Way

Identity: TypeAlias = tuple[tuple[str, str], ...]
"""A series' labels with its name, sorted."""

NAME = "__name__"
_WHOLE = re.compile(r"([0-9]+)\.0+")


@dataclass(frozen=True)
class Target:
    """A page that is scraped.

    labels: what the scrape adds; none of a page whose scrape is not looked at. honor: whether a
    series' own labels win over these.
    """

    way: Way
    series: Sequence[Series]
    labels: Mapping[str, str]
    honor: bool = False


def identity(name: str, labels: Mapping[str, str]) -> Identity:
    """The identity of a series: an empty label is none."""
    return tuple(sorted({NAME: name, **{k: v for k, v in labels.items() if v}}.items()))


def name_of(series: Identity) -> str:
    """The name of a series."""
    return next(value for label, value in series if label == NAME)


def offered(target: Target) -> Iterator[tuple[str, Mapping[str, str]]]:
    """Every series of a target with the labels that the scrape gives it."""
    if target.labels:
        yield from ((name, target.labels) for name in BY_SCRAPER)
    for series in target.series:
        yield series.name, _scraped(series.labels, target)


def arriving(target: Target, shipped: Shipped, outer: Mapping[str, str]) -> Counter[Identity]:
    """The series of a target that arrive, and how many become the same one: each must be 1.

    outer: what the exit adds.
    """
    names, gone = frozenset(shipped.names), frozenset(shipped.drop_labels)
    buckets = {name: frozenset(bounds) for name, bounds in shipped.drop_buckets.items()}
    found: Counter[Identity] = Counter()
    for name, labels in offered(target):
        if name not in names or _is_sum(target.way, name, labels):
            continue
        le = bound(labels.get("le", ""))
        if le in buckets.get(name, ()):
            continue
        kept = {k: v for k, v in labels.items() if k not in gone and not mask_of(k)}
        found[identity(name, {**outer, **kept, **({"le": le} if le else {})})] += 1
    return found


def bound(le: str) -> str:
    """A bound as the masks leave it: 1.0 is 1."""
    whole = _WHOLE.fullmatch(le)
    return whole[1] if whole else le


def _scraped(labels: Mapping[str, str], target: Target) -> Mapping[str, str]:
    if target.honor:
        return {**target.labels, **{k: v for k, v in labels.items() if v}}
    moved = {f"exported_{k}" if k in target.labels and v else k: v for k, v in labels.items()}
    return {**moved, **target.labels}


def _is_sum(way: Way, name: str, labels: Mapping[str, str]) -> bool:
    """What alloy/metrics_node.alloy drops of cAdvisor before any list."""
    if way is not Way.CADVISOR or not name.startswith("container_"):
        return False
    of_pod = name.startswith("container_network_")
    return not of_pod and not (labels.get("container") and labels.get("image"))


def differences(
    wanted: Iterable[Identity], came: Iterable[Identity], collection: Collection
) -> list[str]:
    """What does not arrive as it must, a line for each name: with who asks for it."""
    expected, found = set(wanted), set(came)
    missing, extra = _by_name(expected - found), _by_name(found - expected)
    lines: list[str] = []
    for name in sorted({*missing, *extra}):
        lost, more = missing.get(name, []), extra.get(name, [])
        gone = _labels(lost) - _labels(more) if more else frozenset[str]()
        askers = ", ".join(_askers(name, gone, collection))
        lines.append(f"{name}: {_told(lost, more)}; asked for by {askers or 'nobody'}")
    return lines


def _askers(name: str, labels: Set[str], collection: Collection) -> list[str]:
    """Who asks for a metric; of its labels, who asks for one of these."""
    reasons = [who for (_, of), who in collection.reasons.items() if of == name]
    every = dict.fromkeys(one for who in reasons for one in who)
    needing = {
        str(use.user)
        for use in collection.used.series
        if labels & use.labels and use.selector.metric in ("", name)
    }
    return [one for one in every if not labels or one in needing]


def _told(lost: Sequence[Identity], more: Sequence[Identity]) -> str:
    if not more:
        return f"{len(lost)} series are missing, such as {_spoken(lost[0])}"
    if not lost:
        return f"{len(more)} series came that must not, such as {_spoken(more[0])}"
    had, have = _labels(lost), _labels(more)
    labels = [f"without {', '.join(sorted(had - have))}"] if had - have else []
    labels += [f"with {', '.join(sorted(have - had))}"] if have - had else []
    other = f"with other values, such as {_spoken(more[0])}"
    return f"{len(more)} series came {' and '.join(labels) or other}, for {len(lost)}"


def _labels(series: Iterable[Identity]) -> frozenset[str]:
    return frozenset(label for one in series for label, _ in one)


def _spoken(series: Identity) -> str:
    inside = ", ".join(f'{label}="{value}"' for label, value in series if label != NAME)
    return f"{{{inside}}}"


def _by_name(series: Iterable[Identity]) -> Mapping[str, list[Identity]]:
    found: defaultdict[str, list[Identity]] = defaultdict(list)
    for one in sorted(series):
        found[name_of(one)].append(one)
    return found
