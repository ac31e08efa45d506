"""An estimate as tables for people."""

from collections.abc import Callable, Iterator, Sequence
from itertools import groupby

from rich import box
from rich.table import Table

from commands.cost.measured import WINDOW, Row
from commands.cost.report import Report
from settings import Environment
from telemetry.cost import Estimate, Item
from telemetry.cost.break_even import BreakEven
from telemetry.cost.budgets import Budget
from telemetry.cost.measures import Saving

SOURCES = 8
"""Sources of series that are listed."""


LESS = {
    "billed series": "series",
    "logs": "GB of logs",
    "traces": "GB of traces",
    "through NAT gateways": "GB by NAT",
    "flow logs written": "GB of flow logs",
}
"""Items of which measures leave less, and how that is told."""


def tables(made: Report) -> Iterator[Table]:
    """Every table that has something to say."""
    yield bill(made.environment, made.estimate)
    if any(made.estimate.active_series.values()):
        yield series(made.estimate)
    yield measures(made.savings)
    if made.endpoints:
        yield break_even(made.endpoints)
    yield budgets(made.budgets)
    if made.measured:
        yield measured(made.measured)


def table(title: str, *columns: str) -> Table:
    """An empty table; its first column holds names, the others figures."""
    made = Table(title=title, title_justify="left", box=box.SIMPLE_HEAD)
    for position, column in enumerate(columns):
        made.add_column(column, justify="right" if position else "left", no_wrap=bool(position))
    return made


def bill(environment: Environment, estimate: Estimate) -> Table:
    """Every item in USD by region, with how much of it there is in all regions."""
    regions = [*environment.regions]
    dates = [
        environment.prices.grafana.as_of,
        *(environment.prices.aws[r.aws_region].as_of for r in environment.regions.values()),
    ]
    made = table(
        f"{environment.name}: {estimate.total:,.0f} USD in a month, by list prices of"
        f" {min(dates)} to {max(dates)}",
        "", "how much", "", *regions, "USD",
    )  # fmt: skip
    made.columns[2].justify = "left"
    for part, of_part in groupby(sorted(estimate.items, key=_order), key=lambda item: item.part):
        for name, of_name in groupby(of_part, key=lambda item: item.name):
            items = list(of_name)
            by_region = [sum(i.usd for i in items if i.region == key) for key in regions]
            made.add_row(
                name if name == part else f"{part}: {name}",
                amount(sum(item.quantity for item in items)),
                items[0].unit,
                *(money(usd) if usd else "" for usd in by_region),
                money(sum(item.usd for item in items)),
            )
        made.add_section()
    of_regions = [sum(i.usd for i in estimate.items if i.region == key) for key in regions]
    made.add_row("all", "", "", *map(money, of_regions), money(estimate.total))
    return made


def series(estimate: Estimate) -> Table:
    """The sources with most series."""
    regions = [*estimate.usage]
    made = table("Active series by source", "", *regions, "all")
    totals: dict[str, float] = {}
    for usage in estimate.usage.values():
        for source, count in usage.series.items():
            totals[source] = totals.get(source, 0) + count
    largest = sorted(totals, key=lambda source: -totals[source])

    def row(name: str, sources: Sequence[str]) -> None:
        counts = [
            sum(usage.series.get(source, 0) for source in sources)
            for usage in estimate.usage.values()
        ]
        made.add_row(name, *(f"{count:,.0f}" for count in counts), f"{sum(counts):,.0f}")

    for source in largest[:SOURCES]:
        row(source, [source])
    if rest := largest[SOURCES:]:
        row(f"{len(rest)} others", rest)
    made.add_section()
    row("all", largest)
    return made


def measures(savings: Sequence[Saving]) -> Table:
    """What each measure saves, the most first."""
    made = table("What each measure saves in a month", "", "USD without it", "saves USD", "less")
    made.columns[3].justify, made.columns[3].no_wrap = "left", False
    for saving in sorted(savings, key=lambda saving: -saving.usd):
        made.add_row(
            saving.name, money(saving.without.total), money(saving.usd), less(saving) or "-"
        )
    return made


def whole(figure: float) -> str:
    """`966,856`."""
    return f"{figure:,.0f}"


def less(saving: Saving, told: Callable[[float], str] = whole) -> str:
    """Of what a measure leaves less: `966,856 series`."""

    def amounts(estimate: Estimate) -> dict[str, float]:
        return {
            name: sum(item.quantity for item in estimate.items if item.name == name)
            for name in LESS
        }

    now, without = amounts(saving.with_it), amounts(saving.without)
    return ", ".join(
        f"{told(without[name] - now[name])} {unit}"
        for name, unit in LESS.items()
        if without[name] - now[name] > 0.5
    )


def break_even(found: Sequence[BreakEven]) -> Table:
    """Endpoints against NAT gateways, by service and region."""
    made = table(
        "Interface endpoints against NAT gateways, in a month",
        "", "region", "GB", "pays from GB", "dearer by USD", "there",
    )  # fmt: skip
    for one in found:
        made.add_row(
            one.service,
            one.region,
            amount(one.gb),
            "never" if one.break_even_gb is None else f"{one.break_even_gb:,.0f}",
            money(one.extra_usd),
            "yes" if one.there else "",
        )
    return made


def budgets(found: Sequence[Budget]) -> Table:
    """Budgets against the estimate."""
    made = table("Budgets", "", "estimate", "budget", "used", "")
    for budget in found:
        made.add_row(
            budget.key,
            f"{budget.estimate:,.0f}",
            f"{budget.limit:,.0f}",
            f"{100 * budget.estimate / budget.limit:.0f} %",
            "OVER: `make` stops" if budget.over else "",
        )
    return made


def measured(found: Sequence[Row]) -> Table:
    """Reality beside the estimate."""
    made = table(
        f"Measured by Grafana Cloud over {WINDOW}", "", "estimate", "measured", "", "more or less"
    )
    made.columns[3].justify = "left"
    for row in found:
        made.add_row(
            row.name,
            amount(row.estimate),
            "no data" if row.measured is None else amount(row.measured),
            row.unit,
            "" if row.difference is None else f"{100 * row.difference:+.0f} %",
        )
    return made


def money(usd: float) -> str:
    """`1,234.50`."""
    return f"{usd:,.2f}"


def amount(quantity: float) -> str:
    """Whole where it is large: `280,767`, `9.5`."""
    return (
        f"{quantity:,.0f}" if quantity >= 100 or quantity == int(quantity) else f"{quantity:,.1f}"
    )


def _order(item: Item) -> tuple[int, str]:
    return [*type(item.part)].index(item.part), item.name
