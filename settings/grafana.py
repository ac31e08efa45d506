"""Grafana Cloud: the stack that telemetry goes to, and the credentials that it is sent with.

Endpoints, stack ids and user names differ by signal and stack. They are shown in the stack's
details in the Grafana Cloud portal and are never derived from each other.
"""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from settings.types import AccountId, Duration, ExternalId, Model, Name, RoleArn, SecretName

PushUrl = Annotated[str, StringConstraints(pattern=r"^https://[a-z0-9.-]+(:\d+)?/[\w./-]+$")]
"""TLS only: credentials travel with every request."""

HostPort = Annotated[str, StringConstraints(pattern=r"^[a-z0-9.-]+:\d+$")]

UserName = Annotated[str, StringConstraints(pattern=r"^\d{1,12}$")]
"""Grafana Cloud's user names are numbers, one for each signal."""


class Push(Model):
    """Where metrics or logs are pushed."""

    url: PushUrl
    username: UserName


class TracesPush(Model):
    """Where traces are pushed, by OTLP over gRPC with TLS."""

    endpoint: HostPort
    """Host and port, without a scheme and without a path."""
    username: UserName


DataSourceUid = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{1,40}$")]


class DataSources(Model):
    """Uids of the stack's data sources, as their pages in Grafana show them: not their names."""

    metrics: DataSourceUid = "grafanacloud-prom"
    logs: DataSourceUid = "grafanacloud-logs"
    traces: DataSourceUid = "grafanacloud-traces"
    usage: DataSourceUid = "grafanacloud-usage"
    """Grafana Cloud's own figures of what the stack uses."""
    cloudwatch: DataSourceUid = "lionpay-cloudwatch"
    """The one that is not there beforehand: `observability` makes it."""


class CloudWatchRole(Model):
    """The role that `cloudwatch-role` makes, by which Grafana Cloud reads CloudWatch."""

    external_id: ExternalId
    """Of this Grafana alone, not secret: the configuration page of a CloudWatch data source shows
    it under *Grafana Assume Role*."""
    account: AccountId = "008923505280"
    """Grafana Cloud's AWS account, as the same page shows it."""


class Check(Model):
    """An address that is asked from outside, as a customer would."""

    target: Annotated[str, StringConstraints(pattern=r"^https://[^\s/]+(/\S*)?$")]
    probes: Annotated[tuple[str, ...], Field(min_length=2)]
    """Names of Grafana's public probes, such as `Seoul`; one alone may be wrong by itself."""
    frequency: Annotated[int, Field(ge=10, le=120)] = 60
    """Seconds between two tries; each is paid for. Rules look at five minutes."""
    timeout: Annotated[int, Field(ge=1, le=60)] = 10
    """Seconds."""


class Synthetics(Model):
    """Synthetic Monitoring: checks from outside of AWS."""

    url: Annotated[str, StringConstraints(pattern=r"^https://[a-z0-9.-]+$")]
    """The API of the stack's region, as the app's configuration page shows it."""
    checks: dict[Name, Check] = Field(min_length=1)
    """By name, which is the label `job`. `checkout` is what SyntheticCheckoutFailing looks at."""


class GrafanaCloud(Model):
    """One Grafana Cloud stack."""

    stack: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]{0,62}$")]
    """Its slug, the first part of `https://<stack>.grafana.net`."""
    stack_id: UserName
    region: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]+$")]
    """The stack's region, for example `prod-ap-northeast-0`; access policies live there."""
    url: Annotated[str, StringConstraints(pattern=r"^https://[a-z0-9.-]+/$")] | None = None
    """Where people open it, with a slash at its end. Left out, there are no alerts and no
    dashboards."""
    data_sources: DataSources = DataSources()
    cloudwatch: CloudWatchRole | None = None
    """Makes the role by which Grafana Cloud reads CloudWatch's metrics of NAT gateways."""
    cloudwatch_role: RoleArn | None = None
    """Such a role that is there already, instead of `cloudwatch`."""
    synthetics: Synthetics | None = None
    metrics: Push
    logs: Push
    traces: TracesPush

    @property
    def reads_cloudwatch(self) -> bool:
        """Whether Grafana has CloudWatch as a data source."""
        return bool(self.cloudwatch or self.cloudwatch_role)


class Credentials(Model):
    """The collectors' access token: who makes it, and how it reaches the pods."""

    put_by: Literal["terraform", "operator"] = "terraform"
    """`terraform` makes policy and token and writes it into the secret; with `operator`, a person
    puts the token into the empty secret and no Terraform state ever holds it."""
    expire_after: Duration = "2160h"
    """Life of a token, from Terraform's run that makes it."""
    early_rotation_window: Duration = "720h"
    """A run within this time before the end makes the next token; both are good until then."""
    pin_subnets: bool = True
    """Whether a token works only from its region's NAT addresses; off by itself where traffic
    goes by PrivateLink."""
    delivery: Literal["external-secrets", "existing-secret"] = "external-secrets"
    """How the token reaches the pods. A Sealed Secret is an existing one."""
    install_external_secrets: bool = True
    """Whether to install the External Secrets Operator, or to use the one that is there."""
    existing_secret: SecretName = "grafana-cloud"  # noqa: S105
    """The Secret's name with `existing-secret`. Its keys: `stack_id`, `metrics_username`,
    `logs_username`, `traces_username`, `token`."""
    identity: Literal["irsa", "pod-identity"] = "irsa"
    """How the operator's pods get their IAM role."""
    administrators: tuple[RoleArn, ...] = ()
    """IAM roles that may put a value into the secrets; by default only the account's own
    administrators, by their IAM policies."""
    recovery_window_in_days: Literal[0, 7, 14, 30] = 30
    """How long a deleted secret can be restored."""
