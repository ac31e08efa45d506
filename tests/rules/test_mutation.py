"""Wrong rules: which there are, and what is said of those that nobody notices."""

from dataclasses import replace

import pytest

from alerts.catalogue import rules
from alerts.query import LogQL, PromQL
from alerts.rule import above
from commands.mutate import Score, Tried, report
from proof import unproven
from proof.environment import proof_environment
from proof.mutation import Mutant, mutants
from proof.survivors import SURVIVORS

RULES = {rule.title: rule for rule in rules(proof_environment())}
RULE = replace(
    RULES["PSPDependencyErrors"],
    query=PromQL(
        'sum by (a, b) (rate(x{c="d", e=~"f{2}|g"}[5m])) > 3\nand\nrate(x{c="d"}[5m]) >= 1'
    ),
    fires=above(0.5, "ratio"),
    pending="5m",
)


def changes(rule: object = RULE) -> dict[str, Mutant]:
    """The wrong versions of a rule, by what is wrong."""
    return {mutant.change: mutant for mutant in mutants(rule)}  # pyright: ignore[reportArgumentType]


def expr(change: str) -> str:
    query = changes()[change].rule.query
    assert isinstance(query, PromQL | LogQL)
    return query.expr


def test_each_part_of_a_rule_is_changed() -> None:
    assert set(changes()) == {
        "fires below",
        "threshold times ten",
        "threshold by ten",
        "without its 5m",
        "> turned, 1",
        ">= turned, 2",
        "[5m] doubled",
        'without c="d"',
        'without e=~"f{2}|g"',
        "not by a",
        "not by b",
    }


def test_a_window_and_a_matcher_are_changed_wherever_they_stand() -> None:
    assert expr("[5m] doubled").count("[10m]") == 2
    assert 'c="d"' not in expr('without c="d"')
    assert expr("not by a").startswith("sum by (b) (")
    assert expr("> turned, 1").startswith('sum by (a, b) (rate(x{c="d", e=~"f{2}|g"}[5m])) < 3')


@pytest.mark.parametrize("title", sorted(set(RULES) - set(unproven.RULES)))
def test_every_wrong_rule_is_another_rule(title: str) -> None:
    rule = RULES[title]
    made = list(mutants(rule))
    assert made
    assert all(mutant.rule != rule for mutant in made)
    assert len({mutant.change for mutant in made}) == len(made)


def test_a_rule_on_logs_keeps_its_pending_period() -> None:
    assert not [c for c in changes(RULES["PaymentErrorLogBurst"]) if "without its" in c]


def test_a_score_names_what_nobody_noticed() -> None:
    noticed, missed = changes()["fires below"], changes()["not by a"]
    score = Score([Tried(noticed, True), Tried(missed, False)])
    assert score.share == 0.5
    assert [one.mutant for one in score.unexplained] == [missed]
    assert "not by a: NO REASON" in report(score)


def test_a_reason_for_what_is_noticed_is_refused() -> None:
    (name, change), *_ = SURVIVORS
    rule = next(rule for rule in RULES.values() if rule.name == name)
    mutant = next(m for m in mutants(rule) if m.change == change)
    score = Score([Tried(mutant, True)])
    assert (name, change) in score.outdated
    assert "take its reason out" in report(score)
