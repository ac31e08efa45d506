"""The steps of a rehearsal around the collectors' token.

`credentials` itself needs Grafana's provider and Grafana Cloud. A stand-in made from its own JSON
takes its place: everything is as synthesized, but each token and each access policy is a resource
that Terraform brings along. A token's id serves as the token; a policy keeps the subnets that it
was given. What is written goes the real way into the emulated secrets.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from access.plan import SecretPlan, is_pinned, secret_plans
from commands.rehearsal import plans
from commands.rehearsal.access_questions import reader_differences, secret_differences
from commands.rehearsal.report import expect_nothing
from commands.rehearsal.scenario import Rehearsal
from settings import Environment
from vocabulary import stacks
from vocabulary.credentials import SecretKey
from vocabulary.outputs import NetworkOutput, SecretsOutput

TOKEN = "grafana_cloud_access_policy_rotating_token"  # noqa: S105
POLICY = "grafana_cloud_access_policy"
STAND_IN = "terraform_data"
VALUE = "aws_secretsmanager_secret_version"

Json = dict[str, Any]


def create_clusters(rehearsal: Rehearsal, environment: Environment) -> None:
    """Makes the clusters that stand before anything of ours does."""
    with rehearsal.report.step("stand-ins for the EKS clusters, which exist beforehand"):
        for key, region in environment.regions.items():
            standing = rehearsal.standing(region.aws_region)
            standing.create_cluster(environment.cluster_name(key))


def expect_access_as_meant(rehearsal: Rehearsal, environment: Environment) -> None:
    """Asks AWS about every secret and every reader."""
    if stacks.SECRETS not in rehearsal.workspace.stacks():
        return
    told = rehearsal.workspace.outputs(stacks.SECRETS)
    for plan in secret_plans(environment):
        hub, own = rehearsal.standing(plan.written_in), rehearsal.standing(plan.read_in)
        found = secret_differences(hub, own, plan, told)
        if plan.reader:
            arn = told[SecretsOutput.READ_SECRET_ARNS][plan.key]
            reader = rehearsal.workspace.outputs(stacks.access(plan.key))
            found += reader_differences(own, plan.reader, arn, reader)
        expect_nothing(f"the secret of {plan.key}", found)


def plant_access_faults(rehearsal: Rehearsal, environment: Environment) -> None:
    """Opens a secret and a role behind Terraform's back: both are seen, and a deploy mends them."""
    plan = secret_plans(environment)[0]
    if plan.reader is None:
        return
    with rehearsal.report.step("a secret and a role opened by hand are seen, and mended"):
        hub, own = rehearsal.standing(plan.written_in), rehearsal.standing(plan.read_in)
        told = rehearsal.workspace.outputs(stacks.SECRETS)
        hub.secrets.delete_resource_policy(SecretId=plan.name)
        role = own.iam.get_role(RoleName=plan.reader.role)["Role"]["AssumeRolePolicyDocument"]
        role["Statement"][0].pop("Condition")
        own.iam.update_assume_role_policy(
            RoleName=plan.reader.role, PolicyDocument=json.dumps(role)
        )
        arn = told[SecretsOutput.READ_SECRET_ARNS][plan.key]
        reader = rehearsal.workspace.outputs(stacks.access(plan.key))
        seen = secret_differences(hub, own, plan, told)
        seen += reader_differences(own, plan.reader, arn, reader)
        wrong = [f"they saw {len(seen)} of 2 faults: {seen}"] if len(seen) != 2 else []
        expect_nothing("the questions", wrong)
        rehearsal.deploy(stacks.SECRETS, stacks.access(plan.key))
        expect_access_as_meant(rehearsal, environment)


def rotate(rehearsal: Rehearsal, environment: Environment) -> None:
    """Puts tokens into the secrets as `credentials` does, and rotates one of them."""
    if stacks.CREDENTIALS not in rehearsal.workspace.left_out():
        return
    workspace, report = rehearsal.workspace, rehearsal.report
    folder = rehearsal.folder / stacks.CREDENTIALS
    secrets = {plan.key: plan for plan in secret_plans(environment)}
    with report.step("stand in for Grafana: each token is in its secret and pinned, in no state"):
        made = stand_in(workspace.stack(stacks.CREDENTIALS) / "cdk.tf.json", folder)
        workspace.terraform_in(folder, "init")
        workspace.terraform_in(folder, "apply", "-auto-approve")
        first = {key: _value(rehearsal, plan) for key, plan in secrets.items()}
        expect_nothing("the secrets", _wrong_values(first))
        state: Json = json.loads(workspace.terraform_in(folder, "state", "pull"))
        expect_nothing("the state", _kept_values(state))
        expect_nothing("the pins", list(_wrong_pins(rehearsal, environment, state)))
        expect_nothing("second plan", _changes(rehearsal, folder))
    with report.step("rotate one token: its secret alone has a new version, the old one is kept"):
        name = next(name for name in made if name.startswith(environment.hub))
        workspace.terraform_in(folder, "apply", "-auto-approve", f"-replace={STAND_IN}.{name}")
        second = {key: _value(rehearsal, plan) for key, plan in secrets.items()}
        changed = sorted(key for key in secrets if first[key] != second[key])
        expect_nothing("new values", [] if changed == [environment.hub] else changed)
        before = _value(rehearsal, secrets[environment.hub], "AWSPREVIOUS")
        kept = before == first[environment.hub]
        expect_nothing("the old value", [] if kept else ["it is not AWSPREVIOUS"])
        expect_nothing("second plan", _changes(rehearsal, folder))
    with report.step("take the stand-in away: the secrets and their last values stay"):
        workspace.terraform_in(folder, "destroy", "-auto-approve")
        left = {key: _value(rehearsal, plan) for key, plan in secrets.items()}
        expect_nothing("values", [] if left == second else ["they changed"])


def stand_in(synthesized: Path, folder: Path) -> list[str]:
    """Writes the stand-in for a synthesized `credentials`; gives the names of its tokens."""
    text = re.sub(rf"({TOKEN}\.[\w-]+)\.token\b", r"\1.id", synthesized.read_text())
    made: Json = json.loads(text.replace(f"{TOKEN}.", f"{STAND_IN}."))
    tokens = made["resource"].pop(TOKEN)
    policies = made["resource"].pop(POLICY)
    made["resource"][STAND_IN] = {
        **{name: {"lifecycle": token["lifecycle"]} for name, token in tokens.items()},
        **{name: {"input": policy.get("conditions")} for name, policy in policies.items()},
    }
    made["provider"].pop("grafana")
    made["terraform"]["required_providers"].pop("grafana")
    made.pop("variable")
    folder.mkdir(exist_ok=True)
    (folder / "cdk.tf.json").write_text(json.dumps(made))
    return list(tokens)


def _value(rehearsal: Rehearsal, plan: SecretPlan, stage: str = "AWSCURRENT") -> Json:
    """What a cluster reads in its own region."""
    secrets = rehearsal.standing(plan.read_in).secrets
    read = secrets.get_secret_value(SecretId=plan.name, VersionStage=stage)["SecretString"]
    return json.loads(read)


def _wrong_values(values: dict[str, Json]) -> list[str]:
    keys = {key.value for key in SecretKey}
    wrong = [f"{key} holds {sorted(v)}" for key, v in values.items() if set(v) != keys]
    tokens = {value[SecretKey.TOKEN] for value in values.values()}
    return wrong if len(tokens) == len(values) else [*wrong, "clusters share a token"]


def _kept_values(state: Json) -> list[str]:
    """Values of secrets that are in a state."""
    return [
        f"{VALUE}.{name}.{key}"
        for name, attributes in _instances(state, VALUE)
        for key in ("secret_string", "secret_string_wo", "secret_binary")
        if attributes.get(key)
    ]


def _wrong_pins(rehearsal: Rehearsal, environment: Environment, state: Json) -> Iterator[str]:
    """Access policies that are not pinned to exactly their region's addresses, or should not be."""
    given = {name: a["output"] for name, a in _instances(state, STAND_IN) if "_policy_" in name}
    for key in environment.regions:
        told = rehearsal.workspace.outputs(stacks.network(key))[NetworkOutput.EGRESS_ADDRESSES]
        subnets = [f"{address}/32" for address in told]
        meant = [{"allowed_subnets": subnets}] if is_pinned(environment, key) else None
        kept: Json = next(v for n, v in given.items() if n.startswith(f"{key}_policy_")) or {}
        found = kept.get("value")
        if found != meant:
            yield f"{key}: {found}, not {meant}"


def _instances(state: Json, kind: str) -> list[tuple[str, Json]]:
    """Name and attributes of the resources of a type in a state."""
    found = [r for r in state["resources"] if r["type"] == kind and r["mode"] == "managed"]
    return [(r["name"], instance["attributes"]) for r in found for instance in r["instances"]]


def _changes(rehearsal: Rehearsal, folder: Path) -> list[str]:
    rehearsal.workspace.terraform_in(folder, "plan", "-out=rehearsal.tfplan")
    shown = rehearsal.workspace.terraform_in(folder, "show", "-json", "rehearsal.tfplan")
    return [f"{address}: {what}" for address, what in plans.actions(json.loads(shown)).items()]
