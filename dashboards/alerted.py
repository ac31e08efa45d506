"""Panels that alerts point at: what the rules compare, with their thresholds and runbooks."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Unpack

from alerts.catalogue import rules
from alerts.rule import OnError, Rule
from alerts.rule import Unit as RuleUnit
from dashboards.links import runbook
from dashboards.model import Colour, Kind, Link, Options, Panel, Query, Threshold, Unit
from settings import Environment
from vocabulary.alerting import Severity
from vocabulary.dashboards import Panel as Id

COLOURS: dict[Severity, Colour] = {
    Severity.CRITICAL: "red",
    Severity.WARNING: "orange",
    Severity.INFO: "blue",
}

GOOD: Colour = "green"

UNWATCHED = "This environment has nothing of the kind, and no alert that watches it."

UNITS: dict[RuleUnit, Unit] = {
    "ratio": Unit.PERCENT,
    "seconds": Unit.SECONDS,
    "count": Unit.SHORT,
    "days": Unit.DAYS,
    "per second": Unit.PER_SECOND,
    "times": Unit.TIMES,
}


@dataclass(frozen=True)
class Alerted:
    """The rules of an environment, for the panels that show what they compare."""

    environment: Environment
    rules: tuple[Rule, ...]

    def panel(
        self,
        shown: Id,
        title: str,
        description: str,
        queries: tuple[Query, ...],
        *,
        kind: Kind = Kind.TIMESERIES,
        unit: Unit | None = None,
        **more: Unpack[Options],
    ) -> Panel:
        """A panel with the unit, the thresholds and the runbooks of the rules that point at it.

        Where none does, there is nothing of this kind in the environment, and words say so.
        """
        of = pointing_at(shown, self.rules)
        if not of:
            size = Panel(shown.id, title, description, Kind.TEXT, Unit.NONE, (), text=UNWATCHED)
            given = (more.get("width", size.width), more.get("height", size.height))
            return replace(size, width=given[0], height=given[1])
        base, steps = thresholds(of, whole=kind is not Kind.TIMESERIES)
        links: tuple[Link, ...] = tuple(
            dict.fromkeys(runbook(rule, self.environment) for rule in of)
        )
        options: Options = {"base": base, "thresholds": steps, "links": links, "minimum": 0, **more}
        return Panel(
            id=shown.id,
            title=title,
            description=" ".join([description, *_alerts(of)]),
            kind=kind,
            unit=unit or UNITS[of[0].fires.unit],
            queries=queries,
            **options,
        )

    def base(self, shown: Id) -> Colour:
        """The colour below the thresholds of a panel, for a stat of the same."""
        return thresholds(pointing_at(shown, self.rules))[0]

    def thresholds(self, shown: Id, *, whole: bool = False) -> tuple[Threshold, ...]:
        """The thresholds of a panel, for a stat of the same."""
        return thresholds(pointing_at(shown, self.rules), whole=whole)[1]


def alerted(environment: Environment) -> Alerted:
    """The rules of an environment."""
    return Alerted(environment, rules(environment))


def pointing_at(shown: Id, all_rules: Sequence[Rule]) -> list[Rule]:
    """The rules that point at a panel."""
    return [rule for rule in all_rules if rule.panel == shown]


def thresholds(of: Sequence[Rule], *, whole: bool = False) -> tuple[Colour, tuple[Threshold, ...]]:
    """The colour below the first threshold, and the thresholds of rules in their order.

    whole: a colour begins at the first count that fires, which is one more than the threshold:
    Grafana's colours begin at their value, while a rule fires above it. A line is at the threshold.

    Raises ValueError for rules of which some fire above, some below: no panel shows both.
    """
    ways = {rule.fires.comparison for rule in of}
    if len(ways) > 1:
        raise ValueError(f"{', '.join(sorted(rule.title for rule in of))}: above and below")
    by_value: dict[float, list[Rule]] = {}
    for rule in of:
        by_value.setdefault(rule.fires.threshold, []).append(rule)
    values = sorted(by_value)
    colours: list[Colour] = [_worst(by_value[value]) for value in values]
    names = [_names(by_value[value]) for value in values]
    if ways == {"below"}:
        base, *above = (*colours, GOOD)
        return base, tuple(
            Threshold(value, colour, f"below: {name}")
            for value, colour, name in zip(values, above, names, strict=True)
        )
    first_that_fires = 1 if whole and all(rule.fires.unit == "count" for rule in of) else 0
    return GOOD, tuple(
        Threshold(value + first_that_fires, colour, f"above: {name}")
        for value, colour, name in zip(values, colours, names, strict=True)
    )


def _worst(of: Sequence[Rule]) -> Colour:
    worst = min(of, key=lambda rule: list(COLOURS).index(rule.severity))
    return COLOURS[worst.severity]


def _names(of: Sequence[Rule]) -> str:
    return ", ".join(dict.fromkeys(rule.name for rule in of))


def _alerts(of: Sequence[Rule]) -> list[str]:
    """What fires when, for the panel's description."""
    said: dict[str, None] = {}
    for rule in of:
        fires = rule.fires
        when = f"{fires.comparison} {fires.threshold:g} ({fires.unit})"
        if rule.error_state is OnError.ALERTING:
            # Of a query that never gives less than zero, only its failure is left.
            never = fires.comparison == "below" and fires.threshold == 0
            when = "while its query fails" if never else f"{when}, or while its query fails"
        said[f"{rule.name} fires {when}."] = None
    return list(said)
