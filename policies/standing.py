"""Policies on what must stay: resources whose loss takes data, an address or a history with it.

`environments/standing/<environment>.json` holds, for each of them, its address and the arguments
that would replace it; `make standing` writes it, and each synthesis is compared with it. So what
replaces one stops `make` and `cdktf deploy`, in a clone without git too, until it is said to be
meant.
"""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, cast

from policies.policy import Policy, Stacks, Violation, policy
from policies.synthesized import Body, Resource, Synthesized, as_list
from settings import Problem, UserError
from settings.files import environment_file
from vocabulary.replacement import KINDS, RULE, Kind, said

FOLDER = "standing"
GENERATED = "//"
"""The first key of a file says that it is generated."""

RULES = "grafana_rule_group"
REGION = "region"
"""A resource's own, or that of its AWS provider: in another region it is another resource."""

EITHER = "which"
"""Under this key: which of the arguments is set of which exactly one can be."""

Arguments = Mapping[str, Any]
Standing = Mapping[str, Mapping[str, Arguments]]
"""By stack and address: the forcing arguments of each stateful resource."""


def standing_file(name: str) -> Path:
    """The file of an environment, beside its own. Raises UserError when there is no such one."""
    path = environment_file(name)
    return path.parent / FOLDER / f"{path.stem}.json"


def standing_policies(name: str) -> tuple[Policy, ...]:
    """The policies that compare with an environment's file; none where it has no file."""
    path = standing_file(name)
    if not path.is_file():
        return ()
    written = read_standing(path)
    command = f"make standing ENV={name}"

    @policy(
        "what holds data, an address or a history is not replaced or destroyed by accident",
        fix="Undo it; or keep the resource under its new address, by move_from_id in its construct"
        f" or `terraform state mv`; or, if it is meant, run `{command}` and have the diff of"
        f" {path} reviewed.",
    )
    def standing_resources_stay(stacks: Stacks) -> Iterator[Violation]:
        now = standing(stacks)
        moved = {stack.name: _moved(stack) for stack in stacks}
        for stack, resources in written.items():
            if stack not in now:
                told = ", ".join(sorted(resources))
                yield Violation(stack, "all of it", f"It is gone, and with it {told}.")
                continue
            yield from _losses(stack, resources, now[stack], moved[stack])

    @policy(
        "the file of standing resources knows all of them",
        fix=f"Run `{command}`, and have the diff of {path} reviewed.",
    )
    def standing_file_is_current(stacks: Stacks) -> Iterator[Violation]:
        for stack, resources in standing(stacks).items():
            for address in sorted(set(resources) - set(written.get(stack, {}))):
                yield Violation(stack, address, f"This {noun(address)} is not in the file.")

    return standing_resources_stay, standing_file_is_current


def standing(stacks: Stacks) -> Standing:
    """Every stateful resource of a synthesis, with the arguments that would replace it."""
    found: dict[str, dict[str, Arguments]] = {}
    for stack in stacks:
        regions = {name: body.get(REGION) for name, body in stack.providers()}
        resources = {
            r.address: forcing(r, regions) for r in stack.resources() if _kind(r.type).stateful
        }
        for group in stack.resources(RULES):
            for uid in rule_uids(group):
                resources[rule_address(uid)] = {}
        found[stack.name] = resources
    return {stack: resources for stack, resources in found.items() if resources}


def forcing(resource: Resource, regions: Mapping[str, str | None]) -> Arguments:
    """The arguments of a resource of which another value replaces it, as far as they are set.

    regions: by provider of the stack, such as `aws.tokyo`.
    """
    kind, body = _kind(resource.type), resource.body
    values = {key: argument_at(body, key) for key in kind.forces}
    values[EITHER] = next((key for key in kind.either if body.get(key) is not None), None)
    if resource.type.startswith("aws_"):
        values[REGION] = regions.get(body.get("provider", "aws"))
    return {key: value for key, value in values.items() if value is not None}


def argument_at(body: Body, key: str) -> Any:
    """An argument, or what stands under a key of its one block or of its JSON."""
    argument, _, inside = key.partition(".")
    value = body.get(argument)
    if not inside or value is None:
        return value
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except ValueError:
            return value
    blocks = as_list(value) if isinstance(value, (dict, list)) else []
    return blocks[0].get(inside) if blocks else None


def rule_uids(group: Resource) -> list[str]:
    """The uids of a group's rules; a rule without one has none to lose."""
    return [rule["uid"] for rule in as_list(group.body.get("rule")) if rule.get("uid")]


def rule_address(uid: str) -> str:
    """How a rule is called in the file: wherever it moves, it stays itself."""
    return f"rule {uid}"


def noun(address: str) -> str:
    """What people call what is at an address."""
    return _of(address).noun


def read_standing(path: Path) -> Standing:
    """Reads a file of standing resources. Raises UserError when it is none."""
    try:
        read = cast("Body", json.loads(path.read_text()))
        stacks = {key: value for key, value in read.items() if key != GENERATED}
        if not all(isinstance(a, dict) for s in stacks.values() for a in s.values()):
            raise TypeError
    except (ValueError, TypeError, AttributeError):
        fix = "Take the committed one, or write it anew with `make standing`."
        raise UserError([Problem(str(path), "It is no file of standing resources.", fix)]) from None
    return stacks


def text(stacks: Stacks) -> str:
    """The file as it has to be, sorted, so that its diff can be reviewed."""
    told = "Generated by `make standing`: resources that may not be replaced unseen. Do not edit."
    return json.dumps({GENERATED: told, **standing(stacks)}, indent=1, sort_keys=True) + "\n"


def _losses(
    stack: str,
    written: Mapping[str, Arguments],
    now: Mapping[str, Arguments],
    moved: Mapping[str, str],
) -> Iterator[Violation]:
    added = {address: now[address] for address in now if address not in written}
    for address, before in written.items():
        kind, place = _of(address), moved.get(address, address)
        lost = f"Lost: {kind.lost}."
        if place not in now:
            same = [
                a for a, arguments in added.items() if _is_renamed(address, before, a, arguments)
            ]
            renamed = f" {same[0]} is new and the same; a rename destroys it too." if same else ""
            yield Violation(stack, address, f"The {kind.noun} is gone.{renamed}\n{lost}")
            continue
        after = now[place]
        keys = sorted(k for k in {*before, *after} if before.get(k) != after.get(k))
        for key in keys:
            was, is_ = json.dumps(before.get(key)), json.dumps(after.get(key))
            yield Violation(
                stack,
                address,
                f"The {kind.noun} {said(key)}, which replaces it.\n"
                f"{key} was {was} and is now {is_}.\n{lost}",
            )


def _is_renamed(address: str, before: Arguments, other: str, arguments: Arguments) -> bool:
    return _type(address) == _type(other) and before == arguments


def _moved(stack: Synthesized) -> dict[str, str]:
    """Where `moved` blocks put an address."""
    return {block["from"]: block["to"] for block in as_list(stack.json.get("moved"))}


def _of(address: str) -> Kind:
    return RULE if address.startswith("rule ") else _kind(_type(address))


def _type(address: str) -> str:
    return address.partition(".")[0]


def _kind(type_: str) -> Kind:
    return KINDS.get(type_, Kind(type_))
