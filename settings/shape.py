"""Says in words for people what pydantic found wrong with the shape of a file."""

import difflib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from settings.problems import Problem

Raw = Mapping[str, Any]
"""A JSON object of any depth."""

_WANTED = {
    "bool_type": "Give true or false.",
    "string_type": "Give a text in quotes.",
    "int_type": "Give a whole number, without quotes.",
    "float_type": "Give a number, without quotes.",
    "dict_type": "Give a table, for example { key = value }.",
    "model_type": "Give a table, for example { key = value }.",
    "tuple_type": "Give a list in brackets.",
    "ip_v4_address": "Give an IPv4 address, for example 203.0.113.10.",
    # No other value of ours is parsed: pydantic gives this for a range.
    "value_error": "Give an IPv4 range with its host bits zero, for example 10.20.0.0/16.",
}


def shape_problems(error: ValidationError, path: Path, model: type[BaseModel]) -> list[Problem]:
    """One problem for each error that pydantic found in `path` against `model`."""
    schema = Schema(model.model_json_schema())
    return [_problem(details, path, schema) for details in error.errors()]


class Schema:
    """The JSON schema of a model, asked by the keys of a file."""

    def __init__(self, schema: Raw) -> None:
        self._defs: Raw = schema.get("$defs", {})
        self._root = schema

    def keys_at(self, loc: list[str]) -> tuple[list[str], list[str]]:
        """The keys that a person wrote to get to `loc`, and those that are known beside the last.

        pydantic puts the chosen member of a union into `loc`; no person wrote it: it is left out.
        """
        written: list[str] = []
        nodes = self._members(self._root)
        known: list[str] = []
        for key in loc:
            properties = [node["properties"] for node in nodes if "properties" in node]
            known = sorted({name for names in properties for name in names})
            tags = {
                tag for node in nodes for tag in node.get("discriminator", {}).get("mapping", {})
            }
            if key in tags and key not in known:
                continue
            written.append(key)
            nodes = [member for node in nodes for member in self._below(node, key)]
        return written, known

    def _below(self, node: Raw, key: str) -> list[Raw]:
        properties: Raw = node.get("properties", {})
        patterns: Raw = node.get("patternProperties", {})
        children = [properties.get(key), node.get("items"), node.get("additionalProperties")]
        # An absent part is None, and `additionalProperties` of a frozen model is False.
        return [
            m for child in [*children, *patterns.values()] if child for m in self._members(child)
        ]

    def _members(self, node: Raw) -> list[Raw]:
        """A node with its reference followed, and the members of a union one by one."""
        if "$ref" in node:
            return self._members(self._defs[node["$ref"].removeprefix("#/$defs/")])
        union: list[Raw] = [*node.get("anyOf", []), *node.get("oneOf", [])]
        return [node, *(member for part in union for member in self._members(part))]


def _problem(details: ErrorDetails, path: Path, schema: Schema) -> Problem:
    written, known = schema.keys_at([str(part) for part in details["loc"]])
    where = f"{path}: {'.'.join(written)}"
    kind = details["type"]
    if kind == "extra_forbidden":
        return Problem(where, "There is no such key.", _nearest(written[-1], known))
    if kind == "missing":
        return Problem(where, "It is missing.", "Add it.")
    return Problem(where, f"It is {shown(details['input'])}.", _WANTED.get(kind, _wanted(details)))


def _wanted(details: ErrorDetails) -> str:
    context = details.get("ctx", {})
    match details["type"]:
        case "literal_error":
            return f"Give one of {context['expected']}."
        case "string_pattern_mismatch":
            return f"Give a text of the form {context['pattern']}."
        case "union_tag_invalid":
            return f"Give one of {context['expected_tags']} as {context['discriminator']}."
        case "union_tag_not_found":
            return f"Say which with {context['discriminator']}."
        case _:
            return f"{details['msg']}."


def _nearest(key: str, known: list[str]) -> str:
    near = difflib.get_close_matches(key, known, n=1, cutoff=0.5)
    if near:
        return f"Did you mean {near[0]}?"
    return f"Known here: {', '.join(known)}." if known else "Take it out."


def shown(value: object) -> str:
    """A value as a person wrote it, cut short when it is long."""
    text = json.dumps(value, default=str)
    return text if len(text) <= 60 else f"{text[:57]}..."
