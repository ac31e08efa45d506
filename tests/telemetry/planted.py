"""Small rules and dashboards, and what is derived from them alone."""

from collections.abc import Sequence

from alerts.query import LogQL, PromQL, Query, TraceQL
from alerts.rule import Recording, Rule, Subject, above
from alerts.text import text
from dashboards.model import Dashboard, Kind, Panel, Row, Unit, Variable
from dashboards.model import Query as PanelQuery
from proof.environment import proof_environment
from settings import Environment, Problem
from telemetry.collect import Collection, collect
from telemetry.problems import problems
from telemetry.questions import questions
from telemetry.use import Use, use
from vocabulary.alerting import Severity
from vocabulary.dashboards import Dashboard as Uid
from vocabulary.sources.model import Way

ENVIRONMENT = proof_environment()


def rule(query: Query | str, name: str = "Planted") -> Rule:
    return Rule(
        name=name,
        subject=Subject.META,
        query=PromQL(query) if isinstance(query, str) else query,
        fires=above(0, "count"),
        pending="1m",
        severity=Severity.INFO,
        team="platform",
        summary=text("It is planted"),
        description=text("By a test."),
        panel=None,
    )


def panel(*asked: Query | str, id_: int = 1, legend: str = "") -> Panel:
    queries = tuple(PromQL(query) if isinstance(query, str) else query for query in asked)
    return Panel(
        id=id_,
        title="Planted",
        description="By a test.",
        kind=Kind.TIMESERIES,
        unit=Unit.SHORT,
        queries=tuple(PanelQuery(query, legend) for query in queries),
    )


def dashboard(*panels: Panel, variables: Sequence[Variable] = (), uid: Uid = Uid.COST) -> Dashboard:
    return Dashboard(
        uid=uid,
        title="Planted",
        description="By a test.",
        team="platform",
        tags=(),
        variables=tuple(variables),
        rows=(Row("Planted", panels),),
    )


def recording(metric: str, expr: str, **labels: str) -> Recording:
    return Recording("platform", metric, expr, "planted", labels)


def used(
    *rules: Rule, recordings: Sequence[Recording] = (), dashboards: Sequence[Dashboard] = ()
) -> Use:
    return use(questions(rules, recordings, dashboards))


def derived(
    *rules: Rule,
    recordings: Sequence[Recording] = (),
    dashboards: Sequence[Dashboard] = (),
    environment: Environment = ENVIRONMENT,
) -> Collection:
    return collect(environment, rules, recordings, dashboards)


def told(
    *rules: Rule,
    recordings: Sequence[Recording] = (),
    dashboards: Sequence[Dashboard] = (),
    environment: Environment = ENVIRONMENT,
) -> list[Problem]:
    collection = derived(
        *rules, recordings=recordings, dashboards=dashboards, environment=environment
    )
    return problems(collection, environment)


def names(collection: Collection, way: Way) -> set[str]:
    return set(collection.ways[way].names)


def asked(collection: Collection, way: Way) -> set[str]:
    """What is shipped for a query, without the extras."""
    return {
        name
        for (of, name), reasons in collection.reasons.items()
        if of is way and any(not reason.startswith("extra: ") for reason in reasons)
    }


__all__ = [
    "ENVIRONMENT",
    "LogQL",
    "PromQL",
    "TraceQL",
    "Way",
    "asked",
    "dashboard",
    "derived",
    "names",
    "panel",
    "recording",
    "rule",
    "told",
    "used",
]
