"""What a drill found, what was expected of it, and the page that tells."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from commands.drills.ledger import Tally

BEGIN = "<!-- The table is written by `python -m commands.drills`; do not edit. -->"
END = "<!-- The end of what is written. -->"

ANY = 1_000_000_000
"""What is lost by design has no limit here; the page shows how much it was."""


@dataclass(frozen=True)
class Expected:
    """What a drill may find. Seconds for the gap, which is only told of metrics."""

    lost: int = 0
    gap: float | None = None
    duplicates: int = ANY
    shown: bool = False
    """Whether the counter must have moved: a loss that nothing tells of fails the drill."""
    told: bool = False
    """Whether it must have moved in any case."""
    design: str = "nothing"
    """What may be lost by design, in words."""


@dataclass(frozen=True)
class Outcome:
    """One line of the table."""

    drill: str
    signal: str
    found: Tally
    expected: Expected
    counter: str
    counted: float
    note: str = ""

    @property
    def faults(self) -> list[str]:
        """What is not as expected."""
        found, expected = self.found, self.expected
        told = [
            (found.sent == 0, "nothing was sent"),
            (found.lost > expected.lost, f"{found.lost} lost, expected at most {expected.lost}"),
            (
                found.duplicates > expected.duplicates,
                f"{found.duplicates} twice, expected at most {expected.duplicates}",
            ),
            (
                expected.gap is not None and found.gap > expected.gap,
                f"a gap of {found.gap:.1f} s, expected at most {expected.gap} s",
            ),
            (
                expected.shown and found.lost > 0 and self.counted <= 0,
                f"{found.lost} lost and {self.counter} does not tell",
            ),
            (expected.told and self.counted <= 0, f"{self.counter} does not tell"),
        ]
        return [f"{self.drill}, {self.signal}: {what}" for wrong, what in told if wrong]


def table(outcomes: Iterable[Outcome]) -> str:
    """The outcomes as the page shows them."""
    head = (
        "| drill | signal | may be lost by design | sent | lost | twice | longest gap "
        "| counter |\n| --- | --- | --- | --- | --- | --- | --- | --- |"
    )
    return "\n".join([head, *(_row(each) for each in outcomes)])


def replaced(page: str, part: str) -> str:
    """The page with another table; raises ValueError when it has no place for one."""
    pattern = re.compile(f"{re.escape(BEGIN)}.*?{re.escape(END)}", re.DOTALL)
    if not pattern.search(page):
        raise ValueError("the page has no place for the table")
    return pattern.sub(lambda _: f"{BEGIN}\n{part}\n{END}", page)


def faults(outcomes: Sequence[Outcome]) -> list[str]:
    """Everything that is not as expected."""
    return [fault for each in outcomes for fault in each.faults]


def _row(each: Outcome) -> str:
    gap = f"{each.found.gap:.1f} s" if each.expected.gap is not None else "-"
    note = f"; {each.note}" if each.note else ""
    cells = (
        each.drill,
        each.signal,
        each.expected.design,
        str(each.found.sent),
        str(each.found.lost),
        str(each.found.duplicates),
        gap,
        f"`{each.counter}` {each.counted:g}{note}",
    )
    return f"| {' | '.join(cells)} |"
