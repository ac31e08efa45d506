"""Rows on collectors themselves: what waits in them, what they need, who shares their work."""

from alerts.collectors import BY
from alerts.promql import per_second
from dashboards.model import Row, Unit
from dashboards.pieces import RATE, chart, metric, of_cluster

IN = "cluster, region"
LEGEND = "{{cluster}}"


def queues() -> Row:
    """What waits: it grows in an outage, before anything is lost."""
    retries = of_cluster("loki_write_batch_retries_total")
    refused = of_cluster("otelcol_receiver_refused_spans_total")
    size, capacity = (
        f"max by ({IN}) ({of_cluster(f'otelcol_exporter_queue_{what}')})"
        for what in ("size", "capacity")
    )
    return Row(
        "What waits",
        (
            chart(
                31,
                "Samples that wait",
                "In memory and not sent yet.",
                Unit.SHORT,
                metric(
                    f"sum by ({IN}) ({of_cluster('prometheus_remote_storage_samples_pending')})",
                    LEGEND,
                ),
            ),
            chart(
                32,
                "Batches of lines sent again",
                "Per second: the endpoint fails; nothing is lost yet.",
                Unit.OPERATIONS,
                metric(per_second(retries, RATE, BY), LEGEND),
                no_value="none",
            ),
            chart(
                33,
                "Queue of spans",
                "The share of the fullest queue that is in use.",
                Unit.PERCENT,
                metric(f"{size} / {capacity}", LEGEND),
                maximum=1,
            ),
            chart(
                34,
                "Spans turned away",
                "Per second, by the memory limiter: senders keep and repeat them.",
                Unit.OPERATIONS,
                metric(per_second(refused, RATE, BY), LEGEND),
                no_value="none",
                width=12,
            ),
            chart(
                35,
                "Samples too old to send",
                "Per second; after an outage.",
                Unit.OPERATIONS,
                metric(
                    per_second(
                        of_cluster("prometheus_remote_storage_samples_dropped_total"),
                        RATE,
                        ("cluster", "reason", "region"),
                    ),
                    "{{reason}} {{cluster}}",
                ),
                no_value="none",
                width=12,
            ),
        ),
    )


def load() -> Row:
    """What collectors need."""
    memory = of_cluster("alloy_resources_process_resident_memory_bytes")
    cpu = of_cluster("alloy_resources_process_cpu_seconds_total")
    wal = of_cluster("prometheus_remote_write_wal_storage_active_series")
    return Row(
        "What collectors need",
        (
            chart(
                41,
                "Memory",
                "Of the largest collector of each cluster.",
                Unit.BYTES,
                metric(f"max by ({IN}) ({memory})", f"largest {LEGEND}"),
                metric(f"avg by ({IN}) ({memory})", f"mean {LEGEND}"),
            ),
            chart(
                42,
                "CPU",
                "Cores, of the busiest collector of each cluster.",
                Unit.SHORT,
                metric(f"max by ({IN}) (rate({cpu}[{RATE}]))", LEGEND),
            ),
            chart(
                43,
                "Series in the WAL",
                "Active series that a cluster's collectors hold and send.",
                Unit.SHORT,
                metric(f"sum by ({IN}) ({wal})", LEGEND),
            ),
        ),
        closed=True,
    )


def peers() -> Row:
    """Who shares the work of clustered scrapes."""
    return Row(
        "Peers",
        (
            chart(
                51,
                "Peers that see each other",
                "The fewest and the most that a collector of a cluster sees: they should agree.",
                Unit.SHORT,
                *(
                    metric(
                        f"{kind} by (cluster, cluster_name, state)"
                        f" ({of_cluster('cluster_node_peers')})",
                        f"{kind} {{{{state}}}} {{{{cluster_name}}}} {LEGEND}",
                    )
                    for kind in ("min", "max")
                ),
                width=24,
                decimals=0,
            ),
        ),
        closed=True,
    )
