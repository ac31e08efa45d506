"""What rules on services must do. Lines pass the masks first; TraceQL has no engine here."""

from proof.case import LogCase, alert, fires, series, silent
from proof.lines import SEOUL, TOKYO, Lines

API = "payment-api"


def alive(service: str, region: str = SEOUL) -> str:
    """What a service sends from its start to its end."""
    metric = {
        API: "jvm_memory_used_bytes",
        "ledger": "dotnet_process_memory_working_set_bytes",
        "search": "jvm_memory_used_bytes",
    }[service]
    return series(metric, service=service, region=region, pod="a")


def requests(status: int, route: str = "/v1/payments", service: str = API) -> str:
    """The counter of a route's requests."""
    return series(
        "http_server_request_duration_seconds_count",
        service=service,
        region=SEOUL,
        pod="a",
        http_route=route,
        http_response_status_code=str(status),
    )


def calls(status: str, service: str = API) -> str:
    """The counter of an operation's spans."""
    return series(
        "traces_span_metrics_calls_total",
        service=service,
        region=SEOUL,
        span_name="capture",
        status_code=status,
        collector_instance_id="a",
    )


def spans(suffix: str, le: str | None = None, route: str = "/v1/refunds",
          kind: str = "SPAN_KIND_SERVER", service: str = API) -> str:  # fmt: skip
    """A histogram of spans."""
    bound = {"le": le} if le else {}
    return series(
        f"traces_span_metrics_duration_seconds_{suffix}",
        service=service,
        region=TOKYO,
        http_route=route,
        span_kind=kind,
        collector_instance_id="a",
        **bound,
    )


ERROR = '{"level":"error","msg":"capture refused","trace_id":"0af7651916cd43dd8448eb211c80319c"}'
WARNING = '{"level":"warn","msg":"slow"}'
JAVA = 'Exception in thread "main" java.lang.IllegalStateException: no currency'
DOTNET = "Unhandled exception. System.InvalidOperationException: no rate for 4111111111111111"
CAUGHT = '{"level":"error","msg":"handled exception of the provider"}'

TEN_MINUTES, HOUR = 600, 3600


def lines(
    text: str, count: int, *, start: int, app: str = API, namespace: str = "payments"
) -> Lines:
    """So many lines within the ten minutes from a moment on."""
    return Lines(
        text, tuple(start + i * TEN_MINUTES // count for i in range(count)), app, namespace
    )


CASES = (
    fires(
        "ServiceTelemetryAbsent",
        "it stops in Seoul and goes on in Tokyo",
        {alive(API): "1x30 stale", alive(API, TOKYO): "1x60"},
        alert(f"{API} in {SEOUL} sends nothing any more", service=API, region=SEOUL),
        at=41,
    ),
    fires(
        "ServiceTelemetryAbsent",
        "a .NET service stops",
        {alive("ledger"): "1x30 _x60"},
        alert(f"ledger in {SEOUL} sends nothing any more", service="ledger", region=SEOUL),
        at=41,
    ),
    silent("ServiceTelemetryAbsent", "a gap of nine minutes", {alive(API): "1x30 _x9 1x30"}, at=40),
    silent(
        "ServiceTelemetryAbsent",
        "the ledger leaves Tokyo, as was said",
        {alive("ledger", TOKYO): "1x30 stale"},
        at=90,
    ),
    silent("ServiceTelemetryAbsent", "it was never there", {"up": "1x60"}, at=60),
    silent(
        "ServiceTelemetryAbsent",
        "it is gone for more than a day, and forgotten",
        {alive(API): "1x6 stale"},
        at=1480,
        step=5,
    ),
    silent(
        "ServiceTelemetryAbsent",
        "a service that nobody listed stops",
        {alive("search"): "1x30 stale"},
        at=90,
    ),
    fires(
        "RouteErrorRatioHigh",
        "6 % of a route fail; the others are well",
        {
            requests(200): "0+94x40",
            requests(500): "0+6x40",
            requests(200, "/v1/refunds"): "0+900x40",
        },
        alert(
            f"{API} in {SEOUL} fails 6% of /v1/payments",
            service=API,
            region=SEOUL,
            http_route="/v1/payments",
        ),
        at=8,
    ),
    silent(
        "RouteErrorRatioHigh",
        "4 % of a route fail",
        {requests(200): "0+96x40", requests(500): "0+4x40"},
        at=40,
    ),
    silent(
        "RouteErrorRatioHigh",
        "all of 290 requests in 10m fail",
        {requests(500): "0+29x40"},
        at=40,
    ),
    silent(
        "RouteErrorRatioHigh",
        "4xx are the callers' own",
        {requests(200): "0+50x40", requests(404): "0+50x40"},
        at=40,
    ),
    silent(
        "RouteErrorRatioHigh",
        "over for eleven minutes",
        {requests(200): "0+50x20 1000+100x40", requests(500): "0+50x20 1000+0x40"},
        at=33,
    ),
    silent(
        "RouteErrorRatioHigh",
        "another team's service",
        {requests(500, service="search"): "0+100x40"},
        at=40,
    ),
    silent(
        "RouteErrorRatioHigh",
        "the series vanish",
        {requests(200): "0+50x4 stale", requests(500): "0+50x4 stale"},
        at=40,
    ),
    fires(
        "SpanErrorRatioHigh",
        "6 % of an operation fail",
        {calls("STATUS_CODE_UNSET"): "0+94x40", calls("STATUS_CODE_ERROR"): "0+6x40"},
        alert(
            f"capture of {API} in {SEOUL} fails 6% of the time",
            service=API,
            region=SEOUL,
            span_name="capture",
        ),
        at=6,
    ),
    silent(
        "SpanErrorRatioHigh",
        "4 % of an operation fail",
        {calls("STATUS_CODE_UNSET"): "0+96x40", calls("STATUS_CODE_ERROR"): "0+4x40"},
        at=40,
    ),
    silent(
        "SpanErrorRatioHigh",
        "all of 90 spans in 10m fail",
        {calls("STATUS_CODE_ERROR"): "0+9x40"},
        at=40,
    ),
    silent(
        "SpanErrorRatioHigh",
        "over for eleven minutes",
        {
            calls("STATUS_CODE_UNSET"): "0+50x20 1000+100x40",
            calls("STATUS_CODE_ERROR"): "0+50x20 1000+0x40",
        },
        at=33,
    ),
    silent(
        "SpanErrorRatioHigh",
        "another team's service",
        {calls("STATUS_CODE_ERROR", "search"): "0+100x40"},
        at=40,
    ),
    silent(
        "SpanErrorRatioHigh",
        "the series vanish",
        {calls("STATUS_CODE_ERROR"): "0+100x4 stale"},
        at=40,
    ),
    fires(
        "SpanLatencyP95High",
        "p95 of refunds is 3.75 s; 2.5 s were planned",
        {
            spans("bucket", "2.5"): "0+90x40",
            spans("bucket", "5"): "0+100x40",
            spans("bucket", "+Inf"): "0+100x40",
            spans("count"): "0+100x40",
        },
        alert(
            f"/v1/refunds of {API} in {TOKYO} takes 1.5 times its budget",
            service=API,
            region=TOKYO,
            http_route="/v1/refunds",
        ),
        at=11,
    ),
    fires(
        "SpanLatencyP95High",
        "p95 of payments is 1.75 s; one second was planned",
        {
            spans("bucket", "1", "/v1/payments"): "0+90x40",
            spans("bucket", "2.5", "/v1/payments"): "0+100x40",
            spans("bucket", "+Inf", "/v1/payments"): "0+100x40",
            spans("count", None, "/v1/payments"): "0+100x40",
        },
        alert(
            f"/v1/payments of {API} in {TOKYO} takes 1.7 times its budget",
            service=API,
            region=TOKYO,
            http_route="/v1/payments",
        ),
        at=11,
    ),
    silent(
        "SpanLatencyP95High",
        "p95 of refunds is below 2.5 s",
        {
            spans("bucket", "1"): "0+90x40",
            spans("bucket", "2.5"): "0+96x40",
            spans("bucket", "5"): "0+100x40",
            spans("bucket", "+Inf"): "0+100x40",
            spans("count"): "0+100x40",
        },
        at=40,
    ),
    silent(
        "SpanLatencyP95High",
        "a slow route that has no budget",
        {
            spans("bucket", "2.5", "/v1/reports"): "0+0x40",
            spans("bucket", "5", "/v1/reports"): "0+100x40",
            spans("bucket", "+Inf", "/v1/reports"): "0+100x40",
            spans("count", None, "/v1/reports"): "0+100x40",
        },
        at=40,
    ),
    silent(
        "SpanLatencyP95High",
        "its own calls to others do not count",
        {
            spans("bucket", "2.5", kind="SPAN_KIND_CLIENT"): "0+0x40",
            spans("bucket", "5", kind="SPAN_KIND_CLIENT"): "0+100x40",
            spans("bucket", "+Inf", kind="SPAN_KIND_CLIENT"): "0+100x40",
            spans("count", kind="SPAN_KIND_CLIENT"): "0+100x40",
            spans("count"): "0+100x40",
        },
        at=40,
    ),
    silent(
        "SpanLatencyP95High",
        "the same route of another service has no budget here",
        {
            spans("bucket", "2.5", service="ledger"): "0+0x40",
            spans("bucket", "5", service="ledger"): "0+100x40",
            spans("bucket", "+Inf", service="ledger"): "0+100x40",
            spans("count", service="ledger"): "0+100x40",
        },
        at=40,
    ),
    silent(
        "SpanLatencyP95High",
        "15 slow requests in 10m are too few",
        {
            spans("bucket", "2.5"): "0+0x40",
            spans("bucket", "5"): "0+1.5x40",
            spans("bucket", "+Inf"): "0+1.5x40",
            spans("count"): "0+1.5x40",
        },
        at=40,
    ),
    silent(
        "SpanLatencyP95High",
        "over for eleven minutes",
        {
            spans("bucket", "2.5"): "0+0x20 0+100x40",
            spans("bucket", "5"): "0+100x60",
            spans("bucket", "+Inf"): "0+100x60",
            spans("count"): "0+100x60",
        },
        at=32,
    ),
    silent(
        "SpanLatencyP95High",
        "the series vanish",
        {
            spans("bucket", "2.5"): "0+0x9 stale",
            spans("bucket", "5"): "0+100x9 stale",
            spans("bucket", "+Inf"): "0+100x9 stale",
            spans("count"): "0+100x9 stale",
        },
        at=40,
    ),
    LogCase(
        "PaymentErrorLogBurst",
        "60 errors, and 10 an hour ago",
        (lines(ERROR, 10, start=0), lines(ERROR, 60, start=HOUR)),
        at=HOUR + TEN_MINUTES - 1,
        alerts=(
            alert(
                f"{API} in {SEOUL} logs 6.0 times as many errors as before",
                app=API,
                service=API,
                region=SEOUL,
            ),
        ),
    ),
    LogCase(
        "PaymentErrorLogBurst",
        "21 errors, and none an hour ago",
        (lines(ERROR, 21, start=HOUR),),
        at=HOUR + TEN_MINUTES - 1,
        alerts=(
            alert(
                f"{API} in {SEOUL} logs 21.0 times as many errors as before",
                app=API,
                service=API,
                region=SEOUL,
            ),
        ),
    ),
    LogCase(
        "PaymentErrorLogBurst",
        "48 errors, and 10 an hour ago",
        (lines(ERROR, 10, start=0), lines(ERROR, 48, start=HOUR)),
        at=HOUR + TEN_MINUTES - 1,
    ),
    LogCase(
        "PaymentErrorLogBurst",
        "19 errors are too few",
        (lines(ERROR, 19, start=HOUR),),
        at=HOUR + TEN_MINUTES - 1,
    ),
    LogCase(
        "PaymentErrorLogBurst",
        "warnings are no errors",
        (lines(WARNING, 200, start=HOUR),),
        at=HOUR + TEN_MINUTES - 1,
    ),
    LogCase(
        "PaymentErrorLogBurst",
        "over for eleven minutes",
        (lines(ERROR, 100, start=HOUR),),
        at=HOUR + 2 * TEN_MINUTES + 60,
    ),
    LogCase(
        "PaymentErrorLogBurst",
        "another team's service, and one of that name in another namespace",
        (
            lines(ERROR, 100, start=HOUR, app="search"),
            lines(ERROR, 100, start=HOUR, namespace="trial"),
        ),
        at=HOUR + TEN_MINUTES - 1,
    ),
    LogCase(
        "UnhandledException",
        "one in Java",
        (lines(JAVA, 1, start=0),),
        at=TEN_MINUTES - 1,
        alerts=(
            alert(
                f"{API} in {SEOUL} did not catch an exception",
                description="1 lines of the last 10 minutes tell of one.",
                app=API,
                service=API,
                region=SEOUL,
            ),
        ),
    ),
    LogCase(
        "UnhandledException",
        "one in .NET, with a card number that the masks take out",
        (lines(DOTNET, 2, start=0, app="ledger"),),
        at=TEN_MINUTES - 1,
        alerts=(
            alert(
                f"ledger in {SEOUL} did not catch an exception",
                description="2 lines of the last 10 minutes tell of one.",
                app="ledger",
                service="ledger",
                region=SEOUL,
            ),
        ),
    ),
    LogCase(
        "UnhandledException",
        "those that somebody caught",
        (lines(CAUGHT, 30, start=0),),
        at=TEN_MINUTES - 1,
    ),
    LogCase(
        "UnhandledException",
        "eleven minutes ago",
        (lines(JAVA, 1, start=0),),
        at=TEN_MINUTES + 60,
    ),
    LogCase(
        "UnhandledException",
        "another team's service",
        (lines(JAVA, 1, start=0, app="search"), lines(JAVA, 1, start=0, namespace="trial")),
        at=TEN_MINUTES - 1,
    ),
)  # fmt: skip
