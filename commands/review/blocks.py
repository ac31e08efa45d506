"""What differs of a stack beside its resources: its state, providers, variables, outputs."""

from collections.abc import Iterator

from commands.review.arguments import differing
from commands.review.model import Action, Change
from commands.review.words import listed
from policies.synthesized import Body, Synthesized

BACKEND = "backend"
STATE_MOVES = (
    "The state moves: without `cdktf deploy --migrate-state` Terraform finds none, and makes"
    " everything anew beside what is there."
)


def block_changes(
    before: Synthesized, after: Synthesized, known: frozenset[str] = frozenset()
) -> Iterator[Change]:
    """Each block that is new, gone or other; the type of the change is the block's kind."""
    old, new = dict(_blocks(before)), dict(_blocks(after))
    for address in sorted({*old, *new}):
        kind, was = old.get(address, ("", None))
        kind, is_ = new.get(address, (kind, None))
        if was == is_:
            continue
        found = differing(_shown_as(kind, was, is_), was or {}, is_ or {}, known)
        if was is None:
            action, told = Action.ADDED, f"{address} is new."
        elif is_ is None:
            action, told = Action.DESTROYED, f"{address} is gone."
        else:
            action, told = Action.CHANGED, f"{address} changes: {listed([a.path for a in found])}."
        state = kind == BACKEND
        why = STATE_MOVES if state else ""
        yield Change(after.name, address, kind, action, told, found, state, why)


def _shown_as(kind: str, *bodies: Body | None) -> str:
    """The kind by which arguments are shown: nothing is known of a secret's, so none is."""
    return "sensitive" if any(body and body.get("sensitive") for body in bodies) else kind


def _blocks(stack: Synthesized) -> Iterator[tuple[str, tuple[str, Body]]]:
    """By address: the kind of a block, and its arguments."""
    terraform: Body = stack.json.get("terraform", {})
    for key, below in terraform.items():
        if key in ("backend", "cloud"):
            yield "terraform.backend", (BACKEND, {key: below})
        else:
            yield f"terraform.{key}", ("required_providers", {key: below})
    for name, body in stack.providers():
        yield f"provider.{name}", ("provider", body)
    for kind in ("output", "variable"):
        for name, body in stack.json.get(kind, {}).items():
            yield f"{kind}.{name}", (kind, body)
    for type_, named in stack.json.get("data", {}).items():
        for name, body in named.items():
            yield f"data.{type_}.{name}", ("data", body)
