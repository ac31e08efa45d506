"""Queries of panels, with Grafana's variables replaced."""

import pytest

from alerts.query import LogQL, PromQL, TraceQL
from alerts.reading import Unread
from dashboards.reading import Lines, concrete, read, used, variables
from queries.traceql import TraceQuery
from queries.tree import Aggregation


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("up", set[str]()),
        ('up{a=~"$region"}', {"region"}),
        ('up{a=~"${region:regex}"}', {"region"}),
        ("rate(x[$__rate_interval])", {"__rate_interval"}),
        ("${__field.labels.service:percentencode}", {"__field"}),
        ('label_replace(up, "a", "$1", "b", "(.+)") ${1}', set[str]()),
    ],
)
def test_variables_are_found_in_every_spelling(text: str, names: set[str]) -> None:
    assert variables(text) == names


def test_windows_become_lengths_and_choices_become_what_nobody_writes() -> None:
    assert concrete('x{a=~"$b"}[$__rate_interval]') == 'x{a=~"<b>"}[4m1s]'


def test_queries_are_taken_apart_by_their_own_parsers() -> None:
    numbers = PromQL('sum by (a) (rate(x_total{a=~"$a"}[$__rate_interval]))')
    counted = LogQL("sum by (app) (count_over_time({app=~`$service`} [$__auto]))")
    lines = LogQL("{app=~`$service`} |= `x`")
    search = TraceQL('{ resource.service.name =~ "$service" && duration > 1s }', window=0)
    wrong = LogQL("{app=~`x` |= ")
    found = read([numbers, counted, lines, search, wrong])
    assert isinstance(found[numbers], Aggregation)
    assert isinstance(found[counted], Aggregation)
    streams = found[lines]
    assert isinstance(streams, Lines)
    assert streams.streams.matchers[0].value == "<service>"
    traces = found[search]
    assert isinstance(traces, TraceQuery)
    assert traces.attributes == ("resource.service.name",)
    assert isinstance(found[wrong], Unread)
    assert used(numbers) == {"a", "__rate_interval"}
