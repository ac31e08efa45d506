"""What is really used, by Grafana Cloud's own figures, beside the estimate."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, cast

from commands.grafana_api import Grafana
from dashboards.cost import of_signal
from settings import Environment, Problem, UserError
from telemetry.cost import Estimate, Part
from telemetry.cost.grafana_cloud import grafana_items
from telemetry.cost.model import GB, SECONDS, Usage

WINDOW = "30d"
MAY = "it must be allowed to query the data source of usage"


@dataclass(frozen=True)
class Measured:
    """One stack's figures of the last 30 days, in an estimate's units; None where it has none.

    series: active ones at the 95th percentile. samples: of all of them in a minute, likewise.
    """

    series: float | None
    samples: float | None
    logs_gb: float | None
    traces_gb: float | None


@dataclass(frozen=True)
class Row:
    """One figure beside the other."""

    name: str
    unit: str
    estimate: float
    measured: float | None

    @property
    def difference(self) -> float | None:
        """By which share reality is above the estimate."""
        if self.measured is None or not self.estimate:
            return None
        return self.measured / self.estimate - 1


def questions(environment: Environment) -> Mapping[str, str]:
    """What the usage data source is asked, by the name of the figure."""

    def percentile(metric: str) -> str:
        of = of_signal(environment, metric, "metrics")
        return f"max(quantile_over_time(0.95, {of}[{WINDOW}]))"

    def month_gb(signal: str) -> str:
        of = of_signal(
            environment, f"grafanacloud_{signal}_instance_bytes_received_per_second", signal
        )
        return f"sum(avg_over_time({of}[{WINDOW}])) * {SECONDS} / {GB}"

    return {
        "series": percentile("grafanacloud_instance_active_series"),
        "samples": f"{percentile('grafanacloud_instance_samples_per_second')} * 60",
        "logs_gb": month_gb("logs"),
        "traces_gb": month_gb("traces"),
    }


def measure(environment: Environment, grafana: Grafana) -> Measured:
    """Asks for every figure. Raises UserError where it cannot be asked or knows none of them."""
    cloud = environment.grafana
    if cloud is None:
        raise UserError(
            [
                Problem(
                    f"{environment.name}: grafana",
                    "There is no Grafana Cloud stack, so nothing to measure.",
                    "Leave GRAFANA_URL unset.",
                )
            ]
        )
    path = f"/api/datasources/proxy/uid/{cloud.data_sources.usage}/api/v1/query"
    found = {
        name: _value(grafana, path, grafana.get(path, {"query": query}))
        for name, query in questions(environment).items()
    }
    if all(value is None for value in found.values()):
        ids = f"{cloud.metrics.username}, {cloud.logs.username}, {cloud.traces.username}"
        raise UserError(
            [
                Problem(
                    f"GET {grafana.url}{path}",
                    f"It answers, and has no figures of the instances {ids} in {WINDOW}.",
                    f"Look whether {grafana.url} is the stack of {environment.name}, and at the"
                    " user names in its environment file.",
                )
            ]
        )
    return Measured(**found)


def rows(environment: Environment, estimate: Estimate, measured: Measured) -> Iterator[Row]:
    """Each figure of the estimate beside what was measured, and what both cost."""
    samples = sum(
        usage.active_series * usage.points_per_minute for usage in estimate.usage.values()
    )
    series = sum(estimate.active_series.values())
    yield Row("active series, 95th percentile", "series", series, measured.series)
    yield Row("samples in a minute", "samples", samples, measured.samples)
    yield Row("logs", "GB", estimate.logs_gb, measured.logs_gb)
    yield Row("traces", "GB", estimate.traces_gb, measured.traces_gb)
    signals = (Part.METRICS, Part.LOGS, Part.TRACES)
    usd = sum(item.usd for item in estimate.items if item.part in signals)
    yield Row("metrics, logs and traces", "USD", usd, _usd(environment, measured))


def _usd(environment: Environment, measured: Measured) -> float | None:
    """What the measured figures cost by the same prices; None where one is missing."""
    series, samples = measured.series, measured.samples
    logs, traces = measured.logs_gb, measured.traces_gb
    if series is None or samples is None or logs is None or traces is None:
        return None
    usage = Usage({"measured": series}, samples / series if series else 0, logs, traces)
    items = grafana_items(environment, {"measured": usage})
    return sum(item.usd for item in items if item.region)


def _value(grafana: Grafana, path: str, answer: Any) -> float | None:
    """The one value of an instant query's answer, or None where it is empty."""
    try:
        result = cast("list[dict[str, Any]]", answer["data"]["result"])
        return float(result[0]["value"][1]) if result else None
    except (KeyError, IndexError, TypeError, ValueError):
        raise grafana.problem(
            f"GET {grafana.url}{path}", "What it answered is no answer of Prometheus."
        ) from None
