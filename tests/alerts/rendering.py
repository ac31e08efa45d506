"""Renders messages with the real amtool, from payloads as Grafana sends them.

amtool knows Alertmanager's alerts. Grafana's have four fields more: `Values`, `SilenceURL`,
`DashboardURL` and `PanelURL`. For amtool these are taken from where an alert of its own can hold
them: the addresses from annotations of those names, the values from a `dict` that is written into
the template. So everything is rendered but that Grafana has fields of these names.
"""

import json
import re
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

ONLY_IN_GRAFANA = ("Values", "SilenceURL", "DashboardURL", "PanelURL")

NEVER = "0001-01-01T00:00:00Z"
"""How Go writes the end of what has not ended."""

Alert = dict[str, Any]


def alert(
    labels: Mapping[str, str],
    annotations: Mapping[str, str],
    *,
    since: str = "2026-11-25T03:04:05Z",
    until: str = NEVER,
) -> Alert:
    """An alert that fires, or that is over when it has an end."""
    return {
        "status": "firing" if until == NEVER else "resolved",
        "labels": dict(labels),
        "annotations": dict(annotations),
        "startsAt": since,
        "endsAt": until,
        "generatorURL": "https://lionpay.grafana.net/alerting/grafana/psp/view",
        "fingerprint": "0a1b2c3d",
    }


def payload(alerts: Sequence[Alert]) -> dict[str, Any]:
    """A notification of a group of alerts."""
    first: dict[str, str] = alerts[0]["labels"]
    common = {k: v for k, v in first.items() if all(a["labels"].get(k) == v for a in alerts)}
    firing = any(a["status"] == "firing" for a in alerts)
    return {
        "receiver": "payments-chat",
        "status": "firing" if firing else "resolved",
        "alerts": list(alerts),
        "groupLabels": {},
        "commonLabels": common,
        "commonAnnotations": {},
        "externalURL": "https://lionpay.grafana.net/",
    }


def rendered(
    amtool: Path,
    group: str,
    text: str,
    data: Mapping[str, Any],
    values: Mapping[str, float],
) -> str:
    """What a text, such as `{{ template "lionpay.title" . }}`, says of a payload."""
    with tempfile.TemporaryDirectory() as folder:
        templates, file = Path(folder, "group.tmpl"), Path(folder, "data.json")
        templates.write_text(for_amtool(group, values))
        file.write_text(json.dumps(data))
        run = subprocess.run(
            [
                amtool,
                "template",
                "render",
                f"--template.glob={templates}",
                f"--template.text={for_amtool(text, values)}",
                f"--template.data={file}",
            ],
            capture_output=True,
            text=True,
            check=False,
        )
    assert run.returncode == 0, run.stderr
    return run.stdout


def for_amtool(text: str, values: Mapping[str, float]) -> str:
    """Templates with a place in Alertmanager's data for what only Grafana's have."""
    pairs = " ".join(f'"{query}" {value!r}' for query, value in values.items())

    def stand_in(match: re.Match[str]) -> str:
        return f"(dict {pairs})" if match[1] == "Values" else f".Annotations.{match[1]}"

    return re.sub(rf"\.({'|'.join(ONLY_IN_GRAFANA)})\b", stand_in, text)
