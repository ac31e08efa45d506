"""Planted violations of the policies on dashboards."""

import json
from collections.abc import Callable
from typing import Any

from policies.dashboards import (
    alerts_lead_to_panels,
    dashboards_know_their_folders,
    panels_keep_their_ids,
)
from tests.policies.planting import first, violates

OBSERVABILITY = "observability"


def dashboard(json_: dict[str, Any]) -> dict[str, Any]:
    """The resource of a dashboard."""
    return first(json_, "grafana_dashboard", "lionpay-payments")


def remade(json_: dict[str, Any], change: Callable[[dict[str, Any]], object]) -> None:
    """Changes a dashboard's JSON."""
    made = json.loads(dashboard(json_)["config_json"])
    change(made)
    dashboard(json_)["config_json"] = json.dumps(made)


@violates(panels_keep_their_ids, stack=OBSERVABILITY)
def a_panel_without_an_id(stack: dict[str, Any]) -> None:
    remade(stack, lambda made: made["panels"][1].pop("id"))


@violates(panels_keep_their_ids, stack=OBSERVABILITY)
def two_panels_of_one_id(stack: dict[str, Any]) -> None:
    remade(stack, lambda made: made["panels"][1].update(id=made["panels"][2]["id"]))


@violates(panels_keep_their_ids, stack=OBSERVABILITY)
def a_panel_of_a_closed_row_without_an_id(stack: dict[str, Any]) -> None:
    remade(stack, lambda made: made["panels"][-1]["panels"][0].pop("id"))


@violates(panels_keep_their_ids, stack=OBSERVABILITY)
def a_version_of_our_own(stack: dict[str, Any]) -> None:
    remade(stack, lambda made: made.update(version=7))


@violates(dashboards_know_their_folders, stack=OBSERVABILITY)
def a_move_that_the_json_does_not_tell(stack: dict[str, Any]) -> None:
    security = next(name for name in stack["resource"]["grafana_folder"] if "security" in name)
    dashboard(stack)["folder"] = f"${{grafana_folder.{security}.uid}}"


@violates(dashboards_know_their_folders, stack=OBSERVABILITY)
def a_dashboard_outside_of_our_folders(stack: dict[str, Any]) -> None:
    dashboard(stack)["folder"] = "general"


@violates(alerts_lead_to_panels, stack=OBSERVABILITY)
def an_alert_that_leads_nowhere(stack: dict[str, Any]) -> None:
    rule = first(stack, "grafana_rule_group", "providers")["rule"][0]
    rule["annotations"]["__panelId__"] = "998"
