"""Which cases there are: none is missing, none is of a rule that is gone."""

from collections import Counter

import pytest

from alerts.catalogue import rules
from alerts.query import LogQL, PromQL
from alerts.rule import Rule
from proof import unproven
from proof.case import LogCase, MetricCase, name_of
from proof.cases import CASES
from proof.environment import proof_environment
from settings import load_environment

RULES = {rule.title: rule for rule in rules(proof_environment())}

NEVER_FIRES_BY_VALUE = {"DatasourceCanary (metrics)", "DatasourceCanary (usage)"}
CANNOT_VANISH = {*NEVER_FIRES_BY_VALUE, "Watchdog"}
ALWAYS_FIRES = {"Watchdog"}


def proven() -> list[Rule]:
    """Every rule that an engine can be asked of."""
    return [rule for title, rule in RULES.items() if title not in unproven.RULES]


@pytest.mark.parametrize("rule", proven(), ids=lambda rule: rule.title)
def test_every_rule_has_cases(rule: Rule) -> None:
    mine = [case for case in CASES if case.rule == rule.title]
    assert rule.title in NEVER_FIRES_BY_VALUE or any(case.alerts for case in mine), "none fires"
    assert rule.title in ALWAYS_FIRES or any(not case.alerts for case in mine), "none is silent"
    if isinstance(rule.query, PromQL) and rule.title not in CANNOT_VANISH:
        vanishing = [c for c in mine if isinstance(c, MetricCase) and "stale" in str(c.data)]
        assert vanishing, "none whose series vanish"


def test_every_case_is_of_a_rule_and_has_a_name_of_its_own() -> None:
    assert {case.rule for case in CASES} <= set(RULES)
    assert [name for name, n in Counter(map(name_of, CASES)).items() if n > 1] == []


def test_cases_ask_the_engine_that_their_rule_asks() -> None:
    for case in CASES:
        kind = LogQL if isinstance(case, LogCase) else PromQL
        assert isinstance(RULES[case.rule].query, kind), case.rule


def test_what_is_not_proven_is_named_with_a_reason_and_exists() -> None:
    assert set(unproven.RULES) <= set(RULES)
    for title in unproven.RULES:
        assert not [case for case in CASES if case.rule == title], title


@pytest.mark.parametrize("environment", ["prod", "staging"])
def test_every_rule_of_an_environment_is_proven_by_name(environment: str) -> None:
    names = {rule.name for rule in rules(load_environment(environment))}
    assert names == {rule.name for rule in RULES.values()}
    assert len(names) == 40
