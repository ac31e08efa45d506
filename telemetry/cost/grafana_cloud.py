"""What Grafana Cloud bills for what all regions send together."""

from collections.abc import Callable, Iterator, Mapping

from settings import Environment
from settings.prices import GrafanaPrices
from telemetry.cost.model import SECONDS, Item, Part, Usage


def grafana_items(environment: Environment, used: Mapping[str, Usage]) -> Iterator[Item]:
    """The lines of its bill. What is included is shared by regions as they use it."""
    cloud, prices = environment.grafana, environment.prices.grafana
    if cloud is None:
        return
    yield Item(Part.PLAN, "platform fee", None, 1, "month", prices.platform_month)
    yield from metrics_items(used, prices)
    yield from _written_items(
        Part.LOGS,
        used,
        lambda usage: usage.logs_gb,
        process=prices.logs_process_gb,
        write=prices.logs_write_gb,
        included=prices.logs_included_gb,
    )
    yield from _written_items(
        Part.TRACES,
        used,
        lambda usage: usage.traces_gb,
        process=prices.traces_process_gb,
        write=prices.traces_write_gb,
        included=prices.traces_included_gb,
    )
    if cloud.synthetics:
        runs = sum(
            len(check.probes) * SECONDS / check.frequency
            for check in cloud.synthetics.checks.values()
        )
        paid = max(0, runs - prices.checks_included)
        usd = paid / 10_000 * prices.checks_ten_thousand
        yield Item(Part.CHECKS, "executions of checks", None, runs, "executions", usd)


def billed_series(usage: Usage, prices: GrafanaPrices) -> float:
    """Active series, or as many as their samples would pay for, whichever are more.

    Source: https://grafana.com/docs/grafana-cloud/cost-management-and-billing/understand-your-invoice/
    """
    return usage.active_series * max(1, usage.points_per_minute / prices.points_per_minute)


def metrics_items(used: Mapping[str, Usage], prices: GrafanaPrices) -> Iterator[Item]:
    """Billed series of each region."""
    series = {key: billed_series(usage, prices) for key, usage in used.items()}
    share = _paid_share(sum(series.values()), prices.series_included)
    for key, count in series.items():
        usd = count * share / 1000 * prices.series_thousand
        yield Item(Part.METRICS, "billed series", key, count, "series", usd)


def _written_items(
    part: Part,
    used: Mapping[str, Usage],
    of: Callable[[Usage], float],
    *,
    process: float,
    write: float,
    included: float,
) -> Iterator[Item]:
    share = _paid_share(sum(map(of, used.values())), included)
    for key, usage in used.items():
        usd = of(usage) * (process + write * share)
        yield Item(part, part.value, key, of(usage), "GB", usd)


def _paid_share(total: float, included: float) -> float:
    return max(0, total - included) / total if total else 0
