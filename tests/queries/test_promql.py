"""PromQL, taken apart."""

import pytest

from queries.promql import parse
from queries.tree import (
    Aggregation,
    Binary,
    Call,
    Grouping,
    Matcher,
    Matching,
    Number,
    Selector,
    Subquery,
    Text,
)


def test_a_selector_has_its_matchers_its_range_and_its_offset() -> None:
    assert parse('x_total{a="b", c!="d", e=~"f|g", h!~".*"}[5m] offset 1w') == Selector(
        "x_total",
        (
            Matcher("a", "=", "b"),
            Matcher("c", "!=", "d"),
            Matcher("e", "=~", "f|g"),
            Matcher("h", "!~", ".*"),
        ),
        range=300,
        offset=604_800,
    )


def test_a_name_among_the_matchers_is_the_metric() -> None:
    assert parse('{__name__="up", job="x"}') == Selector("up", (Matcher("job", "=", "x"),))


def test_a_name_that_is_searched_for_is_none() -> None:
    assert parse('{__name__=~"up.*"}') == Selector("", (Matcher("__name__", "=~", "up.*"),))


def test_aggregations_say_what_they_keep_or_take_away() -> None:
    up = Selector("up", ())
    assert parse("sum(up)") == Aggregation("sum", up, Grouping("by", ()))
    assert parse("sum by (a, b) (up)") == Aggregation("sum", up, Grouping("by", ("a", "b")))
    assert parse("max without (a) (up)") == Aggregation("max", up, Grouping("without", ("a",)))
    assert parse("topk by (a) (5, up)") == Aggregation(
        "topk", up, Grouping("by", ("a",)), Number(5)
    )


def test_operators_say_how_their_sides_match() -> None:
    a, b = Selector("a", ()), Selector("b", ())
    assert parse("a / on (x, y) b") == Binary("/", a, b, Matching("on", ("x", "y")))
    assert parse("a * ignoring (x) group_left (y) b") == Binary(
        "*", a, b, Matching("ignoring", ("x",), "left", ("y",))
    )
    assert parse("a * on (x) group_right b") == Binary("*", a, b, Matching("on", ("x",), "right"))
    assert parse("a > bool 2") == Binary(">", a, Number(2), as_bool=True)


def test_brackets_and_precedence_decide_the_tree() -> None:
    a, b, c = (Selector(name, ()) for name in "abc")
    assert parse("a or b and c > 1") == Binary("or", a, Binary("and", b, Binary(">", c, Number(1))))
    assert parse("(a or b) and c") == Binary("and", Binary("or", a, b), c)


def test_functions_subqueries_and_signs() -> None:
    assert parse('label_replace(-a, "x", "$1", "y", "(.+)")') == Call(
        "label_replace",
        (
            Binary("*", Number(-1), Selector("a", ())),
            *(Text(text) for text in ("x", "$1", "y", "(.+)")),
        ),
    )
    assert parse("max_over_time(a[1h:5m] offset 10m)") == Call(
        "max_over_time", (Subquery(Selector("a", ()), 3600, 600),)
    )


def test_a_chain_of_hundreds_is_no_trouble() -> None:
    tree = parse(" or ".join(f'a{{b="{number}"}}' for number in range(400)))
    assert isinstance(tree, Binary)
    assert tree.right == Selector("a", (Matcher("b", "=", "399"),))


@pytest.mark.parametrize(
    ("expr", "words"),
    [
        ("rate(x[5m]", "unclosed left parenthesis"),
        ("rate(x)", "expected type matrix"),
        ("x{", "unexpected end of input inside braces"),
        ('x{a=~"("}', "illegal regex"),
        ("histogram_quantile(0.9)", "expected 2 argument"),
        ("rate(x[$__rate_interval])", "unexpected character"),
        ('x{a="b" or c="d"}', "not of Prometheus"),
    ],
)
def test_what_does_not_parse_is_told_in_the_parsers_words(expr: str, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        parse(expr)
