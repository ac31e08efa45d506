"""What an environment costs in a month, before the bill: docs/cost.md."""

from telemetry.cost.bill import estimate
from telemetry.cost.model import Estimate, Item, Part

__all__ = ["Estimate", "Item", "Part", "estimate"]
