"""The differences of two syntheses with real plans beside them, and where they do not agree.

A synthesis compares with the base, a plan with what is deployed: they differ where the base was
never applied, where somebody changed things by hand, and where the provider knows better.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from commands.rehearsal.plans import Plan
from commands.review.differences import STACK
from commands.review.model import Action, Change, Differences
from commands.review.plans import drifted, planned
from commands.review.redact import BLOCKS
from commands.review.rules import TYPE as RULE
from commands.review.rules import group_of


def with_plans(
    differences: Differences, plans: Mapping[str, Plan], known: frozenset[str] = frozenset()
) -> Differences:
    """The union of both. Where both tell of a resource and do not agree, the plan is right."""
    changes: list[Change] = []
    told: list[str] = []
    by_stack: dict[str, list[Change]] = {}
    for change in differences.changes:
        by_stack.setdefault(change.stack, []).append(change)
    for stack in dict.fromkeys([*by_stack, *sorted(plans)]):
        found = by_stack.get(stack, [])
        if stack not in plans:
            changes += found
            continue
        changes += _united(found, list(planned(stack, plans[stack], known)))
        told += disagreements(stack, found, plans[stack], known)
    return replace(
        differences,
        changes=tuple(changes),
        planned=tuple(sorted(plans)),
        disagreements=(*differences.disagreements, *told),
    )


def disagreements(
    stack: str, found: Sequence[Change], plan: Plan, known: frozenset[str] = frozenset()
) -> Iterator[str]:
    """Each place where a stack's plan says something else than its synthesis, as a sentence."""
    if plan.get("errored"):
        yield f"{stack}: its plan failed halfway, so that it does not tell everything."
    if plan.get("complete") is False:
        yield f"{stack}: its plan leaves some for a later run, so that it does not tell everything."
    synthesis = _actions(found)
    real = {change.address: change for change in planned(stack, plan, known)}
    for address in dict.fromkeys([*real, *synthesis]):
        one, other = synthesis.get(address), real.get(address)
        if other is None:
            yield (
                f"{stack}, {address}: the synthesis says {one}, the plan does nothing: either it is"
                " deployed already, or the provider sees no difference."
            )
        elif one is None:
            yield (
                f"{stack}, {address}: only the plan says {other.action}: what is deployed is not"
                " the base."
            )
        elif one != other.action:
            why = f" ({other.why})" if other.why else ""
            yield f"{stack}, {address}: the synthesis says {one}, the plan {other.action}{why}."
    for address, paths in drifted(plan, known).items():
        what = f"changed outside of Terraform: {', '.join(paths)}" if paths else "gone from there"
        yield f"{stack}, {address}: {what}."


def _united(found: Sequence[Change], real: Sequence[Change]) -> Iterator[Change]:
    plan = {change.address: change for change in real}
    synthesis = _actions(found)
    told: set[str] = set()
    for change in found:
        other = plan.get(change.address)
        if other is None or change.type in (RULE, STACK, *BLOCKS):
            yield change
            continue
        told.add(change.address)
        if other.action is change.action:
            yield replace(change, why=other.why or change.why)
        else:
            yield replace(other, arguments=other.arguments or change.arguments)
    for change in real:
        # A group of which only rules differ is told by them.
        by_rules = change.action is Action.CHANGED and change.address in synthesis
        if change.address not in told and not by_rules:
            yield change


def _actions(found: Sequence[Change]) -> dict[str, Action]:
    """What a synthesis does to each resource of Terraform's: a rule is its group's."""
    actions: dict[str, Action] = {}
    for change in found:
        if change.type == RULE:
            actions.setdefault(group_of(change.address), Action.CHANGED)
        elif change.type not in (STACK, *BLOCKS):
            actions[change.address] = change.action
    return actions
