"""The table of prices: whole, dated, with sources; and what an environment file may override."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import tomli_w

from settings import UserError, load_environment
from settings.files import PRICE_TABLE, other_environments, read_toml
from settings.prices import AwsPrices, GrafanaPrices, load_price_table, overridden
from settings.workload import Workload
from tests.support import TWO_REGIONS, Tables, changed, environment_from

REGION = "ap-northeast-2"


def test_every_group_of_prices_has_a_date_and_a_source() -> None:
    prices = load_environment("prod").prices
    for group in (prices.grafana, *prices.aws.values()):
        assert date(2026, 1, 1) < group.as_of
        assert all(source.startswith("https://") for source in group.sources)


def test_every_region_of_the_committed_environments_has_prices() -> None:
    for name in ("prod", "staging"):
        environment = load_environment(name)
        used = {region.aws_region for region in environment.regions.values()}
        assert used <= {*environment.prices.aws}


def test_what_is_not_confirmed_is_marked_beside_it() -> None:
    """A mark stands before its figures: who takes one away has to have a reason."""
    assert PRICE_TABLE.read_text().count("# NOT CONFIRMED: ") == 3


def test_the_price_table_is_no_environment() -> None:
    with pytest.raises(UserError, match="no such environment file") as caught:
        load_environment("prices")
    assert "prod, staging" in str(caught.value)


def test_the_price_table_is_no_twin_of_an_environment(tmp_path: Path) -> None:
    for name in ("prod", "staging", "prices", "regions"):
        (tmp_path / f"{name}.toml").write_text("")
    assert {*other_environments(tmp_path / "prod.toml")} == {"staging"}


def test_a_contract_overrides_single_prices(tmp_path: Path) -> None:
    own = {"grafana": {"series_thousand": 5.25}, "aws": {REGION: {"internet_out_gb": 0.08}}}
    prices = environment_from(changed(TWO_REGIONS, prices=own), tmp_path).prices
    listed = load_environment("prod").prices
    assert prices.grafana == listed.grafana.model_copy(update={"series_thousand": 5.25})
    assert prices.aws[REGION].internet_out_gb == 0.08
    assert prices.aws[REGION].nat_gateway_gb == listed.aws[REGION].nat_gateway_gb
    assert prices.aws["ap-northeast-1"] == listed.aws["ap-northeast-1"]


def test_a_region_that_the_table_lacks_can_be_given_whole(tmp_path: Path) -> None:
    whole = read_toml(PRICE_TABLE)["aws"][REGION]
    tables = changed(TWO_REGIONS, prices={"aws": {"eu-west-1": whole}})
    assert {*environment_from(tables, tmp_path).prices.aws} == {
        REGION,
        "ap-northeast-1",
        "eu-west-1",
    }


WRONG: dict[str, tuple[Tables, str, str]] = {
    "an unknown price": (
        {"grafana": {"series_tousand": 5}},
        "prices.grafana.series_tousand",
        "Did you mean series_thousand?",
    ),
    "a price in quotes": (
        {"aws": {REGION: {"key_month": "1"}}},
        f"prices.aws.{REGION}.key_month",
        "Give a number, without quotes.",
    ),
    "a price below zero": (
        {"aws": {REGION: {"key_month": -1}}},
        f"prices.aws.{REGION}.key_month",
        "greater than or equal to 0",
    ),
    "a price without end": (
        {"aws": {REGION: {"key_month": float("inf")}}},
        f"prices.aws.{REGION}.key_month",
        "finite number",
    ),
    "no table": ({"grafana": 5}, "prices.grafana", "Give a table"),
    "a currency that nothing is priced in": ({"currency": "KRW"}, "prices.currency", "USD"),
    "a date that is none": ({"grafana": {"as_of": "soon"}}, "prices.grafana.as_of", "date"),
}


@pytest.mark.parametrize(("prices", "key", "wanted"), WRONG.values(), ids=WRONG)
def test_a_wrong_override_is_told_with_the_environments_own_file(
    prices: Tables, key: str, wanted: str, tmp_path: Path
) -> None:
    with pytest.raises(UserError) as caught:
        environment_from(changed(TWO_REGIONS, prices=prices), tmp_path)
    (problem,) = caught.value.problems
    assert problem.where == f"{tmp_path / 'trial.toml'}: {key}"
    assert wanted in problem.fix


def test_a_region_that_is_given_in_part_is_told_what_it_lacks(tmp_path: Path) -> None:
    tables = changed(TWO_REGIONS, prices={"aws": {"eu-west-1": {"nat_gateway_hour": 0.048}}})
    with pytest.raises(UserError) as caught:
        environment_from(tables, tmp_path)
    lacks = {problem.where.rpartition(".")[2] for problem in caught.value.problems}
    assert lacks == {*AwsPrices.model_fields} - {"nat_gateway_hour"}


def test_a_table_that_is_not_whole_is_told_with_its_own_file(tmp_path: Path) -> None:
    tables = read_toml(PRICE_TABLE)
    del tables["grafana"]["series_thousand"]
    path = tmp_path / "prices.toml"
    path.write_text(tomli_w.dumps(tables))
    with pytest.raises(UserError) as caught:
        load_price_table(path)
    (problem,) = caught.value.problems
    assert problem.where == f"{path}: grafana.series_thousand"
    assert "It is missing." in problem.what


def test_overriding_leaves_the_table_as_it_is() -> None:
    table: dict[str, Any] = {"a": {"b": 1, "c": 2}, "d": 3}
    assert overridden(table, {"a": {"b": 5}, "e": 6}) == {"a": {"b": 5, "c": 2}, "d": 3, "e": 6}
    assert table == {"a": {"b": 1, "c": 2}, "d": 3}


def test_every_price_says_its_unit_in_its_name() -> None:
    units = ("_month", "_hour", "_gb", "_thousand", "_included", "_minute")
    for model in (GrafanaPrices, AwsPrices):
        for name in set(model.model_fields) - {"as_of", "sources"}:
            assert name.endswith(units), name


LOADS: dict[str, tuple[Tables, str, str]] = {
    "a share above one": ({"debug_share": 40}, "debug_share", "less than or equal to 1"),
    "half a node": ({"nodes": 1.5}, "nodes", "whole number"),
    "pods below none": ({"pods": -1}, "pods", "greater than or equal to 0"),
    "more hours than a month has": ({"rollout_hours": 800}, "rollout_hours", "730"),
    "an unknown key": ({"request_per_second": 1}, "request_per_second", "requests_per_second"),
    "endless logs": (
        {"log_lines_per_second": float("inf")},
        "log_lines_per_second",
        "finite number",
    ),
}


@pytest.mark.parametrize(("load", "key", "wanted"), LOADS.values(), ids=LOADS)
def test_a_wrong_load_is_told(load: Tables, key: str, wanted: str, tmp_path: Path) -> None:
    with pytest.raises(UserError) as caught:
        environment_from(changed(TWO_REGIONS, regions__seoul__load=load), tmp_path)
    (problem,) = caught.value.problems
    assert problem.where == f"{tmp_path / 'trial.toml'}: regions.seoul.load.{key}"
    assert wanted in problem.fix


def test_a_region_without_a_load_is_the_reference_cluster(tmp_path: Path) -> None:
    assert environment_from(TWO_REGIONS, tmp_path).regions["seoul"].load == Workload()


def test_a_service_that_has_no_endpoint_is_told_with_those_that_have(tmp_path: Path) -> None:
    tables = changed(TWO_REGIONS, regions__seoul__load={"aws_gb": {"sqs": 1}})
    with pytest.raises(UserError) as caught:
        environment_from(tables, tmp_path)
    (problem,) = caught.value.problems
    assert "regions.seoul.load.aws_gb.sqs" in problem.where
    assert "'secretsmanager'" in problem.fix
