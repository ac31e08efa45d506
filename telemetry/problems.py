"""What is asked for and does not arrive, each with the rule or panel that asks."""

from collections.abc import Iterator

from queries.tree import Selector
from settings import Environment, Problem
from telemetry.collect import SETTING, Collection, fits, of_setting
from telemetry.masked import mask_of
from telemetry.offered import Offer, nearest, without_name
from telemetry.use import FigureUse, LineUse, SeriesUse, SpanUse
from vocabulary.sources import CLOUDWATCH_NAT
from vocabulary.sources.cloud import NAT_DIMENSION, NAT_NAMESPACE
from vocabulary.sources.logs import (
    ADDED_BY_LOKI,
    FIELDS,
    STREAM_LABELS,
    STRUCTURED_METADATA,
)
from vocabulary.sources.logs import TAKEN_OUT as TAKEN_OUT_OF_LOGS
from vocabulary.sources.spans import INTRINSICS, RESOURCE, SPAN

TABLES = "vocabulary/sources"

DROPPED_LEVELS = ("debug", "trace")
"""Levels whose lines stay in the cluster."""

_GENERAL = ("__name__", "le", "quantile")
_MASKED = "It is masked in the cluster, as {tag}: what is asked for never arrives."


def problems(collection: Collection, environment: Environment) -> list[Problem]:
    """Everything that is asked for and does not arrive, each once."""
    used = collection.used
    found = [
        *used.problems,
        *(p for one in used.series for p in _of_series(one, collection)),
        *(p for one in used.lines for p in _of_lines(one, environment)),
        *(p for one in used.spans for p in _of_spans(one)),
        *(p for one in used.figures for p in _of_figures(one)),
        *_of_settings(collection),
    ]
    return list(dict.fromkeys(found))


def _of_series(use: SeriesUse, collection: Collection) -> Iterator[Problem]:
    where, metric = str(use.user), use.selector.metric
    if without_name(use):
        if use.counted:
            return
        yield Problem(
            where,
            "It selects series by labels alone, which would be every metric there is.",
            "Name the metric, or an expression of names: {__name__=~`kube_job_.+`}.",
        )
        return
    offers = collection.offered.asked(use)
    if not offers:
        if not _is_of_setting(metric, collection):
            yield _not_offered(use, collection)
        return
    for label in sorted(use.labels - {*_GENERAL}):
        yield from _of_label(label, use, offers)
    for bound in use.bounds or ():
        yield from _of_bound(bound, use, offers)


def _is_of_setting(metric: str, collection: Collection) -> bool:
    """Whether the settings name it: of those nobody knows the labels."""
    return any(metric in of_setting(name, collection.offered) for name in collection.named)


def _not_offered(use: SeriesUse, collection: Collection) -> Problem:
    metric = use.selector.metric
    same = [offer.source for offer in collection.offered.named(metric)]
    if same:
        sources = " and ".join(sorted({f"{s.name} ({s.data_source})" for s in same}))
        return Problem(
            str(use.user),
            f"`{metric}` is offered by {sources}, but not with this data source and job.",
            "Ask the right data source, and mend the matcher on `job`.",
        )
    near = collection.offered.nearest(metric)
    named = f"`{metric}`" if metric else f"What fits {_matchers(use.selector)}"
    return Problem(
        str(use.user),
        f"{named} is offered by no source, so nobody would ship it.",
        f"Did you mean {near}?"
        if near
        else f"If an application sends it, add it to {TABLES}/applications.py, or to {SETTING}.",
    )


def _matchers(selector: Selector) -> str:
    return ", ".join(f"{m.label}{m.sign}{m.value}" for m in selector.matchers)


def _of_label(label: str, use: SeriesUse, offers: list[Offer]) -> Iterator[Problem]:
    where, metric = str(use.user), use.selector.metric or _matchers(use.selector)
    if all(label in offer.metric.redundant for offer in offers):
        rest = ", ".join(x for x in offers[0].metric.labels if x not in offers[0].metric.redundant)
        yield Problem(
            where,
            f"It asks `{metric}` for `{label}`, which the collectors drop.",
            f"The rest tells its series apart: {rest}. Or take it off `redundant` in {TABLES}.",
        )
    elif offers[0].source.way and (tag := mask_of(label)):
        yield Problem(where, f"It asks for the label `{label}`. {_MASKED.format(tag=tag)}", _OTHER)
    elif not any(label in offer.labels for offer in offers):
        known = sorted({name for offer in offers for name in offer.labels})
        near = nearest(label, known)
        yield Problem(
            where,
            f"It asks `{metric}` for `{label}`, a label that it does not have.",
            f"Did you mean {near}?" if near else f"It has {', '.join(known)}.",
        )


_OTHER = "Ask for another name, or mend vocabulary/masks.py with whoever answers for it."


def _of_bound(bound: str, use: SeriesUse, offers: list[Offer]) -> Iterator[Problem]:
    bounds = offers[0].metric.buckets
    if bounds and not any(fits(known, bound) for known in (*bounds, "+Inf")):
        yield Problem(
            str(use.user),
            f"`{use.selector.metric}` has no bucket that ends at {bound[1:]}, so it is always"
            " empty.",
            f"Its buckets end at {', '.join(bounds)}.",
        )


def _of_lines(use: LineUse, environment: Environment) -> Iterator[Problem]:
    where, selector = str(use.user), use.selector
    pipeline = selector.pipeline
    streams = {m.label for m in selector.matchers}
    for label in sorted(streams - {*STREAM_LABELS, *ADDED_BY_LOKI}):
        near = nearest(label, STREAM_LABELS)
        yield Problem(
            where,
            f"It selects streams by `{label}`, which is no label of streams.",
            f"Streams have {', '.join(STREAM_LABELS)}."
            + (f" Did you mean {near}?" if near else ""),
        )
    yield from _left_out(use, environment)
    made = {*pipeline.made, *(label for label, _ in pipeline.fields)} if pipeline else set[str]()
    paths = dict(pipeline.fields) if pipeline else {}
    ready = {*STREAM_LABELS, *ADDED_BY_LOKI, *STRUCTURED_METADATA}
    fields = {paths.get(label, label) for label in use.labels - streams - ready} - (made - {*paths})
    for field in sorted(fields):
        yield from _of_field(field, where, parsed=bool(pipeline and (pipeline.parsers or paths)))


def _of_field(field: str, where: str, *, parsed: bool) -> Iterator[Problem]:
    known = {name for names in FIELDS.values() for name in names}
    if tag := mask_of(field):
        yield Problem(where, f"It asks for the field `{field}`. {_MASKED.format(tag=tag)}", _OTHER)
    elif field in TAKEN_OUT_OF_LOGS:
        yield Problem(
            where,
            f"It asks for the field `{field}`, which is taken out of each line in the cluster.",
            "Ask for another field.",
        )
    elif not parsed:
        yield Problem(
            where,
            f"It asks for `{field}`, which is no label of streams, and reads no field of a line.",
            f'Parse the line before: | json {field}="{field}".',
        )
    elif field not in known:
        near = nearest(field, known)
        yield Problem(
            where,
            f"It asks for the field `{field}`, which nobody writes into a line.",
            f"Did you mean {near}?" if near else f"If one does, add it to {TABLES}/logs.py.",
        )


def _left_out(use: LineUse, environment: Environment) -> Iterator[Problem]:
    """Streams that never leave a cluster."""
    logs = environment.collectors.logs
    for matcher in use.selector.matchers:
        if matcher.sign != "=":
            continue
        allowed = not logs.allow_namespaces or matcher.value in logs.allow_namespaces
        denied = matcher.value in logs.deny_namespaces or not allowed
        if matcher.label == "namespace" and matcher.value and denied:
            yield Problem(
                str(use.user),
                f"It reads logs of the namespace `{matcher.value}`, whose lines stay in the"
                " cluster.",
                "Mend collectors.logs.allow_namespaces and deny_namespaces.",
            )
        if matcher.label == "level" and matcher.value in DROPPED_LEVELS:
            yield Problem(
                str(use.user),
                f"It reads lines of the level `{matcher.value}`, which are dropped in the cluster.",
                "Ask for info and above.",
            )


def _of_spans(use: SpanUse) -> Iterator[Problem]:
    where = str(use.user)
    for name in use.query.attributes:
        scope, _, attribute = name.partition(".")
        known = {"resource": RESOURCE, "span": SPAN, "": (*SPAN, *RESOURCE)}.get(scope)
        if known is None or not attribute:
            yield Problem(
                where,
                f"It asks for `{name}`: attributes of that scope are not kept.",
                "Ask for an attribute of `resource.` or `span.`.",
            )
        elif tag := mask_of(attribute):
            what = f"It asks for the attribute `{name}`. {_MASKED.format(tag=tag)}"
            yield Problem(where, what, _OTHER)
        elif attribute not in known:
            near = nearest(attribute, known)
            yield Problem(
                where,
                f"It asks for the attribute `{name}`, which no span has.",
                f"Did you mean {near}?" if near else f"If one has, add it to {TABLES}/spans.py.",
            )
    for name in use.query.intrinsics:
        if name not in INTRINSICS:
            yield Problem(
                where,
                f"It asks for `{name}`, which is not of every span.",
                f"Did you mean {nearest(name, INTRINSICS) or 'an attribute'}?",
            )


def _of_figures(use: FigureUse) -> Iterator[Problem]:
    query = use.query
    names = [metric.name for metric in CLOUDWATCH_NAT.metrics]
    if query.namespace != NAT_NAMESPACE or query.metric not in names:
        near = nearest(query.metric, names)
        yield Problem(
            str(use.user),
            f"CloudWatch's {query.namespace} {query.metric} is in no table.",
            f"Did you mean {near}?" if near else f"Add it to {TABLES}/cloud.py.",
        )
    elif query.dimension != NAT_DIMENSION:
        yield Problem(
            str(use.user),
            f"{query.metric} has no dimension `{query.dimension}`.",
            f"Its dimension is {NAT_DIMENSION}.",
        )


def _of_settings(collection: Collection) -> Iterator[Problem]:
    for name in collection.named:
        others = [o.source.name for o in collection.offered.named(name)]
        mine = [o for o in collection.offered.named(name) if o.source.way == "applications"]
        if others and not mine:
            yield Problem(
                SETTING,
                f"`{name}` is of {others[0]}, and this is for applications' own metrics.",
                f"Add it to {TABLES}/extras.py, with the reason.",
            )
