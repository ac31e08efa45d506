"""What a rule on logs does with what Loki answers."""

from alerts.prometheus import compared
from alerts.query import LogQL
from alerts.rule import Rule
from proof.case import Alert, LogCase, Verdict
from proof.loki import LokiServer, QueryError


def asked(rule: Rule) -> str:
    """The query of a rule with its threshold. Raises ValueError for a rule on something else."""
    if not isinstance(rule.query, LogQL):
        raise ValueError(f"{rule.title} asks {rule.query.source}")
    return compared(rule.query.expr, rule.fires)


def test_log_rule(server: LokiServer, tenant: str, rule: Rule, case: LogCase,
                  start: float) -> Verdict:  # fmt: skip
    """Whether the real Loki selects what a case expects. Its lines are the tenant's.

    How long it holds (`pending`) is no part of this: that is Grafana's own doing.
    """
    try:
        samples = server.query(tenant, asked(rule), start + case.at)
    except QueryError as error:
        return Verdict(False, str(error))
    try:
        found = [
            Alert(
                sample.labels,
                rule.summary.spoken(sample.labels, sample.value),
                rule.description.spoken(sample.labels, sample.value),
            )
            for sample in samples
        ]
    except KeyError as error:
        return Verdict(False, f"{rule.title}: {error} is no label of what Loki gives: {samples}")
    expected = [
        Alert(a.labels, a.summary, a.description or rule.description.spoken(a.labels))
        for a in case.alerts
    ]
    if sorted(map(_told, found)) == sorted(map(_told, expected)):
        return Verdict(True)
    return Verdict(False, f"{rule.title}: {case.what}\n  expected {expected}\n  got      {found}")


def _told(alert: Alert) -> str:
    return repr((sorted(alert.labels.items()), alert.summary, alert.description))
