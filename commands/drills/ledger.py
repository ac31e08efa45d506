"""What was sent against what arrived: lost, twice, and the longest gap."""

import itertools
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Tally:
    """The count of one signal of one drill; a gap, in seconds, is only told of metrics."""

    sent: int
    lost: int
    duplicates: int
    gap: float = 0.0

    @property
    def arrived(self) -> int:
        """How many different ones arrived."""
        return self.sent - self.lost


def tally(sent: Iterable[int], arrived: Iterable[int]) -> Tally:
    """Numbered lines or spans; what arrives without having been sent is an error."""
    numbers = set(sent)
    counts = Counter(arrived)
    if strange := set(counts) - numbers:
        raise ValueError(f"arrived but never sent: {sorted(strange)[:5]}")
    return Tally(len(numbers), len(numbers - set(counts)), counts.total() - len(counts))


def ticks(timestamps_ms: Sequence[int], interval: float) -> Tally:
    """The samples of one series that is scraped every `interval` seconds.

    Lost are the scrapes that are missing between the first and the last.
    """
    seen = sorted(set(timestamps_ms))
    if len(seen) < 2:
        return Tally(len(seen), 0, len(timestamps_ms) - len(seen), float("inf"))
    steps = [(after - before) / 1000 for before, after in itertools.pairwise(seen)]
    missing = sum(max(0, round(step / interval) - 1) for step in steps)
    return Tally(len(seen) + missing, missing, len(timestamps_ms) - len(seen), max(steps))


def worst(tallies: Iterable[Tally]) -> Tally:
    """Several series as one: the sums, and the longest gap of any."""
    found = list(tallies)
    return Tally(
        sum(each.sent for each in found),
        sum(each.lost for each in found),
        sum(each.duplicates for each in found),
        max((each.gap for each in found), default=float("inf")),
    )
