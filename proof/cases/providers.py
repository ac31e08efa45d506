"""What rules on payment providers must do."""

from proof.case import alert, fires, series, silent
from proof.lines import SEOUL, TOKYO

HOST = "api.cardnet.example.com"


def requests(status: int, pod: str = "a", region: str = SEOUL, host: str = HOST) -> str:
    """The counter of requests to a provider, by one pod."""
    return series(
        "http_client_request_duration_seconds_count",
        server_address=host,
        http_response_status_code=str(status),
        region=region,
        pod=pod,
    )


def bucket(le: str, region: str = SEOUL, host: str = HOST) -> str:
    """A bucket of their durations."""
    return series(
        "http_client_request_duration_seconds_bucket", server_address=host, region=region, le=le
    )


FAILING = alert(f"{HOST} fails 4% of its requests from {SEOUL}", region=SEOUL, server_address=HOST)
SLOW = alert(f"{HOST} is slow from {TOKYO}: p99 is 4s", region=TOKYO, server_address=HOST)

CASES = (
    fires(
        "PSPDependencyErrors",
        "4 % fail",
        {requests(200): "0+96x20", requests(503): "0+4x20"},
        FAILING,
        at=6,
    ),
    fires(
        "PSPDependencyErrors",
        "4 % fail by two pods, while the other region is well",
        {
            requests(200, "a"): "0+48x20",
            requests(200, "b"): "0+48x20",
            requests(503, "a"): "0+2x20",
            requests(503, "b"): "0+2x20",
            requests(200, region=TOKYO): "0+100x20",
            requests(503, region=TOKYO): "0+0x20",
        },
        FAILING,
        at=6,
    ),
    fires(
        "PSPDependencyErrors",
        "4 % get no answer",
        {
            requests(200): "0+96x20",
            series(
                "http_client_request_duration_seconds_count",
                server_address=HOST,
                region=SEOUL,
                pod="a",
                error_type="java.net.ConnectException",
            ): "0+4x20",
        },
        FAILING,
        at=6,
    ),
    silent(
        "PSPDependencyErrors",
        "2 % fail",
        {requests(200): "0+98x30", requests(503): "0+2x30"},
        at=30,
    ),
    silent(
        "PSPDependencyErrors",
        "4xx are ours, not the provider's",
        {requests(200): "0+90x30", requests(402): "0+10x30"},
        at=30,
    ),
    silent(
        "PSPDependencyErrors",
        "half of 45 requests in 5m: too few to say anything",
        {requests(200): "0+4x30", requests(503): "0+5x30"},
        at=30,
    ),
    silent(
        "PSPDependencyErrors",
        "another host is nobody's provider",
        {requests(503, host="example.com"): "0+100x30"},
        at=30,
    ),
    silent(
        "PSPDependencyErrors",
        "it recovered five minutes ago",
        {requests(200): "0+90x10 900+100x20", requests(503): "0+10x10 100+0x20"},
        at=15,
    ),
    silent(
        "PSPDependencyErrors",
        "the series vanish",
        {requests(200): "0+96x10 stale", requests(503): "0+4x10 stale"},
        at=30,
    ),
    fires(
        "PSPDependencyLatency",
        "p99 is 4 s",
        {bucket("2.5", TOKYO): "0+195x30", bucket("5", TOKYO): "0+200x30",
         bucket("+Inf", TOKYO): "0+200x30",
         series("http_client_request_duration_seconds_count", server_address=HOST, region=TOKYO):
         "0+200x30"},
        SLOW,
        at=11,
    ),
    silent(
        "PSPDependencyLatency",
        "p99 is 2.5 s",
        {bucket("2.5"): "0+100x60", bucket("5"): "0+101x60", bucket("+Inf"): "0+101x60",
         requests(200): "0+101x60"},
        at=60,
    ),
    silent(
        "PSPDependencyLatency",
        "another host is nobody's provider",
        {
            bucket("2.5", host="example.com"): "0+0x60",
            bucket("5", host="example.com"): "0+100x60",
            bucket("+Inf", host="example.com"): "0+100x60",
            requests(200, host="example.com"): "0+100x60",
        },
        at=60,
    ),
    silent(
        "PSPDependencyLatency",
        "40 slow requests in 10m are too few",
        {bucket("2.5"): "0+0x60", bucket("5"): "0+4x60", bucket("+Inf"): "0+4x60",
         requests(200): "0+4x60"},
        at=60,
    ),
    silent(
        "PSPDependencyLatency",
        "it recovered eleven minutes ago",
        {bucket("2.5"): "0+0x20 0+100x20", bucket("5"): "0+100x40", bucket("+Inf"): "0+100x40",
         requests(200): "0+100x40"},
        at=32,
    ),
    silent(
        "PSPDependencyLatency",
        "the series vanish",
        {bucket("2.5"): "0+0x8 stale", bucket("5"): "0+100x8 stale",
         bucket("+Inf"): "0+100x8 stale", requests(200): "0+100x8 stale"},
        at=40,
    ),
)  # fmt: skip
