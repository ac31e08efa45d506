"""Dashboards as Terraform gets them."""

import json
from typing import Any

from constructs.alert_rules import FOLDER
from dashboards.catalogue import dashboards
from dashboards.grafana import grafana_dashboard
from policies.synthesized import Synthesized, interpolations, referenced
from settings import load_environment

PROD = load_environment("prod")


def test_each_is_in_its_teams_folder_and_nothing_of_it_is_a_template_to_terraform(
    prod: dict[str, Synthesized],
) -> None:
    stack = prod["observability"]
    folders = {one.address: one.body["uid"] for one in stack.resources("grafana_folder")}
    made: dict[str, tuple[dict[str, Any], str]] = {}
    for one in stack.resources("grafana_dashboard"):
        text: str = one.body["config_json"]
        assert not list(interpolations(text))
        plain = json.loads(text.replace("$${", "${").replace("%%{", "%{"))
        made[plain["uid"]] = (plain, folders[referenced(one.body["folder"]) or ""])
        assert one.body["overwrite"] is True
    assert PROD.grafana
    for dashboard in dashboards(PROD):
        folder = FOLDER.format(team=dashboard.team)
        wanted = grafana_dashboard(dashboard, PROD.grafana.data_sources, folder)
        assert made.pop(dashboard.uid.value) == (wanted, folder)
    assert not made
