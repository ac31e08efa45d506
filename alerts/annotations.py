"""The annotations of a rule, for both engines."""

from collections.abc import Callable

from alerts.rule import Rule
from alerts.text import Text
from vocabulary.labels import Annotation


def annotations(rule: Rule, runbooks: str, render: Callable[[Text], str]) -> dict[str, str]:
    """What people read. runbooks: the address of the folder of runbooks."""
    panel = rule.panel
    shown = (
        {
            Annotation.DASHBOARD_UID.value: panel.dashboard.value,
            Annotation.PANEL_ID.value: str(panel.id),
        }
        if panel
        else {}
    )
    return {
        Annotation.SUMMARY.value: render(rule.summary),
        Annotation.DESCRIPTION.value: render(rule.description),
        Annotation.RUNBOOK_URL.value: f"{runbooks}/{rule.runbook}.md",
        **shown,
    }
