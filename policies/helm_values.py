"""The values of Helm releases, as policies ask them."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, cast

from policies.synthesized import Body, Resource, Synthesized

Json = dict[str, Any]


@dataclass(frozen=True)
class ReleaseValues:
    """One Helm release with its values read; YAML that is no JSON is read as nothing."""

    stack: str
    resource: Resource
    values: Json

    @property
    def program(self) -> str:
        """The Alloy program, as Terraform and Helm's `tpl` pass it on; empty for other charts."""
        found = at(self.values, "alloy", "configMap", "content")
        text = found if isinstance(found, str) else ""
        return text.replace("$${", "${").replace("%%{", "%{").replace("{{`{{`}}", "{{")

    def objects(self, kind: str) -> list[Json]:
        """The extra objects of a kind."""
        listed = cast("list[Json]", at(self.values, "extraObjects") or [])
        return [found for found in listed if found.get("kind") == kind]


def releases(stack: Synthesized) -> Iterator[ReleaseValues]:
    """Every Helm release of a stack."""
    for resource in stack.resources("helm_release"):
        for text in cast("list[str]", resource.body.get("values", ["{}"])):
            yield ReleaseValues(stack.name, resource, _read(text))


def collectors(stack: Synthesized) -> Iterator[ReleaseValues]:
    """The releases that run Alloy."""
    return (found for found in releases(stack) if found.resource.body.get("chart") == "alloy")


def at(values: Body, *keys: str) -> object:
    """A value by its path of keys, or None."""
    found: Any = values
    for key in keys:
        found = cast("Body", found).get(key) if isinstance(found, dict) else None
    return found


def _read(text: str) -> Json:
    try:
        read: object = json.loads(text)
    except ValueError:
        return {}
    return read if isinstance(read, dict) else {}  # pyright: ignore[reportUnknownVariableType]
