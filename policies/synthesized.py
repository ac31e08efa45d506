"""Synthesized Terraform JSON, as policies ask it."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from settings import Problem, UserError

Body = dict[str, Any]
"""The arguments of one block, in Terraform's JSON syntax."""

_REFERENCE = re.compile(r"^\$\{((?:data\.)?\w+\.[\w-]+)(?:\.\w+)?\}$")


@dataclass(frozen=True)
class Resource:
    """One resource of a stack; `address` is `type.name`, as Terraform calls it."""

    address: str
    type: str
    body: Body

    @property
    def label(self) -> str:
        """The construct path without the stack, which people recognise, then the address."""
        path: str = self.body.get("//", {}).get("metadata", {}).get("path", "")
        return f"{path} ({self.address})" if path else self.address


@dataclass(frozen=True)
class Synthesized:
    """One stack's `cdk.tf.json`; `dependencies` are the stacks that are deployed before it."""

    name: str
    json: Body
    dependencies: tuple[str, ...] = ()

    def resources(self, *types: str) -> list[Resource]:
        """The stack's managed resources, all or of the given types."""
        blocks: Body = self.json.get("resource", {})
        return [
            Resource(f"{type_}.{name}", type_, body)
            for type_, named in blocks.items()
            if not types or type_ in types
            for name, body in named.items()
        ]

    def providers(self) -> Iterator[tuple[str, Body]]:
        """Each provider configuration with its name, for example `aws` or `aws.tokyo`."""
        blocks: Body = self.json.get("provider", {})
        for name, configurations in blocks.items():
            for body in configurations:
                yield f"{name}.{body['alias']}" if "alias" in body else name, body

    def provider_kinds(self) -> set[str]:
        """The names of the stack's providers without aliases, for example `aws`."""
        return set(self.json.get("provider", {}))

    def strings(self) -> Iterator[tuple[str, str]]:
        """Every string of the stack with the path of keys to it."""
        yield from _strings(self.json, "")


def _strings(value: Any, path: str) -> Iterator[tuple[str, str]]:
    match value:
        case str():
            yield path, value
        case dict():
            for key, below in value.items():  # pyright: ignore[reportUnknownVariableType]
                yield from _strings(below, f"{path}.{key}" if path else str(key))  # pyright: ignore[reportUnknownArgumentType]
        case list():
            for position, below in enumerate(value):  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
                yield from _strings(below, f"{path}[{position}]")
        case _:
            return


def referenced(value: object) -> str | None:
    """The address that a whole-value reference names: `${aws_vpc.x.id}` gives `aws_vpc.x`."""
    match = _REFERENCE.match(value) if isinstance(value, str) else None
    return match[1] if match else None


def interpolations(value: str) -> Iterator[str]:
    """What stands in each `${...}` of a string; `$${` is none, it is Terraform's own escape."""
    for start in re.finditer(r"(?<!\$)\$\{", value):
        depth = 1
        for position in range(start.end(), len(value)):
            depth += {"{": 1, "}": -1}.get(value[position], 0)
            if depth == 0:
                yield value[start.end() : position]
                break


def as_list(value: Any) -> list[Body]:
    """A block that Terraform's JSON syntax gives as one object or a list of them."""
    if value is None:
        return []
    return cast("list[Body]", value) if isinstance(value, list) else [value]


def read_synthesized(outdir: Path) -> tuple[Synthesized, ...]:
    """The stacks in an output folder of cdktf, those without dependencies first.

    Raises UserError when a stack is not JSON, because nothing could then be checked.
    """
    manifest = json.loads((outdir / "manifest.json").read_text())
    stacks: list[Synthesized] = []
    for name, stack in manifest["stacks"].items():
        path = outdir / stack["synthesizedStackPath"]
        if path.suffix != ".json":
            raise UserError(
                [
                    Problem(
                        f"stack {name}",
                        f"It was synthesized as {path.name}; the policies read JSON.",
                        "Synthesize without --hcl.",
                    )
                ]
            )
        dependencies = tuple(sorted(stack["dependencies"]))
        stacks.append(Synthesized(name, json.loads(path.read_text()), dependencies))
    return tuple(sorted(stacks, key=lambda stack: (len(stack.dependencies), stack.name)))
