"""What is refused of a dashboard before anything is built, each with one clear message."""

from dataclasses import replace
from typing import Any

import pytest

from alerts.catalogue import rules
from alerts.rule import above
from dashboards.catalogue import dashboards
from dashboards.check import FIRST_ROW, MOST_OPEN, check_dashboards, dashboard_problems
from dashboards.model import Dashboard, Kind, Link, Row, Threshold, Unit, Variable
from dashboards.pieces import REGIONS
from settings import Environment, UserError, load_environment
from tests.dashboards.support import (
    CHART,
    MADE,
    PROOF,
    RULE,
    STAT,
    only_problem,
    problems,
    with_chart,
    with_charts,
)
from vocabulary.dashboards import Dashboard as Uid


@pytest.mark.parametrize(
    "environment",
    [load_environment("prod"), load_environment("staging"), PROOF],
    ids=lambda environment: environment.name,
)
def test_the_dashboards_of_an_environment_have_no_problem(environment: Environment) -> None:
    made, of = dashboards(environment), rules(environment)
    found = dashboard_problems(made, of, environment)
    assert not found, "\n\n".join(str(problem) for problem in found)
    check_dashboards(made, of, environment)


def test_an_environment_that_promises_nothing_and_has_no_providers_has_no_problem() -> None:
    plain = {
        name: service.model_copy(update={"slos": type(service.slos)(), "routes": ()})
        for name, service in PROOF.services.items()
    }
    assert PROOF.grafana
    cloud = PROOF.grafana.model_copy(update={"cloudwatch_role": None})
    changes: dict[str, Any] = {"services": plain, "providers": {}, "grafana": cloud}
    environment = PROOF.model_copy(update=changes)
    assert not dashboard_problems(dashboards(environment), rules(environment), environment)


def test_every_dashboard_of_the_vocabulary_is_made() -> None:
    assert [made.uid for made in dashboards(PROOF)] == list(Uid)


def test_a_planted_dashboard_without_a_fault_has_no_problem() -> None:
    assert not problems()


def test_problems_are_one_error_for_people() -> None:
    with pytest.raises(UserError) as error:
        check_dashboards([with_chart(title="", description="")], [RULE], PROOF)
    assert len(error.value.problems) == 2
    assert "lionpay-cost: panel 11" in str(error.value)


def test_a_hole_in_a_line_is_refused() -> None:
    problem = only_problem(with_chart(width=20))
    assert problem.where == "lionpay-cost: row Charts"
    assert "20 of 24 columns" in problem.what


def test_panels_beside_each_other_of_different_heights_are_refused() -> None:
    low = replace(CHART, id=12, width=12, height=4)
    problem = only_problem(with_charts(replace(CHART, width=12), low))
    assert "different heights (8, 4)" in problem.what


def test_a_row_without_panels_is_refused() -> None:
    made = replace(MADE, rows=(*MADE.rows, Row("Nothing", ())))
    assert only_problem(made).what == "It has no panel."


def test_two_panels_of_one_id_are_refused() -> None:
    found = problems(with_charts(CHART, CHART))
    assert {problem.what for problem in found} == {"2 panels have this id."}


@pytest.mark.parametrize("id_", [0, 1000])
def test_an_id_that_rows_have_is_refused(id_: int) -> None:
    made = replace(MADE, rows=(Row("Is it well?", (replace(STAT, id=id_),)), MADE.rows[1]))
    assert only_problem(made).what == "Its id is out of range."


def test_two_dashboards_of_one_uid_are_refused() -> None:
    found = dashboard_problems([MADE, MADE], [RULE], PROOF)
    assert [problem.what for problem in found] == ["2 dashboards have this uid."]


def test_a_panel_that_an_alert_points_at_and_that_is_not_there_is_refused() -> None:
    problem = only_problem(with_chart(id=12))
    assert problem.where == "lionpay-cost: panel 11"
    assert problem.what == "Planted points at it, and there is no such panel."


def test_a_panel_in_a_closed_row_is_there() -> None:
    assert not problems(with_charts(CHART, closed=True))


def test_a_panel_without_the_threshold_of_its_rule_is_refused() -> None:
    problem = only_problem(with_chart(thresholds=(Threshold(7, "orange", "another"),)))
    assert "does not show the threshold of Planted, 5" in problem.what


def test_a_panel_without_the_runbook_of_its_rule_is_refused() -> None:
    assert "runbook of Planted" in only_problem(with_chart(links=())).what


def test_a_panel_in_another_unit_than_its_rule_is_refused() -> None:
    found = problems(rule=replace(RULE, fires=above(5, "seconds")))
    assert [problem.what for problem in found] == [
        "Its unit is PER_SECOND; Planted counts seconds."
    ]


def test_a_variable_that_is_not_defined_is_refused() -> None:
    problem = only_problem(replace(MADE, variables=()))
    assert problem.what == "A query uses $region, which is not defined."


def test_a_variable_that_another_uses_and_nobody_defines_is_refused() -> None:
    query = 'label_values(up{cluster=~"$cluster"}, region)'
    made = replace(MADE, variables=(replace(REGIONS, query=query),))
    assert "$cluster" in only_problem(made).what


def test_a_variable_that_no_panel_uses_is_refused() -> None:
    spare = Variable("spare", "Spare", "label_values(up, spare)", all_value=".+")
    problem = only_problem(replace(MADE, variables=(REGIONS, spare)))
    assert (problem.where, problem.what) == (
        "lionpay-cost: variable spare",
        "No panel uses it.",
    )


@pytest.mark.parametrize("all_value", ["", ".*", "(", "a|"])
def test_a_variable_for_which_all_does_not_work_is_refused(all_value: str) -> None:
    made = replace(MADE, variables=(replace(REGIONS, all_value=all_value),))
    assert f"All is {all_value!r}" in only_problem(made).what


def test_a_link_to_a_dashboard_that_is_not_there_is_refused() -> None:
    problem = only_problem(replace(MADE, links=(Link("Lost", "/d/lionpay-lost"),)))
    assert problem.what == "There is no dashboard lionpay-lost."


def first_row(*, closed: bool = False, title: str = "Is it well?", **changes: Any) -> Dashboard:
    first = Row(title, (replace(STAT, **changes),), closed=closed)
    return replace(MADE, rows=(first, *MADE.rows[1:]))


def test_a_first_row_that_is_too_high_is_refused() -> None:
    assert "9 grid units high" in only_problem(first_row(height=FIRST_ROW + 1)).what


def test_a_first_row_that_is_closed_is_refused() -> None:
    assert only_problem(first_row(closed=True)).what == "The first row is closed."


def test_a_first_row_that_asks_nothing_is_refused() -> None:
    assert only_problem(first_row(title="Overview")).what == "The first row asks nothing."


def test_a_first_row_of_charts_is_refused() -> None:
    assert "no number to read from afar" in only_problem(first_row(kind=Kind.TIMESERIES)).what


def test_more_than_twenty_open_panels_are_refused() -> None:
    many = [replace(CHART, id=11 + number) for number in range(MOST_OPEN)]
    assert only_problem(with_charts(*many)).what.startswith("21 panels are open at first")
    assert not problems(with_charts(*many, closed=True))
    assert not problems(with_charts(*many[:-1]))


@pytest.mark.parametrize(
    ("changes", "what"),
    [
        ({"title": " "}, "It has no title."),
        ({"description": ""}, "It has no description."),
        ({"no_value": ""}, "It has no text for no value."),
        ({"queries": ()}, "It asks nothing."),
        ({"kind": Kind.TEXT, "queries": ()}, "It is a text without words."),
    ],
)
def test_a_panel_that_does_not_say_what_it_is_is_refused(
    changes: dict[str, Any], what: str
) -> None:
    assert what in {problem.what for problem in problems(with_chart(**changes))}


def test_a_panel_without_a_unit_is_refused() -> None:
    found = {problem.what for problem in problems(with_chart(unit=Unit.NONE))}
    assert "It has no unit." in found


def test_a_query_without_a_legend_is_refused() -> None:
    made = with_chart(queries=(replace(CHART.queries[0], legend=""),))
    assert only_problem(made).what == "A query has no legend."


def test_thresholds_out_of_order_are_refused() -> None:
    high, low = Threshold(5, "red", "five"), Threshold(3, "orange", "three")
    assert only_problem(with_chart(thresholds=(high, low))).what == (
        "Its thresholds are not in order."
    )


def test_a_threshold_without_a_meaning_is_refused() -> None:
    made = with_chart(thresholds=(Threshold(5, "red", ""),))
    assert only_problem(made).what == "A threshold has no meaning."
