"""Asks a Grafana what is in it, and compares that with what the program makes.

What people add under names of their own is in no state, so that no plan tells it. Folders keep our
things together; contact points, mute timings, message templates and the tree of routes have none,
and each environment has a Grafana of its own.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from commands.drift.model import ByHand
from commands.drift.ours import Ours
from commands.drift.routes import Route, differing_routes, read_route
from commands.grafana_api import Grafana

PAGE = 1000
DEFAULT_CONTACT_POINT = "grafana-default-email"
"""Grafana's own, which no one made."""

MADE, GONE = "made by hand", "gone"


@dataclass(frozen=True)
class Thing:
    """Something in Grafana. provenance: `api` where Terraform keeps people from editing it."""

    name: str
    title: str = ""
    folder: str = ""
    group: str = ""
    provenance: str = ""


@dataclass(frozen=True)
class Found:
    """What a Grafana has. folders: uids of the folders in ours; rules, dashboards: by uid."""

    folders: Mapping[str, str] = field(default_factory=dict[str, str])
    """Each folder below one of ours, with its parent."""
    dashboards: tuple[Thing, ...] = ()
    library_panels: tuple[Thing, ...] = ()
    rules: tuple[Thing, ...] = ()
    contact_points: tuple[Thing, ...] = ()
    mute_timings: tuple[Thing, ...] = ()
    templates: tuple[Thing, ...] = ()
    routes: Route = field(default_factory=lambda: Route(""))
    routes_provenance: str = ""


def read_grafana(grafana: Grafana, ours: Ours) -> Found:
    """Everything that is compared. Raises UserError when Grafana refuses or cannot be asked."""
    folders = dict(_folders_below(grafana, sorted(ours.folders)))
    inside = {*ours.folders, *folders}
    tree: Mapping[str, Any] = grafana.get("/api/v1/provisioning/policies", {})
    return Found(
        folders=folders,
        dashboards=tuple(
            Thing(d["uid"], d["title"], d.get("folderUid", "")) for d in _dashboards(grafana)
        ),
        library_panels=tuple(
            Thing(p["uid"], p["name"], p.get("folderUid", ""))
            for p in _library_panels(grafana, inside)
        ),
        rules=tuple(
            Thing(r["uid"], r["title"], r["folderUID"], r["ruleGroup"], r.get("provenance") or "")
            for r in grafana.get("/api/v1/provisioning/alert-rules", {})
        ),
        contact_points=_named(grafana.get("/api/v1/provisioning/contact-points", {})),
        mute_timings=_named(grafana.get("/api/v1/provisioning/mute-timings", {})),
        templates=_named(grafana.get("/api/v1/provisioning/templates", {})),
        routes=read_route(tree),
        routes_provenance=str(tree.get("provenance") or ""),
    )


def by_hand(found: Found, ours: Ours) -> Iterator[ByHand]:
    """Everything that the program did not make, or that is not as it made it."""
    inside = {*ours.folders, *found.folders}
    for uid, parent in found.folders.items():
        yield ByHand("folder", uid, parent, MADE)
    yield from _dashboards_by_hand(found, ours, inside)
    for panel in found.library_panels:
        if panel.folder in inside:
            yield ByHand("library panel", panel.title, panel.folder, MADE)
    yield from _rules_by_hand(found, ours, inside)
    for kind, things, names in (
        ("contact point", found.contact_points, ours.contact_points),
        ("mute timing", found.mute_timings, ours.mute_timings),
        ("message template", found.templates, ours.templates),
    ):
        yield from _named_by_hand(kind, things, names, ours.provenance)
    for route, what in differing_routes(ours.routes, found.routes):
        yield ByHand("route", route, "", what)
    if found.routes_provenance != ours.provenance:
        yield ByHand("route", "the tree", "", _provenance(found.routes_provenance))


def _dashboards_by_hand(found: Found, ours: Ours, inside: set[str]) -> Iterator[ByHand]:
    there = {dashboard.name: dashboard for dashboard in found.dashboards}
    for uid, dashboard in there.items():
        if uid not in ours.dashboards and dashboard.folder in inside:
            yield ByHand("dashboard", f"{dashboard.title} ({uid})", dashboard.folder, MADE)
    for uid, folder in ours.dashboards.items():
        if uid not in there:
            yield ByHand("dashboard", uid, folder, GONE)
        elif there[uid].folder != folder:
            where = there[uid].folder or "the root"
            yield ByHand("dashboard", uid, folder, f"moved to {where}")


def _rules_by_hand(found: Found, ours: Ours, inside: set[str]) -> Iterator[ByHand]:
    there = {rule.name: rule for rule in found.rules}
    for uid, rule in there.items():
        if uid not in ours.rules and rule.folder in inside:
            where = f"{rule.folder}/{rule.group}"
            yield ByHand("rule", f"{rule.title} ({uid})", where, MADE)
    for uid, (folder, group) in ours.rules.items():
        where = f"{folder}/{group}"
        if uid not in there:
            yield ByHand("rule", uid, where, GONE)
            continue
        rule = there[uid]
        if (rule.folder, rule.group) != (folder, group):
            yield ByHand("rule", uid, where, f"moved to {rule.folder}/{rule.group}")
        if rule.provenance != ours.provenance:
            yield ByHand("rule", uid, where, _provenance(rule.provenance))


def _named_by_hand(
    kind: str, things: Sequence[Thing], names: frozenset[str], provenance: str
) -> Iterator[ByHand]:
    for thing in things:
        if thing.name not in names and thing.name != DEFAULT_CONTACT_POINT:
            yield ByHand(kind, thing.name, "", MADE)
        elif thing.name in names and thing.provenance != provenance:
            yield ByHand(kind, thing.name, "", _provenance(thing.provenance))
    there = [thing.name for thing in things]
    for name in sorted(names):
        if name not in there:
            yield ByHand(kind, name, "", GONE)
        elif there.count(name) > 1:
            yield ByHand(kind, name, "", f"{there.count(name)} ways to tell, where one was made")


def _provenance(told: str) -> str:
    return (
        f"its provenance is {told}" if told else "people may edit it: its provenance was taken away"
    )


def _folders_below(grafana: Grafana, uids: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Folders in folders, with their parents, as deep as they go."""
    for uid in uids:
        asked = {"parentUid": uid, "limit": str(PAGE)}
        below = [str(folder["uid"]) for folder in grafana.get("/api/folders", asked)]
        yield from ((folder, uid) for folder in below)
        yield from _folders_below(grafana, below)


def _dashboards(grafana: Grafana) -> Iterator[Mapping[str, Any]]:
    for page in count(1):
        asked = {"type": "dash-db", "limit": str(PAGE), "page": str(page)}
        found: list[Mapping[str, Any]] = grafana.get("/api/search", asked)
        yield from found
        if len(found) < PAGE:
            return


def _library_panels(grafana: Grafana, folders: set[str]) -> Iterator[Mapping[str, Any]]:
    inside = {"kind": "1", "folderFilterUIDs": ",".join(sorted(folders))}
    for page in count(1):
        asked = {**inside, "perPage": str(PAGE), "page": str(page)}
        result = grafana.get("/api/library-elements", asked)["result"]
        found: list[Mapping[str, Any]] = result["elements"]
        yield from found
        if len(found) < PAGE:
            return


def _named(things: Sequence[Mapping[str, Any]] | None) -> tuple[Thing, ...]:
    """Things by name. Of contact points, keys and addresses are not even read."""
    return tuple(
        Thing(thing["name"], provenance=thing.get("provenance") or "") for thing in things or ()
    )
