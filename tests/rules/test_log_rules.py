"""Rules on logs in the real Loki, on lines that passed the real masks."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from alerts.catalogue import rules
from alerts.query import LogQL
from commands.log_proof import START, LogProof, log_proof
from proof.case import LogCase, name_of
from proof.cases import CASES
from proof.environment import proof_environment

pytestmark = [pytest.mark.rules, pytest.mark.xdist_group("loki")]

ENVIRONMENT = proof_environment()
RULES = {rule.title: rule for rule in rules(ENVIRONMENT)}
LOG_CASES = [case for case in CASES if isinstance(case, LogCase)]


@pytest.fixture(scope="module")
def proof(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LogProof]:
    with log_proof(LOG_CASES, ENVIRONMENT, tmp_path_factory.mktemp("logs")) as made:
        yield made


@pytest.mark.parametrize("case", LOG_CASES, ids=name_of)
def test_a_rule_does_what_a_case_says(case: LogCase, proof: LogProof) -> None:
    verdict = proof.verdict(RULES[case.rule], case)
    assert verdict.ok, verdict.printed


def test_a_rule_that_needs_what_is_masked_away_is_noticed(proof: LogProof) -> None:
    case = next(c for c in LOG_CASES if "in .NET" in c.what)
    rule = RULES[case.rule]
    planted = LogQL(
        'sum by (app, region) (count_over_time({app="ledger"} |= `4111111111111111` [10m]))'
    )
    assert not proof.verdict(replace(rule, query=planted), case).ok


def test_a_query_that_loki_refuses_is_told(proof: LogProof) -> None:
    case = LOG_CASES[0]
    planted = replace(RULES[case.rule], query=LogQL("count_over_time({}[5m])"))
    verdict = proof.verdict(planted, case)
    assert not verdict.ok
    assert "Loki refuses the query" in verdict.printed


def test_the_canary_of_logs_is_answered_and_does_not_fire(proof: LogProof) -> None:
    canary = RULES["DatasourceCanary (logs)"]
    assert isinstance(canary.query, LogQL)
    tenant = next(iter(proof.tenants.values()))
    assert [sample.value for sample in proof.server.query(tenant, canary.query.expr, START)] == [1]
