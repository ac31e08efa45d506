"""Reads Terraform's plans: what changed by hand, and what of it a deploy puts back.

A refresh-only plan compares the state with reality and nothing else: what it shows was done behind
Terraform's back. It does not say whether that matters, since AWS fills in arguments that nobody
set. An ordinary plan compares the code with reality: where it wants to change the same resource,
a deploy puts it back.

A plan holds secrets. A value leaves this module only where Terraform's own marks say that it may.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, cast

from commands.drift.model import Argument, Change, Kind, StackDrift, Waiting
from settings.shape import shown

Plan = Mapping[str, Any]
"""`terraform show -json` of a saved plan."""

WITHHELD = "(withheld)"

WITHHELD_TYPES = frozenset(
    {
        # The provider marks neither a webhook's address nor its headers.
        "grafana_contact_point",
        "grafana_cloud_access_policy_rotating_token",
        "aws_secretsmanager_secret_version",
    }
)
"""Resources of which names of arguments are told, and no value."""

_SECRET = re.compile(
    r"token|secret|password|private_key|api_key|integration_key|webhook|auth", re.I
)

MOST = 12
"""Arguments of one resource that are told."""


def read_drift(
    stack: str, refreshed: Plan, planned: Plan | None, labels: Mapping[str, str]
) -> StackDrift:
    """A stack's drift out of its refresh-only and its ordinary plan.

    planned: None when there is no ordinary plan; then all drift counts as what a deploy undoes.
    """
    drifted = [change for change in refreshed.get("resource_drift", []) if _counts(change)]
    wanted = actions(planned) if planned is not None else None
    changes = [_change(change, labels) for change in sorted(drifted, key=lambda c: c["address"])]
    addresses = {change.address for change in changes}
    return StackDrift(
        stack,
        put_back=tuple(c for c in changes if wanted is None or c.address in wanted),
        left=tuple(c for c in changes if wanted is not None and c.address not in wanted),
        waiting=tuple(
            Waiting(address, labels.get(address, address), action)
            for address, action in (wanted or {}).items()
            if address not in addresses
        ),
    )


def actions(plan: Plan) -> dict[str, str]:
    """What a plan does to each address (`create`, `delete/create`, ...), without no-ops."""
    return {
        change["address"]: "/".join(change["change"]["actions"])
        for change in sorted(plan.get("resource_changes", []), key=lambda c: c["address"])
        if _counts(change)
    }


def differences(change: Mapping[str, Any], type_: str) -> tuple[Argument, ...]:
    """The arguments in which a resource differs, the first ones of many."""
    found = list(
        _walk(
            "",
            change.get("before"),
            change.get("after"),
            # Without a mark nobody knows what may be shown.
            change.get("before_sensitive", True),
            change.get("after_sensitive", True),
        )
    )
    hidden = type_ in WITHHELD_TYPES
    told = [
        Argument(a.path, WITHHELD, WITHHELD) if hidden or _SECRET.search(a.path) else a
        for a in found[:MOST]
    ]
    if len(found) > MOST:
        told.append(Argument(f"{len(found) - MOST} more", "", ""))
    return tuple(told)


def _counts(change: Mapping[str, Any]) -> bool:
    return change["mode"] == "managed" and change["change"]["actions"] not in (["no-op"], ["read"])


def _change(change: Mapping[str, Any], labels: Mapping[str, str]) -> Change:
    address: str = change["address"]
    label = labels.get(address, address)
    if change["change"]["actions"] == ["delete"]:
        return Change(address, label, Kind.GONE)
    return Change(address, label, Kind.CHANGED, differences(change["change"], change["type"]))


def _walk(path: str, before: Any, after: Any, was: Any, now: Any) -> Iterator[Argument]:
    """Every leaf that differs. was, now: Terraform's marks of what is sensitive, shaped alike."""
    if before == after:
        return
    if was is True or now is True:
        yield Argument(path, WITHHELD, WITHHELD)
    elif isinstance(before, dict) and isinstance(after, dict):
        old, new = cast("Mapping[str, Any]", before), cast("Mapping[str, Any]", after)
        for key in sorted({*old, *new}):
            below = f"{path}.{key}" if path else key
            yield from _walk(below, old.get(key), new.get(key), _at(was, key), _at(now, key))
    elif isinstance(before, list) and isinstance(after, list):
        yield from _lists(path, cast("list[Any]", before), cast("list[Any]", after), was, now)
    elif _marked(was) or _marked(now):
        yield Argument(path, WITHHELD, WITHHELD)
    else:
        values = cast("tuple[object, object]", (before, after))
        old, new = map(_parsed, values)
        if old is not None and new is not None:
            yield from _walk(path, old, new, False, False)
        else:
            yield Argument(path, *map(shown, values))


def _lists(
    path: str, before: Sequence[Any], after: Sequence[Any], was: Any, now: Any
) -> Iterator[Argument]:
    if len(before) == len(after):
        for i, (old, new) in enumerate(zip(before, after, strict=True)):
            yield from _walk(f"{path}[{i}]", old, new, _at(was, i), _at(now, i))
    elif _marked(was) or _marked(now):
        yield Argument(path, WITHHELD, WITHHELD)
    else:
        lost: list[Any] = [entry for entry in before if entry not in after]
        came: list[Any] = [entry for entry in after if entry not in before]
        yield Argument(path, shown(lost) if lost else "nothing", shown(came) if came else "nothing")


def _at(marks: Any, key: str | int) -> Any:
    """The marks below a key. A shape that is not Terraform's is taken for a mark."""
    if isinstance(marks, bool):
        return marks
    if isinstance(marks, dict) and isinstance(key, str):
        return cast("Mapping[str, Any]", marks).get(key, False)
    if isinstance(marks, list) and isinstance(key, int):
        of = cast("list[Any]", marks)
        return of[key] if key < len(of) else True
    return True


def _marked(marks: Any) -> bool:
    """Whether anything below is sensitive."""
    match marks:
        case bool():
            return marks
        case dict():
            return any(_marked(below) for below in cast("Mapping[str, Any]", marks).values())
        case list():
            return any(_marked(below) for below in cast("list[Any]", marks))
        case _:
            return True


def _parsed(value: object) -> dict[str, Any] | None:
    """The object in a text that is JSON, such as a policy or a dashboard."""
    if not isinstance(value, str) or not value.startswith("{"):
        return None
    try:
        return json.loads(value)
    except ValueError:
        return None
