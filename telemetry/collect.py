"""What the collectors ship, derived from what is used: names, labels and buckets of each way."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from alerts.rule import Recording, Rule
from dashboards.model import Dashboard
from settings import Environment
from telemetry.offered import Catalogue, Offer, catalogue
from telemetry.questions import questions
from telemetry.use import SeriesUse, Use, use
from vocabulary.sources.extras import EXTRAS
from vocabulary.sources.model import Kind, Way

SETTING = "collectors.metrics.extra"


@dataclass(frozen=True)
class Shipped:
    """What one way lets through.

    names: of series, sorted. drop_labels: labels that leave. drop_buckets: bounds that are dropped,
    by the series' name; never +Inf, and none where a quantile is asked.
    """

    way: Way
    names: tuple[str, ...]
    drop_labels: tuple[str, ...]
    drop_buckets: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Collection:
    """Everything that was derived for an environment.

    reasons: who asks for what, by way and name, without a way for what no collector ships. named:
    the extras of the settings, which may be of no table.
    """

    used: Use
    offered: Catalogue
    ways: Mapping[Way, Shipped]
    reasons: Mapping[tuple[Way | None, str], tuple[str, ...]]
    named: tuple[str, ...]


def collect(
    environment: Environment,
    rules: Sequence[Rule],
    recordings: Sequence[Recording],
    dashboards: Sequence[Dashboard],
) -> Collection:
    """Derives it from everything that asks."""
    used = use(questions(rules, recordings, dashboards))
    offered = catalogue(environment, recordings)
    named = environment.collectors.metrics.extra
    reasons: defaultdict[tuple[Way | None, str], dict[str, None]] = defaultdict(dict)
    wanted: defaultdict[str, list[SeriesUse]] = defaultdict(list)
    for found in used.series:
        for offer in offered.asked(found):
            wanted[offer.name].append(found)
            reasons[offer.source.way, offer.name][str(found.user)] = None
    for extra in EXTRAS:
        for name in extra.names.split():
            reasons[extra.way, name][f"extra: {extra.reason}"] = None
    for name in named:
        for series in of_setting(name, offered):
            reasons[Way.APPLICATIONS, series][f"extra: {SETTING}"] = None
    ways = {way: _shipped(way, offered, reasons, wanted) for way in Way}
    told = {key: tuple(found) for key, found in reasons.items()}
    return Collection(used, offered, ways, told, named)


def of_setting(name: str, offered: Catalogue) -> tuple[str, ...]:
    """The series of a name in the settings. Of an unknown one nobody knows whether it is a
    histogram, so that its parts are let through as well.
    """
    parts = tuple(name + suffix for suffix in ("", "_bucket", "_count", "_sum"))
    known = tuple(part for part in parts if offered.named(part))
    return known or parts


def _shipped(
    way: Way,
    offered: Catalogue,
    reasons: Mapping[tuple[Way | None, str], Mapping[str, None]],
    wanted: Mapping[str, Sequence[SeriesUse]],
) -> Shipped:
    names = sorted(name for of, name in reasons if of is way)
    offers = [o for name in names for o in offered.named(name) if o.source.way is way]
    spare = {label for offer in offers for label in offer.metric.redundant}
    # A rule of the engine drops a label of every series, so no metric may need what another spares.
    needed = {
        label
        for offer in offers
        for label in (*offer.metric.labels, *offer.source.labels)
        if label not in offer.metric.redundant
    }
    buckets = {
        offer.name: dropped
        for offer in offers
        if not _is_extra(reasons[way, offer.name])
        and (dropped := _unasked(offer, wanted.get(offer.name, ())))
    }
    return Shipped(way, tuple(names), tuple(sorted(spare - needed)), buckets)


def _is_extra(reasons: Mapping[str, None]) -> bool:
    return any(reason.startswith("extra: ") for reason in reasons)


def _unasked(offer: Offer, uses: Sequence[SeriesUse]) -> tuple[str, ...]:
    """The bounds of a histogram's buckets that no use looks at."""
    if offer.metric.kind is not Kind.HISTOGRAM or not offer.name.endswith("_bucket"):
        return ()
    asked = [use.bounds for use in uses]
    if None in asked:
        return ()
    wanted = [bound for bounds in asked if bounds for bound in bounds]
    return tuple(b for b in offer.metric.buckets if not any(fits(b, w) for w in wanted))


def fits(bound: str, wanted: str) -> bool:
    """Whether a bound is one that a matcher wants: `=1`, or `~1|2.5`."""
    mark, value = wanted[0], wanted[1:]
    if mark == "=":
        return value.removesuffix(".0") == bound
    return re.fullmatch(value, bound) is not None
