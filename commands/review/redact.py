"""No secret reaches a review: what is sensitive by a plan, by a provider's schema or by its looks.

Where nothing says whether a value may be shown, it is not.
"""

import functools
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, cast

from policies.literals import KEY, literal_secrets
from policies.secrets import CONTACT_SECRETS
from policies.synthesized import Body
from vocabulary.replacement import KINDS

WITHHELD = "(sensitive, not shown)"
"""What stands in a secret's place."""

SCHEMAS = Path(__file__).resolve().parent.parent.parent / "schemas"

BLOCKS = ("backend", "data", "output", "provider", "required_providers", "variable")
"""Parts of a stack beside its resources; of other types nothing is known, so nothing is shown."""

SHORTEST = 6
"""Characters of a secret that is looked for in other values; a shorter one is in too many."""

NOT_SHOWN: Mapping[str, frozenset[str]] = {
    "aws_secretsmanager_secret_version": frozenset(
        {"secret_binary", "secret_string", "secret_string_wo"}
    ),
    "helm_release": frozenset(
        # The last two are made of all values, the sensitive ones too.
        {"repository_password", "set_sensitive", "set_wo", "manifest", "metadata"}
    ),
    "grafana_contact_point": frozenset(f"{k}.{a}" for k, a in CONTACT_SECRETS.items()),
}
"""Arguments that are sensitive by type, beside those in schemas/ and those with a secret's name."""

_REFERENCE = re.compile(r'\$\{[^{}"]*\}')
"""A value that only says where a value is; a string inside of it could be anything."""

_ABSENT = object()


def cleaned(
    type_: str, value: Any, known: frozenset[str] = frozenset(), path: tuple[str, ...] = ()
) -> Any:
    """A value of a resource's or block's arguments without its secrets.

    known: secrets that a plan names, which are not shown in whatever place they turn up.
    """
    if type_ not in KINDS and type_ not in BLOCKS:
        return _withheld(value)
    if _is_sensitive(type_, path):
        return value if _says_nothing(value) else WITHHELD
    match value:
        case dict():
            items = cast("Body", value).items()
            return {
                _key(key, known): cleaned(type_, below, known, (*path, key)) for key, below in items
            }
        case list():
            return [cleaned(type_, below, known, path) for below in cast("list[Any]", value)]
        case str():
            return WITHHELD if _holds_secret(path, value, known) else value
        case _:
            return value


def shown(text: str) -> str:
    """A listing that people read, without the lines that hold a secret; none, if it spans lines."""
    if not _is_secret(text):
        return text
    left = "".join(
        f"{WITHHELD}\n" if _is_secret(line) else line for line in text.splitlines(keepends=True)
    )
    return WITHHELD if _is_secret(left) else left


def masked(value: Any, mark: Any = _ABSENT) -> Any:
    """A value of a plan without what its marks call sensitive.

    A mark is true, false, or has the value's own shape; of an object it may leave out the keys of
    which nothing is sensitive. What is marked by none or in another shape is withheld whole.
    """
    if value is None and mark is not _ABSENT:
        return None
    match mark:
        case False:
            return value
        case dict() if isinstance(value, dict):
            marks = cast("Body", mark)
            return {key: masked(v, marks.get(key, False)) for key, v in cast("Body", value).items()}
        case list() if isinstance(value, list):
            values, below = cast("list[Any]", value), cast("list[Any]", mark)
            if len(values) == len(below):
                return [masked(one, its) for one, its in zip(values, below, strict=True)]
            return WITHHELD
        case _:
            return WITHHELD


def marked(value: Any, mark: Any) -> Iterator[str]:
    """Every text that a plan's marks call sensitive, to be withheld where it is not marked too."""
    match mark:
        case True:
            yield from texts(value)
        case dict() if isinstance(value, dict):
            for key, below in cast("Body", mark).items():
                yield from marked(cast("Body", value).get(key), below)
        case list() if isinstance(value, list):
            for one, below in zip(cast("list[Any]", value), cast("list[Any]", mark), strict=False):
                yield from marked(one, below)
        case _:
            return


def texts(value: Any) -> Iterator[str]:
    """Every text of a value that is long enough to be looked for elsewhere."""
    match value:
        case dict():
            for below in cast("Body", value).values():
                yield from texts(below)
        case list():
            for below in cast("list[Any]", value):
                yield from texts(below)
        case str() if len(value) >= SHORTEST:
            yield value
        case _:
            return


def _is_sensitive(type_: str, path: tuple[str, ...]) -> bool:
    told = ".".join(path)
    by_type = NOT_SHOWN.get(type_, frozenset()) | _by_schema().get(type_, frozenset())
    return told in by_type or bool(path and KEY.search(path[-1]))


@functools.cache
def _by_schema() -> Mapping[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for path in SCHEMAS.glob("*@*.json"):
        for provider in json.loads(path.read_text())["provider_schemas"].values():
            for type_, schema in provider["resource_schemas"].items():
                found[type_] = frozenset(_sensitive(schema["block"], ""))
    return found


def _sensitive(block: Body, before: str) -> Iterator[str]:
    for name, attribute in cast("dict[str, Body]", block.get("attributes", {})).items():
        if attribute.get("sensitive"):
            yield before + name
    for name, below in cast("dict[str, Body]", block.get("block_types", {})).items():
        yield from _sensitive(below["block"], f"{before}{name}.")


def _says_nothing(value: Any) -> bool:
    if value is None or isinstance(value, bool):
        return True
    return isinstance(value, str) and (not value or bool(_REFERENCE.fullmatch(value)))


def _holds_secret(path: tuple[str, ...], value: str, known: frozenset[str]) -> bool:
    if any(secret in value for secret in known):
        return True
    return next(literal_secrets(".".join(path), value), None) is not None


def _is_secret(text: str) -> bool:
    return _holds_secret((), text, frozenset())


def _key(key: str, known: frozenset[str]) -> str:
    return WITHHELD if _holds_secret((), key, known) else key


def _withheld(value: Any) -> Any:
    match value:
        case dict():
            return {key: _withheld(below) for key, below in cast("Body", value).items()}
        case list():
            return [_withheld(below) for below in cast("list[Any]", value)]
        case None:
            return None
        case _:
            return WITHHELD
