"""Dashboards in Grafana's form."""

import json
from dataclasses import replace
from typing import Any

import pytest

from alerts.query import CloudWatch, LogQL, PromQL, TraceQL
from dashboards.catalogue import dashboards
from dashboards.grafana import FIRST_ROW_ID, grafana_dashboard, grafana_json
from dashboards.model import Dashboard, Kind, Link, Panel, Query, Row, Threshold, Unit
from settings.grafana import DataSources
from tests.dashboards.support import CHART, MADE, PROOF, STAT, with_chart, with_charts

OURS = DataSources(
    metrics="our-metrics",
    logs="our-logs",
    traces="our-traces",
    usage="our-usage",
    cloudwatch="our-cloudwatch",
)


def made(dashboard: Dashboard = MADE) -> dict[str, Any]:
    return grafana_dashboard(dashboard, OURS, "lionpay-platform")


def chart(**changes: Any) -> dict[str, Any]:
    """The changed chart in Grafana's form."""
    return next(p for p in made(with_chart(**changes))["panels"] if p["id"] == CHART.id)


def target(asks: Any, **changes: Any) -> dict[str, Any]:
    """A query in Grafana's form."""
    return chart(queries=(Query(asks, "{{region}}"),), **changes)["targets"][0]


def test_it_says_who_it_is_and_leaves_to_grafana_what_grafana_counts() -> None:
    found = made()
    assert found["uid"] == "lionpay-cost"
    assert found["title"] == "Planted"
    assert found["editable"] is False
    assert found["schemaVersion"] >= 41
    assert not {"id", "version", "iteration"} & found.keys()


def test_it_is_the_same_text_every_time_and_sorted() -> None:
    text = grafana_json(MADE, OURS, "lionpay-platform")
    assert text == grafana_json(MADE, OURS, "lionpay-platform")
    assert text == json.dumps(json.loads(text), sort_keys=True, separators=(",", ":"))


def test_another_folder_is_another_json() -> None:
    here, there = (grafana_dashboard(MADE, OURS, f"lionpay-{team}") for team in ("a", "b"))
    assert here != there
    assert {**here, "tags": there["tags"]} == there


def test_panels_keep_their_ids_and_rows_have_those_above() -> None:
    panels = made()["panels"]
    assert [panel["id"] for panel in panels] == [FIRST_ROW_ID, 1, FIRST_ROW_ID + 1, CHART.id]
    assert [panel["type"] for panel in panels] == ["row", "stat", "row", "timeseries"]


def test_panels_are_side_by_side_below_their_rows() -> None:
    left, right = replace(CHART, width=10), replace(CHART, id=12, width=14)
    found = [panel["gridPos"] for panel in made(with_charts(left, right))["panels"]]
    assert [(at["x"], at["y"], at["w"], at["h"]) for at in found] == [
        (0, 0, 24, 1),
        (0, 1, 24, 6),
        (0, 7, 24, 1),
        (0, 8, 10, 8),
        (10, 8, 14, 8),
    ]


def test_a_closed_row_holds_its_panels_and_takes_no_room() -> None:
    rows = (*MADE.rows[:1], Row("Closed", (CHART,), closed=True), Row("Open", (STAT,)))
    _, _, closed, below, _ = made(replace(MADE, rows=rows))["panels"]
    assert closed["collapsed"] is True
    assert [panel["id"] for panel in closed["panels"]] == [CHART.id]
    assert below["gridPos"]["y"] == closed["gridPos"]["y"] + 1


def test_each_data_source_is_named_by_its_uid() -> None:
    assert target(PromQL("up"))["datasource"] == {"type": "prometheus", "uid": "our-metrics"}
    assert target(PromQL("up", source="usage"))["datasource"]["uid"] == "our-usage"
    assert target(LogQL("{}"))["datasource"] == {"type": "loki", "uid": "our-logs"}
    assert target(TraceQL("{}", 0))["datasource"] == {"type": "tempo", "uid": "our-traces"}


def test_no_dashboard_names_a_data_source_by_itself() -> None:
    assert PROOF.grafana
    cloud = PROOF.grafana.model_copy(update={"data_sources": OURS})
    environment = PROOF.model_copy(update={"grafana": cloud})
    for dashboard in dashboards(environment):
        text = grafana_json(dashboard, OURS, "lionpay-platform")
        for default in DataSources().model_dump().values():
            assert default not in text


def test_a_panel_of_two_sources_is_a_mixed_one() -> None:
    queries = (Query(PromQL("up"), "a"), Query(LogQL("{}"), "b"))
    found = chart(queries=queries)
    assert found["datasource"]["uid"] == "-- Mixed --"
    assert [one["refId"] for one in found["targets"]] == ["A", "B"]


def test_a_query_of_metrics_has_the_panels_interval_so_that_rates_are_long_enough() -> None:
    found = target(PromQL("up"), min_interval="5m")
    assert (found["interval"], found["range"], found["instant"]) == ("5m", True, False)
    assert (found["expr"], found["legendFormat"]) == ("up", "{{region}}")


def test_a_query_of_now_is_an_instant_one() -> None:
    queries = (Query(PromQL("up"), "a", instant=True), Query(LogQL("{}"), "b", instant=True))
    metrics, logs = chart(queries=queries)["targets"]
    assert (metrics["instant"], metrics["range"]) == (True, False)
    assert logs["queryType"] == "instant"


@pytest.mark.parametrize(
    ("kind", "format_"), [(Kind.TABLE, "table"), (Kind.HEATMAP, "heatmap"), (Kind.STAT, None)]
)
def test_metrics_come_as_their_panel_needs_them(kind: Kind, format_: str | None) -> None:
    assert target(PromQL("up"), kind=kind).get("format") == format_


def test_traces_are_searched_in_a_table_and_counted_in_a_chart() -> None:
    found = target(TraceQL("{ }", 0), kind=Kind.TRACES)
    assert (found["tableType"], found["queryType"]) == ("traces", "traceql")
    assert target(TraceQL("{ } | rate()", 0))["metricsQueryType"] == "range"


def test_cloudwatch_is_asked_like_the_rule_asks_it() -> None:
    nat = CloudWatch("ap-northeast-2", "AWS/NATGateway", "PacketsDropCount", "NatGatewayId")
    found = target(nat)
    assert found["region"] == "ap-northeast-2"
    assert (found["namespace"], found["metricName"]) == ("AWS/NATGateway", "PacketsDropCount")
    assert (found["dimensions"], found["statistic"]) == ({"NatGatewayId": ["*"]}, "Sum")


def test_thresholds_are_lines_with_the_colour_below_the_first() -> None:
    found = chart(base="red", thresholds=(Threshold(3, "green", "enough"),))["fieldConfig"]
    steps = found["defaults"]["thresholds"]["steps"]
    assert steps == [{"color": "red", "value": None}, {"color": "green", "value": 3}]
    assert found["defaults"]["custom"]["thresholdsStyle"]["mode"] == "dashed+area"
    above = chart(base="green", thresholds=(Threshold(3, "red", "too many"),))["fieldConfig"]
    assert above["defaults"]["custom"]["thresholdsStyle"]["mode"] == "dashed"
    plain = chart(thresholds=())["fieldConfig"]["defaults"]
    assert plain["custom"]["thresholdsStyle"]["mode"] == "off"


def test_what_people_read_is_there() -> None:
    found = chart(no_value="nothing", minimum=0.0, maximum=1.0, decimals=2, unit=Unit.PERCENT)
    defaults = found["fieldConfig"]["defaults"]
    assert (found["title"], found["description"]) == ("Requests by region", "Of all.")
    assert (defaults["unit"], defaults["noValue"]) == ("percentunit", "nothing")
    assert (defaults["min"], defaults["max"], defaults["decimals"]) == (0, 1, 2)


def test_links_of_a_panel_and_of_its_data_are_apart() -> None:
    found = chart(links=(Link("a", "https://a"),), data_links=(Link("b", "/explore"),))
    assert [(one["title"], one["url"]) for one in found["links"]] == [("a", "https://a")]
    data = found["fieldConfig"]["defaults"]["links"]
    assert [(one["title"], one["url"]) for one in data] == [("b", "/explore")]


def test_another_dashboard_gets_the_choices_and_the_time() -> None:
    links = (Link("Payments", "/d/lionpay-payments"), Link("Page", "https://example.com"))
    inner, outer = made(replace(MADE, links=links))["links"]
    assert (inner["includeVars"], inner["keepTime"], inner["targetBlank"]) == (True, True, False)
    assert (outer["includeVars"], outer["keepTime"], outer["targetBlank"]) == (False, False, True)


def test_a_variable_begins_with_all() -> None:
    (found,) = made()["templating"]["list"]
    assert found["current"] == {"selected": True, "text": "All", "value": "$__all"}
    assert (found["includeAll"], found["multi"], found["allValue"]) == (True, True, ".+")
    assert found["datasource"]["uid"] == "our-metrics"


@pytest.mark.parametrize("kind", list(Kind))
def test_every_kind_of_panel_can_be_made(kind: Kind) -> None:
    found = chart(kind=kind, text="words", renames={"Value": "share", "region": ""})
    assert found["type"] == {Kind.TRACES: "table"}.get(kind, kind.value)


def test_columns_of_a_table_are_renamed_or_hidden() -> None:
    found = chart(kind=Kind.TABLE, renames={"Value": "share", "region": ""})
    organize = found["transformations"][-1]["options"]
    assert organize["excludeByName"] == {"Time": True, "region": True}
    assert organize["renameByName"] == {"Value": "share"}


def test_a_stacked_chart_says_so() -> None:
    custom = chart(stacked=True)["fieldConfig"]["defaults"]["custom"]
    assert custom["stacking"]["mode"] == "normal"


def test_an_empty_panel_of_words_asks_nothing() -> None:
    words = Panel(9, "Words", "Words.", Kind.TEXT, Unit.NONE, (), width=24, text="*words*")
    found = made(with_charts(CHART, words))["panels"][-1]
    assert found["options"]["content"] == "*words*"
    assert not found.get("targets")
