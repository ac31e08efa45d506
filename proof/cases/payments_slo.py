"""What rules on SLOs must do: the same for each service, by what its objective leaves to fail."""

from collections.abc import Iterator, Mapping

from proof.case import Alert, MetricCase, alert, fires, series, silent
from proof.lines import SEOUL

BUSY = 1000
"""Requests of a minute."""

API, LEDGER = "payment-api", "ledger"

ALLOWED = {API: 0.5, LEDGER: 1.0}
"""How many of a busy minute's requests may fail: 0.05 % and 0.1 %."""

Part = tuple[float, int]
"""How many times as fast as allowed the budget burns, and for how many minutes."""


def count(service: str, status: int, pod: str = "a", route: str = "/v1/payments") -> str:
    """The counter of a service's requests."""
    return series(
        "http_server_request_duration_seconds_count",
        service=service,
        region=SEOUL,
        pod=pod,
        http_route=route,
        http_response_status_code=str(status),
    )


def bucket(le: str, service: str = API) -> str:
    """A bucket of their durations."""
    return series(
        "http_server_request_duration_seconds_bucket", service=service, region=SEOUL, pod="a", le=le
    )


def traffic(service: str, *parts: Part, after: str = "") -> Mapping[str, str]:
    """Requests that succeed and that fail, part after part. after: what comes then.

    The kubelet's probes, of which none fails and which are many more, are none of them.
    """
    bad = [burn * ALLOWED[service] for burn, _ in parts]
    lengths = [minutes for _, minutes in parts]
    return {
        count(service, 200): f"{counted([BUSY - b for b in bad], lengths)} {after}".strip(),
        count(service, 503): f"{counted(bad, lengths)} {after}".strip(),
        count(service, 200, route="/actuator/health/liveness"): f"0+9000x{sum(lengths)}",
    }


def counted(rates: list[float], lengths: list[int]) -> str:
    """A counter that grows at one rate after the other."""
    total, parts = 0.0, list[str]()
    for rate, minutes in zip(rates, lengths, strict=True):
        parts.append(f"{total:g}+{rate:g}x{minutes - 1}")
        total += rate * minutes
    return " ".join(parts)


def burns(service: str, times: str, kind: str = "availability") -> Alert:
    """The alert on a budget that burns so many times as fast as it may."""
    return alert(
        f"{service} in {SEOUL} uses up its {kind} budget {times} times as fast as it may",
        service=service,
        region=SEOUL,
    )


def few(service: str, requests: float, minutes: int) -> Mapping[str, str]:
    """So few requests a minute, of which all fail."""
    return {count(service, 503): f"0+{requests:g}x{minutes}"}


def availability(service: str) -> Iterator[MetricCase]:
    """The cases of a service."""
    fast, slow = f"PaymentSLOFastBurn ({service})", f"PaymentSLOSlowBurn ({service})"
    day = f"PaymentSLOTicketBurn ({service} 24h)"
    days = f"PaymentSLOTicketBurn ({service} 72h)"
    gone, bad, calm = "the series vanish", 100, 0
    yield fires(fast, "16 times", traffic(service, (16, 90)), burns(service, "16.0"), at=3)
    yield silent(fast, "14 times", traffic(service, (14, 180)), at=180)
    yield silent(fast, "all of 90 an hour fail", few(service, 1.5, 180), at=180)
    yield silent(fast, "over for seven minutes", traffic(service, (bad, 20), (calm, 20)), at=25)
    before = (bad, 60), (calm, 70)
    yield silent(
        fast,
        "an hour ago; now a little for six minutes",
        traffic(service, *before, (20, 20)),
        at=137,
    )
    yield silent(fast, gone, traffic(service, (bad, 20), after="stale"), at=40)

    yield fires(slow, "8 times", traffic(service, (8, 90)), burns(service, "8.0"), at=16)
    yield silent(slow, "5.6 times", traffic(service, (5.6, 500)), at=500)
    yield silent(slow, "all of 72 in six hours fail", few(service, 0.2, 500), at=400)
    yield silent(slow, "over for 40 minutes", traffic(service, (bad, 60), (calm, 60)), at=102)
    before = (2 * bad, 60), (calm, 390)
    yield silent(slow, "seven hours ago; now a little", traffic(service, *before, (20, 60)), at=485)
    yield silent(slow, gone, traffic(service, (bad, 60), after="stale"), at=120)

    yield fires(day, "4 times", traffic(service, (4, 90)), burns(service, "4.0"), at=61)
    yield silent(day, "2.8 times", traffic(service, (2.8, 1500)), at=1500)
    yield silent(day, "all of 72 in a day fail", few(service, 0.05, 1500), at=1000)
    yield silent(day, "over for three hours", traffic(service, (bad, 60), (calm, 240)), at=250)
    before = (2 * bad, 60), (calm, 1500)
    yield silent(day, "yesterday; now a little", traffic(service, *before, (20, 120)), at=1660)
    yield silent(day, gone, traffic(service, (bad, 90), after="stale"), at=260)

    yield fires(days, "1.5 times", traffic(service, (1.5, 200)), burns(service, "1.5"), at=181)
    yield silent(days, "0.8 times", traffic(service, (0.8, 4500)), at=4500)
    yield silent(days, "all of 43 in three days fail", few(service, 0.01, 4500), at=4500)
    yield silent(days, "over for seven hours", traffic(service, (bad, 60), (calm, 600)), at=500)
    before = (2 * bad, 120), (calm, 4500)
    yield silent(days, "four days ago; now a little", traffic(service, *before, (4, 300)), at=4918)
    yield silent(days, gone, traffic(service, (bad, 90), after="stale"), at=700)


FAST, LATE = f"PaymentSLOFastBurn ({API})", f"PaymentLatencySLOBurn ({API})"

CASES = (
    *availability(API),
    *availability(LEDGER),
    fires(
        FAST,
        "a pod restarts: its counters begin again",
        {count(API, 200): "0+992x30 0+992x60", count(API, 503): "0+8x30 0+8x60"},
        burns(API, "16.0"),
        at=3,
    ),
    fires(
        FAST,
        "the first errors ever, of a new pod",
        {count(API, 200): "0+1000x90", count(API, 503, "b"): "_x60 0+100x30"},
        burns(API, "23.1"),
        at=67,
    ),
    silent(FAST, "another service burns its own budget", traffic(LEDGER, (16, 90)), at=90),
    silent(
        f"PaymentSLOFastBurn ({LEDGER})",
        "another service burns its own budget",
        traffic(API, (64, 90)),
        at=90,
    ),
    silent(
        FAST,
        "4xx are the callers' own",
        {count(API, 200): "0+9x180", count(API, 404): "0+999x180"},
        at=180,
    ),
    fires(
        LATE,
        "16 % take longer than a second",
        {
            count(API, 200): "0+100x90",
            count(API, 200, route="/healthz"): "0+9000x90",
            bucket("1"): "0+84x90",
            bucket("+Inf"): "0+100x90",
        },
        burns(API, "16.0", "latency"),
        at=3,
    ),
    silent(
        LATE,
        "14 % take longer than a second",
        {count(API, 200): "0+100x180", bucket("1"): "0+86x180", bucket("+Inf"): "0+100x180"},
        at=180,
    ),
    silent(
        LATE,
        "another service is late",
        {count(LEDGER, 200): "0+100x180", bucket("1", LEDGER): "0+0x180"},
        at=180,
    ),
    silent(
        LATE,
        "90 requests in an hour, all late",
        {count(API, 200): "0+1.5x180", bucket("1"): "0+0x180"},
        at=180,
    ),
    silent(
        LATE,
        "over for seven minutes",
        {count(API, 200): "0+100x40", bucket("1"): "0+50x20 1000+100x20"},
        at=28,
    ),
    silent(
        LATE,
        "an hour ago; now a little for six minutes",
        {count(API, 200): "0+100x150", bucket("1"): "0+0x60 0+100x70 7000+75x20"},
        at=137,
    ),
    silent(
        LATE,
        "the series vanish",
        {count(API, 200): "0+100x20 stale", bucket("1"): "0+0x20 stale"},
        at=40,
    ),
)  # fmt: skip
