"""What an apply replaces: where a forcing argument differs, and what follows from that.

When a VPC is replaced it gets another id, so that a subnet, which names that id by an argument that
forces a replacement, is replaced as well; over the outputs of a stack also in another one.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from commands.review.words import kind_of
from policies.standing import EITHER, forcing
from policies.synthesized import Body, Resource, Synthesized, as_list, interpolations
from vocabulary.replacement import said

Place = tuple[str, str]
"""A stack and an address in it."""

_ATTRIBUTE = re.compile(r"(?<![\w.-])((?!data\.)[a-z]\w*\.[\w-]+)\.(\w+)")
_OUTPUT = re.compile(r"data\.terraform_remote_state\.([\w-]+)\.outputs\.(\w+)")


@dataclass(frozen=True)
class Pair:
    """A resource before and after, which may have moved to another address."""

    before: Resource
    after: Resource


@dataclass(frozen=True)
class Reason:
    """Why a resource is replaced: the argument, and what that means in words."""

    argument: str
    words: str


def pairs(before: Synthesized, after: Synthesized) -> dict[str, Pair]:
    """The resources that are in both, by their address after; `moved` blocks are followed."""
    old = {resource.address: resource for resource in before.resources()}
    origin = {block["to"]: block["from"] for block in as_list(after.json.get("moved"))}
    found: dict[str, Pair] = {}
    for resource in after.resources():
        was = old.get(resource.address) or old.get(origin.get(resource.address, ""))
        if was:
            found[resource.address] = Pair(was, resource)
    return found


def replacements(
    before: Mapping[str, Synthesized], after: Mapping[str, Synthesized]
) -> dict[Place, list[Reason]]:
    """Everything that is replaced, with its reasons, by stack and address after."""
    found: dict[Place, list[Reason]] = {}
    common: dict[str, dict[str, Pair]] = {}
    for name in after.keys() & before.keys():
        common[name] = pairs(before[name], after[name])
        was, is_ = _regions(before[name]), _regions(after[name])
        for address, pair in common[name].items():
            if reasons := list(_own(forcing(pair.before, was), forcing(pair.after, is_))):
                found[name, address] = reasons
    while more := dict(_following(common, after, found)):
        found |= more
    return found


def _own(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Reason]:
    for key in sorted({*before, *after}):
        was, is_ = before.get(key), after.get(key)
        if was != is_:
            told = f"names {is_} where it named {was}" if key == EITHER else said(key)
            yield Reason(f"{was} and {is_}" if key == EITHER else key, told)


def _following(
    common: Mapping[str, Mapping[str, Pair]],
    after: Mapping[str, Synthesized],
    found: Mapping[Place, list[Reason]],
) -> Iterator[tuple[Place, list[Reason]]]:
    """What names by a forcing argument what is replaced, and was not found before."""
    for stack, here in common.items():
        regions = _regions(after[stack])
        for address, pair in here.items():
            if (stack, address) in found:
                continue
            reasons = [
                Reason(key, f"names {_noun(target)} that is replaced")
                for key, value in forcing(pair.after, regions).items()
                for target in _named(stack, value, common, after)
                if target in found
            ]
            if reasons:
                yield (stack, address), reasons


def _named(
    stack: str,
    value: object,
    common: Mapping[str, Mapping[str, Pair]],
    after: Mapping[str, Synthesized],
) -> Iterator[Place]:
    """The resources of which a value takes something that a new one has differently."""
    for expression in interpolations(json.dumps(value)):
        for address, attribute in _ATTRIBUTE.findall(expression):
            pair = common.get(stack, {}).get(address)
            if pair and not _stays(pair, attribute):
                yield stack, address
        for other, output in _OUTPUT.findall(expression):
            told: Body = after[other].json.get("output", {}) if other in after else {}
            if output in told:
                yield from _named(other, told[output].get("value"), common, after)


def _stays(pair: Pair, attribute: str) -> bool:
    """Whether an attribute is an argument that says the same: a new resource has it too."""
    value = pair.after.body.get(attribute)
    return value is not None and value == pair.before.body.get(attribute)


def _noun(place: Place) -> str:
    noun = kind_of(place[1].partition(".")[0]).noun
    return f"{'an' if noun[0] in 'AEIOUaeio' else 'a'} {noun}"


def _regions(stack: Synthesized) -> dict[str, str | None]:
    return {name: body.get("region") for name, body in stack.providers()}
