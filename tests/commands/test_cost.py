"""`make cost`: its tables, its JSON and the page that is made of it."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from commands.cost.__main__ import main
from commands.cost.page import BEGIN, PAGE, with_measures
from commands.cost.tables import amount
from settings import load_environment
from telemetry.cost import estimate
from telemetry.cost.break_even import break_evens
from telemetry.cost.measures import MEASURES, savings
from tests.commands.usage import TOKEN, fake
from tests.support import ROOT
from tests.telemetry.cost.cases import small


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
