"""Whom each alert reaches, by the tree of routes, as one line of text.

Alertmanager's rules: the first route that matches ends the search unless it continues, and the
deepest that matches tells. A test compares this with what the real amtool said.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from alerts.alertmanager import alertmanager_config
from alerts.routing import Matcher, Policy, Timing, routing
from alerts.rule import Rule
from settings import Environment
from vocabulary.labels import AlertLabel

TREE = "*"
"""Under this key: all routes as they are, with what depends on an alert's own region."""

_OPERATIONS = {"=": (True, False), "!=": (False, False), "=~": (True, True), "!~": (False, True)}
"""By operator: whether the value must match, and whether it is a pattern."""


@dataclass(frozen=True)
class Reached:
    """A place that is told, how, and in which windows it is not."""

    receiver: str
    timing: Timing | None
    mute_timings: tuple[str, ...]

    def __str__(self) -> str:
        again = f" again after {self.timing.repeat}" if self.timing else ""
        muted = f" not in {', '.join(self.mute_timings)}" if self.mute_timings else ""
        return f"{self.receiver}{again}{muted}"


def routes(environment: Environment, rules: tuple[Rule, ...]) -> dict[str, str]:
    """Whom each rule's alerts reach, by its uid, and the whole tree."""
    tree = routing(environment)
    found = {
        rule.uid: "; ".join(
            str(one) for one in reached(tree, {**rule.labels, AlertLabel.ALERTNAME: rule.title})
        )
        for rule in rules
    }
    return {**found, TREE: alertmanager_config(environment)}


def reached(tree: Policy, labels: Mapping[str, str]) -> tuple[Reached, ...]:
    """Every place that an alert with these labels reaches, in the order in which it is told."""
    return tuple(_reached(tree, labels, None))


def _reached(policy: Policy, labels: Mapping[str, str], timing: Timing | None) -> Iterator[Reached]:
    timing = policy.timing or timing
    found = False
    for below in policy.policies:
        if all(_matches(matcher, labels) for matcher in below.matchers):
            found = True
            yield from _reached(below, labels, timing)
            if not below.continue_:
                break
    if not found:
        yield Reached(policy.receiver, timing, policy.mute_timings)


def _matches(matcher: Matcher, labels: Mapping[str, str]) -> bool:
    wanted, pattern = _OPERATIONS[matcher.operator]
    value = labels.get(matcher.label, "")
    same = bool(re.fullmatch(matcher.value, value)) if pattern else value == matcher.value
    return same is wanted
