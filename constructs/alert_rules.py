"""Grafana's folders and rule groups."""

from collections.abc import Sequence

from alerts.grafana import CONDITION, EVALUATIONS_TO_RESOLVE, GrafanaRecording, GrafanaRule
from alerts.grafana import QueryData as Query
from alerts.grafana import RuleGroup as Group
from constructs.literal import literal
from providers import grafana
from providers.core import Construct

FOLDER = "lionpay-{team}"
"""The uid of a team's folder."""


class AlertRules(Construct):
    """A folder for each team and the rule groups in it.

    A folder with rules in it, also hand-made ones, cannot be destroyed. editable: whether people
    may change the rules in Grafana.
    """

    def __init__(
        self, scope: Construct, id: str, *, groups: Sequence[Group], editable: bool
    ) -> None:
        super().__init__(scope, id)
        self.folders = {
            team: grafana.Folder(
                self,
                f"folder-{team}",
                uid=FOLDER.format(team=team),
                title=f"Lionpay {team}",
                prevent_destroy_if_not_empty=True,
            )
            for team in sorted({group.team for group in groups})
        }
        for group in groups:
            grafana.RuleGroup(
                self,
                f"{group.team}-{group.name}",
                name=group.name,
                folder_uid=self.folders[group.team].uid,
                interval_seconds=group.interval,
                disable_provenance=editable,
                rule=[_rule(rule) for rule in group.rules],
            )


def _rule(rule: GrafanaRule | GrafanaRecording) -> grafana.RuleGroupRule:
    data = [_data(query) for query in rule.data]
    if isinstance(rule, GrafanaRecording):
        return grafana.RuleGroupRule(
            name=rule.title,
            uid=rule.uid,
            labels=dict(rule.labels),
            record=grafana.RuleGroupRuleRecord(
                from_=rule.data[-1].ref_id,
                metric=rule.metric,
                target_datasource_uid=rule.target,
            ),
            data=data,
        )
    return grafana.RuleGroupRule(
        name=rule.title,
        uid=rule.uid,
        for_=rule.pending,
        condition=CONDITION,
        labels=dict(rule.labels),
        annotations=dict(rule.annotations),
        no_data_state=rule.no_data_state,
        exec_err_state=rule.exec_err_state,
        missing_series_evals_to_resolve=EVALUATIONS_TO_RESOLVE,
        is_paused=False,
        data=data,
    )


def _data(query: Query) -> grafana.RuleGroupRuleData:
    back, until = query.range
    return grafana.RuleGroupRuleData(
        ref_id=query.ref_id,
        datasource_uid=query.data_source_uid,
        model=literal(query.json),
        query_type=query.query_type,
        relative_time_range=grafana.RuleGroupRuleDataRelativeTimeRange(from_=back, to=until),
    )
