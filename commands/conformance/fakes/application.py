"""Applications that are scraped: OpenTelemetry's names, bounds spelled as each platform does it."""

from collections.abc import Sequence

from commands.conformance.exposition import counter, exposition, gauge, histogram
from commands.conformance.fakes.scraped import Scraped

JAVA_BOUNDS = ("0.005", "0.1", "0.5", "1.0", "2.5")
"""Java's client writes whole numbers with a point."""
DOTNET_BOUNDS = ("0.005", "0.1", "0.5", "1", "2.5")

DURATION = "http_server_request_duration_seconds"


def application(service: str = "checkout", bounds: Sequence[str] = JAVA_BOUNDS) -> Scraped:
    """A web application: requests by route and status, and its runtime."""
    buckets = len(bounds)
    fine = tuple(min(100, 30 * number) for number in range(1, buckets + 1))
    failed = tuple(range(1, buckets + 1))
    route = {"http_request_method": "POST", "http_route": "/v1/payments", "job": service}
    families = [
        histogram(
            DURATION,
            bounds,
            ({**route, "http_response_status_code": "200"}, (*fine, 100), 12.5),
            ({**route, "http_response_status_code": "500"}, (*failed, buckets + 1), 4.2),
        ),
        gauge("jvm_memory_used_bytes", ({"jvm_memory_type": "heap", "job": service}, 1e8)),
        counter("process_cpu_time_seconds_total", ({"job": service}, 42)),
    ]
    return Scraped({"/metrics": exposition(families), "/actuator/prometheus": exposition(families)})
