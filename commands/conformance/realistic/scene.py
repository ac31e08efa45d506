"""A cluster of a usual size before the composed program of a node, and all that arrives of it."""

import math
import threading
import time
import urllib.request
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from commands.conformance.exposition import Series, parse
from commands.conformance.realistic import spans
from commands.conformance.realistic.arriving import Identity, Target, arriving, identity, offered
from commands.conformance.realistic.cluster import cluster
from commands.conformance.realistic.targets import Size, Targets, instances
from commands.conformance.receiving.values import Sample
from commands.conformance.region import Collector, Region, quick
from settings import Environment
from telemetry.collect import Collection
from telemetry.environment import collected
from vocabulary.collectors import EnvVar
from vocabulary.sources.model import Per, Way

INTERVAL = 15
"""Seconds between scrapes: a big page is read, masked and sent within."""
ENOUGH = 3
"""Scrapes of each target after which what is not there does not come any more."""
PATIENCE = 240.0

JOBS: Mapping[str, Way] = {
    "kubelet": Way.KUBELET,
    "cadvisor": Way.CADVISOR,
    "node-exporter": Way.NODE_EXPORTER,
    "kube-state-metrics": Way.KUBE_STATE_METRICS,
    "apiserver": Way.API_SERVER,
    "coredns": Way.COREDNS,
    "external-dns": Way.HUB,
    "alloy": Way.COLLECTORS,
}
"""By which way a series came. Of jobs with other names, Argo CD's are the hub's."""


def way_of(series: Identity) -> Way:
    """By which way a series came, as its job tells."""
    labels = dict(series)
    job = labels.get("job", "")
    if labels["__name__"].startswith("traces_"):
        return Way.SPAN_METRICS
    if job.startswith("argocd-"):
        return Way.HUB
    return JOBS.get(job, Way.APPLICATIONS)


@dataclass(frozen=True)
class Scene:
    """What was offered, what had to arrive, and what did.

    offered: how many series the targets told. wanted: how many series are to become one; each must
    be 1. may: of what the engine tells itself, where series come and go while it runs.
    """

    collection: Collection
    offered: Mapping[Way, int]
    wanted: Mapping[Way, Counter[Identity]]
    may: Mapping[Way, frozenset[Identity]]
    arrived: Mapping[Way, frozenset[Identity]]
    targets: Mapping[Way, int]
    seconds: float


class Seen:
    """Remembers each series that arrives, how often its target was scraped, and the last moment.

    since: from which moment scrapes count; before it not everything was there to be scraped.
    """

    def __init__(self) -> None:
        self.since = math.inf
        self._lock = threading.Lock()
        self.series: set[Identity] = set()
        self.scrapes: Counter[Identity] = Counter()
        self.last = 0

    def keep(self, sample: Sample) -> bool:
        """Keeps no sample: with hundreds of thousands only their series matter."""
        labels = {k: v for k, v in sample.labels.items() if k != spans.BY_ENGINE}
        found = tuple(sorted(labels.items()))
        with self._lock:
            self.series.add(found)
            self.last = max(self.last, sample.timestamp_ms)
            if sample.name == "up" and sample.timestamp_ms > self.since:
                self.scrapes[found] += 1
        return False


def scene(alloy: Path, folder: Path, environment: Environment, size: Size) -> Scene:
    """Runs a node of the hub until all that must arrive has, or each target was scraped enough.

    Raises TimeoutError where not even that comes.
    """
    made, seen = cluster(), Seen()
    node = made.things[Per.NODE][0].node
    quickly = quick(environment, f"{INTERVAL}s")
    collection = collected(environment)
    with ExitStack() as stack:
        region = stack.enter_context(
            Region(alloy, folder, quickly, environment.hub, pods=(), nodes=(node,), keep=seen.keep)
        )
        targets = Targets(region, node, made, size)
        for page in targets.pages:
            stack.enter_context(page)
        started = time.monotonic()
        collector = stack.enter_context(region.collector(node=node))
        outer = outer_labels(collector)
        wanted = _arriving(targets.all, collection, outer)
        traced = instances(made, size.traced)
        wanted[Way.SPAN_METRICS] = spans.arriving(traced, collection.ways[Way.SPAN_METRICS], outer)
        before = _own(collector, node)
        spans.send(collector.grpc, traced)
        seen.since = 1000 * time.time()
        ups = {identity("up", {**outer, **t.labels}) for t in (*targets.all, *before)}
        own = _arriving(before, collection, outer)
        every = {one for of in (*wanted.values(), *own.values()) for one in of}
        region.receiver.wait_for(lambda r: not r.samples() and _over(seen, ups, every), PATIENCE)
        # The queue sends in order: with a later sample, all that came before has been sent.
        then = 1000 * time.time()
        region.receiver.wait_for(lambda r: not r.samples() and seen.last > then, PATIENCE)
        seconds = time.monotonic() - started
        after = _arriving(_own(collector, node), collection, outer)
    # Series of its own come and go while the engine runs.
    wanted |= {way: own[way] & after[way] for way in own}
    may = {way: frozenset(own[way] | after[way]) for way in own}
    arrived: defaultdict[Way, set[Identity]] = defaultdict(set)
    for series in seen.series:
        arrived[way_of(series)].add(series)
    counts = Counter(target.way for target in (*targets.all, *before))
    told: Counter[Way] = Counter()
    for target in (*targets.all, *before):
        told[target.way] += sum(1 for _ in offered(target))
    told[Way.SPAN_METRICS] = sum(1 for _ in spans.offered(traced))
    counts[Way.SPAN_METRICS] = len(traced)
    came = {way: frozenset(arrived[way]) for way in {*wanted, *arrived}}
    return Scene(collection, told, wanted, may, came, counts, seconds)


def _arriving(
    targets: Iterable[Target], collection: Collection, outer: Mapping[str, str]
) -> dict[Way, Counter[Identity]]:
    found: defaultdict[Way, Counter[Identity]] = defaultdict(Counter)
    for target in targets:
        found[target.way] += arriving(target, collection.ways[target.way], outer)
    return found


def outer_labels(collector: Collector) -> Mapping[str, str]:
    """What the exit adds."""
    told = {"cluster": EnvVar.CLUSTER, "region": EnvVar.REGION, "role": EnvVar.ROLE}
    told["environment"] = EnvVar.ENVIRONMENT
    return {label: collector.env[variable] for label, variable in told.items()}


def _over(seen: Seen, ups: Iterable[Identity], every: set[Identity]) -> bool:
    times = min((seen.scrapes[up] for up in ups), default=0)
    return every <= seen.series or times >= ENOUGH


def _own(collector: Collector, node: str) -> list[Target]:
    """What the engine itself tells: of the node, and of itself."""
    engine = collector.engine
    unix = next(c.id for c in engine.components() if c.id.endswith("prometheus.exporter.unix.node"))
    pages: tuple[tuple[Way, str, str, Mapping[str, str]], ...] = (
        (Way.NODE_EXPORTER, f"api/v0/component/{unix}/metrics", "node-exporter", {"node": node}),
        (Way.COLLECTORS, "metrics", "alloy", {}),
    )
    return [
        Target(
            way, _page(f"http://{engine.address}/{path}"), {"job": job, "instance": node, **more}
        )
        for way, path, job, more in pages
    ]


def _page(url: str) -> tuple[Series, ...]:
    with urllib.request.urlopen(url, timeout=30) as answer:  # noqa: S310
        found = parse(answer.read().decode())
    return tuple(Series(name, "", labels) for name, of in found.items() for labels, _ in of)
