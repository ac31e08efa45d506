"""Our lint of expressions, each part with an expression that it refuses and one that it lets by."""

from dataclasses import replace
from typing import Any

import pytest

from alerts.catalogue import rules
from alerts.check import alert_problems, lint_findings
from alerts.lint import Lint
from alerts.lint_allowed import ALLOWED
from alerts.query import LogQL, PromQL, Query
from alerts.reading import read
from proof.environment import proof_environment
from settings import Environment, load_environment
from tests.alerts.test_check import PROOF, RECORDING, RULE

BY = "sum by (region, service)"
BAD = f'{BY} (rate(x_total{{code="5"}}[5m]))'
ALL = f"{BY} (rate(x_total[5m]))"

REFUSED: list[tuple[Lint, str]] = [
    (Lint.COUNTER, f"{BY} (rate(jvm_memory_used_bytes[5m]))"),
    (Lint.COUNTER, f"{BY} (increase(service_region:requests:count[5m]))"),
    (Lint.COUNTER, f'{BY} (irate({{__name__=~"x.*"}}[5m]))'),
    (Lint.COUNTER, "max by (region) (rate(sum by (region) (x_total)[1h:1m]))"),
    (Lint.RANGE, f"{BY} (rate(x_total[3m]))"),
    (Lint.RANGE, f"{BY} (increase(x_total[239s]))"),
    (Lint.COMPARISON, f"{BY} (x) == 0"),
    (Lint.COMPARISON, f"({BY} (x) > 3) + 1"),
    (Lint.COMPARISON, f"{BY} (x > 3)"),
    (Lint.COMPARISON, f'label_replace({BY} (x) < 3, "a", "$1", "service", "(.+)")'),
    (Lint.COMPARISON, f"{BY} (x) > 3 or {BY} (y)"),
    (Lint.COMPARISON, f"{BY} (x) > 3 and {BY} (y)"),
    (Lint.TRAFFIC, f"{BAD} / {ALL}"),
    (Lint.TRAFFIC, f"1 - {BAD} / {ALL} * 100"),
    (Lint.TRAFFIC, f"max by (region) ({BAD} / {ALL})"),
    # Traffic above nothing is what a ratio has anyway.
    (Lint.TRAFFIC, f"{BAD} / {ALL} and {ALL} > 0"),
    (Lint.TRAFFIC, f"{BAD} / {ALL} unless {ALL} >= 5"),
    (Lint.TRAFFIC, f"({BAD} / {ALL} and {ALL} >= 5) + {BAD} / {ALL}"),
    (Lint.BUCKETS, f"histogram_quantile(0.9, {BY} (rate(x_bucket[5m])))"),
    (Lint.ONE_OF_MANY, "max by (pod, region) (x)"),
    (Lint.ONE_OF_MANY, "sum by (region) (x) * on (region) group_right max by (region, node) (y)"),
    (Lint.ONE_OF_MANY, 'x{region="a", pod="", node=""}'),
    (Lint.PLACE, "sum by (service) (x)"),
    (Lint.PLACE, "sum by (region) (x) or vector(1)"),
]

LET_BY = [
    f"{BY} (rate(x_total[4m]))",
    f"{BY} (rate(x_count[5m]) + rate(x_sum[5m]))",
    f"{BY} (deriv(x[1m]))",
    f"{BY} (x == bool 0)",
    "count by (region) (x > 3)",
    f"{BY} (x) and {BY} (y) > 3",
    f"{BY} (x) unless {BY} (y) == 0",
    f"{BAD} / {ALL} and {ALL} >= 5",
    f"({BAD} / {ALL} and {BAD} / {ALL} > 0.5) and {ALL} * 300 >= 50",
    f"{BAD} / 100",
    f"{BAD} / scalar(sum(x))",
    "histogram_quantile(0.9, sum by (region, le) (rate(x_bucket[5m])))",
    "max by (cluster) (x)",
    'absent(x{region="a"})',
    "max by (region) (max by (region, pod) (x))",
]


def lints(query: Query, **changes: Any) -> set[Lint]:
    rule = replace(RULE, query=query, **changes)
    return {finding.lint for finding in lint_findings(rule, read([query])[query], 60)}


@pytest.mark.parametrize(("lint", "expr"), REFUSED)
def test_an_expression_is_refused(lint: Lint, expr: str) -> None:
    assert lint in lints(PromQL(expr))


@pytest.mark.parametrize("expr", LET_BY)
def test_an_expression_is_let_by(expr: str) -> None:
    assert not lints(PromQL(expr))


def test_every_lint_has_been_seen_to_refuse() -> None:
    assert {lint for lint, _ in REFUSED} | {Lint.NAME} == set(Lint)


def test_logs_are_linted_too_where_it_is_about_values_and_labels() -> None:
    rate = 'sum by (app, region) (rate({app="x"}[1m]))'
    assert not lints(LogQL(rate))
    assert lints(LogQL(f"{rate} > 3")) == {Lint.COMPARISON}
    assert lints(LogQL(f"{rate} / {rate}")) == {Lint.TRAFFIC}
    assert lints(LogQL('sum by (region, pod) (rate({app="x"}[1m]))')) == {Lint.ONE_OF_MANY}
    assert lints(LogQL('sum(rate({app="x"}[1m]))')) == {Lint.PLACE}


def test_a_rule_may_say_itself_where() -> None:
    assert lints(PromQL("sum(x)")) == {Lint.PLACE}
    assert not lints(PromQL("sum(x)"), extra_labels={"region": "ap-northeast-2"})


@pytest.mark.parametrize("metric", ["planted", "planted:rate5m", "service_region:x:", "A:b:c"])
def test_a_recorded_series_has_a_name_of_three_parts(metric: str) -> None:
    (problem,) = alert_problems([], [replace(RECORDING, metric=metric)], PROOF)
    assert "level:metric:operations" in problem.fix


def test_recordings_are_linted_too() -> None:
    (problem,) = alert_problems([], [replace(RECORDING, expr="sum(rate(x[5m]))")], PROOF)
    assert f"Lint: {Lint.COUNTER}." in problem.what


def test_a_finding_says_what_is_wanted_and_how_to_allow_it() -> None:
    query = PromQL(f"{BY} (rate(x_total[3m]))")
    (problem,) = alert_problems([replace(RULE, query=query)], [], PROOF)
    assert problem.what == (
        "rate() of `x_total` is over 180 s, and one lost scrape leaves a gap.\n"
        "Lint: a range holds enough scrapes."
    )
    assert "at least 240 s" in problem.fix
    assert "alerts/lint_allowed.py" in problem.fix


def test_the_shortest_range_follows_the_scrape_interval() -> None:
    metrics = PROOF.collectors.metrics.model_copy(update={"scrape_interval": "30s"})
    collectors = PROOF.collectors.model_copy(update={"metrics": metrics})
    environment = PROOF.model_copy(update={"collectors": collectors})
    rule = replace(RULE, query=PromQL(f"{BY} (rate(x_total[2m]))"))
    assert not alert_problems([rule], [], environment)
    assert alert_problems([rule], [], PROOF)


def found_in(environment: Environment) -> list[tuple[str, Any]]:
    of_rules = rules(environment)
    readings = read(rule.query for rule in of_rules)
    return [
        (rule.name, finding)
        for rule in of_rules
        for finding in lint_findings(rule, readings[rule.query], 60)
    ]


def test_every_exception_has_a_reason_and_is_used() -> None:
    found = [
        *found_in(load_environment("prod")),
        *found_in(proof_environment()),
    ]
    for allowed in ALLOWED:
        assert allowed.reason.endswith("."), allowed
        assert any(allowed.covers(*one) for one in found), f"nothing uses {allowed}"


def test_an_exception_is_of_one_label_where_it_names_one() -> None:
    query = PromQL("min by (cluster, node, pod, region) (kube_node_status_condition)")
    node = replace(RULE, name="NodeNotReady", query=query, summary=RULE.description)
    (problem,) = alert_problems([node], [], PROOF)
    assert "`pod`" in problem.what
