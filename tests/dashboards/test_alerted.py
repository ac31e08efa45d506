"""Panels that alerts point at, and the thresholds that they take from rules."""

from dataclasses import replace

import pytest

from alerts.rule import OnError, above, below
from dashboards.alerted import UNWATCHED, Alerted, thresholds
from dashboards.model import Kind, Threshold, Unit
from tests.dashboards.support import CHART, PROOF, RULE
from vocabulary.alerting import Severity
from vocabulary.dashboards import ACTIVE_SERIES, NODES_READY

CRITICAL = replace(RULE, name="Worse", severity=Severity.CRITICAL, fires=above(9, "per second"))


def test_above_is_good_below_the_first_threshold() -> None:
    assert thresholds([CRITICAL, RULE]) == (
        "green",
        (Threshold(5, "orange", "above: Planted"), Threshold(9, "red", "above: Worse")),
    )


def test_below_is_good_above_the_last_threshold() -> None:
    low, lower = (
        replace(RULE, fires=below(14, "days")),
        replace(CRITICAL, fires=below(3, "days")),
    )
    assert thresholds([low, lower]) == (
        "red",
        (Threshold(3, "orange", "below: Worse"), Threshold(14, "green", "below: Planted")),
    )


def test_rules_of_one_threshold_have_one_line_in_the_worse_colour() -> None:
    same = replace(CRITICAL, fires=RULE.fires)
    assert thresholds([RULE, same])[1] == (Threshold(5, "red", "above: Planted, Worse"),)


def test_the_colour_of_a_count_begins_at_the_first_that_fires() -> None:
    count = replace(RULE, fires=above(0, "count"))
    assert [step.value for step in thresholds([count])[1]] == [0]
    assert [step.value for step in thresholds([count], whole=True)[1]] == [1]
    assert [step.value for step in thresholds([RULE], whole=True)[1]] == [5]


def test_no_panel_shows_rules_that_fire_above_and_below() -> None:
    with pytest.raises(ValueError, match="above and below"):
        thresholds([RULE, replace(RULE, name="Less", fires=below(1, "per second"))])


def test_a_panel_takes_unit_thresholds_and_runbook_from_its_rules() -> None:
    made = Alerted(PROOF, (RULE, CRITICAL)).panel(ACTIVE_SERIES, "T", "D.", CHART.queries)
    assert (made.id, made.unit, made.base) == (ACTIVE_SERIES.id, Unit.PER_SECOND, "green")
    assert [step.value for step in made.thresholds] == [5, 9]
    assert [link.title for link in made.links] == ["Runbook: Planted", "Runbook: Worse"]
    assert made.links[0].url == f"{PROOF.alerting.runbooks}/planted.md"
    assert "Planted fires above 5 (per second)." in made.description


def test_a_panel_that_no_rule_points_at_says_so_in_words() -> None:
    made = Alerted(PROOF, (RULE,)).panel(NODES_READY, "T", "D.", CHART.queries, width=12)
    assert (made.id, made.kind, made.text) == (NODES_READY.id, Kind.TEXT, UNWATCHED)
    assert (made.width, made.queries) == (12, ())


def test_a_panel_says_of_a_canary_that_its_failing_query_fires() -> None:
    canary = replace(RULE, fires=below(0, "count"), on_error=OnError.ALERTING)
    made = Alerted(PROOF, (canary,)).panel(ACTIVE_SERIES, "T", "D.", CHART.queries)
    assert made.description == "D. Planted fires while its query fails."
