"""LogQL and TraceQL, taken apart by Grafana's grammars."""

import subprocess
from typing import Any

import pytest

from queries import lezer, logql, traceql
from queries.asked import labels_named, look_back
from queries.labels import Presence, presence
from queries.lezer import Branch, Language, ParseError, parse_all
from queries.tree import (
    Aggregation,
    Binary,
    Call,
    Grouping,
    Matcher,
    Matching,
    Node,
    Number,
    Pipeline,
    Selector,
    Text,
)
from settings import UserError


def tree(language: Language, expr: str) -> Branch:
    (found,) = parse_all([(language, expr)])
    assert isinstance(found, Branch)
    return found


def logs(expr: str) -> Node:
    return logql.query(tree("logql", expr))


def counted(pipeline: str) -> Pipeline:
    selector = logs(f'count_over_time({{a="b"}} {pipeline} [5m])')
    assert isinstance(selector, Call)
    (of,) = selector.arguments
    assert isinstance(of, Selector)
    assert of.pipeline
    return of.pipeline


@pytest.mark.parametrize(
    ("language", "expr", "position"),
    [
        ("logql", 'sum(rate({a="b"}[5m])', 21),
        ("logql", 'rate({a="b"} | = "x" [5m])', 15),
        ("logql", "rate({a=b}[5m])", 8),
        ("logql", "", 0),
        ("logql", 'count_over_time({a="한🙂글"}[5m)', 28),
        ("traceql", "{ status = } | rate()", 11),
        ("traceql", '{ resource.service.name = "x" | rate()', 30),
        ("traceql", "{ status = error } | rat()", 21),
    ],
)
def test_what_does_not_parse_is_an_error_at_its_place(
    language: Language, expr: str, position: int
) -> None:
    (found,) = parse_all([(language, expr)])
    assert isinstance(found, ParseError)
    assert found.position == position
    assert f"character {position + 1}" in str(found)


def test_streams_have_matchers_a_range_and_an_offset() -> None:
    assert logs('count_over_time({a="b", c=~"d.+", e!="f"}[1h30m] offset 1d)') == Call(
        "count_over_time",
        (
            Selector(
                "",
                (Matcher("a", "=", "b"), Matcher("c", "=~", "d.+"), Matcher("e", "!=", "f")),
                range=5400,
                offset=86_400,
                pipeline=Pipeline(),
            ),
        ),
    )


def test_what_lines_go_through_is_found() -> None:
    assert counted(
        '|= "x" or `y` !~ "z\\"" | json id="card.id", event | logfmt | id=`1`'
        ' | n >= 3 and t > 5s or ip = ip("10.0.0.0/8") | label_format made=`{{ .id }}`'
    ) == Pipeline(
        filters=(("|=", "x"), ("|=", "y"), ("!~", 'z"')),
        parsers=("logfmt",),
        fields=(("id", "card.id"), ("event", "event")),
        conditions=(
            Matcher("id", "=", "1"),
            Matcher("n", ">=", "3"),
            Matcher("t", ">", "5s"),
            Matcher("ip", "=", "10.0.0.0/8"),
        ),
        made=("made",),
    )


def test_a_value_that_is_taken_from_a_line_is_found() -> None:
    expr = 'quantile_over_time(0.9, {a="b"} | json | unwrap duration(took) [5m]) by (c)'
    found = logs(expr)
    assert isinstance(found, Aggregation)
    assert found.grouping == Grouping("by", ("c",))
    assert labels_named(found) == {"a", "took", "c"}


def test_operators_bind_as_they_do_in_loki() -> None:
    """The grammar itself takes them from left to right, and a modifier's right side as a whole."""
    one, two, three = Number(1), Number(2), Number(3)
    assert logs("vector(1) or vector(2) * 3") == Binary(
        "or", Call("vector", (one,)), Binary("*", Call("vector", (two,)), three)
    )
    assert logs("1 - 2 - 3") == Binary("-", Binary("-", one, two), three)
    assert logs("1 ^ 2 ^ 3") == Binary("^", one, Binary("^", two, three))
    assert logs("(1 - 2) * 3") == Binary("*", Binary("-", one, two), three)
    assert logs("1 * (2 - 3)") == Binary("*", one, Binary("-", two, three))
    assert logs("vector(1) > bool 2 and on (a, b) vector(3)") == Binary(
        "and",
        Binary(">", Call("vector", (one,)), two, as_bool=True),
        Call("vector", (three,)),
        Matching("on", ("a", "b")),
    )
    assert logs("vector(1) / ignoring (a) group_left (b) vector(2) unless vector(3)") == Binary(
        "unless",
        Binary(
            "/",
            Call("vector", (one,)),
            Call("vector", (two,)),
            Matching("ignoring", ("a",), "left", ("b",)),
        ),
        Call("vector", (three,)),
    )


def test_aggregations_and_labels_are_those_of_promql() -> None:
    found = logs('topk(2, sum without (c) (rate({a="b"}[5m])))')
    assert isinstance(found, Aggregation)
    assert (found.operator, found.parameter) == ("topk", Number(2))
    replaced = logs(
        'label_replace(sum by (app) (rate({a="b"}[5m])), "service", "$1", "app", "(.+)")'
    )
    assert isinstance(replaced, Call)
    assert replaced.arguments[1:] == tuple(Text(t) for t in ("service", "$1", "app", "(.+)"))
    assert presence("service", replaced) is Presence.YES
    assert presence("a", replaced) is Presence.NO
    assert look_back(logs('sum(rate({a="b"}[5m] offset 1h))')) == 3900


def test_a_label_that_a_pipeline_makes_is_there() -> None:
    made = 'count_over_time({a="b"} | json | label_format net=`{{ .ip }}` [5m])'
    assert presence("net", logs(made)) is Presence.YES
    assert presence("other", logs(made)) is Presence.MAYBE
    assert presence("net", logs(f"sum by (net) ({made})")) is Presence.YES


def test_a_query_of_lines_is_refused() -> None:
    with pytest.raises(ValueError, match="log lines, not numbers"):
        logs('{a="b"} |= "x"')


def test_traces_have_attributes_intrinsics_and_groups() -> None:
    expr = (
        '{ resource.service.name =~ "a|b" && span.http.method = "GET" && status = error }'
        " | rate() by (span.http.route, name)"
    )
    assert traceql.query(tree("traceql", expr)) == traceql.TraceQuery(
        attributes=("resource.service.name", "span.http.method", "span.http.route"),
        intrinsics=("status", "name"),
        groups=("span.http.route", "name"),
    )


def test_a_query_of_traces_is_refused() -> None:
    with pytest.raises(ValueError, match="traces, not numbers"):
        traceql.query(tree("traceql", "{ status = error }"))


def test_all_queries_of_a_call_are_parsed_by_one_process_and_only_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    runs: list[Any] = []
    run: Any = subprocess.run

    def counting(*arguments: Any, **options: Any) -> Any:
        runs.append(arguments)
        return run(*arguments, **options)

    monkeypatch.setattr(subprocess, "run", counting)
    queries: list[tuple[Language, str]] = [
        ("logql", f'rate({{once="{number}"}}[5m])') for number in range(50)
    ]
    assert parse_all([]) == []
    assert not runs
    assert parse_all(queries) == parse_all(queries)
    assert len(runs) == 1


def test_a_missing_package_is_told_to_people(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lezer, "SCRIPT", lezer.SCRIPT.with_name("missing.mjs"))
    with pytest.raises(UserError, match="make setup"):
        parse_all([("logql", 'rate({never="seen"}[5m])')])
