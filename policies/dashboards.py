"""Policies on dashboards, as Grafana will read them from the Terraform JSON."""

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

from policies.policy import Stacks, Violation, policy
from policies.synthesized import Body, Resource, Synthesized, as_list, referenced

DASHBOARD = "grafana_dashboard"
COUNTED_BY_GRAFANA = ("id", "version")
"""Of a dashboard: whoever sets them gets a plan that is never empty."""


@policy(
    "a dashboard and each panel keep their ids, so that links to them stay good",
    fix="Let dashboards/grafana.py make the JSON, and give each panel an id of its own.",
)
def panels_keep_their_ids(stacks: Stacks) -> Iterator[Violation]:
    for stack in stacks:
        for dashboard in stack.resources(DASHBOARD):
            made = _json(dashboard)
            ids = Counter(panel.get("id") for panel in _panels(made))
            reasons = [f"It sets {key}." for key in COUNTED_BY_GRAFANA if key in made]
            if not made.get("uid"):
                reasons.append("It has no uid.")
            reasons += [
                f"Panel {panel.get('title')} has the id {panel.get('id')}."
                for panel in _panels(made)
                if not isinstance(panel.get("id"), int) or ids[panel["id"]] > 1
            ]
            for reason in reasons:
                yield Violation(stack.name, dashboard.label, reason)


@policy(
    "a dashboard's JSON says its folder, so that the provider sends it whole when it moves",
    fix="Give it a folder of ours by its uid, and the same uid to dashboards/grafana.py.",
)
def dashboards_know_their_folders(stacks: Stacks) -> Iterator[Violation]:
    for stack in stacks:
        folders = {one.address: one.body.get("uid") for one in stack.resources("grafana_folder")}
        for dashboard in stack.resources(DASHBOARD):
            folder = dashboard.body.get("folder")
            uid = folders.get(referenced(folder) or "")
            if uid is None or not str(folder).endswith(".uid}"):
                yield Violation(stack.name, dashboard.label, f"Its folder is {folder}.")
            elif f"folder:{uid}" not in _json(dashboard).get("tags", []):
                yield Violation(stack.name, dashboard.label, f"No tag says folder:{uid}.")


@policy(
    "every alert that names a panel leads to one that is there",
    fix="Make the panel with that id (vocabulary/dashboards.py), or let the rule point at another.",
)
def alerts_lead_to_panels(stacks: Stacks) -> Iterator[Violation]:
    for stack in stacks:
        there = _there(stack)
        for group in stack.resources("grafana_rule_group"):
            for rule in as_list(group.body.get("rule")):
                notes: Body = rule.get("annotations") or {}
                shown = (notes.get("__dashboardUid__"), notes.get("__panelId__"))
                if None not in shown and shown not in there:
                    reason = f"{rule.get('name')}: there is no panel {shown[1]} in {shown[0]}."
                    yield Violation(stack.name, group.label, reason)


def _there(stack: Synthesized) -> set[tuple[Any, Any]]:
    return {
        (made.get("uid"), str(panel.get("id")))
        for made in map(_json, stack.resources(DASHBOARD))
        for panel in _panels(made)
    }


def _json(dashboard: Resource) -> Body:
    return json.loads(dashboard.body["config_json"])


def _panels(made: Body) -> Iterator[Body]:
    """Every panel: rows are some, and closed ones hold others."""
    for panel in made.get("panels", []):
        yield panel
        yield from panel.get("panels", [])
