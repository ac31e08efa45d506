"""The objects of a fake Kubernetes API and the history of their changes."""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from commands.conformance.fakes.kube_objects import Object

ADDED = "ADDED"
MODIFIED = "MODIFIED"
DELETED = "DELETED"


@dataclass(frozen=True)
class Change:
    """One change, by its resource version."""

    version: int
    type: str
    object: Object


@dataclass(frozen=True)
class Selection:
    """What a client asks for: a kind, and the namespace and selectors that limit it."""

    kind: str
    namespace: str = ""
    fields: str = ""
    labels: str = ""

    def takes(self, found: Object) -> bool:
        """Whether an object is asked for."""
        metadata = found["metadata"]
        return (
            found["kind"] == self.kind
            and self.namespace in ("", metadata.get("namespace", ""))
            and _selects(self.fields, lambda path: _field(found, path))
            and _selects(self.labels, metadata["labels"].get)
        )


class KubeStore:
    """Objects by kind, namespace and name, for many threads."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._objects: dict[tuple[str, str, str], Object] = {}
        self._history: list[Change] = []
        self._is_open = True

    def put(self, *objects: Object) -> None:
        """Adds objects, or changes those that are there."""
        for found in objects:
            self._change(found, is_deleted=False)

    def delete(self, found: Object) -> None:
        """Takes an object away."""
        self._change(found, is_deleted=True)

    def selected(self, selection: Selection) -> tuple[list[Object], int]:
        """The objects that are asked for, and the version at which they are so."""
        with self._changed:
            found = [each for each in self._objects.values() if selection.takes(each)]
            return found, len(self._history)

    def changes(self, selection: Selection, after: int, timeout: float) -> tuple[list[Change], int]:
        """What changed after a version, and up to which; waits for the first change."""
        with self._changed:
            self._changed.wait_for(
                lambda: len(self._history) > after or not self._is_open, max(0.0, timeout)
            )
            found = [change for change in self._history[after:] if selection.takes(change.object)]
            return found, len(self._history)

    @property
    def is_open(self) -> bool:
        """Whether there will be changes."""
        with self._changed:
            return self._is_open

    def close(self) -> None:
        """Wakes everybody who waits for changes; there will be none."""
        with self._changed:
            self._is_open = False
            self._changed.notify_all()

    def _change(self, found: Object, *, is_deleted: bool) -> None:
        metadata: Mapping[str, str] = found["metadata"]
        key = (found["kind"], metadata.get("namespace", ""), metadata["name"])
        with self._changed:
            version = len(self._history) + 1
            stored = {**found, "metadata": {**metadata, "resourceVersion": str(version)}}
            kind = DELETED if is_deleted else MODIFIED if key in self._objects else ADDED
            if is_deleted:
                self._objects.pop(key, None)
            else:
                self._objects[key] = stored
            self._history.append(Change(version, kind, stored))
            self._changed.notify_all()


def _selects(selector: str, value_of: Callable[[str], str | None]) -> bool:
    """Equality, inequality and existence, joined by commas."""
    for term in filter(None, selector.split(",")):
        if "!=" in term:
            name, _, value = term.partition("!=")
            if value_of(name) == value:
                return False
        elif "=" in term:
            name, _, value = term.replace("==", "=").partition("=")
            if value_of(name) != value:
                return False
        elif term.startswith("!"):
            if value_of(term[1:]) is not None:
                return False
        elif value_of(term) is None:
            return False
    return True


def _field(found: Object, path: str) -> str:
    value: Any = found
    for word in path.split("."):
        value = value.get(word, {})
    return value or ""
