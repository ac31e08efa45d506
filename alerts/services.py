"""Rules on services: whether they report, errors and latency by route and operation, log lines."""

from collections.abc import Iterator, Mapping

from alerts.logql import by_service, lines, per_window
from alerts.ownership import named, of_runtime, of_team, teams
from alerts.promql import guarded, per_second, requests, selector, share_of
from alerts.query import LogQL, PromQL, TraceQL
from alerts.rule import Rule, Subject, above
from alerts.slo import DURATION
from alerts.text import text
from settings import Environment
from settings.services import Service
from settings.thresholds import Thresholds
from vocabulary.alerting import Severity
from vocabulary.dashboards import (
    ERROR_LOGS,
    EXCEPTIONS,
    OPERATION_ERRORS,
    OPERATION_LATENCY,
    REPORTING_SERVICES,
    ROUTE_ERRORS,
    TRACE_ERRORS,
)

ALIVE = {"java": "jvm_memory_used_bytes", "dotnet": "dotnet_process_memory_working_set_bytes"}
"""By runtime: a metric that a service sends from its start to its end."""

CALLS = "traces_span_metrics_calls_total"
SPAN_DURATION = "traces_span_metrics_duration_seconds"
"""Made of all spans on the nodes, before any is left out."""

BY = ("region", "service")

EXCEPTION = "(?i)unhandled exception|uncaught exception|exception in thread"
"""How the JVM and .NET say that nobody caught it."""


def rules(environment: Environment) -> Iterator[Rule]:
    """Rules 6, 7 and 15 to 19, for each team's services together."""
    thresholds = environment.thresholds
    for team in teams(environment):
        services = of_team(environment, team)
        regions = {key: region.aws_region for key, region in environment.regions.items()}
        yield telemetry_absent(team, services, regions)
        yield route_errors(team, services, thresholds)
        yield span_errors(team, services, thresholds)
        if any(service.routes for service in services.values()):
            yield span_latency(team, services)
        yield trace_errors(team, services, thresholds)
        yield error_burst(team, services, thresholds)
        yield unhandled_exception(team, services)


def telemetry_absent(
    team: str, services: Mapping[str, Service], regions: Mapping[str, str]
) -> Rule:
    """A service that reported in the last day and does not now.

    Where it is being taken out of a region (`leaving`), its silence there is expected.
    """
    alive = " or ".join(
        selector(metric, named(names))
        for runtime, metric in ALIVE.items()
        if (names := of_runtime(services, runtime))
    )
    day, now = _seen(alive, "1d"), _seen(alive, "10m")
    leaving = [
        f"\nunless\n{_seen(_leaving(name, service, regions[key]), '1d')}"
        for name, service in sorted(services.items())
        for key in service.leaving
    ]
    return Rule(
        name="ServiceTelemetryAbsent",
        subject=Subject.SERVICES,
        query=PromQL(f"{day}\nunless\n{now}{''.join(leaving)}"),
        fires=above(0, "count"),
        pending="1m",
        severity=Severity.CRITICAL,
        team=team,
        each_team=True,
        summary=text("{service} in {region} sends nothing any more"),
        description=text(
            "It reported within the last day and has sent no series for 10 minutes: it is down, its"
            " collectors are, or their token is refused. If it was taken out on purpose, name the"
            " region in its `leaving`."
        ),
        panel=REPORTING_SERVICES,
    )


def _seen(series: str, window: str) -> str:
    parts = [f"last_over_time({one}[{window}])" for one in series.split(" or ")]
    return f"group by ({', '.join(BY)}) ({' or '.join(parts)})"


def _leaving(name: str, service: Service, region: str) -> str:
    return selector(ALIVE[service.runtime], f'service="{name}"', f'region="{region}"')


def route_errors(team: str, services: Mapping[str, Service], thresholds: Thresholds) -> Rule:
    """A route that answers too often with a server error."""
    by = ("http_route", "region", "service")
    series = selector(f"{DURATION}_count", named(services))
    bad = selector(f"{DURATION}_count", named(services), 'http_response_status_code=~"5.."')
    return Rule(
        name="RouteErrorRatioHigh",
        subject=Subject.SERVICES,
        query=PromQL(
            share_of(
                bad, series, window="10m", seconds=600, by=by, at_least=thresholds.route_requests
            )
        ),
        fires=above(thresholds.route_error_ratio, "ratio"),
        pending="5m",
        severity=Severity.WARNING,
        team=team,
        each_team=True,
        summary=text("{service} in {region} fails {value:percent} of {http_route}"),
        description=text("Server errors of one route, over 10 minutes."),
        panel=ROUTE_ERRORS,
    )


def span_errors(team: str, services: Mapping[str, Service], thresholds: Thresholds) -> Rule:
    """An operation, seen by its spans, that ends too often with an error."""
    by = ("region", "service", "span_name")
    series = selector(CALLS, named(services))
    bad = selector(CALLS, named(services), 'status_code="STATUS_CODE_ERROR"')
    return Rule(
        name="SpanErrorRatioHigh",
        subject=Subject.SERVICES,
        query=PromQL(
            share_of(
                bad, series, window="10m", seconds=600, by=by, at_least=thresholds.span_requests
            )
        ),
        fires=above(thresholds.span_error_ratio, "ratio"),
        pending="5m",
        severity=Severity.WARNING,
        team=team,
        each_team=True,
        summary=text("{span_name} of {service} in {region} fails {value:percent} of the time"),
        description=text("Spans with an error, over 10 minutes, of all spans before sampling."),
        panel=OPERATION_ERRORS,
    )


def span_latency(team: str, services: Mapping[str, Service]) -> Rule:
    """A route that is slower than its budget. The value is how many budgets it takes."""
    by = ("http_route", "region", "service")
    routes = [
        f"histogram_quantile(0.95, {per_second(series, '10m', (*by, 'le'))})"
        f" / {route.latency_budget:g}"
        for name, service in sorted(services.items())
        for route in service.routes
        if (
            series := selector(
                f"{SPAN_DURATION}_bucket",
                f'service="{name}"',
                f'http_route="{route.path}"',
                'span_kind="SPAN_KIND_SERVER"',
            )
        )
    ]
    calls = selector(f"{SPAN_DURATION}_count", named(services), 'span_kind="SPAN_KIND_SERVER"')
    return Rule(
        name="SpanLatencyP95High",
        subject=Subject.SERVICES,
        query=PromQL(
            guarded("\nor\n".join(routes), requests(calls, "10m", 600, by), LATENCY_SPANS)
        ),
        fires=above(1, "times"),
        pending="10m",
        severity=Severity.WARNING,
        team=team,
        each_team=True,
        summary=text(
            "{http_route} of {service} in {region} takes {value:decimal} times its budget"
        ),
        description=text(
            "p95 over 10 minutes, through the latency budget of that route in the environment file."
        ),
        panel=OPERATION_LATENCY,
    )


LATENCY_SPANS = 20
"""Spans of a route in 10m below which its p95 is one span."""


def trace_errors(team: str, services: Mapping[str, Service], thresholds: Thresholds) -> Rule:
    """Spans with an error, as Tempo counts them: experimental in Grafana, so only told."""
    names = "|".join(sorted(services))
    return Rule(
        name="TraceAnomaly",
        subject=Subject.SERVICES,
        query=TraceQL(
            f'{{ resource.service.name =~ "{names}" && status = error }} | rate()', window=600
        ),
        fires=above(thresholds.trace_errors_per_second, "per second"),
        pending="5m",
        severity=Severity.INFO,
        team=team,
        each_team=True,
        summary=text("{value:decimal} spans per second end with an error"),
        description=text(
            f"Of {names.replace('|', ', ')}, in the traces that were kept: with head sampling a"
            " share of all."
        ),
        panel=TRACE_ERRORS,
    )


def error_burst(team: str, services: Mapping[str, Service], thresholds: Thresholds) -> Rule:
    """Many more error lines than an hour ago."""
    errors = lines(services, 'level=~"error|critical"')
    now, before = per_window(errors, "10m"), per_window(errors, "10m", offset="1h")
    # An hour without any counts as one line, or its ratio would be with nothing.
    ratio = f"{now} / ({before} or {now} * 0 + 1)"
    return Rule(
        name="PaymentErrorLogBurst",
        subject=Subject.SERVICES,
        query=LogQL(by_service(guarded(ratio, now, thresholds.error_log_lines))),
        fires=above(thresholds.error_log_times, "times"),
        pending="5m",
        severity=Severity.WARNING,
        team=team,
        each_team=True,
        summary=text("{service} in {region} logs {value:decimal} times as many errors as before"),
        description=text("Error lines of 10 minutes, beside the same 10 minutes an hour ago."),
        panel=ERROR_LOGS,
    )


def unhandled_exception(team: str, services: Mapping[str, Service]) -> Rule:
    """An exception that nobody caught."""
    caught_by_nobody = f"{lines(services)} |~ `{EXCEPTION}`"
    return Rule(
        name="UnhandledException",
        subject=Subject.SERVICES,
        query=LogQL(by_service(per_window(caught_by_nobody, "10m"))),
        fires=above(0, "count"),
        pending="0s",  # One line is what it waits for.
        severity=Severity.WARNING,
        team=team,
        each_team=True,
        summary=text("{service} in {region} did not catch an exception"),
        description=text("{value:whole} lines of the last 10 minutes tell of one."),
        panel=EXCEPTIONS,
    )
