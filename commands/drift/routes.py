"""The tree of routes in Grafana against ours: a plan sees no nested route that was deleted."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from alerts.routing import Policy

Matchers = tuple[tuple[str, str, str], ...]
"""Label, operator and value of each, sorted."""


@dataclass(frozen=True)
class Route:
    """A route, as both sides are read. timing: wait, interval, repeat; empty where inherited."""

    receiver: str
    matchers: Matchers = ()
    group_by: tuple[str, ...] = ()
    timing: tuple[str, str, str] = ("", "", "")
    mute_timings: tuple[str, ...] = ()
    continues: bool = False
    routes: tuple["Route", ...] = ()

    @property
    def label(self) -> str:
        """What it looks for, as people write it."""
        return ", ".join(f"{label}{operator}{value}" for label, operator, value in self.matchers)


def our_route(policy: Policy) -> Route:
    """A route of the program."""
    timing = policy.timing
    return Route(
        policy.receiver,
        tuple(sorted((m.label, m.operator, m.value) for m in policy.matchers)),
        tuple(policy.group_by),
        (timing.wait, timing.interval, timing.repeat) if timing else ("", "", ""),
        tuple(policy.mute_timings),
        policy.continue_,
        tuple(our_route(below) for below in policy.policies),
    )


def read_route(told: Mapping[str, Any]) -> Route:
    """A route as Grafana's API gives it, with matchers of older forms too."""
    matchers = [(str(m[0]), str(m[1]), str(m[2])) for m in _list(told, "object_matchers")]
    for key, operator in (("match", "="), ("match_re", "=~")):
        older: Mapping[str, Any] = told.get(key) or {}
        matchers += [(label, operator, str(value)) for label, value in older.items()]
    matchers += [(str(m), "", "") for m in _list(told, "matchers")]
    return Route(
        str(told.get("receiver") or ""),
        tuple(sorted(matchers)),
        tuple(_list(told, "group_by")),
        (
            str(told.get("group_wait") or ""),
            str(told.get("group_interval") or ""),
            str(told.get("repeat_interval") or ""),
        ),
        tuple(_list(told, "mute_time_intervals")),
        bool(told.get("continue")),
        tuple(read_route(below) for below in _list(told, "routes")),
    )


def differing_routes(ours: Route, theirs: Route, path: str = "") -> Iterator[tuple[str, str]]:
    """Each route that differs, by the path of what it looks for, and what is different."""
    at = path or "the root"
    for name, was, now in (
        ("receiver", ours.receiver, theirs.receiver),
        ("groups", ours.group_by, theirs.group_by),
        ("timing", ours.timing, theirs.timing),
        ("mute timings", ours.mute_timings, theirs.mute_timings),
        ("continue", ours.continues, theirs.continues),
    ):
        if was != now:
            yield at, f"{name}: {_told(was)} became {_told(now)}"
    left = list(theirs.routes)
    kept: list[int] = []
    for route in ours.routes:
        below = f"{path} / {route.label}" if path else route.label
        match = next((r for r in left if r.matchers == route.matchers), None)
        if match is None:
            yield below, "gone"
            continue
        left.remove(match)
        kept.append(theirs.routes.index(match))
        yield from differing_routes(route, match, below)
    for route in left:
        label = route.label or "everything"
        yield f"{path} / {label}" if path else label, f"made by hand, to {route.receiver}"
    if kept != sorted(kept):
        yield at, "the order of its routes changed; the first match counts"


def _list(told: Mapping[str, Any], key: str) -> list[Any]:
    found: list[Any] = told.get(key) or []
    return found


def _told(value: str | bool | Sequence[str]) -> str:
    if isinstance(value, (str, bool)):
        return str(value).lower() if isinstance(value, bool) else value
    return ", ".join(part or "inherited" for part in value) or "none"
