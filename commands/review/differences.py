"""What an apply would do, from two syntheses: added, changed, replaced and destroyed, in words."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from commands.review import words
from commands.review.arguments import differing
from commands.review.blocks import block_changes
from commands.review.following import Pair, Place, Reason, pairs, replacements
from commands.review.model import Action, Change, Differences
from commands.review.rules import rule_changes, without_rules
from policies.synthesized import Body, Resource, Synthesized
from vocabulary.replacement import KINDS

Known = frozenset[str]
"""Secrets that plans name; they are shown nowhere."""

STACK = "stack"
"""The type of a change that is about a whole stack; its address is empty."""

UNKNOWN = "Whether this replaces it is not known: vocabulary/replacement.py lacks its type."


def compare(
    base: str,
    before: Sequence[Synthesized],
    after: Sequence[Synthesized],
    known: Known = frozenset(),
) -> Differences:
    """Everything that differs between a base, as a person calls it, and what is now synthesized."""
    old, new = {s.name: s for s in before}, {s.name: s for s in after}
    replaced = replacements(old, new)
    found: list[Change] = []
    for name in dict.fromkeys([*new, *old]):
        if name not in old:
            found += _new_stack(new[name])
        elif name not in new:
            found += _gone_stack(old[name])
        else:
            found += _stack(old[name], new[name], replaced, known)
    return Differences(base, tuple(found))


def _new_stack(stack: Synthesized) -> Iterator[Change]:
    resources = stack.resources()
    told = f"The stack {stack.name} is new, with {len(resources)} resources."
    yield Change(stack.name, "", STACK, Action.ADDED, told)
    yield from (_added(stack.name, resource) for resource in resources)


def _gone_stack(stack: Synthesized) -> Iterator[Change]:
    resources = stack.resources()
    lost = [r for r in resources if words.kind_of(r.type).stateful]
    yield Change(
        stack.name,
        "",
        STACK,
        Action.DESTROYED,
        f"The stack {stack.name} is no longer made, with {len(resources)} resources.",
        stateful=bool(lost),
        why="Nothing destroys them by itself: `make destroy` with the base's code does, and before"
        " it they cost on, in no code.",
    )
    for resource in resources:
        told = words.no_longer_made(words.named(words.kind_of(resource.type), resource))
        yield replace(_destroyed(stack.name, resource, ""), words=told)


def _stack(
    before: Synthesized,
    after: Synthesized,
    replaced: Mapping[Place, list[Reason]],
    known: Known,
) -> Iterator[Change]:
    stack = after.name
    yield from block_changes(before, after, known)
    kept = pairs(before, after)
    left = {pair.before.address for pair in kept.values()}
    gone = [r for r in before.resources() if r.address not in left]
    new = [r for r in after.resources() if r.address not in kept]
    renamed = dict(_renamed(gone, new))
    for resource in gone:
        yield _destroyed(stack, resource, renamed.get(resource.address, ""))
    for resource in new:
        yield _added(stack, resource)
    for address, pair in kept.items():
        reasons = replaced.get((stack, address), [])
        if change := _kept(stack, pair, reasons, known):
            yield change
    yield from rule_changes(before, after, known)


def _kept(stack: str, pair: Pair, reasons: Sequence[Reason], known: Known) -> Change | None:
    """A resource that is in both, or None where nothing of it differs."""
    kind, after = words.kind_of(pair.after.type), pair.after
    before_body, after_body = without_rules(pair.before), without_rules(after)
    ignored = _ignored(after_body)
    found = tuple(
        argument
        for argument in differing(after.type, before_body, after_body, known)
        if not _is_in(argument.path, ignored)
    )
    name = words.named(kind, after)
    if reasons:
        return Change(
            stack,
            after.address,
            after.type,
            Action.REPLACED,
            words.replaced(name, [reason.words for reason in reasons]),
            found,
            kind.stateful,
            words.why(
                Action.REPLACED,
                kind,
                [reason.argument for reason in reasons],
                before=before_body,
                after=after_body,
            ),
        )
    if not found and pair.before.address == after.address:
        return None
    if pair.before.address != after.address:
        told = f"{name} keeps what it is under another address: it was {pair.before.address}."
    else:
        told = words.changes(name, found)
    why = "" if after.type in KINDS else UNKNOWN
    return Change(stack, after.address, after.type, Action.CHANGED, told, found, why=why)


def _added(stack: str, resource: Resource) -> Change:
    name = words.named(words.kind_of(resource.type), resource)
    return Change(stack, resource.address, resource.type, Action.ADDED, words.made(name))


def _destroyed(stack: str, resource: Resource, renamed: str) -> Change:
    kind = words.kind_of(resource.type)
    told = words.destroyed(words.named(kind, resource))
    why = words.why(Action.DESTROYED, kind, (), before=resource.body, after={})
    if renamed:
        moved = f"It is the same as the new {renamed}: a rename. Move it there to keep it"
        why = f"{moved} (move_from_id, or `terraform state mv`). {why}".strip()
    return Change(
        stack, resource.address, resource.type, Action.DESTROYED, told, (), kind.stateful, why
    )


def _renamed(gone: Sequence[Resource], new: Sequence[Resource]) -> Iterator[tuple[str, str]]:
    """What is gone and what is new with the same arguments, one to one."""
    left = list(new)
    for resource in gone:
        for other in left:
            if other.type == resource.type and _plain(other.body) == _plain(resource.body):
                left.remove(other)
                yield resource.address, other.address
                break


def _plain(body: Body) -> Body:
    return {key: value for key, value in body.items() if key != "//"}


def _ignored(body: Body) -> tuple[str, ...]:
    ignored: Any = body.get("lifecycle", {}).get("ignore_changes", ())
    return ("",) if ignored == "all" else tuple(ignored)


def _is_in(path: str, ignored: Sequence[str]) -> bool:
    return any(not key or path == key or path.startswith((f"{key}.", f"{key}[")) for key in ignored)
