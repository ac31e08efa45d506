"""Which change belongs to which thing on a network's map."""

import re
from collections.abc import Sequence

from commands.review.model import Change


class Marks:
    """Changes of one stack, found by type and construct; it remembers which were asked for."""

    def __init__(self, changes: Sequence[Change]) -> None:
        self._changes = {_plain(change.address): change for change in changes}
        self._drawn: set[str] = set()

    def of(self, type_: str, name: str) -> Change | None:
        """The change of a resource. name: its address without the hash that cdktf adds."""
        plain = f"{type_}.{name}"
        self._drawn.add(plain)
        return self._changes.get(plain)

    def left(self) -> list[Change]:
        """Changes that nothing on the map stands for: alarms, rules, and what is gone."""
        return [change for plain, change in self._changes.items() if plain not in self._drawn]


def _plain(address: str) -> str:
    return re.sub(r"_[0-9A-F]{8}$", "", address)
