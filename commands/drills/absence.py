"""Asks Prometheus' own rule engine whether a rule on absence sees that nothing arrives."""

import json
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

from commands.engines.build import tool

SERIES = 'up{job="kubelet", region="ap-northeast-2"}'
ALERT = "TelemetryAbsent"


def is_absence_seen(times_ms: Sequence[int], interval: float, window: float) -> bool:
    """Whether absence for `window` seconds is told at the end of what arrived, and not before.

    times_ms: when the samples of one series were scraped, with the gap somewhere among them.
    """
    seen = sorted({round(at / 1000 / interval) for at in times_ms})
    steps = [at - seen[0] for at in seen]
    gap = max(range(1, len(steps)), key=lambda at: steps[at] - steps[at - 1])
    before, after = (steps[at] * interval for at in (gap - 1, gap))
    # What the rule sees at the end of the gap, and what it saw at its beginning.
    return _fires(steps, interval, window, after - interval / 2) and not _fires(
        steps, interval, window, before
    )


def _fires(steps: Sequence[int], interval: float, window: float, at: float) -> bool:
    present = set(steps)
    values = " ".join("1" if step in present else "_" for step in range(steps[-1] + 1))
    rule = {
        "alert": ALERT,
        "expr": f"absent_over_time({SERIES}[{_duration(window)}])",
        "labels": {"severity": "critical"},
    }
    labels = {"severity": "critical", "job": "kubelet", "region": "ap-northeast-2"}
    test = {
        "interval": _duration(interval),
        "input_series": [{"series": SERIES, "values": values}],
        "alert_rule_test": [
            {
                "eval_time": _duration(at),
                "alertname": ALERT,
                "exp_alerts": [{"exp_labels": labels}],
            }
        ],
    }
    with tempfile.TemporaryDirectory(prefix="absence-") as folder:
        rules, tests = Path(folder) / "rules.yml", Path(folder) / "tests.yml"
        # JSON is YAML.
        rules.write_text(json.dumps({"groups": [{"name": "absence", "rules": [rule]}]}))
        tests.write_text(
            json.dumps(
                {
                    "rule_files": [str(rules)],
                    "evaluation_interval": _duration(interval / 2),
                    "tests": [test],
                }
            )
        )
        promtool = tool("promtool")
        subprocess.run([promtool, "check", "rules", rules], check=True, capture_output=True)
        done = subprocess.run(
            [promtool, "test", "rules", tests], check=False, capture_output=True, text=True
        )
    if done.returncode and "exp:" not in done.stdout + done.stderr:
        raise RuntimeError(f"promtool did not test the rule:\n{done.stdout}{done.stderr}")
    return done.returncode == 0


def _duration(seconds: float) -> str:
    return f"{round(seconds * 1000)}ms"
