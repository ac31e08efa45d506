"""Policies on whose a resource is, and where it stands."""

from collections.abc import Iterator

from policies.policy import Stacks, Violation, policy
from policies.synthesized import Body, as_list
from vocabulary.tags import REQUIRED


@policy(
    "every AWS provider tags what it makes, so that everything has an owner and a payer",
    fix="Make providers with LionpayStack.aws_provider only.",
)
def everything_is_tagged(stacks: Stacks) -> Iterator[Violation]:
    for stack in stacks:
        for name, provider in stack.providers():
            if name.split(".")[0] != "aws":
                continue
            blocks = as_list(provider.get("default_tags"))
            tags: Body = blocks[0].get("tags", {}) if blocks else {}
            missing = [key for key in REQUIRED if not tags.get(key)]
            if missing:
                yield Violation(stack.name, f"provider {name}", f"It sets no {', '.join(missing)}.")


@policy(
    "every AWS resource has a provider that is pinned to a region",
    fix="Give the provider a region; where a stack has several, name one on each resource.",
)
def regions_are_pinned(stacks: Stacks) -> Iterator[Violation]:
    for stack in stacks:
        providers = dict(stack.providers())
        for name, provider in providers.items():
            region = provider.get("region", "")
            if name.split(".")[0] == "aws" and (not region or "${" in region):
                yield Violation(stack.name, f"provider {name}", "It is pinned to no region.")
        for resource in stack.resources():
            if not resource.type.startswith("aws_"):
                continue
            used = resource.body.get("provider", "aws")
            if used not in providers:
                yield Violation(
                    stack.name, resource.label, f"Its provider {used} is not in the stack."
                )


@policy(
    "every resource that can be named is, once in its stack, so that a lost one is recognised",
    fix="Give it a Name tag of its own.",
)
def names_are_unique(stacks: Stacks) -> Iterator[Violation]:
    for stack in stacks:
        seen: dict[tuple[str, str, str], str] = {}
        for resource in stack.resources():
            name = resource.body.get("tags", {}).get("Name")
            if name is None:
                continue
            key = (resource.type, resource.body.get("provider", ""), name)
            if key in seen:
                yield Violation(stack.name, resource.label, f"{seen[key]} has the same Name.")
            seen[key] = resource.label
