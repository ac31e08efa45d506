"""What a message says: one text for every channel, with its words in English or Korean.

What is wrong, where, since when, the value, and where to go: runbook, dashboard, silence, rule.
What a rule itself says (summary, description) stays in the language that it was written in.
"""

from collections.abc import Mapping

from settings import Environment

GROUP = "lionpay"
"""The name of the one group of templates. The names in it are of all Grafana's templates: each
begins with this."""

VALUE = "B"
"""The query of a rule whose value is told: the reduced one, which the threshold looks at."""

SHOWN = 10
"""Alerts of a group that are told one by one; messages have a greatest length."""

WORDS: Mapping[str, Mapping[str, str]] = {
    "firing": {"en": "FIRING", "ko": "발생"},
    "resolved": {"en": "RESOLVED", "ko": "해소"},
    "critical": {"en": "critical", "ko": "긴급"},
    "warning": {"en": "warning", "ko": "경고"},
    "info": {"en": "info", "ko": "정보"},
    "where": {"en": "Where", "ko": "위치"},
    "since": {"en": "Since", "ko": "발생 시각"},
    "until": {"en": "Until", "ko": "해소 시각"},
    "value": {"en": "Value", "ko": "값"},
    "runbook": {"en": "Runbook", "ko": "런북"},
    "dashboard": {"en": "Dashboard", "ko": "대시보드"},
    "silence": {"en": "Silence", "ko": "알림 끄기"},
    "rule": {"en": "Rule", "ko": "규칙"},
    "shown": {"en": "alerts in all; shown", "ko": "건 중 표시"},
}
"""The messages' own words, by language."""

TEXT = """
{{ define "lionpay.severity" }}{{ if eq . "critical" }}{{ template "lionpay.word.critical" }}\
{{ else if eq . "warning" }}{{ template "lionpay.word.warning" }}\
{{ else if eq . "info" }}{{ template "lionpay.word.info" }}{{ else }}{{ . }}{{ end }}{{ end }}

{{ define "lionpay.counts" }}{{ with .Alerts.Firing }}{{ template "lionpay.word.firing" }} \
{{ len . }}{{ end }}{{ if and .Alerts.Firing .Alerts.Resolved }}, {{ end }}\
{{ with .Alerts.Resolved }}{{ template "lionpay.word.resolved" }} {{ len . }}{{ end }}{{ end }}

{{ define "lionpay.title" }}[{{ template "lionpay.counts" . }}]\
{{ with .CommonLabels.severity }} {{ template "lionpay.severity" . }}{{ end }} \
{{ .CommonLabels.alertname }}{{ with .CommonLabels.rulename }} {{ . }}{{ end }}\
{{ with .CommonLabels.region }} {{ . }}{{ end }}{{ with .CommonLabels.service }} {{ . }}{{ end }}\
{{ end }}

{{ define "lionpay.where" }}{{ .Labels.region }}\
{{ if and .Labels.region .Labels.service }}, {{ end }}{{ .Labels.service }}{{ end }}

{{ define "lionpay.time" }}{{ . | tz "<timezone>" | date "2006-01-02 15:04 MST" }}{{ end }}

{{ define "lionpay.facts" }}\
{{ if or .Labels.region .Labels.service }}{{ template "lionpay.word.where" }}: \
{{ template "lionpay.where" . }}
{{ end }}{{ template "lionpay.word.since" }}: {{ template "lionpay.time" .StartsAt }}
{{ if eq .Status "resolved" }}{{ template "lionpay.word.until" }}: \
{{ template "lionpay.time" .EndsAt }}
{{ end }}{{ range $query, $value := .Values }}{{ if eq $query "<value>" }}\
{{ template "lionpay.word.value" }}: {{ printf "%.6g" $value }}
{{ end }}{{ end }}{{ end }}

{{ define "lionpay.plain" }}{{ with .Annotations.summary }}{{ . }}
{{ end }}{{ with .Annotations.description }}{{ . }}
{{ end }}{{ template "lionpay.facts" . }}\
{{ with .Annotations.runbook_url }}{{ template "lionpay.word.runbook" }}: {{ . }}
{{ end }}{{ with or .PanelURL .DashboardURL }}{{ template "lionpay.word.dashboard" }}: {{ . }}
{{ end }}{{ with .SilenceURL }}{{ template "lionpay.word.silence" }}: {{ . }}
{{ end }}{{ with .GeneratorURL }}{{ template "lionpay.word.rule" }}: {{ . }}
{{ end }}{{ end }}

{{ define "lionpay.linked" }}{{ with .Annotations.summary }}*{{ . }}*
{{ end }}{{ with .Annotations.description }}{{ . }}
{{ end }}{{ template "lionpay.facts" . }}\
{{ with .Annotations.runbook_url }}<{{ . }}|{{ template "lionpay.word.runbook" }}> {{ end }}\
{{ with or .PanelURL .DashboardURL }}<{{ . }}|{{ template "lionpay.word.dashboard" }}> {{ end }}\
{{ with .SilenceURL }}<{{ . }}|{{ template "lionpay.word.silence" }}> {{ end }}\
{{ with .GeneratorURL }}<{{ . }}|{{ template "lionpay.word.rule" }}>{{ end }}
{{ end }}

{{ define "lionpay.more" }}{{ if gt (len .) <shown> }}\
{{ len . }} {{ template "lionpay.word.shown" }} <shown>
{{ end }}{{ end }}

{{ define "lionpay.list" }}{{ range $i, $alert := . }}{{ if lt $i <shown> }}\
{{ template "lionpay.plain" $alert }}
{{ end }}{{ end }}{{ template "lionpay.more" . }}{{ end }}

{{ define "lionpay.text" }}{{ template "lionpay.list" .Alerts.Firing }}\
{{ template "lionpay.list" .Alerts.Resolved }}{{ end }}

{{ define "lionpay.slack" }}{{ range $i, $alert := .Alerts }}{{ if lt $i <shown> }}\
{{ template "lionpay.linked" $alert }}
{{ end }}{{ end }}{{ template "lionpay.more" .Alerts }}{{ end }}

{{ define "lionpay.pagerduty.severity" }}{{ with .CommonLabels.severity }}{{ . }}{{ else }}critical\
{{ end }}{{ end }}
"""
"""Every template but the words. Fields that only Grafana's alerts have, and Alertmanager's lack,
are `.Values`, `.PanelURL`, `.DashboardURL` and `.SilenceURL`."""

TITLE = '{{ template "lionpay.title" . }}'
PLAIN = '{{ template "lionpay.text" . }}'
SLACK = '{{ template "lionpay.slack" . }}'
PAGERDUTY_SEVERITY = '{{ template "lionpay.pagerduty.severity" . }}'
PAGERDUTY_DETAILS: Mapping[str, str] = {
    "firing": '{{ template "lionpay.list" .Alerts.Firing }}',
    "resolved": '{{ template "lionpay.list" .Alerts.Resolved }}',
}
"""Under the names of Grafana's own details, whose place they take."""


def template_group(environment: Environment) -> str:
    """The text of the group of templates."""
    alerting = environment.alerting
    words = "\n".join(
        f'{{{{ define "lionpay.word.{word}" }}}}{said[alerting.language]}{{{{ end }}}}'
        for word, said in WORDS.items()
    )
    text = (
        TEXT.replace("<value>", VALUE)
        .replace("<timezone>", alerting.timezone)
        .replace("<shown>", str(SHOWN))
    )
    # Grafana gives it back without white space around it.
    return f"{words}\n{text}".strip()
