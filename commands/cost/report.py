"""Everything that `make cost` has to say of an environment."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from commands.cost.measured import MAY, Row, measure, rows
from commands.grafana_api import grafana_of
from settings import Environment
from telemetry.cost import Estimate, estimate
from telemetry.cost.break_even import BreakEven, break_evens
from telemetry.cost.budgets import Budget, budgets
from telemetry.cost.measures import Saving, savings


@dataclass(frozen=True)
class Report:
    """An estimate and what follows from it. measured: empty where no Grafana is named."""

    environment: Environment
    estimate: Estimate
    savings: tuple[Saving, ...]
    endpoints: tuple[BreakEven, ...]
    budgets: tuple[Budget, ...]
    measured: tuple[Row, ...]


def report(environment: Environment, environ: Mapping[str, str]) -> Report:
    """Raises UserError where a price is missing, or the Grafana of `environ` does not answer."""
    expected = estimate(environment)
    grafana = grafana_of(environ, MAY)
    return Report(
        environment,
        expected,
        savings(environment),
        break_evens(environment),
        budgets(environment),
        tuple(rows(environment, expected, measure(environment, grafana))) if grafana else (),
    )


def as_json(made: Report) -> dict[str, Any]:
    """For machines; money is in US dollars in a month."""
    return {
        "environment": made.environment.name,
        "total_usd": made.estimate.total,
        "active_series": made.estimate.active_series,
        "logs_gb": made.estimate.logs_gb,
        "traces_gb": made.estimate.traces_gb,
        "items": [asdict(item) for item in made.estimate.items],
        "savings": [
            {"name": one.name, "usd": one.usd, "usd_without": one.without.total}
            for one in made.savings
        ],
        "endpoints": [asdict(one) for one in made.endpoints],
        "budgets": [
            {"key": one.key, "estimate": one.estimate, "budget": one.limit, "over": one.over}
            for one in made.budgets
        ],
        "measured": [{**asdict(row), "difference": row.difference} for row in made.measured],
    }
