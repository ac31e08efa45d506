"""`make cost`: its tables and JSON, and Grafana Cloud's figures beside the estimate."""

import json
import re
import threading
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from commands.cost.__main__ import main
from commands.cost.measured import MAY, Measured, measure, questions, rows
from commands.cost.page import BEGIN, PAGE, with_measures
from commands.cost.tables import amount
from commands.grafana_api import Grafana, grafana_of
from queries import promql
from settings import UserError, load_environment
from telemetry.cost import estimate
from telemetry.cost.break_even import break_evens
from telemetry.cost.measures import MEASURES, savings
from tests.support import ROOT
from tests.telemetry.cost.cases import small
from vocabulary.sources.cloud import USAGE

TOKEN = "glsa_planted"

PATH = "/api/datasources/proxy/uid/grafanacloud-usage/api/v1/query"

FIGURES: Mapping[str, float] = {
    "grafanacloud_instance_active_series": 20_000,
    # 40,000 samples in a minute.
    "grafanacloud_instance_samples_per_second": 40_000 / 60,
    # 100 and 50 GB of 2,628,000 seconds.
    "grafanacloud_logs_instance_bytes_received_per_second": 100e9 / 2_628_000,
    "grafanacloud_traces_instance_bytes_received_per_second": 50e9 / 2_628_000,
}


@dataclass
class Fake:
    """A Grafana on loopback with a data source of usage. figures: by metric."""

    url: str = ""
    figures: Mapping[str, float] = field(default_factory=lambda: FIGURES)
    refuses: int = 0
    says: str = ""
    silent: threading.Event | None = None
    asked: list[str] = field(default_factory=list[str])
    paths: set[str] = field(default_factory=set[str])
    tokens: set[str | None] = field(default_factory=set[str | None])

    def answer(self, query: str) -> str:
        """As Prometheus answers an instant query, its arithmetic included."""
        (name,) = re.findall(r"grafanacloud_\w+", query)
        result: list[Any] = []
        if name in self.figures:
            value = self.figures[name]
            for factor in re.findall(r" \* (\d+)", query):
                value *= int(factor)
            for divisor in re.findall(r" / (\d+)", query):
                value /= int(divisor)
            result = [{"metric": {}, "value": [1_700_000_000, str(value)]}]
        return json.dumps({"status": "success", "data": {"resultType": "vector", "result": result}})


@contextmanager
def fake(**options: Any) -> Generator[Fake]:
    """Runs one."""
    state = Fake(**options)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            """Answers as Grafana does."""
            at = urlsplit(self.path)
            (query,) = parse_qs(at.query)["query"]
            state.asked.append(query)
            state.paths.add(at.path)
            state.tokens.add(self.headers["Authorization"])
            if state.silent:
                state.silent.wait(10)
                return
            self.send_response(state.refuses or 200)
            self.send_header("Location", f"{state.url}/elsewhere")
            self.end_headers()
            self.wfile.write((state.says or state.answer(query)).encode())

        def log_message(self, format: str, *args: object) -> None:
            """Says nothing."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    state.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield state
    finally:
        if state.silent:
            state.silent.set()
        server.shutdown()
        thread.join()
        server.server_close()


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


def run(*arguments: str, **environ: str) -> int:
    return main(arguments, {"ENV": "prod", **environ})


def test_the_tables_have_every_item_measure_budget_and_endpoint(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run() == 0
    printed = capsys.readouterr().out
    environment = load_environment("prod")
    found = estimate(environment)
    assert f"prod: {found.total:,.0f} USD in a month" in printed
    for item in found.items:
        assert item.name in printed
    for measure_ in MEASURES:
        assert measure_.name in printed
    for key in ("active_series", "monthly_usd", "logs_gb", "traces_gb"):
        assert re.search(rf"\b{key}\b.* %", printed)
    for endpoint in break_evens(environment):
        assert re.search(rf"{re.escape(endpoint.service)} +{endpoint.region} ", printed)
    assert "Measured" not in printed
    assert "OVER" not in printed
    assert "…" not in printed


def test_the_json_says_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("--json") == 0
    said: dict[str, Any] = json.loads(capsys.readouterr().out)
    environment = load_environment("prod")
    found = estimate(environment)
    assert said["total_usd"] == pytest.approx(found.total)
    assert sum(item["usd"] for item in said["items"]) == pytest.approx(found.total)
    assert {*said["items"][0]} == {"part", "name", "region", "quantity", "unit", "usd"}
    assert said["active_series"] == found.active_series
    assert [one["name"] for one in said["savings"]] == [one.name for one in savings(environment)]
    assert not any(budget["over"] for budget in said["budgets"])
    assert said["measured"] == []


def test_reality_is_in_the_tables_where_a_grafana_is_named(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with fake() as state:
        assert run(GRAFANA_URL=f"{state.url}/", GRAFANA_TOKEN=TOKEN) == 0
        printed = capsys.readouterr().out
        assert run("--json", GRAFANA_URL=state.url, GRAFANA_TOKEN=TOKEN) == 0
        said = json.loads(capsys.readouterr().out)
    assert "Measured by Grafana Cloud over 30d" in printed
    assert re.search(r"active series, 95th percentile +280,\d+ +20,000 +series +-93 %", printed)
    assert TOKEN not in printed
    assert said["measured"][0]["measured"] == pytest.approx(20_000)


@pytest.mark.parametrize(
    ("environ", "wanted"),
    [
        ({"ENV": "prd"}, "Did you mean prod?"),
        ({"GRAFANA_URL": "http://grafana.example.com", "GRAFANA_TOKEN": TOKEN}, "in the open"),
    ],
)
def test_a_mistake_ends_with_code_2_and_no_table(
    environ: dict[str, str], wanted: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(**environ) == 2
    printed = capsys.readouterr()
    assert wanted in printed.err
    assert printed.out == ""
    assert TOKEN not in printed.err


def test_a_bill_over_its_budget_is_still_shown(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    small(tmp_path, budgets={"active_series": 10})
    (path,) = tmp_path.glob("*.toml")
    assert run(ENV=str(path)) == 0
    assert "OVER: `make` stops" in capsys.readouterr().out


def test_networks_alone_are_priced_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    small(tmp_path, grafana=None)
    (path,) = tmp_path.glob("*.toml")
    assert run(ENV=str(path)) == 0
    printed = capsys.readouterr().out
    assert "network: NAT gateways" in printed
    assert "Active series by source" not in printed


@pytest.mark.parametrize(
    ("quantity", "told"),
    [(280_767.4, "280,767"), (9.25, "9.2"), (3, "3"), (0.04, "0.0"), (100.5, "100")],
)
def test_amounts_are_as_long_as_they_need_be(quantity: float, told: str) -> None:
    assert amount(quantity) == told


def test_the_page_has_the_measures_as_they_are_now() -> None:
    text = (ROOT / PAGE).read_text()
    assert text == with_measures(text), "Run `make docs`."
    assert all(measure_.name in text for measure_ in MEASURES)


def test_a_page_with_an_old_figure_is_seen() -> None:
    text = (ROOT / PAGE).read_text()
    planted = text.replace("| saves USD |", "| saved USD |")
    assert planted != text
    assert with_measures(planted) == text
    assert BEGIN in text
