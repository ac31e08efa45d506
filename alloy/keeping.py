"""What of each source's metrics leaves: the derived allow-lists, given to `keep_metrics`."""

import re
from collections.abc import Iterator, Mapping, Sequence

from alloy.exits import MASKED_METRICS
from alloy.program import Use
from alloy.text import Expr, listing
from telemetry.collect import Collection
from vocabulary.sources.model import Way

NOTHING = ("(nothing is dropped)",)
"""An expression that no name and no label fits: an empty one would fit an empty label."""


def kept(way: Way) -> tuple[Expr, ...]:
    """The receivers of one way's metrics, which keep what is used."""
    return (Expr(f"keep_metrics.{way.value}.receiver"),)


def keeping(uses: Sequence[Use], collection: Collection) -> Iterator[Use]:
    """The allow-lists of the ways that a program's modules send by."""
    asked = {argument for use in uses for argument in use.arguments.values()}
    for way in Way:
        if kept(way) in asked:
            shipped = collection.ways[way]
            yield Use(
                "keep_metrics",
                way.value,
                {
                    "forward_to": MASKED_METRICS,
                    "names": listing(shipped.names),
                    "drop_buckets": listing(_expressions(shipped.drop_buckets) or NOTHING),
                    "drop_labels": listing(shipped.drop_labels or NOTHING),
                },
            )


def _expressions(buckets: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    return tuple(
        f"{name};(?:{'|'.join(map(_spelled, bounds))})" for name, bounds in sorted(buckets.items())
    )


def _spelled(bound: str) -> str:
    """A bound as a scrape writes it and as OTLP does: 1.0 and 1."""
    return re.escape(bound) + (r"(?:\.0+)?" if bound.isdigit() else "")
