"""The two pictures: the network of each region, and the path of telemetry."""

from collections.abc import Sequence

from commands.preview.markup import Html, joined, short, tag
from commands.review.marks import Marks
from commands.review.model import Change
from commands.review.network_map import network_map
from commands.review.review import SYMBOLS, Review, tally_text
from commands.review.telemetry_path import Lane, Part, Stage
from settings import ExistingNetwork
from vocabulary import stacks

SHOWN = 8
"""Parts of a stage that are listed at once: the largest."""


def networks(review: Review) -> Html:
    """A figure for each region, and those of regions that are no more in words."""
    environment = review.environment
    return joined(
        tag("p", "A sign and a colour mark what changes: ",
            *(tag("span", f"{sign} {action} ", class_=action)
              for action, sign in SYMBOLS.items()), class_="small"),
        tag("div", *(_network(review, key) for key in environment.regions), class_="maps"),
    )  # fmt: skip


def telemetry(review: Review) -> Html:
    """A lane for each signal, from its sources to Grafana Cloud."""
    if not review.lanes:
        return tag("p", "There are no collectors here: no Grafana Cloud stack is named.",
                   class_="nothing-here")  # fmt: skip
    return tag("div", *map(_lane, review.lanes), class_="lanes")


def _network(review: Review, key: str) -> Html:
    region = review.environment.regions[key]
    name = stacks.network(key)
    changes = [change for change in review.differences.changes if change.stack == name]
    marks = Marks(changes)
    plan = review.plans.get(key)
    if plan:
        picture = network_map(key, plan, marks, peers(review, key))
    else:
        picture = _adopted(region.existing) if region.existing else None
    left = marks.left()
    return tag(
        "figure",
        tag(
            "figcaption",
            tag("h3", key, tag("span", f"{region.aws_region} · {region.role}", class_="tally")),
            tag("p", tally_text(changes), class_="small"),
        ),
        tag("div", picture, class_="wide", tabindex="0") if picture else None,
        tag("details", tag("summary", f"Not on the map: {tally_text(left)}"),
            tag("ul", *map(_word, left), class_="plain")) if left else None,
    )  # fmt: skip


def _word(change: Change) -> Html:
    return tag("li", tag("span", f"{SYMBOLS[change.action]} ", class_=change.action), change.words)


def peers(review: Review, key: str) -> list[str]:
    """What a region's network is peered with: the hub with every spoke, a spoke with the hub."""
    environment = review.environment
    if not environment.link.enabled:
        return []
    others = environment.spokes if key == environment.hub else (environment.hub,)
    found: list[str] = []
    for other in others:
        region = environment.regions[other]
        network = region.network or region.existing
        found.append(f"{other} {network.cidr}" if network else other)
    return found


def _adopted(existing: ExistingNetwork) -> Html:
    rows = {
        "VPC": existing.vpc_id,
        "range": str(existing.cidr),
        "leaves from": ", ".join(map(str, existing.egress_addresses)),
        **{f"subnet {az}": subnet for az, subnet in existing.private_subnet_ids.items()},
    }
    return joined(
        tag("p", "A network that exists already is used as it is; nothing of it is made."),
        tag("table", *(tag("tr", tag("th", name, scope="row"), tag("td", value))
                       for name, value in rows.items())),
    )  # fmt: skip


def _lane(lane: Lane) -> Html:
    return tag(
        "article", tag("h3", lane.signal), tag("ol", *map(_stage, lane.stages)), class_="lane"
    )


def _stage(stage: Stage) -> Html:
    return tag(
        "li",
        tag("span", stage.does, class_="does"),
        tag("h4", stage.title),
        _bar(stage.share) if stage.share is not None else None,
        *(tag("p", said) for said in stage.says),
        tag("ul", *(tag("li", name) for name in stage.tags), class_="tags") if stage.tags else None,
        _parts(stage.parts[:SHOWN]),
        tag("details", tag("summary", f"{len(stage.parts) - SHOWN} more"),
            _parts(stage.parts[SHOWN:])) if len(stage.parts) > SHOWN else None,
        class_=f"stage {stage.does.name.lower()}",
    )  # fmt: skip


def _parts(parts: Sequence[Part]) -> Html | None:
    return tag("dl", *map(_part, parts), class_="parts") if parts else None


def _part(part: Part) -> Html:
    bar = _bar(part.share) if part.share is not None else None
    return tag("div", tag("dt", part.name), tag("dd", tag("span", part.says), bar))


def _bar(share: float) -> Html:
    """How much goes on, as a bar; the number stands beside it in words."""
    percent = 100 * share
    return tag(
        "span",
        tag("i", style=f"width:{short(min(percent, 100))}%"),
        class_="share",
        role="img",
        aria_label=f"{percent:.0f} % goes on",
    )
