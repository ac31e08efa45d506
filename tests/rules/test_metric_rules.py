"""Rules on metrics in Prometheus' own engine: each fires when it should, and only then."""

from dataclasses import replace
from pathlib import Path

import pytest

from alerts.catalogue import recordings, rules
from alerts.query import PromQL
from alerts.rule import Rule, above
from commands.engines.build import tool
from proof.case import MetricCase, alert, fires
from proof.cases import CASES
from proof.environment import proof_environment
from proof.promtool import check_rules, test_rules
from settings import load_environment

# The name begins like a test's.
test_rules.__test__ = False  # pyright: ignore[reportFunctionMemberAccess]

pytestmark = pytest.mark.rules

ENVIRONMENT = proof_environment()
RULES = [rule for rule in rules(ENVIRONMENT) if isinstance(rule.query, PromQL)]


@pytest.fixture(scope="module")
def promtool() -> Path:
    return tool("promtool")


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.title)
def test_a_rule_does_what_its_cases_say(rule: Rule, promtool: Path, tmp_path: Path) -> None:
    cases = [c for c in CASES if isinstance(c, MetricCase) and c.rule == rule.title]
    verdict = test_rules(promtool, [rule], recordings(ENVIRONMENT), cases, tmp_path)
    assert verdict.ok, verdict.printed


@pytest.mark.parametrize("name", ["prod", "staging"])
def test_promtool_has_nothing_to_say_against_an_environments_rules(
    name: str, promtool: Path, tmp_path: Path
) -> None:
    environment = load_environment(name)
    asked = [rule for rule in rules(environment) if isinstance(rule.query, PromQL)]
    verdict = check_rules(promtool, asked, recordings(environment), tmp_path)
    assert verdict.ok, verdict.printed


def test_a_case_that_expects_another_text_fails(promtool: Path, tmp_path: Path) -> None:
    watchdog = next(rule for rule in RULES if rule.name == "Watchdog")
    case = fires("Watchdog", "planted", {}, alert("Alerting is broken"), at=0)
    verdict = test_rules(promtool, [watchdog], (), [case], tmp_path)
    assert not verdict.ok
    assert "Alerting works" in verdict.printed


def test_a_rule_that_never_fires_fails(promtool: Path, tmp_path: Path) -> None:
    watchdog = next(rule for rule in RULES if rule.name == "Watchdog")
    planted = replace(watchdog, fires=above(1, "count"))
    case = fires("Watchdog", "planted", {}, alert("Alerting works"), at=0)
    assert not test_rules(promtool, [planted], (), [case], tmp_path).ok
