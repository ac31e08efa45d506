"""The series of the rules' cases, on the way that their source's series go.

A case says what its rule needs; a source says more. So each series gets all labels that its table
knows, passes the real lists, masks and exit, and what arrives is what the rule is asked about.
"""

import re
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from alloy.exits import metric_exit
from alloy.keeping import keeping, kept
from alloy.program import Use, compose
from alloy.text import Expr, block
from commands.conformance.engine import Engine
from commands.conformance.exposition import Family, Series, exposition, parse
from commands.conformance.fakes.scraped import Scraped
from commands.conformance.realistic.arriving import NAME, Identity, Target, identity, name_of
from commands.conformance.realistic.values import pool
from commands.conformance.receiver import Receiver
from commands.conformance.waiting import wait_until
from proof.case import MetricCase, series
from settings import Environment
from telemetry.collect import Collection
from telemetry.offered import Offer
from vocabulary.collectors import EnvVar
from vocabulary.sources.model import Way

PATIENCE = 60.0
SCRAPES = 3
"""Of each page, before what arrives is looked at."""
_VARIABLES = {
    "cluster": EnvVar.CLUSTER,
    "region": EnvVar.REGION,
    "environment": EnvVar.ENVIRONMENT,
    "role": EnvVar.ROLE,
}
OUTER = {"cluster": "c", "region": "r", "environment": "e", "role": "node"}
"""What the exit adds to a series that has no such label itself."""


@dataclass(frozen=True)
class Given:
    """A series of a case: as it is written there, whose it is, and with all of its labels.

    offer: None for what no collector ships, which arrives by itself. unknown: labels that the
    source does not have.
    """

    text: str
    offer: Offer | None
    labels: Mapping[str, str]
    unknown: tuple[str, ...] = ()


def given(case: MetricCase, collection: Collection) -> Iterator[Given]:
    """The series of a case, but what nobody offers.

    A label that the rule itself names is never filled in: that it is not there may be the case.
    """
    uses = [use for use in collection.used.series if use.user.name == case.rule]
    named = {label for use in uses for label in use.labels}
    for text in case.data:
        name, labels = _parsed(text)
        offer = next((o for o in collection.offered.named(name) if _is_of(o, labels)), None)
        if offer is None:
            continue
        if offer.source.way is None:
            yield Given(text, None, labels)
            continue
        known = {label: value for label, value in labels.items() if label in offer.labels}
        rest = sorted(offer.labels - known.keys() - named - {"le"})
        filled = {label: next(iter(pool(name, label)), f"{label}-0") for label in rest}
        yield Given(text, offer, {**filled, **known}, tuple(sorted(labels.keys() - known.keys())))


def targets(found: Iterable[Given]) -> list[Target]:
    """A target for each way, that offers the series of it."""
    pages: defaultdict[Way, dict[Identity, Series]] = defaultdict(dict)
    for one in found:
        if one.offer and one.offer.source.way:
            told = Series(one.offer.name, "1", one.labels)
            pages[one.offer.source.way][identity(told.name, told.labels)] = told
    return [Target(way, tuple(of.values()), {}, honor=True) for way, of in pages.items()]


def passed(
    alloy: Path, environment: Environment, collection: Collection, found: Sequence[Target]
) -> set[Identity]:
    """What arrives of targets that are before the lists of `collection`, the masks and the exit."""
    pages = {f"/{target.way}": exposition(_families(target)) for target in found}
    ways = [target.way for target in found]
    with Scraped(pages) as page, Receiver() as receiver:
        asked = [Use("", way, {"": kept(way)}) for way in ways]
        uses = [*keeping(asked, collection), *metric_exit(environment)]
        own = [_scrape(way, page.address) for way in ways]
        env: dict[str, str] = {
            EnvVar.METRICS_URL: receiver.metrics_url,
            EnvVar.METRICS_USERNAME: "2000",
            EnvVar.TOKEN: "token-of-the-tests",
            **{_VARIABLES[label]: value for label, value in OUTER.items()},
        }
        with Engine(alloy, compose("the cases", environment.name, uses, own), env=env):
            everywhere = lambda: all(page.scrapes(path) >= SCRAPES for path in pages)  # noqa: E731
            wait_until("every page was scraped", everywhere, PATIENCE)
            # One queue sends in order: with a later sample all of the first scrapes is there.
            then = 1000 * time.time()
            receiver.wait_for(lambda r: any(s.timestamp_ms > then for s in r.samples()), PATIENCE)
    samples = [s for s in receiver.samples() if not s.labels["job"].startswith(_JOB)]
    return {identity(s.name, {k: v for k, v in s.labels.items() if k != NAME}) for s in samples}


_JOB = "cases-"


def _job(way: Way) -> str:
    return f"{_JOB}{way}"


def _scrape(way: Way, address: str) -> str:
    target = Expr(f'[{{__address__ = "{address}", __metrics_path__ = "/{way}"}}]')
    return block(
        f'prometheus.scrape "{way}"',
        {
            "targets": target,
            "forward_to": kept(way),
            "job_name": _job(way),
            "honor_labels": True,
            "scrape_interval": "1s",
            "scrape_timeout": "1s",
        },
    )


def repeated(case: MetricCase, found: Sequence[Given], arrived: Iterable[Identity]) -> MetricCase:
    """The case with what arrived of its series, and with nothing else."""
    by_name: defaultdict[str, list[Mapping[str, str]]] = defaultdict(list)
    for came in arrived:
        by_name[name_of(came)].append(dict(came))
    data: dict[str, str] = {}
    for one in found:
        text = one.text if one.offer is None else _as_arrived(one, by_name)
        if text in data:
            raise ValueError(f"{case.rule}: {case.what}: two series arrive as {text}")
        if text:
            data[text] = case.data[one.text]
    return replace(case, data=data)


def _as_arrived(one: Given, by_name: Mapping[str, Sequence[Mapping[str, str]]]) -> str:
    """A series as promtool writes it, with the labels that arrived of it; empty for none."""
    assert one.offer  # noqa: S101 - `repeated` asks of no other
    offered = {**OUTER, **one.labels, NAME: one.offer.name}
    fitting = [labels for labels in by_name[one.offer.name] if labels.items() <= offered.items()]
    if not fitting:
        return ""
    labels = max(fitting, key=len)
    return series(one.offer.name, **{k: v for k, v in labels.items() if k != NAME})


def _parsed(text: str) -> tuple[str, Mapping[str, str]]:
    ((name, of),) = parse(f"{text} 0").items()
    return name, of[0][0]


def _is_of(offer: Offer, labels: Mapping[str, str]) -> bool:
    """Whether a source is the one that a series' job tells, where it tells one."""
    jobs, job = offer.source.jobs, labels.get("job")
    return job is None or not jobs or any(re.fullmatch(one, job) for one in jobs)


def _families(target: Target) -> Iterator[Family]:
    by_name: defaultdict[str, list[Series]] = defaultdict(list)
    for one in target.series:
        by_name[one.name].append(one)
    yield from (Family(name, "untyped", tuple(of)) for name, of in by_name.items())
