"""Alert rules by their uids: a rule stays itself in whatever group it is."""

from collections.abc import Iterator

from commands.review.arguments import differing
from commands.review.model import Action, Change
from policies.standing import RULES
from policies.synthesized import Body, Resource, Synthesized, as_list
from vocabulary.replacement import RULE

TYPE = "rule"
"""The type of a change of one rule; its address is that of its group, a slash, and its uid."""


def without_rules(resource: Resource) -> Body:
    """The arguments of a rule group that are its own; of another resource all of them."""
    body = resource.body
    return {k: v for k, v in body.items() if k != "rule"} if resource.type == RULES else body


def group_of(address: str) -> str:
    """The address of the resource that a change is of, as Terraform calls it."""
    return address.partition("/")[0]


def rule_changes(
    before: Synthesized, after: Synthesized, known: frozenset[str] = frozenset()
) -> Iterator[Change]:
    """What happens to each rule of a stack."""
    old, new = dict(_by_uid(before)), dict(_by_uid(after))
    titles = {rule.get("name"): uid for uid, (_, rule) in new.items() if uid not in old}
    named_before = {rule.get("name") for uid, (_, rule) in old.items() if uid not in new}
    for uid, (group, rule) in old.items():
        if uid not in new:
            yield _gone(after.name, f"{group}/{uid}", rule, titles.get(rule.get("name")))
    for uid, (group, rule) in new.items():
        address = f"{group}/{uid}"
        if uid not in old:
            if rule.get("name") in named_before:
                continue
            told = f"Rule {rule.get('name')} is made."
            yield Change(after.name, address, TYPE, Action.ADDED, told)
            continue
        was_in, was = old[uid]
        found = differing(RULES, {"rule": _shown(was)}, {"rule": _shown(rule)}, known)
        moved = [f"moves to the group {group}"] if was_in != group else []
        named = [f"changes: {', '.join(a.path.removeprefix('rule.') for a in found)}"]
        if found or moved:
            told = f"Rule {rule.get('name')} {' and '.join([*moved, *(named if found else [])])}."
            yield Change(after.name, address, TYPE, Action.CHANGED, told, found)


def _gone(stack: str, address: str, rule: Body, other: str | None) -> Change:
    name = rule.get("name")
    if other:
        told = f"Rule {name} gets another uid, {other}, so it is replaced."
        return Change(stack, address, TYPE, Action.REPLACED, told, (), True, f"Lost: {RULE.lost}.")
    told = f"Rule {name} is destroyed."
    return Change(stack, address, TYPE, Action.DESTROYED, told, (), True, f"Lost: {RULE.lost}.")


def _by_uid(stack: Synthesized) -> Iterator[tuple[str, tuple[str, Body]]]:
    for group in stack.resources(RULES):
        for rule in as_list(group.body.get("rule")):
            # One without a uid is known by its name only; a policy refuses it.
            yield str(rule.get("uid") or rule.get("name")), (group.address, rule)


def _shown(rule: Body) -> Body:
    """A rule with its queries by their letter, so that a new one moves none of the others."""
    data = {str(query.get("ref_id")): query for query in as_list(rule.get("data"))}
    return {**rule, "data": data}
