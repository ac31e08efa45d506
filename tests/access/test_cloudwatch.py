"""Grafana's role in AWS: who gets it, and what it reads, asked as IAM asks."""

import json
from pathlib import Path
from typing import Any

import pytest

from access.cloudwatch import (
    METRIC_READS,
    MetricsReaderPlan,
    metrics_reader_plan,
    reads_metrics,
    trusts_grafana_cloud,
)
from settings import UserError, load_environment
from settings.grafana import CloudWatchRole
from tests.support import Tables, changed, environment_from, with_grafana

PLAN = MetricsReaderPlan("reader", "008923505280", "1234567", ("ap-northeast-1", "ap-northeast-2"))
PROD = load_environment("prod")


def grafana(**keys: Any) -> Tables:
    return changed(with_grafana(), **{f"grafana__{key}": value for key, value in keys.items()})


def statement(document: str) -> dict[str, Any]:
    (only,) = json.loads(document)["Statement"]
    return only


def test_production_has_a_role_for_its_regions_and_staging_names_one_that_is_there() -> None:
    assert metrics_reader_plan(PROD) == MetricsReaderPlan(
        "lionpay-prod-grafana-cloudwatch",
        "008923505280",
        "1000000",
        ("ap-northeast-1", "ap-northeast-2"),
    )
    assert metrics_reader_plan(load_environment("staging")) is None


def test_the_account_that_is_shown_can_be_another() -> None:
    assert PROD.grafana
    given = CloudWatchRole(external_id="1234567", account="111122223333")
    cloud = PROD.grafana.model_copy(update={"cloudwatch": given})
    plan = metrics_reader_plan(PROD.model_copy(update={"grafana": cloud}))
    assert plan
    assert statement(trusts_grafana_cloud(plan))["Principal"] == {
        "AWS": "arn:aws:iam::111122223333:root"
    }


def test_grafanas_account_gets_in_with_our_external_id_alone() -> None:
    trust = statement(trusts_grafana_cloud(PLAN))
    assert trust["Principal"] == {"AWS": "arn:aws:iam::008923505280:root"}
    assert trust["Action"] == "sts:AssumeRole"
    assert trust["Condition"] == {"StringEquals": {"sts:ExternalId": "1234567"}}


def test_it_reads_metrics_in_the_environments_regions_and_nothing_else() -> None:
    read = statement(reads_metrics(PLAN))
    assert read["Action"] == list(METRIC_READS)
    assert all(action.split(":")[1].startswith(("Get", "List")) for action in METRIC_READS)
    assert read["Condition"] == {
        "StringEquals": {"aws:RequestedRegion": ["ap-northeast-1", "ap-northeast-2"]}
    }


def test_two_roles_for_one_source_are_refused(tmp_path: Path) -> None:
    arn = "arn:aws:iam::111122223333:role/grafana-cloudwatch"
    both = grafana(cloudwatch={"external_id": "1111111"}, cloudwatch_role=arn)
    with pytest.raises(UserError) as caught:
        environment_from(both, tmp_path)
    (problem,) = caught.value.problems
    assert problem.where.endswith(": grafana.cloudwatch_role")
    assert "makes another role" in problem.what


@pytest.mark.parametrize(
    "wrong", [{}, {"external_id": "*"}, {"external_id": "1234567", "account": "grafana"}]
)
def test_a_role_without_a_proper_external_id_or_account_is_refused(
    wrong: dict[str, str], tmp_path: Path
) -> None:
    with pytest.raises(UserError, match=r"grafana\.cloudwatch"):
        environment_from(grafana(cloudwatch=wrong), tmp_path)
