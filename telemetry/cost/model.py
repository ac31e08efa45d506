"""What an estimate is: how much each region uses in a month, and what that costs."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

HOURS = 730
"""Of an average month, as AWS' own calculator has it."""

SECONDS = HOURS * 3600

GB = 1_000_000_000
"""Bytes. AWS counts 2^30 of them as one, so that its part is overstated by at most 7 %."""


class Part(StrEnum):
    """Which part of the bill an item is of."""

    PLAN = "plan"
    METRICS = "metrics"
    LOGS = "logs"
    TRACES = "traces"
    CHECKS = "checks"
    NETWORK = "network"
    SECRETS = "secrets"


@dataclass(frozen=True)
class Usage:
    """What one region sends to Grafana Cloud in a month.

    series: active ones, by the name of their source, at the 95th percentile.
    points_per_minute: samples of each of them in a minute.
    logs_gb, traces_gb: before compression, after everything that is dropped.
    """

    series: Mapping[str, float]
    points_per_minute: float
    logs_gb: float
    traces_gb: float

    @property
    def active_series(self) -> float:
        """Of all sources."""
        return sum(self.series.values())


@dataclass(frozen=True)
class Item:
    """One line of the bill. region: its key, or None for what belongs to no region."""

    part: Part
    name: str
    region: str | None
    quantity: float
    unit: str
    usd: float


@dataclass(frozen=True)
class Estimate:
    """What an environment uses and costs in a month. usage: by the key of a region."""

    environment: str
    usage: Mapping[str, Usage]
    items: tuple[Item, ...]

    @property
    def total(self) -> float:
        """US dollars."""
        return sum(item.usd for item in self.items)

    @property
    def active_series(self) -> dict[str, float]:
        """By region."""
        return {key: usage.active_series for key, usage in self.usage.items()}

    @property
    def logs_gb(self) -> float:
        """Of all regions."""
        return sum(usage.logs_gb for usage in self.usage.values())

    @property
    def traces_gb(self) -> float:
        """Of all regions."""
        return sum(usage.traces_gb for usage in self.usage.values())

    def of(self, region: str | None, part: Part) -> float:
        """US dollars of one part in one region."""
        return sum(i.usd for i in self.items if i.region == region and i.part is part)
