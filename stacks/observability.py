"""`observability`: what people see in Grafana, and how alerts reach them."""

import json
from collections.abc import Mapping, Sequence

from alerts.catalogue import recordings, rules
from alerts.check import check_alerts
from alerts.contact_points import Secret, contact_points, secrets_of
from alerts.grafana import rule_groups
from alerts.mute_timings import mute_timings
from alerts.routing import routing
from alerts.rule import Rule
from alerts.templates import template_group
from constructs.alert_rules import AlertRules
from constructs.dashboards import Dashboards
from constructs.notifications import (
    ContactPoints,
    MessageTemplates,
    MuteTimings,
    NotificationPolicyTree,
)
from constructs.synthetic_checks import SyntheticChecks
from dashboards.catalogue import dashboards
from dashboards.check import check_dashboards
from providers import aws, grafana
from providers.core import Construct
from providers.ephemeral import ephemeral
from settings import Environment
from settings.grafana import GrafanaCloud
from stacks.base import LionpayStack
from stacks.cloudwatch import CloudWatchStack
from vocabulary import stacks
from vocabulary.credentials import CONTACT_SECRETS_DATA, GRAFANA_VARIABLE, SYNTHETICS_VARIABLE
from vocabulary.outputs import CloudWatchOutput


class ObservabilityStack(LionpayStack):
    """One Grafana. Its state holds the keys of contact points, whatever is done."""

    def __init__(
        self,
        scope: Construct,
        environment: Environment,
        *,
        cloud: GrafanaCloud,
        cloudwatch: CloudWatchStack | None,
    ) -> None:
        super().__init__(scope, stacks.OBSERVABILITY, environment)
        alerting = environment.alerting
        if "secrets-manager" in (alerting.contact_secrets, alerting.grafana_token):
            self.aws_provider(environment.regions[environment.hub])
        synthetics = cloud.synthetics
        grafana.GrafanaProvider(
            self,
            "grafana",
            url=cloud.url,
            auth=self._token(),
            sm_url=synthetics.url if synthetics else None,
            sm_access_token=self._synthetics_token() if synthetics else None,
        )
        self._data_sources(cloud, cloudwatch)
        if synthetics:
            SyntheticChecks(self, "checks", checks=synthetics.checks)
        self._notifications()
        made = rules(self.environment)
        folders = self._rules(cloud, made).folders
        self._dashboards(cloud, made, folders)

    def _data_sources(self, cloud: GrafanaCloud, cloudwatch: CloudWatchStack | None) -> None:
        """Those that Grafana Cloud does not bring itself."""
        role_arn = cloud.cloudwatch_role
        if cloudwatch:
            role_arn = self.outputs_of(cloudwatch).get_string(CloudWatchOutput.ROLE_ARN.value)
        if role_arn:
            access = {
                "authType": "grafana_assume_role",
                "assumeRoleArn": role_arn,
                "defaultRegion": self.environment.regions[self.environment.hub].aws_region,
            }
            grafana.DataSource(
                self,
                "cloudwatch",
                type="cloudwatch",
                name="Lionpay CloudWatch",
                uid=cloud.data_sources.cloudwatch,
                json_data_encoded=json.dumps(access, separators=(",", ":"), sort_keys=True),
            )

    def _notifications(self) -> None:
        editable = self.environment.alerting.editable
        points = contact_points(self.environment)
        messages = MessageTemplates(
            self, "messages", text=template_group(self.environment), editable=editable
        )
        NotificationPolicyTree(
            self,
            "routing",
            root=routing(self.environment),
            contact_points=ContactPoints(
                self,
                "contact-points",
                points=points,
                secrets=self._contact_secrets(secrets_of(points)),
                messages=messages,
                editable=editable,
            ),
            mute_timings=MuteTimings(
                self, "mute-timings", timings=mute_timings(self.environment), editable=editable
            ),
            editable=editable,
        )

    def _rules(self, cloud: GrafanaCloud, made: Sequence[Rule]) -> AlertRules:
        alerting = self.environment.alerting
        recorded = recordings(self.environment)
        check_alerts(made, recorded, self.environment)
        return AlertRules(
            self,
            "rules",
            groups=rule_groups(made, recorded, cloud.data_sources, alerting.runbooks),
            editable=alerting.editable,
        )

    def _dashboards(
        self, cloud: GrafanaCloud, made: Sequence[Rule], folders: Mapping[str, grafana.Folder]
    ) -> None:
        shown = dashboards(self.environment)
        check_dashboards(shown, made, self.environment)
        Dashboards(
            self,
            "dashboards",
            dashboards=shown,
            folders=folders,
            sources=cloud.data_sources,
        )

    def _token(self) -> str:
        """The provider's token, which is in no state and no plan."""
        alerting = self.environment.alerting
        if alerting.grafana_token == "secrets-manager":  # noqa: S105
            kept = {"secret_id": alerting.token_secret}
            read = ephemeral(self, "aws_secretsmanager_secret_version", "grafana", kept)
            return read.reference("secret_string")
        what = "A token of a service account of this Grafana with the role Admin."
        return self.secret_variable(GRAFANA_VARIABLE, what)

    def _synthetics_token(self) -> str:
        what = "An access token of Synthetic Monitoring, from its page of configuration."
        return self.secret_variable(SYNTHETICS_VARIABLE, what)

    def _contact_secrets(self, secrets: Sequence[Secret]) -> Mapping[str, str]:
        """References to the contact points' secrets, by the name of the variable."""
        alerting = self.environment.alerting
        if alerting.contact_secrets == "secrets-manager" and alerting.secret:
            read = aws.DataAwsSecretsmanagerSecretVersion(
                self, CONTACT_SECRETS_DATA, secret_id=alerting.secret
            )
            return {
                # By index, which fails where the key is missing.
                secret.variable: f'${{jsondecode({read.fqn}.secret_string)["{secret.variable}"]}}'
                for secret in secrets
            }
        return {
            secret.variable: self.secret_variable(secret.variable, secret.description, kept=True)
            for secret in secrets
        }
