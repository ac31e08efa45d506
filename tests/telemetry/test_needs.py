"""Which labels a query needs of its series."""

import pytest

from queries import promql
from telemetry.needs import needs

CASES: dict[str, dict[str, set[str]]] = {
    "a{b='1'}": {"a": {"b"}},
    "sum by (x) (a)": {"a": {"x"}},
    "sum without (x) (a)": {"a": set()},
    "topk(3, a) > 1": {"a": set()},
    "histogram_quantile(0.9, sum by (le, x) (rate(a_bucket[5m])))": {"a_bucket": {"le", "x"}},
    "histogram_quantile(0.9, rate(a_bucket[5m]))": {"a_bucket": {"le"}},
    'label_replace(sum by (app) (a), "service", "$1", "app", "(.+)")': {"a": {"app"}},
    'sum by (service) (label_replace(a, "service", "$1", "app", "(.+)"))': {"a": {"app"}},
    'label_join(a, "to", "-", "x", "y")': {"a": {"x", "y"}},
    "a and on (x) b": {"a": {"x"}, "b": {"x"}},
    "sum by (y) (a unless on (x) b)": {"a": {"x", "y"}, "b": {"x"}},
    "sum by (z) (a * on (x) group_left (z) b)": {"a": {"x"}, "b": {"x", "z"}},
    "a / ignoring (x) b": {"a": set(), "b": set()},
    "sum by (x) (a / 100)": {"a": {"x"}},
    "absent(a{b='1'})": {"a": {"b"}},
    "max by (x) (a) or on () vector(1)": {"a": {"x"}},
    'count_values by (x) ("v", a)': {"a": {"x"}},
    "max_over_time(sum by (x) (a)[1h:1m])": {"a": {"x"}},
}


@pytest.mark.parametrize("expr", CASES)
def test_a_query_needs_of_each_selector_what_it_names(expr: str) -> None:
    found: dict[str, set[str]] = {}
    for selector, labels in needs(promql.parse(expr)):
        found.setdefault(selector.metric, set()).update(labels)
    assert found == CASES[expr]


def test_what_the_result_must_have_goes_down_to_the_series() -> None:
    node = promql.parse('label_replace(a, "made", "$1", "from", "(.+)") > 1')
    assert [set(labels) for _, labels in needs(node, frozenset({"made", "pod"}))] == [
        {"from", "pod"}
    ]


def test_a_chain_of_hundreds_is_no_recursion() -> None:
    expr = " or ".join(f"sum by (x) (a{number})" for number in range(2000))
    assert all(labels == {"x"} for _, labels in needs(promql.parse(expr)))
