"""Which labels a result has, against what Prometheus does."""

import pytest

from queries.labels import Presence, presence
from queries.promql import parse

NO, MAYBE, YES = Presence.NO, Presence.MAYBE, Presence.YES


@pytest.mark.parametrize(
    ("expr", "a"),
    [
        # Series: their matchers tell.
        ("x", MAYBE),
        ('x{a="1"}', YES),
        ('x{a=""}', NO),
        ('x{a!=""}', YES),
        ('x{a!="1"}', MAYBE),
        ('x{a=~"1|2"}', YES),
        ('x{a=~".*"}', MAYBE),
        ('x{a!~".*"}', YES),
        ('x{a!~".+"}', MAYBE),
        # A form that Go has and Python has not.
        (r'x{a=~"\\pL+"}', MAYBE),
        # Aggregations.
        ("sum(x)", NO),
        ("sum by (a) (x)", YES),
        ("sum by (b) (x)", NO),
        ("sum by (a) (sum by (b) (x))", NO),
        ("sum without (a) (x)", NO),
        ('sum without (b) (x{a="1"})', YES),
        ("topk(3, sum by (a) (x))", YES),
        ("topk by (b) (3, sum by (a) (x))", YES),
        ('count_values("a", x)', YES),
        ('count_values("b", x)', NO),
        # Functions.
        ('rate(x{a="1"}[5m])', YES),
        ("clamp_min(sum by (a) (x), 1)", YES),
        ("round(sum by (b) (x), 1)", NO),
        ("quantile_over_time(0.9, x[5m])", MAYBE),
        ("histogram_quantile(0.9, sum by (a, le) (x_bucket))", YES),
        ("vector(1)", NO),
        ("time()", NO),
        ("day_of_week()", NO),
        ("day_of_week(sum by (a) (x))", YES),
        ("max_over_time(sum by (a) (x)[1h:])", YES),
        ('absent(x{a="1"})', YES),
        ('absent_over_time(x{a="1"}[5m])', YES),
        ('absent(x{a=~"1|2"})', NO),
        ('absent(x{a="1", a!="2"})', NO),
        ('absent(sum by (a) (x{a="1"}))', NO),
        # Labels that are made.
        ('label_replace(sum(x), "a", "text", "", "")', YES),
        ('label_replace(sum by (a) (x), "a", "", "", "")', NO),
        ('label_replace(sum by (b) (x), "a", "$1", "b", "(.+)")', YES),
        ('label_replace(sum by (a) (x), "a", "$1", "b", "(.+)")', YES),
        ('label_replace(sum(x), "a", "$1", "b", "(.+)")', NO),
        ('label_replace(x, "a", "$1", "b", "(.+)")', MAYBE),
        ('label_replace(sum by (b) (x), "a", "$1", "b", "x(.*)")', MAYBE),
        ('label_replace(sum by (a) (x), "c", "$1", "a", "(.+)")', YES),
        ('label_join(sum by (b) (x), "a", "-", "b", "c")', YES),
        # Operators.
        ("sum by (a) (x) * 2", YES),
        ("2 * sum by (a) (x)", YES),
        ("time() - sum by (a) (x)", YES),
        ("-sum by (a) (x)", YES),
        ("scalar(sum by (a) (x)) + 1", NO),
        ("sum by (a) (x) and on () vector(1)", YES),
        ("sum(x) and on () sum by (a) (y)", NO),
        ("sum by (a) (x) unless sum by (a) (y)", YES),
        ("sum by (a) (x) or sum by (a) (y)", YES),
        ("sum by (a) (x) or vector(1)", MAYBE),
        ("sum(x) or vector(1)", NO),
        ("sum by (a) (x) / y", YES),
        ("x / y", MAYBE),
        ("sum(x) / y", NO),
        ("sum by (a, b) (x) / on (b) sum by (b) (y)", NO),
        ("sum by (a, b) (x) / on (a) sum by (a) (y)", YES),
        ("sum by (a, b) (x) > on (b) sum by (b) (y)", NO),
        ("sum by (b) (x) / ignoring (a) sum by (a, b) (y)", NO),
        ("sum by (a, b) (x) / on (b) group_left sum by (b) (y)", YES),
        ("sum by (b) (x) * on (b) group_left (a) sum by (a, b) (y)", YES),
        ("sum by (b) (y) * on (b) group_right sum by (a, b) (x)", YES),
        ("sum by (a) (x) > 3", YES),
        ("sum by (a) (x) > bool 3", YES),
    ],
)
def test_a_result_has_a_label_or_not(expr: str, a: Presence) -> None:
    assert presence("a", parse(expr)) is a


def test_a_quantile_has_no_buckets() -> None:
    assert presence("le", parse("histogram_quantile(0.9, sum by (le) (x_bucket))")) is NO


def test_a_chain_of_hundreds_is_no_trouble() -> None:
    chain = " or ".join(f'sum by (a) (x{{b="{number}"}})' for number in range(500))
    assert presence("a", parse(chain)) is YES
    assert presence("a", parse(f"{chain} or vector(1)")) is MAYBE
