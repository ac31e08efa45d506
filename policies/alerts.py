"""Policies on alert rules, as Grafana will read them from the Terraform JSON."""

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

from policies.policy import Stacks, Violation, policy
from policies.synthesized import Body, Resource, as_list, referenced

GROUP = "grafana_rule_group"
EXPRESSION = "__expr__"
CLOUDS_OWN = "grafanacloud-"
"""How the uids of the data sources begin that a Grafana Cloud stack has by itself."""

NO_DATA_STATES = {"OK", "NoData", "KeepLast", "Alerting"}
ERROR_STATES = {"OK", "Error", "KeepLast", "Alerting"}
EVALUATORS = {"gt", "lt"}
LONGEST_UID = 40
SET_BY_GRAFANA = ("intervalMs", "maxDataPoints")
"""Of a model: whoever sets them gets a plan that is never empty."""

LABELS = ("severity", "team")
ANNOTATIONS = ("summary", "description", "runbook_url")


@policy(
    "every rule has a uid of its own, so that it stays itself wherever it moves",
    fix="Give it a title that no other rule has (alerts/rule.py makes the uid of it).",
)
def rule_uids_are_pinned(stacks: Stacks) -> Iterator[Violation]:
    for stack in stacks:
        rules = [(group, rule) for group in stack.resources(GROUP) for rule in _rules(group)]
        uids = Counter(rule.get("uid") for _, rule in rules)
        for group, rule in rules:
            uid = rule.get("uid")
            if not uid or len(uid) > LONGEST_UID:
                yield Violation(stack.name, group.label, f"{_name(rule)} has the uid {uid!r}.")
            elif uids[uid] > 1:
                yield Violation(stack.name, group.label, f"{_name(rule)} shares the uid {uid}.")


@policy(
    "a rule's steps lead from a query of a data source that exists to its condition",
    fix="Let alerts/grafana.py make it: a query A, reduced to B, compared in C.",
)
def rule_steps_hang_together(stacks: Stacks) -> Iterator[Violation]:
    for stack in stacks:
        made = {source.body.get("uid") for source in stack.resources("grafana_data_source")}
        for group in stack.resources(GROUP):
            for rule in _rules(group):
                for reason in _broken_steps(rule, made):
                    yield Violation(stack.name, group.label, f"{_name(rule)}: {reason}.")


@policy(
    "no rule sets what Grafana sets by itself, or every plan would want to change it",
    fix="Leave it out of the model; give query_type where the model has queryType.",
)
def rules_leave_plans_empty(stacks: Stacks) -> Iterator[Violation]:
    for stack in stacks:
        for group in stack.resources(GROUP):
            if group.body.get("interval_seconds", 0) % 10:
                yield Violation(stack.name, group.label, "Its interval is no multiple of 10 s.")
            for rule in _rules(group):
                for data in as_list(rule.get("data")):
                    model = _model(data)
                    found = [key for key in SET_BY_GRAFANA if key in model]
                    if model.get("queryType") != data.get("query_type"):
                        found.append("queryType beside another query_type")
                    for key in found:
                        reason = f"{_name(rule)}, {data.get('ref_id')}: {key}."
                        yield Violation(stack.name, group.label, reason)


@policy(
    "nothing about a rule is at a default by accident",
    fix="Set its states, labels and annotations (alerts/rule.py has all of them).",
)
def rules_are_explicit(stacks: Stacks) -> Iterator[Violation]:
    for stack in stacks:
        for group in stack.resources(GROUP):
            for rule in _rules(group):
                lacking = _lacking_of_recording(rule) if "record" in rule else _lacking(rule)
                if lacking:
                    reason = f"{_name(rule)}: {', '.join(lacking)}."
                    yield Violation(stack.name, group.label, reason)


@policy(
    "a folder with rules cannot be destroyed, and no rule is outside of our folders",
    fix="Keep prevent_destroy_if_not_empty on the folder, and name it by its uid.",
)
def folders_keep_their_rules(stacks: Stacks) -> Iterator[Violation]:
    for stack in stacks:
        folders = {folder.address: folder for folder in stack.resources("grafana_folder")}
        for folder in folders.values():
            if folder.body.get("prevent_destroy_if_not_empty") is not True:
                yield Violation(stack.name, folder.label, "It could be destroyed with its rules.")
        for group in stack.resources(GROUP):
            folder = group.body.get("folder_uid")
            if referenced(folder) not in folders or not str(folder).endswith(".uid}"):
                yield Violation(stack.name, group.label, f"Its folder is {folder}.")


def _rules(group: Resource) -> list[Body]:
    return as_list(group.body.get("rule"))


def _name(rule: Body) -> str:
    return str(rule.get("name"))


def _model(data: Body) -> dict[str, Any]:
    return json.loads(data.get("model", "{}"))


def _broken_steps(rule: Body, made: set[Any]) -> Iterator[str]:
    steps = {data.get("ref_id"): data for data in as_list(rule.get("data"))}
    ends = [record.get("from") for record in as_list(rule.get("record"))] or [rule.get("condition")]
    if ends[0] not in steps:
        yield f"its condition {ends[0]} is none of its steps"
    for ref, data in steps.items():
        model, uid = _model(data), str(data.get("datasource_uid"))
        if model.get("refId") != ref:
            yield f"the model of {ref} calls itself {model.get('refId')}"
        if uid != EXPRESSION:
            if not uid.startswith(CLOUDS_OWN) and uid not in made:
                yield f"{ref} asks the data source {uid}, which nobody makes"
            if not model.get("expr") and not model.get("query") and not model.get("metricName"):
                yield f"{ref} asks nothing"
            continue
        if model.get("type") not in ("reduce", "threshold"):
            yield f"{ref} is {model.get('type')}, which loses labels or is not proven"
        if model.get("expression") not in steps:
            yield f"{ref} takes {model.get('expression')}, which is none of its steps"
        for condition in model.get("conditions", []):
            if condition.get("evaluator", {}).get("type") not in EVALUATORS:
                yield f"{ref} compares by {condition.get('evaluator', {}).get('type')}"


def _lacking(rule: Body) -> list[str]:
    labels, annotations = rule.get("labels", {}), rule.get("annotations", {})
    lacking = [f"no label {key}" for key in LABELS if not labels.get(key)]
    lacking += [f"no annotation {key}" for key in ANNOTATIONS if not annotations.get(key)]
    if rule.get("no_data_state") not in NO_DATA_STATES:
        lacking.append(f"no_data_state is {rule.get('no_data_state')}")
    if rule.get("exec_err_state") not in ERROR_STATES:
        lacking.append(f"exec_err_state is {rule.get('exec_err_state')}")
    lacking += [
        f"no {key}" for key in ("for", "missing_series_evals_to_resolve") if key not in rule
    ]
    if ("__panelId__" in annotations) != ("__dashboardUid__" in annotations):
        lacking.append("a panel without its dashboard, or the other way round")
    return lacking


def _lacking_of_recording(rule: Body) -> list[str]:
    refused = ("for", "keep_firing_for", "no_data_state", "exec_err_state", "condition")
    lacking = [f"{key} beside record" for key in refused if key in rule]
    if not as_list(rule.get("record"))[0].get("target_datasource_uid"):
        lacking.append("no target_datasource_uid")
    return lacking
