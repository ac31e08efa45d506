"""What is refused of a panel's query, each with one clear message."""

from typing import Any

import pytest

from alerts.query import CloudWatch, LogQL, PromQL, TraceQL
from dashboards.allowed import FIXED_WINDOWS, NO_COUNTERS
from dashboards.catalogue import dashboards
from dashboards.check import panels
from dashboards.check_queries import fits
from dashboards.links import of_service
from dashboards.model import Kind, Query, Unit
from dashboards.reading import concrete
from queries import promql
from queries.asked import uses
from settings import load_environment
from tests.dashboards.support import PROOF, RATE, asking, only_problem, problems, with_chart

WHERE = 'region=~"$region"'


def asking_logs(expr: str, **changes: Any) -> Any:
    return with_chart(queries=(Query(LogQL(expr), "{{region}}"),), **changes)


@pytest.mark.parametrize(
    "asks",
    [
        PromQL("sum by (region) (rate(x_total[5m]"),
        LogQL("sum by (region) (rate({a=~`b`} [$__auto])"),
        TraceQL("{ status = ", window=0),
    ],
    ids=["promql", "logql", "traceql"],
)
def test_a_query_that_does_not_parse_is_refused(asks: Any) -> None:
    found = [p.what for p in problems(with_chart(queries=(Query(asks, "x"),)))]
    assert any(f"Its {type(asks).__name__} cannot be used" in what for what in found)


def test_what_grafana_replaces_is_no_fault_of_a_query() -> None:
    assert not problems(asking(RATE.replace("$region", "${region:regex}")))


@pytest.mark.parametrize(
    ("window", "wrong"),
    [
        ("$__rate_interval", False),
        ("$__range", False),
        # That of the rule that points at the panel.
        ("5m", False),
        ("4m", True),
        ("1h", True),
    ],
)
def test_a_rate_is_over_what_grafana_or_its_rule_says(window: str, wrong: bool) -> None:
    found = problems(asking(RATE.replace("$__rate_interval", window)))
    assert [" is over " in problem.what for problem in found] == [True] * wrong


def test_a_window_of_logs_is_that_of_grafana_too() -> None:
    count = "sum by (region) (count_over_time({{{}}} [{}]))"
    assert not problems(asking_logs(count.format(WHERE, "$__auto")))
    assert (
        "count_over_time() is over 7200 s"
        in only_problem(asking_logs(count.format(WHERE, "2h"))).what
    )


@pytest.mark.parametrize(
    ("expr", "wrong"),
    [
        (f"sum by (region) (x_total{{{WHERE}}})", True),
        (f"max by (region) (x_bucket{{{WHERE}}})", True),
        (f"sum by (region) (increase(x_total{{{WHERE}}}[$__range]))", False),
        (f"count by (region) (x_total{{{WHERE}}})", False),
        # One that begins within the window counts from the start.
        (
            f"sum by (region) ((x_total{{{WHERE}}} unless last_over_time(x_total{{{WHERE}}}[6h]"
            f" offset 5m)) or increase(x_total{{{WHERE}}}[5m]))",
            False,
        ),
        (f"sum by (region) (db_client_connection_count{{{WHERE}}})", False),
    ],
)
def test_a_counter_is_only_shown_under_a_rate(expr: str, wrong: bool) -> None:
    found = [p.what for p in problems(asking(expr))]
    assert [what for what in found if "as it is" in what] == found
    assert bool(found) is wrong


def test_a_rate_of_a_gauge_is_refused() -> None:
    found = problems(asking(RATE.replace("_total", "_bytes")))
    assert any("is no counter" in problem.what for problem in found)


def test_a_quantile_without_buckets_is_refused() -> None:
    expr = f"histogram_quantile(0.9, sum by (region) (rate(x_bucket{{{WHERE}}}[$__range])))"
    assert any("without `le`" in problem.what for problem in problems(asking(expr)))


@pytest.mark.parametrize(
    "named", ['region="ap-northeast-2"', 'region="eu-west-1"', 'cluster="lionpay-proof-seoul"']
)
def test_a_region_or_cluster_by_its_name_is_refused(named: str) -> None:
    problem = only_problem(asking(RATE.replace("{", f"{{{named}, ")))
    assert f"asks for {named.split(chr(34))[1]} by its name" in problem.what


def test_a_choice_of_several_is_not_compared_by_equality() -> None:
    assert "region= compares" in only_problem(asking(RATE.replace("=~", "="))).what


def test_a_legend_with_a_label_that_the_result_lacks_is_refused() -> None:
    assert "speaks of service" in only_problem(asking(RATE, "{{region}} {{service}}")).what


def test_a_link_with_a_label_that_the_result_lacks_is_refused() -> None:
    made = with_chart(data_links=of_service(PROOF))
    assert {p.what for p in problems(made)} == {
        "Its link speaks of service, a label that its result lacks."
    }


def test_lines_in_a_chart_and_numbers_in_a_panel_of_logs_are_refused() -> None:
    found = [p.what for p in problems(asking_logs(f"{{{WHERE}}}"))]
    assert "It shows numbers, and its query gives log lines." in found
    counted = asking_logs(f"sum by (region) (rate({{{WHERE}}} [$__auto]))", kind=Kind.LOGS)
    assert "It shows log lines, and its query gives numbers." in {p.what for p in problems(counted)}


def test_cloudwatch_has_no_query_to_refuse() -> None:
    nat = CloudWatch("ap-northeast-2", "AWS/NATGateway", "PacketsDropCount", "NatGatewayId")
    queries = (Query(PromQL(RATE), "{{region}}"), Query(nat, "drops"))
    assert not problems(with_chart(queries=queries))


@pytest.mark.parametrize(
    ("expr", "units"),
    [
        ("histogram_quantile(0.9, sum by (le) (rate(x_bucket[5m])))", {Unit.SECONDS}),
        ("sum(rate(x_bytes_total[5m]))", {Unit.BYTES_PER_SECOND}),
        ("sum(rate(x_seconds_total[5m]))", {Unit.PERCENT, Unit.SHORT}),
        ("sum(rate(x_total[5m]))", {Unit.PER_SECOND, Unit.OPERATIONS}),
        ("max(x_bytes)", {Unit.BYTES}),
        ("sum(x_bytes) / sum(y_bytes)", set[Unit]()),
        ("sum(x)", set[Unit]()),
    ],
)
def test_a_query_tells_the_units_that_its_value_can_have(expr: str, units: set[Unit]) -> None:
    assert set(fits(promql.parse(expr))) == units


def test_a_unit_that_does_not_fit_the_query_is_refused() -> None:
    found = [p.what for p in problems(asking(f"max by (region) (x_bytes{{{WHERE}}})"))]
    assert found == ["Its unit is PER_SECOND, and its query gives BYTES."]


def test_every_exception_is_of_something_that_is_there() -> None:
    made = dashboards(load_environment("prod"))
    assert FIXED_WINDOWS.keys() <= {(one.uid, panel.id) for one in made for panel in panels(one)}
    asked = {
        use.selector.metric
        for one in made
        for panel in panels(one)
        for query in panel.queries
        if isinstance(query.asks, PromQL)
        for use in uses(promql.parse(concrete(query.asks.expr)))
    }
    assert NO_COUNTERS.keys() <= asked
