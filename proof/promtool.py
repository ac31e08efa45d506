"""Asks Prometheus' own rule engine, by promtool, what rules do on the data of cases."""

import json
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from alerts.prometheus import prometheus_recording, prometheus_rule
from alerts.query import PromQL
from alerts.rule import Recording, Rule
from proof.case import Alert, MetricCase, Verdict
from vocabulary.labels import Annotation

RUNBOOKS = "https://runbooks.example.com"

RULES = "rules.json"
"""promtool reads YAML, of which JSON is a part."""

RECORDED, ALERTING = "recordings", "alerts"
"""Groups of a rule file."""


def check_rules(promtool: Path, rules: Sequence[Rule], recordings: Sequence[Recording],
                folder: Path) -> Verdict:  # fmt: skip
    """`promtool check rules` with all of its lints, of which any is a failure."""
    path = folder / RULES
    path.write_text(json.dumps(_groups(rules, recordings)))
    return _run([promtool, "check", "rules", "--lint=all", "--lint-fatal", path])


def test_rules(
    promtool: Path,
    rules: Sequence[Rule],
    recordings: Sequence[Recording],
    cases: Sequence[MetricCase],
    folder: Path,
) -> Verdict:
    """`promtool test rules` over all cases; each names a rule of `rules` by its title.

    Rules are evaluated as often as a case has values: a week of minutes takes seconds.
    """
    (folder / RULES).write_text(json.dumps(_groups(rules, _needed(rules, recordings))))
    by_title = {rule.title: rule for rule in rules}
    files: list[Path] = []
    for step in sorted({case.step for case in cases}):
        tests = {
            "rule_files": [RULES],
            "evaluation_interval": f"{step}m",
            # Without it, chance decides what is evaluated first of the same moment.
            "group_eval_order": [RECORDED, ALERTING],
            "tests": [_test(case, by_title[case.rule]) for case in cases if case.step == step],
        }
        files.append(folder / f"tests-{step}m.json")
        files[-1].write_text(json.dumps(tests))
    return _run([promtool, "test", "rules", *files])


def _needed(rules: Sequence[Rule], recordings: Sequence[Recording]) -> list[Recording]:
    """Recordings that a rule asks for: each of them costs an evaluation a minute."""
    asked = [rule.query.expr for rule in rules if isinstance(rule.query, PromQL)]
    return [
        recording
        for recording in recordings
        if any(
            recording.metric in expr
            and all(f'{name}="{value}"' in expr for name, value in recording.labels.items())
            for expr in asked
        )
    ]


def _groups(rules: Sequence[Rule], recordings: Sequence[Recording]) -> dict[str, Any]:
    recorded = [prometheus_recording(recording) for recording in recordings]
    alerting = [prometheus_rule(rule, RUNBOOKS) for rule in rules]
    groups = [(RECORDED, recorded), (ALERTING, alerting)]
    return {"groups": [{"name": name, "rules": made} for name, made in groups if made]}


def _test(case: MetricCase, rule: Rule) -> dict[str, Any]:
    moments = {case.at: [_expected(rule, alert) for alert in case.alerts]}
    if case.alerts and case.at:
        moments[case.at - case.step] = []
    return {
        "name": f"{rule.title}: {case.what}",
        "interval": f"{case.step}m",
        "input_series": [{"series": s, "values": v} for s, v in case.data.items()],
        "alert_rule_test": [
            {"eval_time": f"{at}m", "alertname": rule.title, "exp_alerts": alerts}
            for at, alerts in moments.items()
        ],
    }


def _expected(rule: Rule, alert: Alert) -> dict[str, Any]:
    panel = rule.panel
    shown: Mapping[str, str] = (
        {
            Annotation.DASHBOARD_UID.value: panel.dashboard.value,
            Annotation.PANEL_ID.value: str(panel.id),
        }
        if panel
        else {}
    )
    return {
        "exp_labels": {**alert.labels, **rule.labels},
        "exp_annotations": {
            "summary": alert.summary,
            "description": alert.description or rule.description.spoken(alert.labels),
            "runbook_url": f"{RUNBOOKS}/{rule.runbook}.md",
            **shown,
        },
    }


def _run(command: Sequence[str | Path]) -> Verdict:
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    return Verdict(run.returncode == 0, run.stdout + run.stderr)
