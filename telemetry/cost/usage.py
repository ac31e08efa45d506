"""What a region sends: series of its cluster, GB of logs and traces, and that on the wire."""

from collections.abc import Mapping

from settings import Environment
from settings.collectors import HeadSampling, Sampling
from settings.durations import seconds
from settings.network import Signal
from settings.workload import Workload
from telemetry.collect import Collection
from telemetry.cost.model import GB, HOURS, SECONDS, Usage
from telemetry.series import counts
from vocabulary.sources.model import Per, Way
from vocabulary.sources.reference import REFERENCE

FORGIVEN_HOURS = HOURS * 0.05
"""Of a month, above the 95th percentile: what happens in less of it is not billed.

Source: https://grafana.com/docs/grafana-cloud/cost-management-and-billing/understand-your-invoice/
"""

FIXED = (
    Per.CLUSTER, Per.NAMESPACE, Per.QUOTA, Per.DAEMON_SET, Per.DNS, Per.API_SERVER, Per.REGION,
    Per.PROBE,
)  # fmt: skip
"""As many as in the reference, whatever the workload; the rest is scaled by pods."""

SAMPLE_BYTES = 20
"""Bytes of a sample as remote write sends it, labels and compression included. Typical, not
measured: `prometheus_remote_storage_bytes_total` through `..._samples_total` is your own."""

LOG_COMPRESSION = 0.3
"""Of a line's bytes, what snappy leaves. Typical, not measured."""

TRACE_COMPRESSION = 0.25
"""Of a span's bytes, what gzip leaves. Typical, not measured."""


def cluster(load: Workload) -> Mapping[Per, float]:
    """How many of each kind of thing a cluster has that are active together.

    Where rollouts take more of a month than is forgiven, services' instances count twice: the old
    ones' series stay active beside the new ones'.
    """
    scale = load.pods / REFERENCE[Per.POD]
    twice = 2 if load.rollout_hours > FORGIVEN_HOURS else 1
    return {
        **{per: count if per in FIXED else count * scale for per, count in REFERENCE.items()},
        Per.NODE: load.nodes,
        Per.SERVICE: load.services,
        Per.JAVA: twice * load.java_instances,
        Per.DOTNET: twice * load.dotnet_instances,
        Per.APPLICATION: twice * (load.java_instances + load.dotnet_instances),
    }


def usage(environment: Environment, key: str, collection: Collection) -> Usage:
    """What the collectors of one region send. Nothing, where there is no Grafana Cloud stack."""
    region, collectors = environment.regions[key], environment.collectors
    if environment.grafana is None:
        return Usage({}, 0, 0, 0)
    hub = region.role == "hub"
    return Usage(
        series={
            count.source.name: count.shipped
            for count in counts(collection, cluster(region.load))
            if count.shipped and (hub or count.source.way is not Way.HUB)
        },
        points_per_minute=60 / seconds(collectors.metrics.scrape_interval),
        logs_gb=logs_gb(region.load),
        traces_gb=traces_gb(region.load, collectors.sampling),
    )


def logs_gb(load: Workload) -> float:
    """GB of lines in a month, without those at debug level."""
    lines = load.log_lines_per_second * (1 - load.debug_share)
    return lines * load.log_bytes_per_line * SECONDS / GB


def traces_gb(load: Workload, sampling: Sampling) -> float:
    """GB of spans in a month that sampling keeps."""
    spans = load.requests_per_second * load.spans_per_request * kept(load, sampling)
    return spans * load.span_bytes * SECONDS / GB


def kept(load: Workload, sampling: Sampling) -> float:
    """The share of traces that is kept: a tail sampler keeps all that matter, and some others."""
    share = sampling.percentage / 100
    if isinstance(sampling, HeadSampling):
        return share
    return load.always_kept + (1 - load.always_kept) * share


def sent_gb(used: Usage) -> dict[Signal, float]:
    """GB of each signal in a month as they leave the cluster, compressed."""
    samples = used.active_series * used.points_per_minute * SECONDS / 60
    return {
        "metrics": samples * SAMPLE_BYTES / GB,
        "logs": used.logs_gb * LOG_COMPRESSION,
        "traces": used.traces_gb * TRACE_COMPRESSION,
    }
