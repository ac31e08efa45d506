"""Regions, hub and spoke: Seoul and Tokyo side by side."""

from alerts.collectors import NAT_METRICS
from alerts.promql import per_second, selector
from alerts.query import CloudWatch
from alerts.runtime import OLD_GENERATION
from alerts.services import ALIVE
from dashboards.alerted import alerted
from dashboards.links import TITLES, related
from dashboards.links import of_service as behind
from dashboards.model import Dashboard, Panel, Query, Row, Threshold, Unit
from dashboards.pieces import (
    CHOICES,
    KUBELET,
    OF_SERVICE,
    RATE,
    chart,
    failed,
    metric,
    of_cluster,
    of_service,
    red,
    requests,
    share,
    slower,
    stat,
)
from settings import Environment
from vocabulary.alerting import PLATFORM
from vocabulary.dashboards import NAT_GATEWAYS, REGION_TELEMETRY, REPORTING_SERVICES
from vocabulary.dashboards import Dashboard as Uid

IN = ("region",)
LEGEND = "{{region}}"


def dashboard(environment: Environment) -> Dashboard:
    """Who looks: people on call, when it may be one region only."""
    return Dashboard(
        uid=Uid.REGIONS,
        title=TITLES[Uid.REGIONS],
        description="Is it one region or both: traffic, errors, latency, nodes, egress?",
        team=PLATFORM,
        tags=("regions", "network"),
        variables=CHOICES,
        rows=(
            health(),
            alerts(environment),
            Row("Requests, by region and service", red(31, ("region", "service"), "region")),
            nodes(),
            egress(),
        ),
        links=related(Uid.PAYMENTS, Uid.SERVICES, Uid.KUBERNETES, Uid.COLLECTORS),
    )


def health() -> Row:
    """The first row: one look, both regions."""
    ready = of_cluster("kube_node_status_condition", 'condition="Ready"', 'status="true"')
    return Row(
        "Are both regions well?",
        (
            stat(
                1,
                "Requests",
                "Requests per second in each region.",
                Unit.PER_SECOND,
                metric(requests(IN), LEGEND),
                width=5,
            ),
            stat(
                2,
                "Errors",
                "The share of requests that were answered with a server error.",
                Unit.PERCENT,
                metric(share(failed(IN), requests(IN)), LEGEND),
                width=5,
                base="green",
                decimals=2,
                thresholds=(
                    Threshold(0.001, "yellow", "one in a thousand fails"),
                    Threshold(0.01, "red", "one in a hundred fails"),
                ),
            ),
            stat(
                3,
                "p95",
                "What one request in twenty takes longer than.",
                Unit.SECONDS,
                metric(slower(0.95, IN), LEGEND),
                width=5,
            ),
            stat(
                4,
                "Nodes that are ready",
                "The share of each region's nodes.",
                Unit.PERCENT,
                metric(f"avg by (region) ({ready})", LEGEND),
                width=5,
                base="red",
                thresholds=(
                    Threshold(0.8, "yellow", "some nodes are not ready"),
                    Threshold(1, "green", "all nodes are ready"),
                ),
            ),
            stat(
                5,
                "Kubelets heard of",
                "Nodes whose metrics arrive.",
                Unit.SHORT,
                metric(f"sum by (region) ({of_cluster('up', KUBELET)})", LEGEND),
                base="red",
                no_value="none",
                thresholds=(Threshold(1, "green", "telemetry arrives"),),
            ),
        ),
    )


def alive(window: str) -> str:
    """Services that reported within a window."""
    seen = " or ".join(
        f"last_over_time({selector(metric, *OF_SERVICE)}[{window}])" for metric in ALIVE.values()
    )
    return f"group by (region, service) ({seen})"


def alerts(environment: Environment) -> Row:
    """What alerts watch."""
    made = alerted(environment)
    kubelets = of_cluster("up", KUBELET)
    day, now = (f"group by (region) (last_over_time({kubelets}[{w}]))" for w in ("1d", "10m"))
    return Row(
        "What alerts watch",
        (
            made.panel(
                REPORTING_SERVICES,
                "Services gone silent",
                "One where a service reported within the last day and not for 10 minutes. A planned"
                " move (`leaving`) is shown all the same.",
                (metric(f"{alive('1d')}\nunless\n{alive('10m')}", "{{service}} {{region}}"),),
                no_value="all services report",
                decimals=0,
                data_links=behind(environment),
            ),
            made.panel(
                REGION_TELEMETRY,
                "Regions gone silent",
                "One where kubelets were heard of within the last day, and none for 10 minutes.",
                (metric(f"{day}\nunless\n{now}", LEGEND),),
                no_value="both regions report",
                decimals=0,
            ),
            gateways(environment),
        ),
    )


def gateways(environment: Environment) -> Panel:
    """What NAT gateways turn away, in all regions: CloudWatch is asked in each by its name."""
    queries = tuple(
        Query(
            CloudWatch(region.aws_region, "AWS/NATGateway", name, "NatGatewayId"),
            f"{name} {region.aws_region} ${{PROP('Dim.NatGatewayId')}}",
        )
        for region in environment.regions.values()
        if region.network and region.network.enable_nat_gateway
        for name in NAT_METRICS
    )
    return alerted(environment).panel(
        NAT_GATEWAYS,
        "NAT gateways: refused and dropped",
        "In 5 minutes: connections for which no port was left, and packets dropped. All regions,"
        " whichever are chosen.",
        queries,
        min_interval="5m",
        no_value="CloudWatch says nothing",
    )


def nodes() -> Row:
    """How full nodes are."""
    idle = of_cluster("node_cpu_seconds_total", 'mode="idle"')
    return Row(
        "Nodes",
        (
            chart(
                41,
                "CPU of nodes",
                "The share in use, of all nodes of a region.",
                Unit.PERCENT,
                metric(f"1 - avg by (region) (rate({idle}[{RATE}]))", LEGEND),
                maximum=1,
            ),
            chart(
                42,
                "Memory of nodes",
                "The share in use.",
                Unit.PERCENT,
                metric(
                    f"1 - sum by (region) ({of_cluster('node_memory_MemAvailable_bytes')})"
                    f" / sum by (region) ({of_cluster('node_memory_MemTotal_bytes')})",
                    LEGEND,
                ),
                maximum=1,
            ),
            chart(
                43,
                "Instances of services",
                "Instances that report, by service.",
                Unit.SHORT,
                *(
                    metric(f"count by (region, service) ({instances})", "{{service}} {{region}}")
                    for instances in (
                        of_service(ALIVE["java"], *OLD_GENERATION),
                        of_service(ALIVE["dotnet"]),
                    )
                ),
                decimals=0,
            ),
        ),
        closed=True,
    )


def egress() -> Row:
    """What leaves a region."""
    device = 'device!~"lo|veth.*|eni.*|cali.*"'
    sent = per_second(of_cluster("node_network_transmit_bytes_total", device), RATE, IN)
    received = per_second(of_cluster("node_network_receive_bytes_total", device), RATE, IN)
    panels = (
        chart(
            51,
            "Network of nodes",
            "Bytes per second that nodes send and receive, inside of the region too.",
            Unit.BYTES_PER_SECOND,
            metric(sent, "{{region}} sent"),
            metric(received, "{{region}} received"),
            width=12,
        ),
        chart(
            52,
            "Telemetry sent",
            "Bytes per second that collectors send to Grafana Cloud: metrics and logs.",
            Unit.BYTES_PER_SECOND,
            metric(
                per_second(of_cluster("prometheus_remote_storage_bytes_total"), RATE, IN),
                "{{region}} metrics",
            ),
            metric(
                per_second(of_cluster("loki_write_sent_bytes_total"), RATE, IN), "{{region}} logs"
            ),
            width=12,
        ),
    )
    return Row("Network", panels, closed=True)
