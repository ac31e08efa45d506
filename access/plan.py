"""Where each cluster's token is kept, who reads it, and what it may do."""

from dataclasses import dataclass
from typing import Literal

from settings import Environment
from settings.grafana import GrafanaCloud
from vocabulary.credentials import (
    EXTERNAL_SECRETS,
    FROM_ANYWHERE,
    PINNED,
    READER_SERVICE_ACCOUNT,
    WRITE_SCOPES,
    SecretKey,
)


@dataclass(frozen=True)
class ServiceAccount:
    """A Kubernetes service account."""

    namespace: str
    name: str


@dataclass(frozen=True)
class ReaderPlan:
    """The IAM role that reads one cluster's secret, and in whose name the cluster takes it on."""

    role: str
    cluster: str
    identity: Literal["irsa", "pod-identity"]
    service_account: ServiceAccount


@dataclass(frozen=True)
class SecretPlan:
    """The secret of one cluster.

    key: of the cluster's region. written_in, read_in: AWS regions, the hub's and the cluster's.
    reader: None when the cluster does not read it itself.
    """

    key: str
    name: str
    resource_name: str
    written_in: str
    read_in: str
    reader: ReaderPlan | None

    @property
    def replicated(self) -> bool:
        """Whether the cluster reads a replica."""
        return self.read_in != self.written_in


@dataclass(frozen=True)
class TokenPlan:
    """The access policy and the token of one cluster.

    pinned: whether the token works from the region's NAT addresses only.
    public: what stands beside the token in the secret.
    """

    key: str
    name: str
    display_name: str
    region: str
    stack_id: str
    scopes: tuple[str, ...]
    pinned: bool
    expire_after: str
    early_rotation_window: str
    public: dict[SecretKey, str]


def keeps_secrets(environment: Environment) -> bool:
    """Whether AWS Secrets Manager has a part in it: something writes there, or reads from there."""
    credentials = environment.credentials
    written = credentials.put_by == "terraform"
    return environment.grafana is not None and (written or reads_secrets(environment))


def reads_secrets(environment: Environment) -> bool:
    """Whether the clusters read their secrets themselves."""
    operator = environment.credentials.delivery == "external-secrets"
    return environment.grafana is not None and operator


def makes_tokens(environment: Environment) -> bool:
    """Whether Terraform makes the tokens, and not a person."""
    return environment.grafana is not None and environment.credentials.put_by == "terraform"


def secret_plans(environment: Environment) -> tuple[SecretPlan, ...]:
    """One secret for each cluster."""
    hub = environment.regions[environment.hub].aws_region
    return tuple(
        SecretPlan(
            key=key,
            name=secret_name(environment, key),
            resource_name=_resource_name(environment, key),
            written_in=hub,
            read_in=region.aws_region,
            reader=reader_plan(environment, key),
        )
        for key, region in environment.regions.items()
    )


def secret_name(environment: Environment, key: str) -> str:
    """A secret's name; a replica has the same."""
    return f"lionpay/{environment.name}/{key}/grafana-cloud"


def reader_plan(environment: Environment, key: str) -> ReaderPlan | None:
    """Who reads a cluster's secret, when the cluster does it itself.

    With Pod Identity the role belongs to the operator's own pods: it cannot take on a role in
    another service account's name, as it does with IRSA.
    """
    if not reads_secrets(environment):
        return None
    identity = environment.credentials.identity
    own = ServiceAccount(EXTERNAL_SECRETS, EXTERNAL_SECRETS)
    reader = ServiceAccount(environment.collectors.namespace, READER_SERVICE_ACCOUNT)
    return ReaderPlan(
        role=f"{_resource_name(environment, key)}-token-reader",
        cluster=environment.cluster_name(key),
        identity=identity,
        service_account=own if identity == "pod-identity" else reader,
    )


def token_plan(environment: Environment, grafana: GrafanaCloud, key: str) -> TokenPlan:
    """A cluster's token for the environment's Grafana Cloud stack."""
    credentials = environment.credentials
    pinned = is_pinned(environment, key)
    name = _resource_name(environment, key)
    return TokenPlan(
        key=key,
        name=name,
        display_name=f"{name}: writes {PINNED if pinned else FROM_ANYWHERE}",
        region=grafana.region,
        stack_id=grafana.stack_id,
        scopes=WRITE_SCOPES,
        pinned=pinned,
        expire_after=credentials.expire_after,
        early_rotation_window=credentials.early_rotation_window,
        public={
            SecretKey.STACK_ID: grafana.stack_id,
            SecretKey.METRICS_USERNAME: grafana.metrics.username,
            SecretKey.LOGS_USERNAME: grafana.logs.username,
            SecretKey.TRACES_USERNAME: grafana.traces.username,
        },
    )


def is_pinned(environment: Environment, key: str) -> bool:
    """Whether a cluster's token works from its NAT addresses only.

    A signal that goes by PrivateLink comes from none of them, and one token serves all signals.
    """
    network = environment.regions[key].network
    by_privatelink = network is not None and bool(network.grafana_privatelink)
    return environment.credentials.pin_subnets and not by_privatelink


def _resource_name(environment: Environment, key: str) -> str:
    return f"lionpay-{environment.name}-{key}"
