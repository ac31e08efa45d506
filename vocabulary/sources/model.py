"""What a table of telemetry says: sources, and the metrics that each offers. Plain data."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Literal

DataSource = Literal["metrics", "usage", "cloudwatch"]


class Kind(StrEnum):
    """What a metric is."""

    COUNTER = "counter"
    GAUGE = "gauge"
    HISTOGRAM = "histogram"
    SUMMARY = "summary"
    INFO = "info"
    """A gauge of 1 whose labels are what it says."""


class Way(StrEnum):
    """By which allow-list of the collectors a source's metrics leave a cluster."""

    KUBELET = "kubelet"
    CADVISOR = "cadvisor"
    NODE_EXPORTER = "node_exporter"
    KUBE_STATE_METRICS = "kube_state_metrics"
    API_SERVER = "api_server"
    COREDNS = "coredns"
    HUB = "hub"
    APPLICATIONS = "applications"
    """Scraped by annotation, sent by OTLP or pushed."""
    SPAN_METRICS = "span_metrics"
    SERVICE_GRAPH = "service_graph"
    COLLECTORS = "collectors"


class Per(StrEnum):
    """What a metric's series are counted by. Counts are in `vocabulary.sources.reference`."""

    CLUSTER = "cluster"
    NODE = "node"
    POD = "pod"
    CONTAINER = "container"
    NAMESPACE = "namespace"
    DEPLOYMENT = "deployment"
    REPLICA_SET = "replica set"
    STATEFUL_SET = "stateful set"
    DAEMON_SET = "daemon set"
    JOB = "job"
    CRON_JOB = "cron job"
    AUTOSCALER = "autoscaler"
    VOLUME = "volume"
    BUDGET = "disruption budget"
    QUOTA = "resource quota"
    JAVA = "Java instance"
    DOTNET = "NET instance"
    APPLICATION = "application instance"
    SERVICE = "service"
    DELIVERED = "Argo CD application"
    DNS = "DNS replica"
    API_SERVER = "API server"
    REGION = "region"
    PROBE = "probe"


@dataclass(frozen=True)
class Metric:
    """One metric, by the name of its family: a histogram's is without `_bucket`.

    labels: its own, without what the collectors add. each: label sets for each `per`; a histogram
    has buckets beside each. buckets: its bounds without +Inf, empty where a service chooses them.
    redundant: labels that may go, because the rest still tells its series apart. left: the share of
    its series that a module's own rules let through, beside any allow-list.
    """

    name: str
    kind: Kind
    per: Per
    labels: tuple[str, ...] = ()
    each: float = 1
    buckets: tuple[str, ...] = ()
    redundant: tuple[str, ...] = ()
    left: float = 1

    @property
    def unit(self) -> str:
        """The unit, which Prometheus' conventions write into the name."""
        words = self.name.removesuffix("_total").split("_")
        return next((word for word in reversed(words) if word in UNITS), "")

    @property
    def series(self) -> dict[str, float]:
        """The names that its series have, and how many series each has for each `per`."""
        match self.kind:
            case Kind.HISTOGRAM:
                return {
                    f"{self.name}_bucket": self.each * (len(self.buckets) + 1),
                    f"{self.name}_count": self.each,
                    f"{self.name}_sum": self.each,
                }
            case Kind.SUMMARY:
                return {
                    self.name: 5 * self.each,
                    f"{self.name}_count": self.each,
                    f"{self.name}_sum": self.each,
                }
            case _:
                return {self.name: self.each}


UNITS = ("seconds", "bytes", "ratio", "celsius", "hertz", "bits", "cores", "days", "percent")


@dataclass(frozen=True)
class Source:
    """Where metrics come from.

    way: None for what is on the cloud's side and shipped by no collector; `made_by` then says what
    creates it. jobs: what the label `job` may be, as expressions; empty where any. labels: what the
    collectors, or the cloud, add to each series.
    """

    name: str
    what: str
    metrics: tuple[Metric, ...]
    way: Way | None = None
    data_source: DataSource = "metrics"
    jobs: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    made_by: str = ""

    @property
    def names(self) -> Iterator[tuple[str, Metric]]:
        """Every name of a series, with its metric."""
        for metric in self.metrics:
            for name in metric.series:
                yield name, metric


PLACE = ("cluster", "environment", "region", "role")
"""What the exit adds to every series that leaves a cluster."""

SCRAPED = (*PLACE, "job", "instance")
"""What a scrape adds beside it."""


def counters(
    names: str, per: Per, labels: str = "", each: float = 1, redundant: str = ""
) -> tuple[Metric, ...]:
    """Counters that are alike; names and labels with spaces between them."""
    return _alike(names, Metric("", Kind.COUNTER, per, _own(labels, redundant), each), redundant)


def gauges(
    names: str, per: Per, labels: str = "", each: float = 1, redundant: str = ""
) -> tuple[Metric, ...]:
    """Gauges that are alike."""
    return _alike(names, Metric("", Kind.GAUGE, per, _own(labels, redundant), each), redundant)


def infos(
    names: str, per: Per, labels: str = "", each: float = 1, redundant: str = ""
) -> tuple[Metric, ...]:
    """Metrics whose labels are what they say."""
    return _alike(names, Metric("", Kind.INFO, per, _own(labels, redundant), each), redundant)


def summaries(names: str, per: Per, labels: str = "", each: float = 1) -> tuple[Metric, ...]:
    """Summaries that are alike; `quantile` is understood."""
    return _alike(names, Metric("", Kind.SUMMARY, per, _own(labels, "quantile"), each))


def histograms(
    names: str, per: Per, labels: str = "", each: float = 1, buckets: str = ""
) -> tuple[Metric, ...]:
    """Histograms that are alike; `le` is understood, and so is the bound +Inf."""
    like = Metric("", Kind.HISTOGRAM, per, _own(labels, "le"), each, tuple(buckets.split()))
    return _alike(names, like)


def _own(labels: str, more: str) -> tuple[str, ...]:
    return (*labels.split(), *more.split())


def _alike(names: str, like: Metric, redundant: str = "") -> tuple[Metric, ...]:
    spare = tuple(redundant.split())
    return tuple(replace(like, name=name, redundant=spare) for name in names.split())
