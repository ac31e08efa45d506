"""Reads strings of Terraform's JSON as Terraform does: each of them is a template.

`$${` stands for a literal `${` and `%%{` for `%{`, wherever they stand; every other `${` or `%{`
begins something that Terraform computes, which needs to be told here.
"""

import re
from collections.abc import Mapping
from typing import Any, cast

from settings import Problem, UserError

_BEGINS = re.compile(r"\$\$\{|%%\{|\$\{|%\{")
_ESCAPED = {"$${": "${", "%%{": "%{"}
SHOWN = 60
"""Characters of a template that an error shows."""


def decode_string(template: str, computed: Mapping[str, str] | None = None) -> str:
    """The string that Terraform makes of a template.

    computed: what Terraform would put in the place of `${...}`, by the text within the braces.

    Raises UserError for a `${...}` that is not in `computed`, and for every `%{...}`.
    """
    known = {f"${{{text}}}": value for text, value in (computed or {}).items()}
    done: list[str] = []
    at = 0
    while begins := _BEGINS.search(template, at):
        done.append(template[at : begins.start()])
        found = begins.group()
        if found in _ESCAPED:
            done.append(_ESCAPED[found])
            at = begins.end()
            continue
        rest = template[begins.start() :]
        told = max((text for text in known if rest.startswith(text)), key=len, default=None)
        if told is None:
            raise _not_told(rest)
        done.append(known[told])
        at = begins.start() + len(told)
    return "".join([*done, template[at:]])


def decode(value: Any, computed: Mapping[str, str] | None = None) -> Any:
    """A value of Terraform's JSON with every string in it decoded; keys stay as they are."""
    if isinstance(value, str):
        return decode_string(value, computed)
    if isinstance(value, dict):
        entries = cast("dict[str, Any]", value).items()
        return {key: decode(below, computed) for key, below in entries}
    if isinstance(value, list):
        return [decode(entry, computed) for entry in cast("list[Any]", value)]
    return value


def _not_told(rest: str) -> UserError:
    shown = rest if len(rest) <= SHOWN else f"{rest[:SHOWN]}..."
    fix = "Give its value by the text within the braces, or write $${ (%%{) where ${ (%{) is meant."
    return UserError(
        [Problem(shown, "Terraform computes this, and nothing tells the result.", fix)]
    )
