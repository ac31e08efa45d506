"""Grafana Cloud's own figures beside the estimate, asked of a Grafana on loopback."""

import re
import threading
from pathlib import Path

import pytest

from commands.cost.measured import MAY, Measured, measure, questions, rows
from commands.grafana_api import Grafana, grafana_of
from queries import promql
from settings import UserError, load_environment
from telemetry.cost import estimate
from tests.commands.usage import FIGURES, TOKEN, Fake, fake
from tests.telemetry.cost.cases import small
from vocabulary.sources.cloud import USAGE

PATH = "/api/datasources/proxy/uid/grafanacloud-usage/api/v1/query"


def grafana(state: Fake, timeout: float = 10) -> Grafana:
    return Grafana(state.url, TOKEN, MAY, timeout)


def test_usage_is_asked_of_the_stacks_own_instances_over_a_month() -> None:
    environment = load_environment("prod")
    with fake() as state:
        measure(environment, grafana(state))
    assert state.paths == {PATH}
    assert state.tokens == {f"Bearer {TOKEN}"}
    known = {name for name, _ in USAGE.names}
    for query in state.asked:
        promql.parse(query)
        (name,) = re.findall(r"grafanacloud_\w+", query)
        assert name in known
        assert "[30d]" in query
    assert state.asked == [*questions(environment).values()]
    cloud = environment.grafana
    assert cloud
    users = [cloud.metrics.username] * 2 + [cloud.logs.username, cloud.traces.username]
    assert [re.findall(r'id="(\d+)"', query) for query in state.asked] == [[u] for u in users]


def test_what_is_measured_is_in_the_estimates_units(tmp_path: Path) -> None:
    with fake() as state:
        found = measure(small(tmp_path), grafana(state))
    assert found.series == pytest.approx(20_000)
    assert found.samples == pytest.approx(40_000)
    assert (found.logs_gb, found.traces_gb) == pytest.approx((100, 50))


def test_reality_stands_beside_the_estimate_and_is_priced_alike(tmp_path: Path) -> None:
    environment = small(tmp_path)
    expected = estimate(environment)
    found = {
        row.unit: row for row in rows(environment, expected, Measured(20_000, 40_000, 100, 50))
    }
    assert [*found] == ["series", "samples", "GB", "USD"]
    # 2 samples a minute bill 40,000 series, 39,000 of them at 8 a thousand; 100 GB and 50 GB are
    # processed at 0.1 and, without 10 GB each, written at 0.5.
    assert found["USD"].measured == pytest.approx(312 + 10 + 45 + 5 + 20)
    logs = next(
        row for row in rows(environment, expected, Measured(1, 1, 65.7, 1)) if row.name == "logs"
    )
    # 131.4 GB are estimated.
    assert logs.difference == pytest.approx(-0.5)


def test_a_figure_that_is_missing_is_said_to_be_missing(tmp_path: Path) -> None:
    environment = small(tmp_path)
    only = {name: value for name, value in FIGURES.items() if "logs" not in name}
    with fake(figures=only) as state:
        found = measure(environment, grafana(state))
    assert found.logs_gb is None
    table = list(rows(environment, estimate(environment), found))
    assert {row.name for row in table if row.measured is None} == {
        "logs",
        "metrics, logs and traces",
    }
    assert all(row.difference is None for row in table if row.measured is None)


def test_a_stack_without_any_figure_is_told(tmp_path: Path) -> None:
    with fake(figures={}) as state, pytest.raises(UserError) as told:
        measure(small(tmp_path), grafana(state))
    assert "no figures of the instances 2000, 3000, 4000" in str(told.value)
    assert "user names" in str(told.value)


@pytest.mark.parametrize("code", [302, 401, 403, 404, 500])
def test_a_refusal_is_told_once_and_without_the_token(code: int, tmp_path: Path) -> None:
    with (
        fake(refuses=code, says=f"not with {TOKEN}") as state,
        pytest.raises(UserError) as told,
    ):
        measure(small(tmp_path), grafana(state))
    assert f"It answered {code}: not with (token)" in str(told.value)
    assert MAY in str(told.value)
    assert TOKEN not in str(told.value)
    assert len(state.asked) == 1


def test_a_grafana_that_does_not_answer_in_time_is_told(tmp_path: Path) -> None:
    with fake(silent=threading.Event()) as state, pytest.raises(UserError, match="timed out"):
        measure(small(tmp_path), grafana(state, timeout=0.2))


@pytest.mark.parametrize(
    "answer",
    [
        "<html>",
        "[]",
        '{"status": "success", "data": {"result": [{"metric": {}}]}}',
        '{"data": {"result": [{"value": [1, "many"]}]}}',
        '{"data": {"result": 5}}',
    ],
)
def test_an_answer_that_is_none_of_prometheus_is_told(answer: str, tmp_path: Path) -> None:
    with fake(says=answer) as state, pytest.raises(UserError) as told:
        measure(small(tmp_path), grafana(state))
    assert "no answer of Prometheus" in str(told.value) or "cannot be asked" in str(told.value)


def test_a_grafana_that_is_not_there_is_told(tmp_path: Path) -> None:
    with fake() as state:
        pass
    with pytest.raises(UserError, match="It cannot be asked") as told:
        measure(small(tmp_path), grafana(state))
    assert TOKEN not in str(told.value)


def test_an_environment_without_a_stack_has_nothing_to_measure(tmp_path: Path) -> None:
    with fake() as state, pytest.raises(UserError, match="nothing to measure"):
        measure(small(tmp_path, grafana=None), grafana(state))
    assert state.asked == []


@pytest.mark.parametrize("url", ["http://grafana.example.com", "https://u:p@x.example", "ftp://x"])
def test_the_token_goes_nowhere_in_the_open(url: str) -> None:
    with pytest.raises(UserError) as told:
        grafana_of({"GRAFANA_URL": url, "GRAFANA_TOKEN": TOKEN}, MAY)
    assert TOKEN not in str(told.value)


def test_the_token_is_in_no_representation() -> None:
    assert TOKEN not in repr(Grafana("https://grafana.example.com", TOKEN, MAY))
