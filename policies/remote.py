"""Policies on runs in HCP Terraform: they need nothing of a person's machine, and share little.

A stack is on HCP Terraform when it has a `cloud` block, or when another stack of its environment
has one: nobody is left behind.
"""

import json
import re
from collections.abc import Iterator
from typing import Any, cast

from hcp.trust import AUDIENCE
from policies.policy import Stacks, Violation, policy
from policies.synthesized import Body, Synthesized, as_list, interpolations, referenced
from vocabulary.stacks import RUNNERS

_READS_FILES = re.compile(
    r"\b(abspath|file\w*|pathexpand|templatefile)\(|\bpath\.(cwd|module|root)\b"
)
_LOCAL_PATH = re.compile(
    r"^(\.{1,2}/|~/|[A-Za-z]:\\|file:|/(Users|etc|home|mnt|opt|private|root|tmp|usr|var)/)"
)
"""A whole value that is a path of somebody's machine. Routes of an API start with `/` as well."""

FILE_ARGUMENTS = {
    "chart": re.compile(r"^[./~]"),
    "config_path": re.compile(""),
    "config_paths": re.compile(""),
    "filename": re.compile(""),
    "source": re.compile(r"^[./~]"),
}
"""Arguments that name a file on the machine that runs Terraform, and what makes them one."""

OF_A_PERSON = (
    "access_key",
    "profile",
    "secret_key",
    "shared_config_files",
    "shared_credentials_files",
    "token",
)
"""Arguments of the AWS provider that bring credentials along; a run gets its own by OIDC."""

CONTENT = ("config_json", "content", "values", "json_data_encoded", "model", "settings")
"""Arguments whose text is for somebody else: paths in it are of a pod or a page."""

READ_ONLY = re.compile(
    r"^(cloudwatch|ec2|eks|iam|kms|logs|s3|secretsmanager|sns):(Describe|Get|List)[A-Za-z*]*$"
)


@policy(
    "stacks in HCP Terraform need no file of the machine that asks for the run",
    fix="Put the text into the JSON when it is synthesized, or name a chart's repository.",
)
def remote_runs_need_no_file(stacks: Stacks) -> Iterator[Violation]:
    for stack in _on_hcp(stacks):
        for path, value in stack.strings():
            if path.startswith("//") or ".//" in path:
                continue
            for expression in interpolations(value):
                if _READS_FILES.search(expression):
                    yield Violation(stack.name, path, "It reads a file.")
            names = re.sub(r"\[\d+\]", "", path).split(".")
            argument = FILE_ARGUMENTS.get(names[-1])
            if argument and argument.search(value) and not _is_content(names):
                yield Violation(stack.name, path, "It names a file.")
            elif _LOCAL_PATH.match(value) and not _is_content(names):
                yield Violation(stack.name, path, "It is a path of a machine.")


@policy(
    "stacks in HCP Terraform run no program beside Terraform and its providers",
    fix='Sign in to clusters by access = "ephemeral", and do without provisioners.',
)
def remote_runs_run_no_program(stacks: Stacks) -> Iterator[Violation]:
    for stack in _on_hcp(stacks):
        for name, body in stack.providers():
            if any(key == "exec" for key in _keys(body)):
                yield Violation(stack.name, f"provider {name}", "It runs a program to sign in.")
        for resource in stack.resources():
            if "provisioner" in resource.body:
                yield Violation(stack.name, resource.label, "It has a provisioner.")
        for name in stack.json.get("data", {}).get("external", {}):
            yield Violation(stack.name, f"data.external.{name}", "It runs a program.")


@policy(
    "every stack of an environment in HCP Terraform has a named workspace of its own",
    fix="Let stacks.base.state_backend make the cloud block.",
)
def workspaces_are_named(stacks: Stacks) -> Iterator[Violation]:
    seen: dict[str, str] = {}
    for stack in _on_hcp(stacks):
        terraform = stack.json["terraform"]
        clouds = as_list(terraform.get("cloud"))
        if len(clouds) != 1 or "backend" in terraform:
            yield Violation(stack.name, "terraform", "It has no cloud block, or more than that.")
            continue
        chosen: Body = clouds[0].get("workspaces", {})
        name = chosen.get("name", "")
        if not name or "${" in name or set(chosen) - {"name", "project"}:
            yield Violation(stack.name, "terraform.cloud.workspaces", "It names none, or several.")
        if name in seen:
            yield Violation(
                stack.name, "terraform.cloud.workspaces", f"{seen[name]} has {name} as well."
            )
        seen[name] = stack.name


@policy(
    "a stack in HCP Terraform reads only states of the same environment in HCP Terraform, and only"
    " of stacks that are deployed before it",
    fix="Read another stack by LionpayStack.outputs_of.",
)
def states_are_read_in_one_place(stacks: Stacks) -> Iterator[Violation]:
    on_hcp = _on_hcp(stacks)
    names = {_workspace(stack): stack.name for stack in on_hcp}
    homes = {_home(cloud) for s in on_hcp for cloud in as_list(s.json["terraform"].get("cloud"))}
    for stack in on_hcp:
        for name, read in _remote_states(stack).items():
            config: Body = read.get("config", {})
            known = names.get(config.get("workspaces", {}).get("name"))
            if read.get("backend") != "remote" or _home(config) not in homes:
                reason = "It is kept elsewhere."
            elif known is None or set(config["workspaces"]) != {"name"}:
                reason = "It is of no stack here."
            elif known not in stack.dependencies:
                reason = f"{known} is not deployed before it."
            else:
                continue
            yield Violation(stack.name, f"data.terraform_remote_state.{name}", reason)


@policy(
    "runs in HCP Terraform get AWS credentials by OIDC and bring none along",
    fix="Take the argument out; the workspace's variable set names the role (docs/hcp.md).",
)
def runs_bring_no_credentials(stacks: Stacks) -> Iterator[Violation]:
    for stack in _on_hcp(stacks):
        for name, body in stack.providers():
            if name.split(".")[0] not in ("aws", "tfe"):
                continue
            for key in OF_A_PERSON:
                if key in body:
                    yield Violation(stack.name, f"provider {name}", f"It has {key}.")


@policy(
    "a workspace shares its state with just the workspaces that read it",
    fix="Let hcp.plan decide who consumes a state.",
)
def states_are_shared_with_readers_only(stacks: Stacks) -> Iterator[Violation]:
    on_hcp = _on_hcp(stacks)
    for stack in stacks:
        made = {w.address: w.body["name"] for w in stack.resources("tfe_workspace")}
        settled = {
            referenced(s.body.get("workspace_id")): s
            for s in stack.resources("tfe_workspace_settings")
        }
        for address, name in made.items():
            settings = settled.get(address)
            if settings is None:
                yield Violation(stack.name, address, "Nothing says who reads its state.")
                continue
            if any(
                settings.body.get(k) is not False
                for k in ("global_remote_state", "project_remote_state")
            ):
                yield Violation(stack.name, settings.label, "More than its readers may read it.")
            given = [referenced(v) for v in settings.body.get("remote_state_consumer_ids", [])]
            told = {made.get(address or "") for address in given}
            if told != _readers(name, on_hcp):
                yield Violation(stack.name, settings.label, "Its consumers are not its readers.")


@policy(
    "no value of a sensitive variable of HCP Terraform is in code, plan or state",
    fix="Leave the variable to whoever sets it in its variable set (make workspaces).",
)
def sensitive_variables_are_set_by_hand(stacks: Stacks) -> Iterator[Violation]:
    for stack in stacks:
        secret = {name for s in stacks for name in _secret_variables(s)}
        for variable in stack.resources("tfe_variable"):
            if variable.body.get("sensitive") or variable.body.get("key") in secret:
                yield Violation(stack.name, variable.label, "It would hold a secret.")
        for shared in stack.resources("tfe_variable_set"):
            if shared.body.get("global") is not False:
                yield Violation(stack.name, shared.label, "Every workspace would get it.")


@policy(
    "a role of runs trusts named workspaces of one project in one phase; to plan, it only reads",
    fix="Build its trust with hcp.trust and what it may do with hcp.permissions.",
)
def runners_are_held_to_their_workspaces(stacks: Stacks) -> Iterator[Violation]:
    known = {name for stack in _on_hcp(stacks) if (name := _workspace(stack))}
    for stack in stacks:
        if stack.name != RUNNERS:
            continue
        planners: set[str] = set()
        for role in stack.resources("aws_iam_role"):
            (statement,) = json.loads(role.body["assume_role_policy"])["Statement"]
            phases, reason = _trusted(statement, known)
            if reason:
                yield Violation(stack.name, role.label, reason)
            if phases == {"plan"}:
                planners.add(role.address)
        for may in stack.resources("aws_iam_role_policy"):
            for statement in as_list(json.loads(may.body["policy"])["Statement"]):
                actions = cast("list[str]", statement["Action"])
                value = {"kms:Decrypt", "secretsmanager:GetSecretValue"} & set(actions)
                if value and statement["Resource"] == ["*"]:
                    yield Violation(stack.name, may.label, "It reads every secret.")
                changes = [a for a in actions if a not in value and not READ_ONLY.match(a)]
                if changes and referenced(may.body["role"]) in planners:
                    yield Violation(stack.name, may.label, f"A plan would do {changes[0]}.")
                if any(action.endswith(":*") or action == "*" for action in actions):
                    yield Violation(stack.name, may.label, "It does all of a service.")


def _on_hcp(stacks: Stacks) -> list[Synthesized]:
    """Every stack of an environment of which one is in HCP Terraform."""
    return list(stacks) if any("cloud" in s.json["terraform"] for s in stacks) else []


def _workspace(stack: Synthesized) -> str | None:
    for cloud in as_list(stack.json["terraform"].get("cloud")):
        return cloud.get("workspaces", {}).get("name")
    return None


def _home(config: Body) -> tuple[Any, Any]:
    return config.get("hostname"), config.get("organization")


def _remote_states(stack: Synthesized) -> dict[str, Body]:
    return stack.json.get("data", {}).get("terraform_remote_state", {})


def _readers(workspace: str, stacks: Stacks) -> set[str | None]:
    """The workspaces of the stacks that read a workspace's state."""
    return {
        _workspace(stack)
        for stack in stacks
        for read in _remote_states(stack).values()
        if read.get("config", {}).get("workspaces", {}).get("name") == workspace
    }


def _secret_variables(stack: Synthesized) -> Iterator[str]:
    for name, body in stack.json.get("variable", {}).items():
        if body.get("sensitive"):
            yield name


def _trusted(statement: Body, known: set[str]) -> tuple[set[str], str | None]:
    """The phases that a statement trusts, and what is wrong with it."""
    condition: Body = statement.get("Condition", {})
    equal: Body = condition.get("StringEquals", {})
    audiences = [value for key, value in equal.items() if key.endswith(":aud")]
    subjects = [s for key, v in equal.items() if key.endswith(":sub") for s in _list(v)]
    parts = [subject.split(":") for subject in subjects]
    phases = {part[-1] for part in parts}
    if set(condition) != {"StringEquals"} or audiences != [AUDIENCE] or not subjects:
        return phases, "It trusts more than an exact list of runs."
    if any(len(p) != 8 or p[5] not in known or "*" in "".join(p) for p in parts):
        return phases, "It trusts runs of other workspaces."
    return phases, None if len(phases) == 1 else "It trusts more than one phase."


def _is_content(names: list[str]) -> bool:
    return any(name in CONTENT for name in names)


def _keys(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for key, below in cast("Body", value).items():
            yield key
            yield from _keys(below)
    elif isinstance(value, list):
        for below in cast("list[Any]", value):
            yield from _keys(below)


def _list(value: Any) -> list[str]:
    return [value] if isinstance(value, str) else list(value)
