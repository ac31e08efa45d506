"""Rows on what a cluster stands on: its nodes and its DNS."""

from alerts.promql import per_second
from dashboards.model import Row, Unit
from dashboards.pieces import RATE, chart, metric, of_cluster, quantile


def nodes() -> Row:
    """How full nodes are."""
    idle = of_cluster("node_cpu_seconds_total", 'mode="idle"')
    root = ('mountpoint="/"', 'fstype!="tmpfs"')
    by = "cluster, instance"
    legend = "{{instance}} {{cluster}}"
    return Row(
        "Nodes",
        (
            chart(
                41,
                "CPU of nodes",
                "The share in use.",
                Unit.PERCENT,
                metric(f"1 - avg by ({by}) (rate({idle}[{RATE}]))", legend),
                maximum=1,
            ),
            chart(
                42,
                "Memory of nodes",
                "The share in use.",
                Unit.PERCENT,
                metric(
                    f"1 - max by ({by}) ({of_cluster('node_memory_MemAvailable_bytes')})"
                    f" / max by ({by}) ({of_cluster('node_memory_MemTotal_bytes')})",
                    legend,
                ),
                maximum=1,
            ),
            chart(
                43,
                "Disks of nodes",
                "The share in use of each root file system.",
                Unit.PERCENT,
                metric(
                    f"1 - max by ({by}) ({of_cluster('node_filesystem_avail_bytes', *root)})"
                    f" / max by ({by}) ({of_cluster('node_filesystem_size_bytes', *root)})",
                    legend,
                ),
                maximum=1,
            ),
        ),
        closed=True,
    )


def dns() -> Row:
    """Names, without which nothing finds anything."""
    by = ("cluster", "rcode")
    return Row(
        "DNS of clusters",
        (
            chart(
                51,
                "Answers of CoreDNS",
                "Per second, by code: SERVFAIL means that names are not found.",
                Unit.OPERATIONS,
                metric(
                    per_second(of_cluster("coredns_dns_responses_total"), RATE, by),
                    "{{rcode}} {{cluster}}",
                ),
                width=12,
                stacked=True,
            ),
            chart(
                52,
                "Duration of CoreDNS",
                "p95 of its answers.",
                Unit.SECONDS,
                metric(
                    quantile(
                        0.95, of_cluster("coredns_dns_request_duration_seconds_bucket"), "cluster"
                    ),
                    "{{cluster}}",
                ),
                width=12,
            ),
        ),
        closed=True,
    )
