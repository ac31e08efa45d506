"""What queries ask for: selectors, how far they look back, the labels they name."""

import pytest

from queries.asked import STALE, labels_named, look_back, uses
from queries.promql import parse


def test_every_selector_is_found_with_the_functions_that_it_is_in() -> None:
    tree = parse("sum by (a) (rate(x_total[5m])) / clamp_min(y, 1) and on () absent(z)")
    assert [(use.selector.metric, use.functions) for use in uses(tree)] == [
        ("x_total", ("sum", "rate")),
        ("y", ("clamp_min",)),
        ("z", ("absent",)),
    ]


@pytest.mark.parametrize(
    ("expr", "back"),
    [
        ("vector(1)", 0),
        ("x", STALE),
        ("x offset 1h", 3600 + STALE),
        ("rate(x[5m])", 300),
        ("rate(x[5m] offset 1w)", 300 + 604_800),
        ("rate(x[5m]) or rate(x[10m])", 600),
        ("max_over_time(rate(x[5m])[1h:1m] offset 2h)", 300 + 3600 + 7200),
        ("max_over_time(max_over_time(x[1h:])[1d:])", STALE + 3600 + 86_400),
        ("x offset -1h", STALE - 3600),
    ],
)
def test_a_query_looks_back_as_far_as_its_oldest_data(expr: str, back: int) -> None:
    assert look_back(parse(expr)) == back


@pytest.mark.parametrize(
    ("expr", "labels"),
    [
        ('x{a="b"}', {"a"}),
        ("sum by (a) (max without (b) (x))", {"a", "b"}),
        ("x / on (a) group_left (b) y", {"a", "b"}),
        ('label_replace(x, "new", "$1", "old", "(.+)")', {"new", "old"}),
        ('label_replace(x, "new", "text", "", "")', {"new"}),
        ('label_join(x, "new", "-", "a", "b")', {"new", "a", "b"}),
        ("x > 1", set[str]()),
    ],
)
def test_every_label_that_is_written_is_found(expr: str, labels: set[str]) -> None:
    assert labels_named(parse(expr)) == labels
