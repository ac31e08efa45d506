"""The environment's budgets against its estimate."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from settings import Environment, Problem, UserError
from telemetry.cost.bill import estimate, used_by
from telemetry.environment import collected

LARGEST = 5
"""Contributors that are named."""


@dataclass(frozen=True)
class Budget:
    """One budget, what is estimated, and of what that consists, the largest first.

    key: its name in `budgets`. fix: how to get below it.
    """

    key: str
    unit: str
    limit: float
    estimate: float
    parts: tuple[tuple[str, float], ...]
    fix: str

    @property
    def over(self) -> bool:
        """Whether more is estimated than is allowed."""
        return self.estimate > self.limit


def check_budgets(environment: Environment, path: Path) -> None:
    """Raises UserError that names every budget that the environment of this file is over."""
    if found := [problem(budget, path) for budget in budgets(environment) if budget.over]:
        raise UserError(found)


def problem(budget: Budget, path: Path) -> Problem:
    """What a person is told of a budget that is not kept."""
    largest = "; ".join(f"{name} {figure:,.0f}" for name, figure in budget.parts[:LARGEST])
    return Problem(
        f"{path}: budgets.{budget.key}",
        f"The estimate is {budget.estimate:,.0f} {budget.unit}, the budget {budget.limit:,.0f}.\n"
        f"Largest: {largest}.",
        f"{budget.fix}\n`make cost` shows all of it and what each measure saves. If it has to be,"
        " raise the budget; if the load is another, correct regions.*.load.",
    )


def budgets(environment: Environment) -> tuple[Budget, ...]:
    """Every budget that the environment gives. Prices are asked for only where money is."""
    return tuple(_budgets(environment))


def _budgets(environment: Environment) -> Iterator[Budget]:
    given = environment.budgets
    used = used_by(environment, collected(environment))
    yield _budget(
        "active_series",
        "active series",
        given.active_series,
        {
            f"{region} {source}": series
            for region, usage in used.items()
            for source, series in usage.series.items()
        },
        "Ask for less in rules and panels, or ship fewer extras: `make unused` lists them.",
    )
    if given.logs_gb is not None:
        yield _budget(
            "logs_gb",
            "GB of logs",
            given.logs_gb,
            {region: usage.logs_gb for region, usage in used.items()},
            "Leave namespaces out (collectors.logs), or have services write less.",
        )
    if given.traces_gb is not None:
        yield _budget(
            "traces_gb",
            "GB of traces",
            given.traces_gb,
            {region: usage.traces_gb for region, usage in used.items()},
            "Sample less (collectors.sampling.percentage).",
        )
    if given.monthly_usd is not None:
        yield _budget(
            "monthly_usd",
            "USD in a month",
            given.monthly_usd,
            {
                f"{item.region or environment.name} {item.name}": item.usd
                for item in estimate(environment).items
            },
            "Start with the largest.",
        )


def _budget(key: str, unit: str, limit: float, parts: Mapping[str, float], fix: str) -> Budget:
    largest = sorted(parts.items(), key=lambda part: (-part[1], part[0]))
    return Budget(key, unit, limit, sum(parts.values()), tuple(largest), fix)
