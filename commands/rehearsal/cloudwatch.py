"""The steps of a rehearsal around the role by which Grafana Cloud reads CloudWatch."""

import json
from typing import Any

from access.cloudwatch import METRIC_READS, MetricsReaderPlan, metrics_reader_plan
from commands.rehearsal.report import expect_nothing
from commands.rehearsal.scenario import Rehearsal
from commands.rehearsal.standing import Standing
from vocabulary import stacks
from vocabulary.outputs import CloudWatchOutput


def expect_reader_as_meant(rehearsal: Rehearsal) -> None:
    """Asks AWS about the role, opens it by hand, and sees that a deploy closes it."""
    environment = rehearsal.environment()
    plan = metrics_reader_plan(environment)
    if plan is None:
        return
    hub = rehearsal.standing(environment.regions[environment.hub].aws_region)
    told = rehearsal.workspace.outputs(stacks.CLOUDWATCH_ROLE)
    with rehearsal.report.step("Grafana's role trusts our Grafana alone and reads metrics only"):
        expect_nothing(plan.role, reader_differences(hub, plan, told))
    with rehearsal.report.step("the role opened by hand is seen, and mended"):
        _open(hub, plan)
        seen = reader_differences(hub, plan, told)
        wrong = [f"they saw {len(seen)} of 2 faults: {seen}"] if len(seen) != 2 else []
        expect_nothing("the questions", wrong)
        rehearsal.deploy(stacks.CLOUDWATCH_ROLE)
        expect_nothing(plan.role, reader_differences(hub, plan, told))


def reader_differences(hub: Standing, plan: MetricsReaderPlan, told: dict[str, Any]) -> list[str]:
    """Every difference of the role, in words; `told` are the outputs of `cloudwatch-role`."""
    role = hub.iam.get_role(RoleName=plan.role)["Role"]
    known = told[CloudWatchOutput.ROLE_ARN] == role["Arn"]
    wrong = [] if known else [f"{role['Arn']} is not told"]
    statements = role["AssumeRolePolicyDocument"]["Statement"]
    trusted = [(s["Principal"], s.get("Condition")) for s in statements]
    grafana = {"AWS": f"arn:aws:iam::{plan.account}:root"}
    if trusted != [(grafana, {"StringEquals": {"sts:ExternalId": plan.external_id}})]:
        wrong.append(f"{plan.role} trusts {trusted}")
    attached = hub.iam.list_attached_role_policies(RoleName=plan.role)["AttachedPolicies"]
    inline = hub.iam.list_role_policies(RoleName=plan.role)["PolicyNames"]
    if attached or len(inline) != 1:
        return [*wrong, f"{plan.role} has the policies {attached} and {inline}"]
    read = hub.iam.get_role_policy(RoleName=plan.role, PolicyName=inline[0])["PolicyDocument"]
    allowed = [(s["Action"], s.get("Condition")) for s in read["Statement"]]
    regions = {"aws:RequestedRegion": list(plan.aws_regions)}
    if allowed != [(list(METRIC_READS), {"StringEquals": regions})]:
        wrong.append(f"{plan.role} may {allowed}")
    return wrong


def _open(hub: Standing, plan: MetricsReaderPlan) -> None:
    """Takes the external id out of the trust and lets the role do everything in CloudWatch."""
    trust = hub.iam.get_role(RoleName=plan.role)["Role"]["AssumeRolePolicyDocument"]
    trust["Statement"][0].pop("Condition")
    hub.iam.update_assume_role_policy(RoleName=plan.role, PolicyDocument=json.dumps(trust))
    (name,) = hub.iam.list_role_policies(RoleName=plan.role)["PolicyNames"]
    policy = hub.iam.get_role_policy(RoleName=plan.role, PolicyName=name)["PolicyDocument"]
    policy["Statement"][0]["Action"] = "cloudwatch:*"
    hub.iam.put_role_policy(RoleName=plan.role, PolicyName=name, PolicyDocument=json.dumps(policy))
