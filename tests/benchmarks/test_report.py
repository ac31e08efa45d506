"""Costs become ratios to the right base, and a page keeps what is not theirs."""

from commands.benchmarks import report
from commands.benchmarks.measure import Cost, in_turns, median
from commands.benchmarks.memory import Memory

PASS = Cost(count=1000, size=300_000, cpu=0.010, wall=0.5)
MASKED = Cost(count=1000, size=300_000, cpu=0.025, wall=1.0)


def test_a_cost_is_told_for_each_line_and_for_a_gigabyte() -> None:
    assert PASS.micros == 10
    assert round(PASS.per_gigabyte, 1) == 33.3


def test_ratios_are_to_the_base() -> None:
    rows = report.costs({"one": MASKED, "base": PASS}, "base", "line").splitlines()
    assert rows[2:] == [
        "| one | 25.0 | 2.50 | 83 | 1000 |",
        "| base | 10.0 | 1.00 | 33 | 2000 |",
    ]


def test_the_median_is_the_lower_of_two_in_the_middle() -> None:
    costs = [Cost(1, 1, cpu, 1) for cpu in (4, 1, 3, 2)]
    assert median(costs).cpu == 2


def test_every_case_takes_its_turn_in_every_round() -> None:
    turns: list[str] = []

    def measure(case: str) -> Cost:
        turns.append(case)
        return Cost(1, 1, len(turns), 1)

    assert {case: cost.cpu for case, cost in in_turns(("a", "b"), measure, 3).items()} == {
        "a": 3,
        "b": 4,
    }
    assert turns == ["a", "b"] * 3


def test_memory_is_told_for_each_further_series() -> None:
    rows = report.memory([Memory(1000, 100 * 2**20, 110 * 2**20), Memory(2024, 2**20 * 110, 0)])
    assert rows.splitlines()[2] == "| 1000 | 100 | 110 | - |"
    assert rows.splitlines()[3].endswith("| 10.0 |")


def test_only_the_collectors_part_of_the_page_is_replaced() -> None:
    page = report.with_part("# Performance\n\nratios\n", f"{report.BEGIN}\nold\n")
    assert report.with_part(page, f"{report.BEGIN}\nnew\n") == (
        f"# Performance\n\nratios\n\n{report.BEGIN}\nnew\n"
    )
