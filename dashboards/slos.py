"""Panels of SLOs: how fast their budgets burn and what is left of them, of recorded series."""

from collections.abc import Callable
from typing import Literal, Unpack

from alerts.promql import selector
from alerts.slo import BY, ERRORS, REQUESTS, Slo, slos
from dashboards.model import Kind, Options, Panel, Query, Threshold, Unit
from dashboards.pieces import REGION, SERVICE, metric, now
from settings import Environment

PERIOD = "28d"
"""The period that objectives are over."""

LEFT = (
    Threshold(0, "orange", "under a quarter of the budget is left: no risky releases"),
    Threshold(0.25, "yellow", "under half of the budget is left"),
    Threshold(0.5, "green", "most of the budget is left"),
)


def promised(environment: Environment, kind: Literal["availability", "latency"]) -> list[Slo]:
    """Every SLO of a kind."""
    return [
        slo
        for name, service in environment.services.items()
        for slo in slos(name, service)
        if slo.kind == kind
    ]


def recorded(series: str, slo: Slo, window: str) -> str:
    """The sum over a window of a recorded series of an SLO, in the regions that are chosen."""
    labels = (f'service="{slo.service}"', SERVICE, f'slo="{slo.kind}"', REGION)
    return f"sum by ({', '.join(BY)}) (sum_over_time({selector(series, *labels)}[{window}]))"


def bad(slo: Slo, window: str) -> str:
    """The share of requests that broke the promise."""
    return f"{recorded(ERRORS, slo, window)} / {recorded(REQUESTS, slo, window)}"


def good(slo: Slo, window: str) -> str:
    """The share that kept it."""
    return f"1 - {bad(slo, window)}"


def burn(slo: Slo, window: str) -> str:
    """How many times as fast as allowed the budget was used up."""
    return f"{bad(slo, window)} / {slo.budget:g}"


def left(slo: Slo) -> str:
    """The share of the budget that is left, under zero where more was used."""
    return f"1 - {burn(slo, PERIOD)}"


def burns(environment: Environment, kind: Literal["availability", "latency"]) -> tuple[Query, ...]:
    """How fast budgets burn, over an hour and over six."""
    return tuple(
        metric(burn(slo, window), f"{{{{service}}}} {{{{region}}}} {window}")
        for slo in promised(environment, kind)
        for window in ("1h", "6h")
    )


def stat(
    id: int,
    title: str,
    description: str,
    of: list[Slo],
    value: Callable[[Slo], str],
    **more: Unpack[Options],
) -> Panel:
    """A number of now for each service and region; a word instead where none promises anything."""
    options: Options = {"decimals": 2, "width": 4, "height": 6, **more}
    if not of:
        options["text"] = "No service of this environment promises this (`services.*.slos`)."
        return Panel(id, title, description, Kind.TEXT, Unit.NONE, (), **options)
    queries = tuple(now(value(slo), "{{service}} {{region}}") for slo in of)
    return Panel(id, title, description, Kind.STAT, Unit.PERCENT, queries, **options)
