"""The real pint over all rules on metrics: what it looks for is in proof/pint.hcl."""

import json
import re
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from alerts.catalogue import recordings, rules
from alerts.prometheus import prometheus_recording, prometheus_rule
from alerts.query import PromQL
from alerts.rule import Recording, Rule
from alerts.text import text
from commands.engines.build import tool
from proof.environment import proof_environment
from settings import Environment, load_environment
from tests.support import ROOT

pytestmark = pytest.mark.rules

CONFIGURATION = ROOT / "proof" / "pint.hcl"

PROOF = proof_environment()


@dataclass(frozen=True)
class Found:
    """A problem. rule: what it is of, by its title or its recorded series."""

    rule: str
    check: str
    severity: str


@pytest.fixture(scope="module")
def pint() -> Path:
    return tool("pint")


def metric_rules(environment: Environment) -> list[Rule]:
    return [rule for rule in rules(environment) if isinstance(rule.query, PromQL)]


def linted(
    pint: Path,
    folder: Path,
    alerting: Sequence[Rule],
    recorded: Sequence[Recording],
    configuration: Path = CONFIGURATION,
) -> set[Found]:
    """What pint says of rules; of YAML, JSON is a part, and each rule is a line of it."""
    names = [*(r.metric for r in recorded), *(rule.title for rule in alerting)]
    entries = [prometheus_recording(recording) for recording in recorded]
    entries += [prometheus_rule(rule, "https://runbooks.example.com") for rule in alerting]
    lines = ",\n".join(json.dumps(entry) for entry in entries)
    (folder / "rules.yml").write_text(
        f'{{"groups": [{{"name": "all", "rules": [\n{lines}\n]}}]}}\n'
    )
    command = [pint, "--no-color", "--offline", "--config", configuration, "lint"]
    command += ["--min-severity", "info", "--json", "found.json", "rules.yml"]
    run = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert (folder / "found.json").exists(), run.stderr
    assert f"entries={len(entries)}" in run.stderr, run.stderr
    # The first line is that of `groups`, and lines begin with 1.
    return {
        Found(names[int(problem["lines"][0]) - 2], problem["reporter"], problem["severity"])
        for problem in json.loads((folder / "found.json").read_text())
    }


@pytest.mark.parametrize(
    "environment",
    [load_environment("prod"), load_environment("staging"), PROOF],
    ids=lambda environment: environment.name,
)
def test_pint_has_nothing_to_say_against_an_environments_rules(
    environment: Environment, pint: Path, tmp_path: Path
) -> None:
    assert not linted(pint, tmp_path, metric_rules(environment), recordings(environment))


@pytest.mark.parametrize(
    ("changes", "check"),
    [
        ({"query": PromQL("topk(3, sum by (region) (x))")}, "promql/fragile"),
        ({"query": PromQL("sum by (service) (sum by (region) (x))")}, "promql/impossible"),
        ({"summary": text("{pod} fails")}, "alerts/template"),
    ],
)
def test_a_planted_rule_is_caught(
    changes: dict[str, Any], check: str, pint: Path, tmp_path: Path
) -> None:
    good = next(rule for rule in metric_rules(PROOF) if rule.name == "RouteErrorRatioHigh")
    assert not linted(pint, tmp_path, [good], [])
    found = linted(pint, tmp_path, [replace(good, **changes)], [])
    assert check in {problem.check for problem in found}


def test_two_rules_that_are_one_are_caught(pint: Path, tmp_path: Path) -> None:
    rule = metric_rules(PROOF)[0]
    found = linted(pint, tmp_path, [rule, rule], [])
    assert Found(rule.title, "rule/duplicate", "Bug") in found


def test_a_planted_recording_is_caught(pint: Path, tmp_path: Path) -> None:
    recording = recordings(PROOF)[0]
    planted = replace(recording, metric="planted", expr="sum by (pod) (rate(x_total[5m]))")
    checks = {problem.check for problem in linted(pint, tmp_path, [], [planted])}
    assert checks == {"rule/name", "promql/aggregate"}


def test_every_check_that_is_disabled_would_find_something(pint: Path, tmp_path: Path) -> None:
    """And what is disabled for one rule would find it there."""
    bare = tmp_path / "bare.hcl"
    bare.write_text('parser {\n  names = "legacy"\n}\n')
    found = linted(pint, tmp_path, metric_rules(PROOF), recordings(PROOF), bare)
    written = CONFIGURATION.read_text()
    everywhere = re.search(r"disabled = \[(.*?)\]", written, re.DOTALL)
    assert everywhere
    for check in re.findall(r'^ +"([a-z_/]+)"', everywhere[1], re.MULTILINE):
        assert check in {problem.check for problem in found}
    for_some = re.findall(r'name = "(.+)"\s+\}\s+#.*\s+disable = \["(.+)"\]', written)
    assert len(for_some) == written.count("disable =")
    for name, check in for_some:
        assert any(p.check == check and re.fullmatch(name, p.rule) for p in found), name
