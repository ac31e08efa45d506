"""The way of telemetry out of a cluster, stage by stage, with its numbers: plain values."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlsplit

from settings import Environment
from settings.collectors import HeadSampling, TailSampling
from telemetry.collect import Collection
from telemetry.problems import DROPPED_LEVELS
from telemetry.series import Count, counts, share
from vocabulary.masks import BY_KEY, BY_VALUE, FREE_TEXT_LABELS
from vocabulary.sources.logs import TAKEN_OUT


class Does(StrEnum):
    """What a stage does to what comes by."""

    SOURCE = "source"
    KEEP = "allow-list"
    DROP = "drop"
    MASK = "mask"
    SAMPLE = "sampling"
    EXIT = "exit"


@dataclass(frozen=True)
class Part:
    """A part of a stage. share: of what comes to it, what goes on, from 0 to 1."""

    name: str
    says: str
    share: float | None = None


@dataclass(frozen=True)
class Stage:
    """One stage of a lane. share: of what comes to it, what goes on, where it is known."""

    does: Does
    title: str
    says: tuple[str, ...] = ()
    parts: tuple[Part, ...] = ()
    tags: tuple[str, ...] = ()
    share: float | None = None


@dataclass(frozen=True)
class Lane:
    """One signal from its sources to Grafana Cloud."""

    signal: str
    stages: tuple[Stage, ...]


def lanes(environment: Environment, collection: Collection) -> tuple[Lane, ...]:
    """The way of each signal; none where there are no collectors."""
    if environment.grafana is None:
        return ()
    return (
        Lane("metrics", tuple(_metrics(environment, counts(collection)))),
        Lane("logs", tuple(_logs(environment))),
        Lane("traces", tuple(_traces(environment))),
    )


def mask_tags() -> tuple[str, ...]:
    """What masked values become, each once: names, forms, then the card numbers found by digits."""
    return tuple(dict.fromkeys(mask.tag for mask in (*BY_KEY, *BY_VALUE)))


def _metrics(environment: Environment, found: Sequence[Count]) -> Iterator[Stage]:
    metrics = environment.collectors.metrics
    offered, shipped = sum(c.offered for c in found), sum(c.shipped for c in found)
    names, kept = sum(len(c.lines) for c in found), sum(c.shipped_names for c in found)
    yield Stage(
        Does.SOURCE,
        f"{len(found)} sources, read every {metrics.scrape_interval}",
        (f"{names:,} names, {offered:,.0f} series of a usual cluster",),
    )
    yield Stage(
        Does.KEEP,
        f"{kept:,} of {names:,} names go on",
        (
            f"{shipped:,.0f} series, {share(shipped, offered)} of what is offered",
            "Asked for by a rule or a panel, or an extra with its reason. The rest stays.",
        ),
        parts=tuple(
            Part(
                count.source.name,
                f"{count.shipped_names} of {len(count.lines)} names",
                count.shipped / count.offered if count.offered else 0,
            )
            for count in sorted(found, key=lambda one: -one.shipped)
        ),
        share=shipped / offered if offered else None,
    )
    yield Stage(
        Does.MASK,
        "Labels are masked",
        (
            f"A label whose name is sensitive goes, by {_names()} names.",
            f"{len(FREE_TEXT_LABELS)} labels of free text are searched for values.",
        ),
    )
    cloud = environment.grafana
    yield Stage(
        Does.EXIT,
        _host(cloud.metrics.url) if cloud else "",
        (f"Kept on the node's disk for {metrics.wal_max_keepalive_time} while it cannot send.",),
    )


def _logs(environment: Environment) -> Iterator[Stage]:
    logs = environment.collectors.logs
    sources = [
        "pods' files on the node" if logs.source == "file" else "pods, by the API server",
        "Kubernetes events" if logs.events else "",
        "the journal" if logs.journald else "",
        "OTLP of applications",
        "browsers" if environment.collectors.faro.enabled else "",
    ]
    yield Stage(Does.SOURCE, "Lines", (", ".join(filter(None, sources)),))
    yield Stage(
        Does.DROP,
        "Old and chatty lines are dropped",
        parts=(
            Part("age", f"older than {logs.first_read_max_age} when they are read"),
            Part("level", ", ".join(DROPPED_LEVELS)),
        ),
    )
    yield Stage(
        Does.MASK,
        f"{len(mask_tags())} kinds of values are masked",
        (
            f"By {_names()} names beside them, {len(BY_VALUE)} forms of their own, and card numbers"
            " by their digits.",
            "A card number keeps its last four digits."
            if logs.keep_last_four
            else "Nothing of a card number is kept.",
            *((f"Taken out whole: {', '.join(TAKEN_OUT)}.",) if TAKEN_OUT else ()),
        ),
        tags=mask_tags(),
    )
    yield Stage(
        Does.DROP, "Namespaces that stay", parts=(Part("namespaces", _namespaces(environment)),)
    )
    cloud = environment.grafana
    yield Stage(Does.EXIT, _host(cloud.logs.url) if cloud else "", ("In batches, by TLS.",))


def _traces(environment: Environment) -> Iterator[Stage]:
    faro = ", and browsers" if environment.collectors.faro.enabled else ""
    yield Stage(Does.SOURCE, "Spans", (f"OTLP of applications{faro}",))
    yield Stage(
        Does.MASK,
        "Attributes are masked",
        (f"By the same {_names()} names and {len(BY_VALUE)} forms as lines of logs.",),
    )
    yield _sampling(environment.collectors.sampling)
    cloud = environment.grafana
    yield Stage(Does.EXIT, cloud.traces.endpoint if cloud else "", ("By OTLP over TLS.",))


def _sampling(sampling: HeadSampling | TailSampling) -> Stage:
    counted = "Metrics are made of every span before this."
    if isinstance(sampling, HeadSampling):
        return Stage(
            Does.SAMPLE,
            f"{sampling.percentage:g} % of traces are kept",
            (
                "Decided on the node (head). Errors are dropped like the rest.",
                counted,
            ),
            share=sampling.percentage / 100,
        )
    routes = ", ".join(sampling.keep_routes) or "none is listed"
    return Stage(
        Does.SAMPLE,
        f"What matters is kept, and {sampling.percentage:g} % of the rest",
        (
            f"Decided when a trace is whole (tail): {sampling.replicas} samplers wait for its"
            f" spans for {sampling.decision_wait} and hold {sampling.num_traces:,} traces each.",
            counted,
        ),
        parts=(
            Part("errors", "all", 1),
            Part(f"slower than {sampling.slow}", "all", 1),
            Part("routes", f"all of these: {routes}", 1 if sampling.keep_routes else None),
            Part("the rest", f"{sampling.percentage:g} %", sampling.percentage / 100),
        ),
    )


def _names() -> int:
    """How many names are known as sensitive."""
    return len({name for mask in BY_KEY for name in (*mask.words, *mask.native)})


def _namespaces(environment: Environment) -> str:
    logs = environment.collectors.logs
    if logs.allow_namespaces:
        denied = f" less {', '.join(logs.deny_namespaces)}" if logs.deny_namespaces else ""
        return f"all but {', '.join(logs.allow_namespaces)}{denied}"
    return ", ".join(logs.deny_namespaces) or "none"


def _host(url: str) -> str:
    return urlsplit(url).netloc
