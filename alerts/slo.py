"""What an SLO is: its recordings, and alerts on how fast it uses up its error budget.

The method is that of the SRE Workbook, chapter 5: a long window says that it matters, a short one
that it still goes on. Windows over an hour are asked of recorded series.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from alerts.promql import per_second, selector
from alerts.rule import Recording
from settings.services import Service

BY = ("region", "service")

DURATION = "http_server_request_duration_seconds"
"""OpenTelemetry's histogram of requests to a service."""

PROBES = 'http_route!~"/(health|healthz|livez|readyz|ready|live|actuator/health.*)"'
"""What the kubelet asks of each pod some thousand times an hour is no traffic of customers."""

ERRORS = "service_region:slo_errors:rate5m"
REQUESTS = "service_region:slo_requests:rate5m"
"""Recorded once a minute. A long window is the sum of one through the sum of the other: exact,
where a mean of ratios would weigh a quiet minute like a busy one."""

RECORDING_INTERVAL = 60

RAW_UP_TO = 3600
"""Seconds; longer windows are asked of recorded series."""

_SECONDS = {"m": 60, "h": 3600}


@dataclass(frozen=True)
class Slo:
    """One promise of one service.

    objective: the share of good requests, such as 0.9995.
    within: for latency, the bound in seconds that a good request keeps.
    """

    service: str
    team: str
    kind: Literal["availability", "latency"]
    objective: float
    within: float | None = None

    @property
    def budget(self) -> float:
        """The share of requests that may be bad."""
        return round(1 - self.objective, 12)

    def requests(self, window: str) -> str:
        """Requests per second, of all kinds."""
        return per_second(self._series("_count"), window, BY)

    def errors(self, window: str) -> str:
        """Bad requests per second; zero, not nothing, where there are none."""
        if self.within is not None:
            good = per_second(self._series("_bucket", f'le="{self.within:g}"'), window, BY)
            return f"{self.requests(window)} - {good}"
        bad = per_second(self._series("_count", 'http_response_status_code=~"5.."'), window, BY)
        return f"({bad} or {self.requests(window)} * 0)"

    def burn(self, window: str) -> str:
        """How many times as fast as allowed the budget was used up over a window."""
        if seconds(window) <= RAW_UP_TO:
            errors, requests = f"({self.errors(window)})", f"({self.requests(window)})"
        else:
            errors, requests = self.recorded(ERRORS, window), self.recorded(REQUESTS, window)
        return f"{errors} / {requests} / {self.budget:g}"

    def counted(self, window: str) -> str:
        """How many requests there were in a window."""
        if seconds(window) <= RAW_UP_TO:
            return f"{self.requests(window)} * {seconds(window)}"
        return f"{self.recorded(REQUESTS, window)} * {RECORDING_INTERVAL}"

    def recorded(self, metric: str, window: str) -> str:
        """The sum over a window of a recorded series, one value a minute."""
        labels = (f'service="{self.service}"', f'slo="{self.kind}"')
        return f"sum by ({', '.join(BY)}) (sum_over_time({selector(metric, *labels)}[{window}]))"

    def recordings(self) -> tuple[Recording, Recording]:
        """The two series that long windows are asked of."""
        of = f"{self.service} {self.kind}"
        labels = {"service": self.service, "slo": self.kind}
        return (
            Recording(self.team, ERRORS, self.errors("5m"), of, labels),
            Recording(self.team, REQUESTS, self.requests("5m"), of, labels),
        )

    def _series(self, suffix: str, *matchers: str) -> str:
        return selector(DURATION + suffix, f'service="{self.service}"', PROBES, *matchers)


def seconds(window: str) -> int:
    """A window of minutes or hours in seconds."""
    return int(window[:-1]) * _SECONDS[window[-1]]


def slos(name: str, service: Service) -> Iterator[Slo]:
    """What a service promises."""
    if availability := service.slos.availability:
        yield Slo(name, service.team, "availability", _share(availability.objective))
    if latency := service.slos.latency:
        yield Slo(name, service.team, "latency", _share(latency.objective), latency.within)


def _share(percent: float) -> float:
    return round(percent / 100, 12)
