"""Which sources offer what is asked for."""

import difflib
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from alerts.rule import Recording
from queries import promql
from queries.labels import LE, presence
from queries.promql import NAME
from queries.tree import Matcher, Selector
from settings import Environment
from settings.collectors import TailSampling
from telemetry.use import SeriesUse
from vocabulary.sources import SOURCES
from vocabulary.sources.model import Kind, Metric, Per, Source, Way

RECORDED = "recorded"
"""The source of what Grafana records."""


@dataclass(frozen=True)
class Offer:
    """A name of series that a source offers, as it is before anything is dropped."""

    source: Source
    metric: Metric
    name: str

    @property
    def labels(self) -> frozenset[str]:
        """Every label that a series of it may have."""
        own = {*self.metric.labels, *self.source.labels}
        return frozenset(own if self.name.endswith("_bucket") else own - {LE})


class Catalogue:
    """Every offer, by its name."""

    def __init__(self, sources: Iterable[Source]) -> None:
        self.sources = tuple(sources)
        offers: defaultdict[str, list[Offer]] = defaultdict(list)
        for source in self.sources:
            for name, metric in source.names:
                offers[name].append(Offer(source, metric, name))
        self._offers: Mapping[str, Sequence[Offer]] = offers

    def __iter__(self) -> Iterator[Offer]:
        return (offer for offers in self._offers.values() for offer in offers)

    def named(self, name: str) -> Sequence[Offer]:
        """The offers of one name."""
        return self._offers.get(name, ())

    def nearest(self, name: str) -> str:
        """The name that is most like one that nobody offers; empty where none is."""
        return nearest(name, self._offers)

    def asked(self, use: SeriesUse) -> list[Offer]:
        """The offers that a use asks for, by name, data source and job."""
        selector = use.selector
        if without_name(use):
            return []
        # Nearly all are asked by name; only an expression has to look at every one.
        among = self.named(selector.metric) if selector.metric else list(self)
        return [
            offer
            for offer in among
            if offer.source.data_source == use.data_source
            and _is_asked(selector, NAME, (offer.name,))
            and (not offer.source.jobs or _is_asked(selector, "job", offer.source.jobs))
        ]


def catalogue(environment: Environment, recordings: Sequence[Recording]) -> Catalogue:
    """What an environment has: with head sampling nobody makes a service graph, for example."""
    tail = isinstance(environment.collectors.sampling, TailSampling)
    there = [source for source in SOURCES if tail or source.way is not Way.SERVICE_GRAPH]
    return Catalogue([*there, *recorded(recordings)])


def recorded(recordings: Sequence[Recording]) -> Iterator[Source]:
    """The source of what Grafana records, made from the recordings themselves."""
    labels: defaultdict[str, set[str]] = defaultdict(set)
    for recording in recordings:
        node = promql.parse(recording.expr)
        named = {*_POSSIBLE, *recording.labels}
        labels[recording.metric] |= {name for name in named if presence(name, node)}
        labels[recording.metric] |= {*recording.labels}
    metrics = tuple(
        Metric(name, Kind.GAUGE, Per.SERVICE, tuple(sorted(found)))
        for name, found in labels.items()
    )
    if metrics:
        yield Source(RECORDED, "recorded by Grafana, for SLOs", metrics, made_by="alerts/slo.py")


_POSSIBLE = ("cluster", "environment", "namespace", "pod", "region", "role", "service")


def nearest(name: str, among: Collection[str]) -> str:
    """The name that is most like another; empty where none is."""
    return next(iter(difflib.get_close_matches(name, list(among), n=1, cutoff=0.6)), "")


def without_name(use: SeriesUse) -> bool:
    """Whether a use names no metric at all, and so asks for every one."""
    named = [m for m in use.selector.matchers if m.label == NAME and m.sign in ("=", "=~")]
    return not use.selector.metric and not any(_matches(m, "") is False for m in named)


def _is_asked(selector: Selector, label: str, values: Collection[str]) -> bool:
    """Whether one of the values fits; a value may itself be an expression, which may fit any."""
    matchers = [m for m in selector.matchers if m.label == label]
    return any(all(_matches(m, value) or _reaches(value, m) for m in matchers) for value in values)


def _matches(matcher: Matcher, value: str) -> bool:
    match matcher.sign:
        case "=":
            return value == matcher.value
        case "!=":
            return value != matcher.value
        case "=~":
            return _fits(matcher.value, value)
        case _:
            return not _fits(matcher.value, value)


def _reaches(pattern: str, matcher: Matcher) -> bool:
    """Whether a job that is known as an expression can be what a matcher wants."""
    return ".+" in pattern and (matcher.sign != "=" or _fits(pattern, matcher.value))


def _fits(pattern: str, value: str) -> bool:
    try:
        return re.fullmatch(pattern, value) is not None
    except re.error:
        # RE2 takes what Python does not; then it may fit anything.
        return True
