"""The Grafana provider's bindings, name by name; `cdktf get` makes them from `schemas/`."""

from providers.bindings import prepare

prepare()

# ruff: noqa: E402
from grafana.cloud_access_policy import (
    CloudAccessPolicy,
    CloudAccessPolicyConditions,
    CloudAccessPolicyRealm,
)
from grafana.cloud_access_policy_rotating_token import CloudAccessPolicyRotatingToken
from grafana.contact_point import (
    ContactPoint,
    ContactPointEmail,
    ContactPointOpsgenie,
    ContactPointPagerduty,
    ContactPointSlack,
    ContactPointWebhook,
)
from grafana.dashboard import Dashboard
from grafana.data_grafana_synthetic_monitoring_probes import (
    DataGrafanaSyntheticMonitoringProbes,
)
from grafana.data_source import DataSource
from grafana.folder import Folder
from grafana.message_template import MessageTemplate
from grafana.mute_timing import MuteTiming, MuteTimingIntervals, MuteTimingIntervalsTimes
from grafana.notification_policy import (
    NotificationPolicy,
    NotificationPolicyPolicy,
    NotificationPolicyPolicyMatcher,
)
from grafana.provider import GrafanaProvider
from grafana.rule_group import (
    RuleGroup,
    RuleGroupRule,
    RuleGroupRuleData,
    RuleGroupRuleDataRelativeTimeRange,
    RuleGroupRuleRecord,
)
from grafana.synthetic_monitoring_check import (
    SyntheticMonitoringCheck,
    SyntheticMonitoringCheckSettings,
    SyntheticMonitoringCheckSettingsHttp,
)

__all__ = [
    "CloudAccessPolicy",
    "CloudAccessPolicyConditions",
    "CloudAccessPolicyRealm",
    "CloudAccessPolicyRotatingToken",
    "ContactPoint",
    "ContactPointEmail",
    "ContactPointOpsgenie",
    "ContactPointPagerduty",
    "ContactPointSlack",
    "ContactPointWebhook",
    "Dashboard",
    "DataGrafanaSyntheticMonitoringProbes",
    "DataSource",
    "Folder",
    "GrafanaProvider",
    "MessageTemplate",
    "MuteTiming",
    "MuteTimingIntervals",
    "MuteTimingIntervalsTimes",
    "NotificationPolicy",
    "NotificationPolicyPolicy",
    "NotificationPolicyPolicyMatcher",
    "RuleGroup",
    "RuleGroupRule",
    "RuleGroupRuleData",
    "RuleGroupRuleDataRelativeTimeRange",
    "RuleGroupRuleRecord",
    "SyntheticMonitoringCheck",
    "SyntheticMonitoringCheckSettings",
    "SyntheticMonitoringCheckSettingsHttp",
]
