"""What an environment says beyond its Terraform JSON, before and after a change.

`python -m commands.review.facts` prints it as JSON, so that a base tells of itself with its own
code.
"""

import json
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict
from typing import Any, TypeVar, cast

from alerts.catalogue import recordings, rules
from alerts.listing import listing
from commands.review.model import Facts, TextDiff
from commands.review.redact import shown
from commands.review.routes import TREE, routes
from dashboards.catalogue import dashboards
from dashboards.listing import listing as dashboard_listing
from policies import POLICIES
from settings import Environment, Problem, UserError, load_environment
from telemetry.cost import Estimate, estimate
from telemetry.environment import collected

Value = TypeVar("Value")

UNKNOWN = Facts(None, None, None, None, None, None, None)
"""Of a base whose code is older than this."""


def facts(environment: Environment) -> Facts:
    """The facts of an environment by the present code."""
    alerts = rules(environment)
    listed = {rule.uid: listing([rule], []) for rule in alerts}
    recorded = {one.uid: listing([], [one]) for one in recordings(environment)}
    estimated = estimate(environment)
    boards = {made.uid.value: dashboard_listing(made) for made in dashboards(environment)}
    return Facts(
        alerts=_texts({**listed, **recorded}),
        routes=_texts(routes(environment, alerts)),
        dashboards=_texts(boards),
        allowed={way.value: shipped.names for way, shipped in collected(environment).ways.items()},
        cost=_cost(estimated),
        series=dict(estimated.active_series),
        policies=tuple(policy.intent for policy in POLICIES),
    )


def _cost(estimated: Estimate) -> dict[str, float]:
    """US dollars a month by item; those of a region name it."""
    found: dict[str, float] = {}
    for item in estimated.items:
        name = f"{item.name}, {item.region}" if item.region else item.name
        found[name] = found.get(name, 0.0) + item.usd
    return found


def to_json(told: Facts) -> str:
    """As it is saved and printed."""
    return json.dumps(asdict(told), indent=1, sort_keys=True) + "\n"


def from_json(text: str, where: str) -> Facts:
    """Reads what `to_json` wrote, of an older code too: a part that it lacks is None.

    Raises UserError, which names `where`, when it is something else.
    """
    try:
        read: Any = json.loads(text)
        if not isinstance(read, dict):
            raise TypeError
        parts = cast("dict[str, Any]", read)
        return Facts(
            alerts=_texts(parts.get("alerts")),
            routes=_texts(parts.get("routes")),
            dashboards=_texts(parts.get("dashboards")),
            allowed=_part(parts.get("allowed"), _strings),
            cost=_part(parts.get("cost"), float),
            series=_part(parts.get("series"), float),
            policies=None if parts.get("policies") is None else _strings(parts["policies"]),
        )
    except (TypeError, ValueError, AttributeError):
        fix = "Save it anew: make review SAVE=<folder>."
        raise UserError([Problem(where, "These are no facts of a review.", fix)]) from None


def text_diffs(before: Facts, after: Facts) -> tuple[TextDiff, ...]:
    """Every listing that differs. A part that either cannot tell differs in nothing."""
    return (
        *_differing("alert", before.alerts, after.alerts),
        *_differing("route", before.routes, after.routes),
        *_differing("dashboard", before.dashboards, after.dashboards),
        *_differing("allow-list", _lines(before.allowed), _lines(after.allowed)),
    )


def main() -> int:
    """Prints the facts of ENV as JSON."""
    try:
        told = facts(load_environment(os.environ.get("ENV", "prod")))
    except UserError as error:
        print(error, file=sys.stderr)
        return 2
    print(to_json(told), end="")
    return 0


def _differing(
    kind: str, before: Mapping[str, str] | None, after: Mapping[str, str] | None
) -> Iterator[TextDiff]:
    if before is None or after is None:
        return
    for key in sorted({*before, *after}):
        was, is_ = before.get(key), after.get(key)
        if was != is_:
            yield TextDiff(_subject(kind, key, is_ or was or ""), was, is_)


def _subject(kind: str, key: str, text: str) -> str:
    if key == TREE:
        return "routes of all alerts"
    return f"recording {key}" if text.startswith(f"{key}: records ") else f"{kind} {key}"


def _lines(allowed: Mapping[str, tuple[str, ...]] | None) -> dict[str, str] | None:
    if allowed is None:
        return None
    return {way: "".join(f"{name}\n" for name in names) for way, names in allowed.items()}


def _texts(part: Any) -> dict[str, str] | None:
    return _part(part, lambda text: shown(str(text)))


def _strings(part: Any) -> tuple[str, ...]:
    return tuple(str(one) for one in part)


def _part(part: Any, of: Callable[[Any], Value]) -> dict[str, Value] | None:
    return None if part is None else {str(key): of(value) for key, value in part.items()}


if __name__ == "__main__":
    sys.exit(main())
