"""Service RED: rate, errors and duration by service, route and operation."""

from alerts.promql import per_second
from alerts.providers import CLIENT
from alerts.services import CALLS, SPAN_DURATION
from alerts.slo import DURATION, PROBES
from dashboards.alerted import alerted
from dashboards.links import TITLES, label, related, to_traces
from dashboards.links import of_service as behind
from dashboards.model import Dashboard, Kind, Link, Panel, Row, Threshold, Unit
from dashboards.pieces import (
    CHOICES,
    RATE,
    chart,
    failed,
    lines,
    logs,
    metric,
    of_cluster,
    of_service,
    quantile,
    red,
    requests,
    share,
    slower,
    stat,
    streams,
)
from settings import Environment
from settings.collectors import TailSampling
from vocabulary.alerting import PAYMENTS
from vocabulary.dashboards import OPERATION_ERRORS, OPERATION_LATENCY, ROUTE_ERRORS
from vocabulary.dashboards import Dashboard as Uid

ROUTE = ("http_route", "region", "service")
ROUTES = "{{http_route}} {{service}} {{region}}"
OPERATION = ("region", "service", "span_name")
OPERATIONS = "{{span_name}} {{service}} {{region}}"
SERVER = 'span_kind="SPAN_KIND_SERVER"'
CALLS_BETWEEN = "traces_service_graph_request"
"""Of the service graph, which samplers make."""


def dashboard(environment: Environment) -> Dashboard:
    """Who looks: whoever owns a service."""
    return Dashboard(
        uid=Uid.SERVICES,
        title=TITLES[Uid.SERVICES],
        description="Which service, route or operation is slow or fails, and what is behind it?",
        team=PAYMENTS,
        tags=("services", "red"),
        variables=CHOICES,
        rows=(
            health(),
            Row("By service", red(31, ("region", "service"), "service")),
            routes(environment),
            operations(environment),
            Row("What it logs", (error_lines(),), closed=True),
            spread(),
            callees(environment),
        ),
        links=related(Uid.PAYMENTS, Uid.RUNTIME, Uid.TRIAGE, Uid.PROVIDERS, Uid.KUBERNETES),
    )


def health() -> Row:
    """The first row: one look."""
    by = ("service",)
    return Row(
        "Do services answer, and in time?",
        (
            stat(
                1,
                "Requests",
                "Requests per second, without the kubelet's probes.",
                Unit.PER_SECOND,
                metric(requests(by), "{{service}}"),
                width=8,
            ),
            stat(
                2,
                "Errors",
                "The share of requests that were answered with a server error.",
                Unit.PERCENT,
                metric(share(failed(by), requests(by)), "{{service}}"),
                width=8,
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
                metric(slower(0.95, by), "{{service}}"),
                width=8,
            ),
        ),
    )


def routes(environment: Environment) -> Row:
    """By route. Errors over the window of the rule, so that its line means the same."""
    series = of_service(f"{DURATION}_count")
    bad = of_service(f"{DURATION}_count", 'http_response_status_code=~"5.."')
    all_, failing = (per_second(one, "10m", ROUTE) for one in (series, bad))
    return Row(
        "By route",
        (
            chart(
                21,
                "Requests by route",
                "Requests per second.",
                Unit.PER_SECOND,
                metric(per_second(series, RATE, ROUTE), ROUTES),
                data_links=by_route(environment),
            ),
            alerted(environment).panel(
                ROUTE_ERRORS,
                "Errors by route",
                "The share of requests of 10 minutes with a server error.",
                (metric(share(failing, all_), ROUTES),),
                data_links=by_route(environment),
            ),
            chart(
                22,
                "Duration by route",
                "p95: one request in twenty takes longer.",
                Unit.SECONDS,
                metric(quantile(0.95, of_service(f"{DURATION}_bucket"), *ROUTE), ROUTES),
                data_links=by_route(environment),
            ),
        ),
    )


def operations(environment: Environment) -> Row:
    """By operation, as spans tell it: of all spans, before any is left out."""
    calls = of_service(CALLS)
    bad = of_service(CALLS, 'status_code="STATUS_CODE_ERROR"')
    all_, failing = (per_second(one, "10m", OPERATION) for one in (calls, bad))
    budgets = "\nor\n".join(
        f"{quantile(0.95, spans, *ROUTE, window='10m')} / {route.latency_budget:g}"
        for name, service in sorted(environment.services.items())
        for route in service.routes
        if (
            spans := of_service(
                f"{SPAN_DURATION}_bucket",
                f'service="{name}"',
                f'http_route="{route.path}"',
                SERVER,
            )
        )
    )
    alerts = alerted(environment)
    return Row(
        "By operation, of spans",
        (
            chart(
                23,
                "Calls by operation",
                "Spans per second, of all spans before sampling.",
                Unit.OPERATIONS,
                metric(per_second(calls, RATE, OPERATION), OPERATIONS),
                data_links=by_operation(environment),
            ),
            alerts.panel(
                OPERATION_ERRORS,
                "Errors by operation",
                "The share of spans of 10 minutes that ended with an error.",
                (metric(share(failing, all_), OPERATIONS),),
                data_links=by_operation(environment),
            ),
            alerts.panel(
                OPERATION_LATENCY,
                "Latency budgets of routes",
                "p95 of 10 minutes, through the budget of the route: over one, it is too slow.",
                (metric(budgets, ROUTES),),
                data_links=by_route(environment),
            ),
        ),
    )


def error_lines() -> Panel:
    """What services say about it."""
    return lines(
        41,
        "Error lines",
        "Of the services that are chosen; a line's trace_id leads to its trace.",
        logs(streams('level=~"error|critical"')),
    )


def spread() -> Row:
    """What a quantile hides."""
    buckets = f"sum by (le) (rate({of_service(f'{DURATION}_bucket', PROBES)}[{RATE}]))"
    codes = ("http_response_status_code", "service")
    return Row(
        "How durations and answers spread",
        (
            Panel(
                id=42,
                title="Durations",
                description="How many requests took how long: two bands are two kinds of request.",
                kind=Kind.HEATMAP,
                unit=Unit.SECONDS,
                queries=(metric(buckets, "{{le}}"),),
                width=12,
            ),
            chart(
                43,
                "Answers by status",
                "Requests per second by HTTP status.",
                Unit.PER_SECOND,
                metric(requests(codes), "{{http_response_status_code}} {{service}}"),
                width=12,
                stacked=True,
            ),
        ),
        closed=True,
    )


def callees(environment: Environment) -> Row:
    """What services call."""
    by = ("region", "server_address", "service")
    legend = "{{service}} to {{server_address}} {{region}}"
    panels = (
        chart(
            44,
            "Calls to others",
            "Requests per second that services make.",
            Unit.PER_SECOND,
            metric(per_second(of_service(f"{CLIENT}_count"), RATE, by), legend),
            width=12,
        ),
        chart(
            45,
            "Duration of calls to others",
            "p95 of what services wait for.",
            Unit.SECONDS,
            metric(quantile(0.95, of_service(f"{CLIENT}_bucket"), *by), legend),
            width=12,
        ),
    )
    return Row("What services call", (*panels, *graph(environment)), closed=True)


def graph(environment: Environment) -> tuple[Panel, ...]:
    """Calls between services, which only samplers count: they alone see both ends."""
    if not isinstance(environment.collectors.sampling, TailSampling):
        return ()
    between = ("client", "server")
    chosen = ('server=~"$service"',)
    total = of_cluster(f"{CALLS_BETWEEN}_total", *chosen)
    bad = of_cluster(f"{CALLS_BETWEEN}_failed_total", *chosen)
    return (
        chart(
            46,
            "Calls between services",
            "Per second, of the service graph: callers of the services that are chosen.",
            Unit.OPERATIONS,
            metric(per_second(total, RATE, between), "{{client}} to {{server}}"),
            width=12,
        ),
        chart(
            47,
            "Failed calls between services",
            "The share of calls that failed, of the service graph.",
            Unit.PERCENT,
            metric(
                share(per_second(bad, RATE, between), per_second(total, RATE, between)),
                "{{client}} to {{server}}",
            ),
            width=12,
        ),
    )


def by_route(environment: Environment) -> tuple[Link, ...]:
    """From a route to its traces, and to the service's lines."""
    search = (
        f'{{ resource.service.name = "{label("service")}"'
        f' && span.http.route = "{label("http_route")}" }}'
    )
    return (to_traces(environment, search, "Traces of this route"), *behind(environment))


def by_operation(environment: Environment) -> tuple[Link, ...]:
    """From an operation to its traces, and to the service's lines."""
    search = f'{{ resource.service.name = "{label("service")}" && name = "{label("span_name")}" }}'
    return (to_traces(environment, search, "Traces of this operation"), *behind(environment))
