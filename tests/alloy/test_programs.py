"""Composed programs: current, well formed, and with what their role needs and no more."""

import re
from pathlib import Path

import pytest

from alloy.program import module_texts
from alloy.roles import program, roles
from commands.conformance.cli import formatted, validation_errors
from commands.conformance.region import with_collectors
from commands.programs import ENVIRONMENTS, PROGRAMS, expected, stale
from settings import Environment, load_environment
from settings.collectors import ClusterRole, Faro, Logs
from tests.alloy.conftest import tail_environment
from vocabulary.collectors import Role

PROD = load_environment("prod")

OPTIONS: dict[str, Environment] = {
    "logs through the API server": with_collectors(PROD, logs=Logs(source="kubernetes")),
    "journald": with_collectors(PROD, logs=Logs(journald=True)),
    "no events": with_collectors(PROD, logs=Logs(events=False)),
    "namespaces": with_collectors(
        PROD, logs=Logs(allow_namespaces=("shop", "pay"), deny_namespaces=("trial",))
    ),
    "last four": with_collectors(PROD, logs=Logs(keep_last_four=True)),
    "browsers": with_collectors(
        PROD, faro=Faro(enabled=True, allowed_origins=("https://shop.lionpay.example",))
    ),
    "cluster role": with_collectors(PROD, cluster_role=ClusterRole(enabled=True)),
    "tail sampling": tail_environment(),
    "tail sampling for browsers": with_collectors(tail_environment(), faro=Faro(enabled=True)),
    "debugging": with_collectors(load_environment("staging"), debugging=True),
}

GOLDEN = sorted(PROGRAMS.rglob("*.alloy"))


def modules_in(text: str) -> set[str]:
    return set(re.findall(r'^declare "(\w+)"', text, re.MULTILINE))


def test_golden_files_and_generated_modules_are_current() -> None:
    assert [path.name for path in stale(expected())] == [], "run `make programs`, review the diff"


def test_a_golden_file_that_is_not_current_or_too_many_is_told(tmp_path: Path) -> None:
    path = tmp_path / "x.alloy"
    assert path in stale({path: "new"})
    path.write_text("old")
    assert path in stale({path: "new"})
    assert GOLDEN[0] in stale({})


@pytest.mark.engine
@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_a_committed_program_is_formatted_and_valid(alloy: Path, path: Path) -> None:
    text = path.read_text()
    assert formatted(alloy, text) == text
    assert validation_errors(alloy, text) == []


@pytest.mark.engine
@pytest.mark.parametrize("option", OPTIONS)
def test_every_option_composes_formatted_and_valid(alloy: Path, option: str) -> None:
    environment = OPTIONS[option]
    for role in roles(environment):
        text = program(environment, environment.hub, role)
        assert formatted(alloy, text) == text
        assert validation_errors(alloy, text) == []


@pytest.mark.engine
def test_a_wrong_program_is_told(alloy: Path) -> None:
    text = GOLDEN[0].read_text().replace("scrape_timeout", "scrape_time_out")
    assert validation_errors(alloy, text)


def test_a_role_has_what_it_needs_and_no_more() -> None:
    tail = with_collectors(tail_environment(), faro=Faro(enabled=True))
    assert modules_in(program(tail, "seoul", Role.SAMPLER)) == {
        "exit_metrics",
        "exit_traces",
        "keep_metrics",
        "mask_metrics",
        "sampler",
        "self",
    }
    browsers = modules_in(program(tail, "seoul", Role.FARO))
    assert browsers >= {"browsers", "mask_otlp", "mask_logs", "sampling_tail", "self"}
    assert not browsers & {"metrics_node", "metrics_cluster", "logs_pods", "otlp", "exit_traces"}
    hub, spoke = (modules_in(program(PROD, region, Role.NODE)) for region in ("seoul", "tokyo"))
    assert hub - spoke == {"metrics_hub"}
    assert not hub & {"sampler", "sampling_tail", "browsers", "logs_journal", "logs_kubernetes"}


def test_every_use_of_a_module_and_every_module_is_there() -> None:
    for environment in OPTIONS.values():
        for role in roles(environment):
            text = program(environment, environment.hub, role)
            uses = re.findall(r'^\t*(\w+) "\w+" \{', text, re.MULTILINE)
            needed = {use for use in uses if use in module_texts()}
            assert modules_in(text) == needed


def test_the_cluster_role_takes_shared_scrapes_and_events_off_the_nodes() -> None:
    environment = OPTIONS["cluster role"]
    shared = {"metrics_cluster", "metrics_annotated", "metrics_hub", "logs_events"}
    assert not modules_in(program(environment, "seoul", Role.NODE)) & shared
    cluster = modules_in(program(environment, "seoul", Role.CLUSTER))
    assert shared <= cluster
    assert not cluster & {"metrics_node", "logs_pods", "otlp", "exit_traces", "mask_otlp"}


def test_what_is_clustered_is_what_nodes_do_not_see_alone() -> None:
    clustered = {name for name, text in module_texts().items() if "clustering {" in text}
    assert clustered == {"logs_events", "metrics_cluster", "metrics_hub"}


def test_no_committed_program_can_show_raw_data() -> None:
    assert GOLDEN
    for path in GOLDEN:
        assert "livedebugging" not in path.read_text()
        assert 'level  = "debug"' not in path.read_text()
    text = program(OPTIONS["debugging"], "seoul", Role.NODE)
    assert "livedebugging {\n\tenabled = true\n}" in text


def test_settings_reach_the_program() -> None:
    text = program(OPTIONS["namespaces"], "seoul", Role.NODE)
    assert 'drop_namespaces = "trial"' in text
    assert 'keep_namespaces = "|shop|pay"' in text
    last = program(OPTIONS["last four"], "seoul", Role.NODE)
    assert "card_tag   = `[PAN-{{ $found }}]`" in last
    assert "percentage = 15" in program(PROD, "seoul", Role.NODE)
    assert {path.parent.name for path in GOLDEN} == set(ENVIRONMENTS)
