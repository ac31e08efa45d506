"""Budgets: what a person is told who is over one, and that prod and staging are not."""

from pathlib import Path
from typing import Any

import pytest

from settings import Problem, UserError, load_environment
from settings.files import environment_file
from telemetry.cost.budgets import budgets, check_budgets
from tests.telemetry.cost.cases import small

FILE = Path("environments/trial.toml")
BIG = 10_000_000


def told(tmp_path: Path, **changes: Any) -> dict[str, Problem]:
    """Each problem by the budget's key."""
    try:
        check_budgets(small(tmp_path, **changes), FILE)
    except UserError as error:
        return {problem.where.rpartition(".")[2]: problem for problem in error.problems}
    return {}


@pytest.mark.parametrize("name", ["prod", "staging"])
def test_the_committed_environments_keep_their_budgets(name: str) -> None:
    environment = load_environment(name)
    check_budgets(environment, environment_file(name))
    found = {budget.key: budget for budget in budgets(environment)}
    assert {*found} == {"active_series", "logs_gb", "traces_gb", "monthly_usd"}
    # The alert on series would fire at once.
    ratio = environment.thresholds.series_budget_ratio
    assert found["active_series"].estimate < ratio * found["active_series"].limit


def test_too_many_series(tmp_path: Path) -> None:
    (problem,) = told(tmp_path, budgets={"active_series": 1000}).values()
    assert problem.where == "environments/trial.toml: budgets.active_series"
    assert "the budget 1,000." in problem.what
    largest = problem.what.splitlines()[1]
    assert largest.startswith("Largest: seoul ")
    assert largest.count(";") == 4
    assert "make unused" in problem.fix
    assert "make cost" in problem.fix


def test_contributors_are_the_largest_first(tmp_path: Path) -> None:
    (series,) = [b for b in budgets(small(tmp_path)) if b.key == "active_series"]
    figures = [figure for _, figure in series.parts]
    assert figures == sorted(figures, reverse=True)
    assert sum(figures) == pytest.approx(series.estimate)


@pytest.mark.parametrize(
    ("key", "over", "kept", "figure"),
    [
        # 65.7 GB of lines and, at 15 %, 7.884 GB of spans in each of two regions.
        ("logs_gb", 131.3, 131.5, "131 GB of logs, the budget 131"),
        ("traces_gb", 15.7, 15.8, "16 GB of traces, the budget 16"),
    ],
)
def test_volumes(key: str, over: float, kept: float, figure: str, tmp_path: Path) -> None:
    (problem,) = told(tmp_path, budgets={"active_series": BIG, key: over}).values()
    assert problem.where.endswith(f"budgets.{key}")
    assert figure in problem.what
    assert told(tmp_path, budgets={"active_series": BIG, key: kept}) == {}


def test_money(tmp_path: Path) -> None:
    (problem,) = told(tmp_path, budgets={"active_series": BIG, "monthly_usd": 100}).values()
    assert "USD in a month, the budget 100." in problem.what
    # Three gateways x 730 h x 0.1 are the largest single item.
    assert "seoul NAT gateways 219" in problem.what
    assert told(tmp_path, budgets={"active_series": BIG, "monthly_usd": BIG}) == {}


def test_every_budget_is_told_at_once(tmp_path: Path) -> None:
    small_ones = {"active_series": 1, "monthly_usd": 1, "logs_gb": 1, "traces_gb": 1}
    assert {*told(tmp_path, budgets=small_ones)} == {*small_ones}


OSAKA = {
    "aws_region": "ap-northeast-3",
    "role": "spoke",
    "network": {"cidr": "10.30.0.0/16"},
}


def test_money_that_cannot_be_reckoned_is_no_money_within_budget(tmp_path: Path) -> None:
    limits = {"active_series": BIG, "monthly_usd": BIG}
    (problem,) = told(tmp_path, regions__osaka=OSAKA, budgets=limits).values()
    assert problem.where == "environments/prices.toml: aws.ap-northeast-3"


def test_without_a_budget_of_money_no_price_is_needed(tmp_path: Path) -> None:
    assert told(tmp_path, regions__osaka=OSAKA, budgets={"active_series": BIG}) == {}


def test_an_environment_without_grafana_cloud_uses_none_of_its_budgets(tmp_path: Path) -> None:
    limits = {"active_series": 1, "logs_gb": 0.001, "traces_gb": 0.001}
    assert told(tmp_path, grafana=None, budgets=limits) == {}
