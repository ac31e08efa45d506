"""Real plans (`terraform show -json`): read, and what each does to a resource.

A plan holds every value in clear, sensitive ones too, also in parts that are not looked at here
(variables, state, outputs). Of a change only what its marks let through is used, and what they mark
is withheld wherever else it turns up.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, cast

from commands.rehearsal.plans import Plan
from commands.review import words
from commands.review.arguments import differing
from commands.review.model import Action, Argument, Change
from commands.review.redact import WITHHELD, cleaned, marked, masked, texts
from policies.synthesized import Body, Resource, Synthesized
from settings import Problem, UserError
from vocabulary.replacement import said

SHOWN_BY = "terraform show -json <plan> > <folder>/<stack>.json"

ACTIONS: Mapping[tuple[str, ...], Action | None] = {
    ("no-op",): None,
    ("read",): None,
    ("create",): Action.ADDED,
    ("update",): Action.CHANGED,
    ("delete",): Action.DESTROYED,
    ("delete", "create"): Action.REPLACED,
    ("create", "delete"): Action.REPLACED,
    ("forget",): Action.CHANGED,
}
"""Of what is not here the worst is assumed."""

REASONS = {
    "replace_because_tainted": "it is tainted: its last apply failed",
    "replace_by_request": "the plan was asked to replace it",
    "replace_by_triggers": "what its replace_triggered_by names changes",
}

LATER = "(known after the apply)"
REPEATED = ("tags_all",)
"""What only repeats other arguments."""


def read_plans(path: Path, stacks: Sequence[str]) -> dict[str, Plan]:
    """The plans in a folder, or the one in a file, by stack, which is how the file is called.

    Raises UserError with everything that is no plan of these stacks.
    """
    files = sorted(path.glob("*.json")) if path.is_dir() else [path]
    problems: list[Problem] = []
    if not files:
        problems.append(Problem(str(path), "No plan is in there.", f"Write some: {SHOWN_BY}"))
    plans: dict[str, Plan] = {}
    for file in files:
        stack = file.name.partition(".")[0]
        try:
            plan = _read(file)
        except UserError as error:
            problems += error.problems
            continue
        if stack in stacks:
            plans[stack] = plan
        else:
            fix = f"Call it after its stack, one of: {', '.join(stacks)}."
            problems.append(Problem(str(file), f"There is no stack {stack}.", fix))
    if problems:
        raise UserError(problems)
    return plans


def secrets(plans: Mapping[str, Plan], stacks: Sequence[Synthesized]) -> frozenset[str]:
    """Every text that plans mark as sensitive, without those that the code says in clear.

    A mark often covers a whole block, with texts that are no secret.
    """
    found = {text for plan in plans.values() for text in _secrets(plan)}
    if not found:
        return frozenset()
    clear = "\n".join(
        text
        for stack in stacks
        for resource in stack.resources()
        for text in texts(cleaned(resource.type, resource.body))
    )
    return frozenset(text for text in found if text not in clear)


def planned(stack: str, plan: Plan, known: frozenset[str] = frozenset()) -> Iterator[Change]:
    """What a plan does to each resource; `known` secrets are shown nowhere."""
    for entry in plan.get("resource_changes", []):
        action = _action(entry)
        if entry["mode"] == "managed" and action:
            yield _change(stack, entry, action, known)


def drifted(plan: Plan, known: frozenset[str] = frozenset()) -> dict[str, tuple[str, ...]]:
    """By address, the arguments that were changed outside of Terraform; none where all of it is
    gone. What only differs in how nothing is written is none.
    """
    found: dict[str, tuple[str, ...]] = {}
    for entry in plan.get("resource_drift", []):
        change: Body = entry["change"]
        if tuple(change["actions"]) == ("delete",):
            found[entry["address"]] = ()
        elif paths := [a.path for a in _arguments(entry, change, known)]:
            found[entry["address"]] = tuple(paths)
    return found


def _read(file: Path) -> Plan:
    fix = f"It is written by: {SHOWN_BY}"
    try:
        plan: Any = json.loads(file.read_bytes())
    except OSError as error:
        raise UserError([Problem(str(file), f"{error.strerror}.", fix)]) from None
    except ValueError:
        raise UserError([Problem(str(file), "It is not JSON.", fix)]) from None
    if not isinstance(plan, dict) or "planned_values" not in plan:
        raise UserError([Problem(str(file), "It is JSON, but no plan.", fix)])
    read = cast("Plan", plan)
    version = str(read.get("format_version"))
    if version.partition(".")[0] != "1":
        what = f"Its format is {version}; only 1.x is known."
        raise UserError([Problem(str(file), what, fix)])
    if not all(_is_entry(e) for key in _LISTS for e in _listed(read, key)):
        raise UserError([Problem(str(file), "Its changes have a form that is not known.", fix)])
    return read


_LISTS = ("resource_changes", "resource_drift")


def _listed(plan: Plan, key: str) -> list[Any]:
    listed: Any = plan.get(key, [])
    return cast("list[Any]", listed) if isinstance(listed, list) else [None]


def _is_entry(entry: Any) -> bool:
    if not isinstance(entry, dict):
        return False
    said_ = cast("Body", entry)
    change: Any = said_.get("change")
    named = all(isinstance(said_.get(key), str) for key in ("address", "mode", "type"))
    return named and isinstance(change, dict) and isinstance(change.get("actions"), list)  # pyright: ignore[reportUnknownMemberType]


def _action(entry: Body) -> Action | None:
    return ACTIONS.get(tuple(entry["change"]["actions"]), Action.REPLACED)


def _change(stack: str, entry: Body, action: Action, known: frozenset[str]) -> Change:
    change: Body = entry["change"]
    kind = words.kind_of(entry["type"])
    before, after = _sides(change)
    name = words.named(kind, Resource(entry["address"], entry["type"], {**before, **after}), known)
    forced = [_path(path) for path in _forced(change)]
    stays = action not in (Action.ADDED, Action.DESTROYED)
    arguments = _arguments(entry, change, known) if stays else ()
    if "deposed" in entry:
        told = f"An old copy of {name} is destroyed."
    elif tuple(change["actions"]) == ("forget",):
        told = f"{name} leaves the state and stays where it is."
    else:
        told = _words(action, name, forced, [a.path for a in arguments])
    parts = [REASONS.get(str(entry.get("action_reason")), "")]
    if action in (Action.REPLACED, Action.DESTROYED):
        parts.append(words.why(action, kind, forced, before={}, after={}))
    loses = kind.stateful and "deposed" not in entry
    why = " ".join(part for part in parts if part)
    address = f"{entry['address']} (deposed)" if "deposed" in entry else entry["address"]
    return Change(stack, address, entry["type"], action, told, arguments, loses, why)


def _words(action: Action, name: str, forced: Sequence[str], paths: Sequence[str]) -> str:
    match action:
        case Action.ADDED:
            return words.made(name)
        case Action.DESTROYED:
            return words.destroyed(name)
        case Action.REPLACED:
            told = [said(path) for path in forced]
            return words.replaced(name, told) if told else f"{name} is replaced."
        case Action.CHANGED:
            return words.changes_to(name, paths) if paths else f"{name} changes in place."


def _arguments(entry: Body, change: Body, known: frozenset[str]) -> tuple[Argument, ...]:
    """What differs and is known, and what forces a replacement."""
    before, after = _sides(change)
    forced = {path[0] for path in _forced(change) if path}
    unknown = {key for key, value in _dict(change.get("after_unknown")).items() if value is True}
    was: Body = {}
    is_: Body = {}
    for key in {*before, *after} - set(REPEATED):
        one, other = before.get(key), after.get(key)
        if key in unknown:
            if key in forced:
                was[key], is_[key] = one, LATER
        elif one != other and (one or other):
            was[key], is_[key] = one, other
    # Two different values that are both withheld differ all the same.
    raw = _dict(change.get("before")), _dict(change.get("after"))
    for key in {*raw[0], *raw[1]} - unknown - set(REPEATED):
        if raw[0].get(key) != raw[1].get(key) and before.get(key) == after.get(key) == WITHHELD:
            was[key], is_[key] = WITHHELD, f"{WITHHELD[:-1]}, other)"
    return differing(entry["type"], was, is_, known)


def _sides(change: Body) -> tuple[Body, Body]:
    """Before and after, without what is marked; a side that is withheld whole has no arguments."""
    sides = [
        masked(change.get(side), change[f"{side}_sensitive"])
        if f"{side}_sensitive" in change
        else masked(change.get(side))
        for side in ("before", "after")
    ]
    return _dict(sides[0]), _dict(sides[1])


def _dict(value: Any) -> Body:
    return cast("Body", value) if isinstance(value, dict) else {}


def _forced(change: Body) -> list[list[Any]]:
    """The paths of arguments that force a replacement."""
    paths: Any = change.get("replace_paths") or []
    return [cast("list[Any]", path) for path in paths if isinstance(path, list)]


def _path(steps: Sequence[Any]) -> str:
    told = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in steps)
    return told.removeprefix(".")


def _secrets(plan: Plan) -> Iterator[str]:
    changes = [e["change"] for key in _LISTS for e in plan.get(key, [])]
    changes += _dict(plan.get("output_changes")).values()
    for change in changes:
        for side in ("before", "after"):
            yield from marked(change.get(side), change.get(f"{side}_sensitive"))
    root = _dict(_dict(plan.get("configuration")).get("root_module"))
    values = _dict(plan.get("variables"))
    for name, variable in _dict(root.get("variables")).items():
        if _dict(variable).get("sensitive"):
            yield from texts(_dict(values.get(name)).get("value"))
