"""Names and ports that the collectors' programs, their workloads and their network rules share."""

from dataclasses import dataclass
from enum import StrEnum

from vocabulary.credentials import SecretKey


class Role(StrEnum):
    """What a workload of collectors is for."""

    NODE = "node"
    SAMPLER = "sampler"
    FARO = "faro"
    CLUSTER = "cluster"


class EnvVar(StrEnum):
    """Environment variables of the collectors.

    The last group is only set where no cluster is: in tests and rehearsals.
    """

    CLUSTER = "CLUSTER"
    REGION = "REGION"
    ENVIRONMENT = "ENVIRONMENT"
    ROLE = "ROLE"
    NODE = "K8S_NODE_NAME"
    """Set by the chart."""
    INSTANCE = "INSTANCE"
    """The node's name for the node role, the pod's for the others."""

    METRICS_URL = "GRAFANA_CLOUD_METRICS_URL"
    METRICS_USERNAME = "GRAFANA_CLOUD_METRICS_USERNAME"
    LOGS_URL = "GRAFANA_CLOUD_LOGS_URL"
    LOGS_USERNAME = "GRAFANA_CLOUD_LOGS_USERNAME"
    TRACES_ENDPOINT = "GRAFANA_CLOUD_TRACES_ENDPOINT"
    TRACES_USERNAME = "GRAFANA_CLOUD_TRACES_USERNAME"
    STACK_ID = "GRAFANA_CLOUD_STACK_ID"
    TOKEN = "GRAFANA_CLOUD_TOKEN"  # noqa: S105
    SAMPLER = "SAMPLER_HOST"
    FARO_API_KEY = "FARO_API_KEY"

    KUBECONFIG = "KUBECONFIG"
    KUBERNETES_AUTH = "KUBERNETES_AUTH"
    SERVICE_ACCOUNT = "SERVICE_ACCOUNT_FOLDER"
    LOG_ROOT = "LOG_ROOT"
    HOST_ROOT = "HOST_ROOT"
    LISTEN_ADDRESS = "LISTEN_ADDRESS"
    OTLP_GRPC_PORT = "OTLP_GRPC_PORT"
    OTLP_HTTP_PORT = "OTLP_HTTP_PORT"
    PUSH_PORT = "PUSH_PORT"
    SAMPLER_PORT = "SAMPLER_PORT"
    FARO_PORT = "FARO_PORT"


@dataclass(frozen=True)
class Ports:
    """TCP ports that the collectors listen on."""

    http: int = 12345
    """Alloy's own: metrics, readiness, and its cluster peers."""
    otlp_grpc: int = 4317
    otlp_http: int = 4318
    push: int = 9999
    sampler: int = 4319
    faro: int = 12347


PORTS = Ports()

SCRAPED_PORTS = {
    "kubelet": 10250,
    "kube-state-metrics": 8080,
    "coredns": 9153,
}
"""TCP ports that are scraped in every cluster, by what listens there; the modules name the same."""

HUB_PORTS = {
    "argocd-application-controller": 8082,
    "argocd-server": 8083,
    "argocd-repo-server": 8084,
    "argocd-applicationset-controller": 8080,
    "external-dns": 7979,
}
"""TCP ports that are scraped in the hub's cluster only."""

SECRET_KEYS = {
    EnvVar.STACK_ID: SecretKey.STACK_ID,
    EnvVar.METRICS_USERNAME: SecretKey.METRICS_USERNAME,
    EnvVar.LOGS_USERNAME: SecretKey.LOGS_USERNAME,
    EnvVar.TRACES_USERNAME: SecretKey.TRACES_USERNAME,
    EnvVar.TOKEN: SecretKey.TOKEN,
}
"""Which key of the Secret each variable is filled from."""
