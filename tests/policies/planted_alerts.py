"""Planted violations of the policies on alert rules."""

import json
from typing import Any

from policies.alerts import (
    folders_keep_their_rules,
    rule_steps_hang_together,
    rule_uids_are_pinned,
    rules_are_explicit,
    rules_leave_plans_empty,
)
from tests.policies.planting import first, violates

OBSERVABILITY = "observability"


def group(json_: dict[str, Any], name: str = "providers") -> dict[str, Any]:
    """A rule group."""
    return first(json_, "grafana_rule_group", name)


def rule(json_: dict[str, Any]) -> dict[str, Any]:
    """An alert rule."""
    return group(json_)["rule"][0]


def remodel(step: dict[str, Any], **changes: Any) -> None:
    """Changes the model of a step."""
    step["model"] = json.dumps({**json.loads(step["model"]), **changes})


@violates(rule_uids_are_pinned, stack=OBSERVABILITY)
def a_rule_without_a_uid(stack: dict[str, Any]) -> None:
    rule(stack).pop("uid")


@violates(rule_uids_are_pinned, stack=OBSERVABILITY)
def two_rules_of_one_uid(stack: dict[str, Any]) -> None:
    one, two = group(stack)["rule"][:2]
    two["uid"] = one["uid"]


@violates(rule_uids_are_pinned, stack=OBSERVABILITY)
def a_uid_that_grafana_refuses(stack: dict[str, Any]) -> None:
    rule(stack)["uid"] = "x" * 41


@violates(rule_steps_hang_together, stack=OBSERVABILITY)
def a_data_source_by_its_name(stack: dict[str, Any]) -> None:
    rule(stack)["data"][0]["datasource_uid"] = "Lionpay metrics"


@violates(rule_steps_hang_together, stack=OBSERVABILITY)
def a_data_source_that_nobody_makes(stack: dict[str, Any]) -> None:
    stack["resource"].pop("grafana_data_source")


@violates(rule_steps_hang_together, stack=OBSERVABILITY)
def a_condition_that_is_no_step(stack: dict[str, Any]) -> None:
    rule(stack)["condition"] = "D"


@violates(rule_steps_hang_together, stack=OBSERVABILITY)
def a_step_that_takes_what_is_not_there(stack: dict[str, Any]) -> None:
    remodel(rule(stack)["data"][2], expression="Z")


@violates(rule_steps_hang_together, stack=OBSERVABILITY)
def a_classic_condition(stack: dict[str, Any]) -> None:
    remodel(rule(stack)["data"][2], type="classic_conditions")


@violates(rule_steps_hang_together, stack=OBSERVABILITY)
def a_sign_that_grafana_does_not_know(stack: dict[str, Any]) -> None:
    conditions = [{"evaluator": {"type": ">", "params": [1]}}]
    remodel(rule(stack)["data"][2], conditions=conditions)


@violates(rule_steps_hang_together, stack=OBSERVABILITY)
def an_empty_query(stack: dict[str, Any]) -> None:
    remodel(rule(stack)["data"][0], expr="")


@violates(rules_leave_plans_empty, stack=OBSERVABILITY)
def an_interval_in_the_model(stack: dict[str, Any]) -> None:
    remodel(rule(stack)["data"][0], intervalMs=0)


@violates(rules_leave_plans_empty, stack=OBSERVABILITY)
def a_query_type_in_the_model_only(stack: dict[str, Any]) -> None:
    remodel(rule(stack)["data"][0], queryType="instant")


@violates(rules_leave_plans_empty, stack=OBSERVABILITY)
def an_interval_that_grafana_refuses(stack: dict[str, Any]) -> None:
    group(stack)["interval_seconds"] = 45


@violates(rules_are_explicit, stack=OBSERVABILITY)
def no_state_on_error(stack: dict[str, Any]) -> None:
    rule(stack).pop("exec_err_state")


@violates(rules_are_explicit, stack=OBSERVABILITY)
def a_state_that_is_none(stack: dict[str, Any]) -> None:
    rule(stack)["no_data_state"] = "ok"


@violates(rules_are_explicit, stack=OBSERVABILITY)
def a_rule_of_no_team(stack: dict[str, Any]) -> None:
    rule(stack)["labels"].pop("team")


@violates(rules_are_explicit, stack=OBSERVABILITY)
def a_rule_without_a_runbook(stack: dict[str, Any]) -> None:
    rule(stack)["annotations"].pop("runbook_url")


@violates(rules_are_explicit, stack=OBSERVABILITY)
def a_panel_of_no_dashboard(stack: dict[str, Any]) -> None:
    rule(stack)["annotations"].pop("__dashboardUid__")


@violates(rules_are_explicit, stack=OBSERVABILITY)
def a_recording_that_waits(stack: dict[str, Any]) -> None:
    group(stack, "slo-recordings")["rule"][0]["for"] = "5m"


@violates(folders_keep_their_rules, stack=OBSERVABILITY)
def a_folder_that_can_be_destroyed(stack: dict[str, Any]) -> None:
    first(stack, "grafana_folder", "payments")["prevent_destroy_if_not_empty"] = False


@violates(folders_keep_their_rules, stack=OBSERVABILITY)
def a_folder_by_its_id(stack: dict[str, Any]) -> None:
    mine = group(stack)
    mine["folder_uid"] = mine["folder_uid"].replace(".uid}", ".id}")


@violates(folders_keep_their_rules, stack=OBSERVABILITY)
def a_folder_that_is_not_ours(stack: dict[str, Any]) -> None:
    group(stack)["folder_uid"] = "general"
