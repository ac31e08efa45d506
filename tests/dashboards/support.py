"""A small dashboard without a fault, for tests that plant some."""

from dataclasses import replace
from typing import Any

from alerts.query import PromQL
from alerts.rule import Rule, Subject, above
from alerts.text import text
from dashboards.check import dashboard_problems
from dashboards.links import runbook
from dashboards.model import Dashboard, Kind, Panel, Query, Row, Threshold, Unit
from dashboards.pieces import REGIONS
from proof.environment import proof_environment
from settings import Problem
from vocabulary.alerting import PLATFORM, Severity
from vocabulary.dashboards import ACTIVE_SERIES
from vocabulary.dashboards import Dashboard as Uid

PROOF = proof_environment()

RATE = 'sum by (region) (rate(http_requests_total{region=~"$region"}[$__rate_interval]))'

RULE = Rule(
    name="Planted",
    subject=Subject.META,
    query=PromQL("sum by (region) (rate(http_requests_total[5m]))"),
    fires=above(5, "per second"),
    pending="5m",
    severity=Severity.WARNING,
    team=PLATFORM,
    summary=text("{region}"),
    description=text("It has {value:decimal}."),
    panel=ACTIVE_SERIES,
)

STAT = Panel(
    id=1,
    title="Requests",
    description="Of all.",
    kind=Kind.STAT,
    unit=Unit.PER_SECOND,
    queries=(Query(PromQL(RATE), "{{region}}"),),
    width=24,
    height=6,
)

CHART = Panel(
    id=ACTIVE_SERIES.id,
    title="Requests by region",
    description="Of all.",
    kind=Kind.TIMESERIES,
    unit=Unit.PER_SECOND,
    queries=(Query(PromQL(RATE), "{{region}}"),),
    width=24,
    thresholds=(Threshold(5, "orange", "above: Planted"),),
    links=(runbook(RULE, PROOF),),
)

MADE = Dashboard(
    uid=Uid.COST,
    title="Planted",
    description="None.",
    team=PLATFORM,
    tags=("planted",),
    variables=(REGIONS,),
    rows=(Row("Is it well?", (STAT,)), Row("Charts", (CHART,))),
)


def problems(made: Dashboard = MADE, rule: Rule = RULE) -> list[Problem]:
    """What is wrong with a dashboard."""
    return dashboard_problems([made], [rule], PROOF)


def with_chart(**changes: Any) -> Dashboard:
    """The dashboard with a changed chart."""
    return with_charts(replace(CHART, **changes))


def with_charts(*charts: Panel, closed: bool = False) -> Dashboard:
    """The dashboard with other charts."""
    return replace(MADE, rows=(MADE.rows[0], Row("Charts", charts, closed=closed)))


def asking(expr: str, legend: str = "{{region}}", **changes: Any) -> Dashboard:
    """The dashboard with another query of metrics in its chart."""
    return with_chart(queries=(Query(PromQL(expr), legend),), **changes)


def only_problem(made: Dashboard = MADE, rule: Rule = RULE) -> Problem:
    """The one thing that is wrong."""
    (problem,) = problems(made, rule)
    return problem
