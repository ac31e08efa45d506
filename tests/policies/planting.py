"""How a violation is planted: a function that breaks the JSON of one stack of an environment."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from policies import Policy

Plant = Callable[[dict[str, Any]], None]


@dataclass(frozen=True)
class Planted:
    """A violation of a policy, in one stack of an environment of `tests/conftest.py`."""

    policy: Policy
    environment: str
    stack: str
    plant: Plant


PLANTED: list[Planted] = []


def violates(
    policy: Policy, environment: str = "prod", *, stack: str = "network-seoul"
) -> Callable[[Plant], Plant]:
    """Registers a planted violation of a policy."""

    def register(plant: Plant) -> Plant:
        PLANTED.append(Planted(policy, environment, stack, plant))
        return plant

    return register


def first(json: dict[str, Any], type_: str, part: str = "") -> dict[str, Any]:
    """The first resource of a type whose name holds `part`."""
    return next(body for name, body in json["resource"][type_].items() if part in name)
