"""The review for machines."""

from dataclasses import asdict
from typing import Any

from commands.review.model import Facts
from commands.review.review import Review, allowed, tally


def report(review: Review) -> dict[str, Any]:
    """Everything that is not a picture. Secret values are gone already."""
    found = review.differences
    return {
        "environment": review.environment.name,
        "base": found.base,
        "counts": tally(found.changes),
        "losses": [asdict(change) for change in review.losses],
        "changes": [asdict(change) for change in found.changes],
        "planned": found.planned,
        "disagreements": found.disagreements,
        "texts": [asdict(text) for text in review.texts],
        "allowed": None if (ways := allowed(review)) is None else [asdict(way) for way in ways],
        "before": _figures(review.before),
        "now": _figures(review.now),
        "policies": len(review.intents),
        "stops": [asdict(problem) for problem in review.stops],
    }


def _figures(facts: Facts) -> dict[str, Any]:
    held = None if facts.policies is None else len(facts.policies)
    return {"cost": facts.cost, "series": facts.series, "policies": held}
