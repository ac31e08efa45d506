"""Components of a running Alloy, as its API tells of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias, TypedDict

Json: TypeAlias = "str | float | bool | list[Json] | dict[str, Json] | None"


class HealthJson(TypedDict):
    """The health of a component."""

    state: str
    message: str


class _ListedJson(TypedDict):
    name: str
    localID: str
    moduleID: str
    referencesTo: list[str]
    dataFlowEdgesTo: list[str]
    health: HealthJson


class ComponentJson(_ListedJson, total=False):
    """What `/api/v0/web/components/<id>` answers, as far as we read it."""

    createdModuleIDs: list[str]
    arguments: Json
    exports: Json


@dataclass(frozen=True)
class Component:
    """One component: `id` is unique in the engine, `local_id` in its module."""

    module: str
    local_id: str
    name: str
    health: str
    message: str
    references: tuple[str, ...]
    data_flow_to: tuple[str, ...]
    """Local ids in the same module, see `graph`."""
    modules: tuple[str, ...]
    """The modules that it runs: for a custom component its own."""

    @property
    def id(self) -> str:
        """The id that the engine uses in its API and in capsules."""
        return global_id(self.module, self.local_id)


def global_id(module: str, local_id: str) -> str:
    """The engine-wide id of a component of a module; the root module has no name."""
    return f"{module}/{local_id}" if module else local_id


def component(told: ComponentJson) -> Component:
    """The API's answer as a value."""
    return Component(
        module=told["moduleID"],
        local_id=told["localID"],
        name=told["name"],
        health=told["health"]["state"],
        message=told["health"]["message"],
        references=tuple(told["referencesTo"]),
        data_flow_to=tuple(told["dataFlowEdgesTo"]),
        modules=tuple(told.get("createdModuleIDs") or ()),
    )


def unwell(components: Sequence[Component]) -> tuple[Component, ...]:
    """The components that are not healthy."""
    return tuple(found for found in components if found.health != "healthy")
