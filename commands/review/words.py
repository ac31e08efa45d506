"""What happens to a resource, in plain words."""

from collections.abc import Sequence

from commands.review.model import Action, Argument
from commands.review.redact import WITHHELD, cleaned
from policies.standing import argument_at
from policies.synthesized import Body, Resource
from vocabulary.replacement import KINDS, Kind

NAMED = (
    "config_json.title",
    "title",
    "name",
    "alarm_name",
    "job",
    "name_prefix",
    "uid",
    "bucket",
)
"""Arguments that people know a resource by, after its Name tag; the first that is set."""

SHOWN = 4
"""Arguments that a sentence names; the rest is counted."""


def kind_of(type_: str) -> Kind:
    """What is known of a type; of an unknown one that any change may replace it."""
    return KINDS.get(type_, Kind(type_))


def named(kind: Kind, resource: Resource, known: frozenset[str] = frozenset()) -> str:
    """A resource as people call it: `NAT gateway lionpay-prod-seoul-ap-northeast-2a`.

    known: secrets, as in `redact.cleaned`.
    """
    return f"{kind.noun[0].upper()}{kind.noun[1:]} {_label(resource, known)}"


def made(name: str) -> str:
    """Of what is new."""
    return f"{name} is made."


def destroyed(name: str) -> str:
    """Of what is gone."""
    return f"{name} is destroyed."


def no_longer_made(name: str) -> str:
    """Of what was in a stack that is gone."""
    return f"{name} is no longer made."


def changes(name: str, arguments: Sequence[Argument]) -> str:
    """Of what is changed in its place."""
    return changes_to(name, [argument.path for argument in arguments])


def changes_to(name: str, paths: Sequence[str]) -> str:
    """The same, by the paths of the arguments."""
    return f"{name} changes in place: {listed(paths)}."


def replaced(name: str, said: Sequence[str]) -> str:
    """Of what is destroyed and made anew; said: what happens to it, each in words."""
    return f"{name} {_and(list(dict.fromkeys(said)))}, so it is replaced."


def why(action: Action, kind: Kind, forced: Sequence[str], *, before: Body, after: Body) -> str:
    """What forces a replacement or a destruction, and what is lost with it."""
    parts = [f"Forced by {listed(forced)}."] if forced else []
    if kind.lost:
        parts.append(f"Lost: {kind.lost}.")
    if _is_protected(before):
        stays = action is Action.REPLACED and _is_protected(after)
        parts.append(
            "Its prevent_destroy makes Terraform refuse this."
            if stays
            else "Its prevent_destroy goes with its block, and does not stop this."
        )
    return " ".join(parts)


def listed(paths: Sequence[str]) -> str:
    """Some paths by name, the rest by their number."""
    rest = len(paths) - SHOWN
    return _and([*paths[:SHOWN], f"{rest} more"] if rest > 0 else list(paths))


def _and(parts: list[str]) -> str:
    return " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)


def _label(resource: Resource, known: frozenset[str]) -> str:
    body = resource.body
    # A text where it is withheld.
    tags: Body = body["tags"] if isinstance(body.get("tags"), dict) else {}
    candidates = {key: argument_at(body, key) for key in NAMED}
    candidates = {"Name": tags.get("Name"), **candidates}
    for text in cleaned(resource.type, candidates, known).values():
        if isinstance(text, str) and text != WITHHELD and "${" not in text:
            return text
    path: str = body.get("//", {}).get("metadata", {}).get("path", "")
    return path.partition("/")[2] or resource.address


def _is_protected(body: Body) -> bool:
    return bool(body.get("lifecycle", {}).get("prevent_destroy"))
