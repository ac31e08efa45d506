"""`make explain METRIC=...`: why a metric is shipped, or why not.

Exit code 2 for a name that no source offers, with the name that is most like it.
"""

import argparse
import os
import sys
from collections.abc import Iterator, Sequence

from settings import UserError, load_environment
from telemetry.collect import SETTING, Collection, of_setting
from telemetry.environment import collected
from telemetry.offered import RECORDED, Offer
from telemetry.series import counts
from vocabulary.sources.model import Kind

UNKNOWN = 2


def main(arguments: Sequence[str]) -> int:
    """The command line."""
    parser = argparse.ArgumentParser(prog="make explain METRIC=...", description=__doc__)
    parser.add_argument("metric", help="the name of a metric, or of a histogram's series")
    asked = parser.parse_args(arguments)
    try:
        environment = load_environment(os.environ.get("ENV", "prod"))
    except UserError as error:
        print(error, file=sys.stderr)
        return UNKNOWN
    lines = list(explained(asked.metric, collected(environment)))
    if not lines:
        print(unknown(asked.metric, collected(environment)), file=sys.stderr)
        return UNKNOWN
    print("\n".join(lines))
    return 0


def explained(name: str, collection: Collection) -> Iterator[str]:
    """What there is to say of a name, or of each series of a family; nothing of an unknown one."""
    offers = offers_of(name, collection)
    for offer in offers:
        yield from _offer(offer, collection)
    if not offers and any(name in of_setting(one, collection.offered) for one in collection.named):
        yield f"{name}: no table knows it"
        yield f"  shipped, if an application sends it: extra: {SETTING}"


def offers_of(name: str, collection: Collection) -> list[Offer]:
    """The offers of a series' name, or of all series of a family."""
    found = collection.offered.named(name)
    return list(found) or [o for o in collection.offered if o.metric.name == name]


def unknown(name: str, collection: Collection) -> str:
    """What is said of a name that no source offers."""
    near = collection.offered.nearest(name)
    return (
        f"{name} is offered by no source, so it would be dropped.\n"
        + (f"  Did you mean {near}?\n" if near else "")
        + f"  An application's own: vocabulary/sources/applications.py, or {SETTING}."
    )


def _offer(offer: Offer, collection: Collection) -> Iterator[str]:
    metric, source = offer.metric, offer.source
    unit = f", {metric.unit}" if metric.unit else ""
    yield f"{offer.name}: {metric.kind}{unit}, of {source.name} ({source.what})"
    yield f"  labels: {', '.join(sorted(offer.labels)) or 'none'}"
    if source.way is None:
        yield f"  shipped by no collector; made by: {source.made_by}"
        askers = collection.reasons.get((None, offer.name), ())
        yield "  asked for by:" if askers else "  asked for by nobody"
        yield from _reasons(askers)
        if source.name == RECORDED:
            yield "  recorded from:"
            yield from (f"    {made}" for made in _made_of(offer.name, collection))
        return
    shipped = collection.ways[source.way]
    reasons = collection.reasons.get((source.way, offer.name), ())
    if not reasons:
        yield f"  not shipped: nobody asks for it, so keep_metrics.{source.way} drops it"
        yield f"  it would be {_series(offer, collection)} series of a reference cluster"
        return
    yield f"  shipped by keep_metrics.{source.way}, for:"
    yield from _reasons(reasons)
    if spare := sorted(set(shipped.drop_labels) & set(metric.redundant)):
        yield f"  without the labels {', '.join(spare)}, which the rest makes redundant"
    if dropped := shipped.drop_buckets.get(offer.name):
        yield f"  without the buckets {', '.join(dropped)}, which no query looks at"
    elif metric.kind is Kind.HISTOGRAM and offer.name.endswith("_bucket"):
        yield "  with all its buckets"


def _reasons(reasons: Sequence[str]) -> Iterator[str]:
    yield from (f"    {reason}" for reason in reasons)


def _made_of(name: str, collection: Collection) -> Iterator[str]:
    """The series that a recorded one is made of."""
    of = {
        use.selector.metric
        for use in collection.used.series
        if use.user.asker == "recording" and use.user.name.startswith(f"{name} (")
    }
    yield from sorted(of)


def _series(offer: Offer, collection: Collection) -> str:
    for count in counts(collection):
        for line in count.lines:
            if count.source is offer.source and line.name == offer.name:
                return f"{line.offered:,.0f}"
    return "0"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
