"""Names of labels that several rooms use."""

from enum import StrEnum


class AlertLabel(StrEnum):
    """Labels of alerts that routes match and group by."""

    ALERTNAME = "alertname"
    SEVERITY = "severity"
    TEAM = "team"
    SERVICE = "service"
    REGION = "region"
    ALSO = "also"
    """Receivers beyond the team's default, sorted, with commas between them."""


class Annotation(StrEnum):
    """Annotations of alerts. Grafana itself knows the last two."""

    SUMMARY = "summary"
    DESCRIPTION = "description"
    RUNBOOK_URL = "runbook_url"
    DASHBOARD_UID = "__dashboardUid__"
    PANEL_ID = "__panelId__"
