"""What dashboards are made of: choices, filters by them, queries, and panels for requests."""

from typing import Unpack

from alerts.promql import per_second, selector
from alerts.query import LogQL, PromQL, TraceQL
from alerts.services import CALLS
from alerts.slo import DURATION, PROBES
from dashboards.model import Kind, Options, Panel, Query, Unit, Variable

RATE = "$__rate_interval"
"""At least four scrapes, and never shorter than the distance of two points on the screen."""

RANGE = "$__range"
"""As long as what is looked at."""

REGION = 'region=~"$region"'
CLUSTER = 'cluster=~"$cluster"'
SERVICE = 'service=~"$service"'
APP = 'app=~"$service"'
"""Streams of logs know the service as `app`."""

HERE = (REGION, CLUSTER)
OF_SERVICE = (*HERE, SERVICE)

ALL = ".+"
"""What All stands for. Loki refuses a selector that an empty label would pass, as `.*` does."""

KUBELET = 'job="kubelet"'
"""What every node of every cluster has."""

REGIONS = Variable(
    "region", "Region", f"label_values({selector('up', KUBELET)}, region)", all_value=ALL
)
CLUSTERS = Variable(
    "cluster",
    "Cluster",
    f"label_values({selector('up', KUBELET, REGION)}, cluster)",
    all_value=ALL,
)
SERVICES = Variable(
    "service",
    "Service",
    f"label_values({selector(CALLS, *HERE)}, service)",
    all_value=ALL,
)
CHOICES = (REGIONS, CLUSTERS, SERVICES)
"""Of every dashboard. Their metrics are shipped anyway."""


def of_service(metric: str, *matchers: str) -> str:
    """A service's series, as chosen above."""
    return selector(metric, *OF_SERVICE, *matchers)


def of_cluster(metric: str, *matchers: str) -> str:
    """Series of clusters, as chosen above, that know no service."""
    return selector(metric, *HERE, *matchers)


def streams(*matchers: str) -> str:
    """Log streams of services, as chosen above."""
    return f"{{{', '.join((*HERE, APP, *matchers))}}}"


def share(part: str, whole: str) -> str:
    """A part of a whole; zero, not nothing, where there is a whole and no part."""
    return f"({part} or {whole} * 0) / {whole}"


def quantile(q: float, histogram: str, *by: str, window: str = RATE) -> str:
    """A quantile of a histogram's buckets, by labels."""
    return f"histogram_quantile({q:g}, {per_second(histogram, window, (*by, 'le'))})"


def metric(expr: str, legend: str) -> Query:
    """Over time."""
    return Query(PromQL(expr), legend)


def now(expr: str, legend: str) -> Query:
    """The newest value."""
    return Query(PromQL(expr), legend, instant=True)


def usage(expr: str, legend: str, *, instant: bool = False) -> Query:
    """Of Grafana Cloud's own figures."""
    return Query(PromQL(expr, source="usage"), legend, instant=instant)


def logs(expr: str, legend: str = "", *, instant: bool = False) -> Query:
    """Lines, or numbers made of them."""
    return Query(LogQL(expr), legend, instant=instant)


def traces(expr: str, legend: str = "") -> Query:
    """Traces, or numbers made of them, over the time that is looked at."""
    return Query(TraceQL(expr, window=0), legend)


def requests(by: tuple[str, ...], window: str = RATE, *matchers: str, offset: str = "") -> str:
    """Requests per second to services, without the kubelet's probes."""
    series = of_service(f"{DURATION}_count", PROBES, *matchers)
    return per_second(series, window, by, offset=offset)


def failed(by: tuple[str, ...], window: str = RATE) -> str:
    """Those that were answered with a server error."""
    return requests(by, window, 'http_response_status_code=~"5.."')


def slower(q: float, by: tuple[str, ...]) -> str:
    """What a share of requests takes at most, in seconds."""
    return quantile(q, of_service(f"{DURATION}_bucket", PROBES), *by)


def stat(
    id: int, title: str, description: str, unit: Unit, *queries: Query, **more: Unpack[Options]
) -> Panel:
    """A number to read from afar. Blue says nothing; thresholds do."""
    options: Options = {"width": 4, "height": 6, "base": "blue", **more}
    return Panel(id, title, description, Kind.STAT, unit, queries, **options)


def chart(
    id: int, title: str, description: str, unit: Unit, *queries: Query, **more: Unpack[Options]
) -> Panel:
    """Lines over time, from zero."""
    options: Options = {"minimum": 0, **more}
    return Panel(id, title, description, Kind.TIMESERIES, unit, queries, **options)


def table(
    id: int, title: str, description: str, unit: Unit, *queries: Query, **more: Unpack[Options]
) -> Panel:
    """Rows of now."""
    return Panel(id, title, description, Kind.TABLE, unit, queries, **more)


def lines(id: int, title: str, description: str, query: Query, **more: Unpack[Options]) -> Panel:
    """Lines of logs, the newest first."""
    options: Options = {"width": 24, "height": 10, "no_value": "no lines", **more}
    return Panel(id, title, description, Kind.LOGS, Unit.NONE, (query,), **options)


def red(
    first_id: int, by: tuple[str, ...], of: str, **more: Unpack[Options]
) -> tuple[Panel, Panel, Panel]:
    """Rate, errors and duration. of: what of, such as `service`."""
    legend = " ".join(f"{{{{{label}}}}}" for label in by)
    return (
        chart(
            first_id,
            f"Requests by {of}",
            "Requests per second, without the kubelet's probes.",
            Unit.PER_SECOND,
            metric(requests(by), legend),
            **more,
        ),
        chart(
            first_id + 1,
            f"Errors by {of}",
            "The share of requests that were answered with a server error.",
            Unit.PERCENT,
            metric(share(failed(by), requests(by)), legend),
            **more,
        ),
        chart(
            first_id + 2,
            f"Duration by {of}",
            "p95: one request in twenty takes longer.",
            Unit.SECONDS,
            metric(slower(0.95, by), legend),
            **more,
        ),
    )
