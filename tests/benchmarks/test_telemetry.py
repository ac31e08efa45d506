"""Deriving what is collected is measured on queries that are really read, and told with limits."""

from dataclasses import replace

from commands.bench_telemetry import Derived, derive, holds, part

SMALL, LARGE = Derived(100, 25, 675, 0.27), Derived(400, 100, 2700, 0.81)


def test_a_size_is_of_so_many_rules_and_dashboards() -> None:
    found = derive((60, 11))
    assert (found.rules, found.dashboards) == (60, 11)
    assert found.queries > 60 and found.seconds > 0


def test_what_is_too_slow_or_grows_faster_than_the_queries_is_told() -> None:
    assert holds(0.4, [SMALL, LARGE])
    assert not holds(1.1, [SMALL, LARGE])
    assert not holds(0.4, [SMALL, replace(LARGE, seconds=5.1)])
    assert not holds(0.4, [SMALL, replace(LARGE, seconds=1.5)])
    assert "| for each query, 400 rules to 100 | 1.39 | 1.30 | NO |" in part(
        0.4, [SMALL, replace(LARGE, seconds=1.5)]
    )
