"""The collectors' keys: what is accepted, and what a person reads when one is wrong."""

from pathlib import Path
from typing import Any

import pytest

from settings import UserError, load_environment
from settings.collectors import HeadSampling, TailSampling
from tests.support import TWO_REGIONS, Tables, changed, environment_from


def collecting(**collectors: Any) -> Tables:
    """The two regions with keys of `collectors`, `__` for the dots."""
    return changed(
        TWO_REGIONS, **{f"collectors__{key}": value for key, value in collectors.items()}
    )


def clustered(**cluster: Any) -> Tables:
    return changed(TWO_REGIONS, regions__seoul__cluster=cluster)


WRONG: dict[str, tuple[Tables, str, str, str]] = {
    "unknown key": (
        collecting(logs__journal=True),
        "collectors.logs.journal",
        "There is no such key.",
        "Did you mean journald?",
    ),
    "unknown key of tail sampling": (
        collecting(sampling={"mode": "tail", "keep_route": ["/a"]}),
        "collectors.sampling.keep_route",
        "There is no such key.",
        "Did you mean keep_routes?",
    ),
    "unknown table": (
        collecting(sample={"mode": "head"}),
        "collectors.sample",
        "There is no such key.",
        "Did you mean sampling?",
    ),
    "unknown mode": (
        collecting(sampling={"mode": "both"}),
        "collectors.sampling",
        '"both"',
        "'head', 'tail'",
    ),
    "no mode": (
        collecting(sampling={"percentage": 20}),
        "collectors.sampling",
        "20",
        "mode",
    ),
    "a share of nothing": (
        collecting(sampling={"mode": "head", "percentage": 0}),
        "collectors.sampling.percentage",
        "0",
        "greater than 0",
    ),
    "more than everything": (
        collecting(sampling={"mode": "tail", "percentage": 101}),
        "collectors.sampling.percentage",
        "101",
        "less than or equal to 100",
    ),
    "a share in quotes": (
        collecting(sampling={"mode": "head", "percentage": "15%"}),
        "collectors.sampling.percentage",
        '"15%"',
        "without quotes",
    ),
    "one sampler alone": (
        collecting(sampling={"mode": "tail", "replicas": 1}),
        "collectors.sampling.replicas",
        "1",
        "greater than or equal to 2",
    ),
    "traces waited for too long": (
        collecting(sampling={"mode": "tail", "decision_wait": "5m"}),
        "collectors.sampling.decision_wait",
        "5m is how long every span is kept",
        "at most 120s",
    ),
    "a route that is none": (
        collecting(sampling={"mode": "tail", "keep_routes": ["v1/refunds"]}),
        "collectors.sampling.keep_routes.0",
        '"v1/refunds"',
        "^/",
    ),
    "debug logging, which prints raw lines": (
        collecting(log_level="debug"),
        "collectors.log_level",
        '"debug"',
        "'info', 'warn' or 'error'",
    ),
    "an unknown source of logs": (
        collecting(logs__source="otlp"),
        "collectors.logs.source",
        '"otlp"',
        "'file' or 'kubernetes'",
    ),
    "a namespace allowed and denied": (
        collecting(logs={"allow_namespaces": ["pay", "shop"], "deny_namespaces": ["shop"]}),
        "collectors.logs.deny_namespaces",
        '"shop" is also among allow_namespaces.',
        "one of the two",
    ),
    "a namespace that is an expression": (
        collecting(logs__deny_namespaces=["kube-.*"]),
        "collectors.logs.deny_namespaces.0",
        '"kube-.*"',
        "a-z0-9",
    ),
    "scrapes that are too seldom": (
        collecting(metrics__scrape_interval="5m"),
        "collectors.metrics.scrape_interval",
        "It is 5m.",
        "5s to 120s",
    ),
    "scrapes that are too often": (
        collecting(metrics__scrape_interval="500ms"),
        "collectors.metrics.scrape_interval",
        "It is 500ms.",
        "5s to 120s",
    ),
    "an interval without a unit": (
        collecting(metrics__scrape_interval="60"),
        "collectors.metrics.scrape_interval",
        '"60"',
        "ms|s|m|h",
    ),
    "a WAL that is cut before it is sent": (
        collecting(metrics={"wal_truncate_frequency": "2h", "wal_max_keepalive_time": "2h"}),
        "collectors.metrics.wal_truncate_frequency",
        "2h is not shorter than wal_max_keepalive_time (2h)",
        "shorter one",
    ),
    "a port that does not exist": (
        collecting(metrics__application_ports=[8080, 70000]),
        "collectors.metrics.application_ports.1",
        "70000",
        "less than or equal to 65535",
    ),
    "a receiver that no browser may send to": (
        collecting(faro__enabled=True),
        "collectors.faro.allowed_origins",
        "None is named",
        "https://pay.example.com",
    ),
    "an origin that is everyone": (
        collecting(faro={"enabled": True, "allowed_origins": ["*"]}),
        "collectors.faro.allowed_origins.0",
        '"*"',
        "https://",
    ),
    "the browsers' key itself for its Secret": (
        collecting(faro={"api_key_secret": "Key_1"}),
        "collectors.faro.api_key_secret",
        '"Key_1"',
        "a-z0-9",
    ),
    "one peer alone": (
        collecting(cluster_role={"enabled": True, "replicas": 1}),
        "collectors.cluster_role.replicas",
        "1",
        "greater than or equal to 2",
    ),
    "an API server that is no range": (
        collecting(network_policies__api_server_cidrs=["api.example.com"]),
        "collectors.network_policies.api_server_cidrs.0",
        '"api.example.com"',
        "IPv4 range",
    ),
    "a namespace that Kubernetes does not take": (
        collecting(namespace="Lionpay_Monitoring"),
        "collectors.namespace",
        '"Lionpay_Monitoring"',
        "a-z0-9",
    ),
    "an unknown size": (
        clustered(size="xl"),
        "regions.seoul.cluster.size",
        '"xl"',
        "'s', 'm' or 'l'",
    ),
    "an unknown way to sign in": (
        clustered(access="kubeconfig"),
        "regions.seoul.cluster.access",
        '"kubeconfig"',
        "'exec' or 'ephemeral'",
    ),
    "half a byte of memory": (
        clustered(memory_limit="512m"),
        "regions.seoul.cluster.memory_limit",
        '"512m"',
        "(Mi|Gi)",
    ),
}


@pytest.mark.parametrize(("tables", "key", "given", "wanted"), WRONG.values(), ids=WRONG)
def test_a_mistake_is_told_with_file_key_given_and_wanted(
    tables: Tables, key: str, given: str, wanted: str, tmp_path: Path
) -> None:
    with pytest.raises(UserError) as caught:
        environment_from(tables, tmp_path)
    (problem,) = caught.value.problems
    assert problem.where == f"{tmp_path / 'trial.toml'}: {key}"
    assert given in problem.what
    assert wanted in problem.fix


def test_production_cannot_be_debugged_and_others_can(tmp_path: Path) -> None:
    tables = collecting(debugging=True)
    with pytest.raises(UserError) as caught:
        environment_from(tables, tmp_path, "prod")
    (problem,) = caught.value.problems
    assert problem.where == f"{tmp_path / 'prod.toml'}: collectors.debugging"
    assert "card data" in problem.what
    assert "in prod it cannot be switched on" in problem.fix
    assert environment_from(tables, tmp_path).collectors.debugging


def test_all_mistakes_of_the_collectors_are_told_at_once(tmp_path: Path) -> None:
    tables = collecting(
        metrics__scrape_interval="10m",
        faro__enabled=True,
        sampling={"mode": "tail", "decision_wait": "10m"},
    )
    with pytest.raises(UserError) as caught:
        environment_from(tables, tmp_path)
    keys = [problem.where.partition(": ")[2] for problem in caught.value.problems]
    assert keys == [
        "collectors.metrics.scrape_interval",
        "collectors.faro.allowed_origins",
        "collectors.sampling.decision_wait",
    ]


def test_the_defaults_are_those_of_the_requirements(tmp_path: Path) -> None:
    collectors = environment_from(TWO_REGIONS, tmp_path).collectors
    assert collectors.sampling == HeadSampling(mode="head", percentage=15)
    assert collectors.metrics.scrape_interval == "60s"
    assert collectors.logs.source == "file"
    assert not collectors.faro.enabled
    assert not collectors.cluster_role.enabled
    assert collectors.network_policies.enabled
    assert not collectors.debugging
    assert collectors.faro.api_key_secret == "faro"


def test_the_committed_environments_sample_each_in_their_own_way() -> None:
    assert isinstance(load_environment("prod").collectors.sampling, HeadSampling)
    assert isinstance(load_environment("staging").collectors.sampling, TailSampling)


@pytest.mark.parametrize("limit", ["512Mi", "3Gi"])
def test_a_memory_limit_has_its_unit(limit: str, tmp_path: Path) -> None:
    environment = environment_from(clustered(memory_limit=limit), tmp_path)
    assert environment.regions["seoul"].cluster.memory_limit == limit
