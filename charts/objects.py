"""Kubernetes objects that the collectors' chart does not make: written into its release."""

from collections.abc import Mapping
from typing import Any

from settings import Environment
from vocabulary.collectors import PORTS

Object = dict[str, Any]

PRIORITY_CLASS = "lionpay-collectors"
TOKEN_SECRET = "grafana-cloud"  # noqa: S105
"""What the Secret of the token is called; the version's first eight characters follow."""

APPLICATION_CONFIG_MAP = "lionpay-otel"


def namespace(name: str) -> Object:
    """The collectors' namespace.

    The node role reads host paths, which only the `privileged` level of Pod Security lets pass;
    whatever else is more than `restricted` shows as a warning.
    """
    levels = {"enforce": "privileged", "audit": "restricted", "warn": "restricted"}
    labels = {f"pod-security.kubernetes.io/{mode}": level for mode, level in levels.items()}
    return {
        "apiVersion": "v1",
        "kind": "Namespace",
        "metadata": {"name": name, "labels": {"kubernetes.io/metadata.name": name, **labels}},
    }


def priority_class() -> Object:
    """Above applications, so that a full node still has its collector; below the system's."""
    return {
        "apiVersion": "scheduling.k8s.io/v1",
        "kind": "PriorityClass",
        "metadata": {"name": PRIORITY_CLASS},
        "value": 1000000,
        "globalDefault": False,
        "preemptionPolicy": "PreemptLowerPriority",
        "description": "Grafana Alloy on every node",
    }


def application_config_map(environment: Environment, *, service: str, region: str) -> Object:
    """What an application's OpenTelemetry SDK needs, for `envFrom`, in the collectors' namespace.

    A ConfigMap is read from its own namespace only: docs/collectors.md tells how to copy it.
    """
    host = f"{service}.{environment.collectors.namespace}.svc.cluster.local"
    return {
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": {
            "name": APPLICATION_CONFIG_MAP,
            "namespace": environment.collectors.namespace,
        },
        "data": application_environment(environment, host=host, region=region),
    }


def application_environment(
    environment: Environment, *, host: str, region: str
) -> Mapping[str, str]:
    """Environment variables of the OpenTelemetry SDKs for Java and .NET, by their specification."""
    attributes = {"deployment.environment.name": environment.name, "cloud.region": region}
    return {
        "OTEL_EXPORTER_OTLP_ENDPOINT": f"http://{host}:{PORTS.otlp_grpc}",
        "OTEL_EXPORTER_OTLP_PROTOCOL": "grpc",
        # Pods' logs are read from their files; by OTLP each line would come twice.
        "OTEL_LOGS_EXPORTER": "none",
        # Delta sums and exponential histograms are dropped on the way.
        "OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE": "cumulative",
        "OTEL_METRIC_EXPORT_INTERVAL": "60000",
        "OTEL_PROPAGATORS": "tracecontext,baggage",
        "OTEL_RESOURCE_ATTRIBUTES": ",".join(f"{k}={v}" for k, v in attributes.items()),
        # Everything is sent to the node's collector, which counts all spans before it samples.
        # The names of database metrics that rules and panels ask for; Java's agents of 2.x send
        # others without it.
        "OTEL_SEMCONV_STABILITY_OPT_IN": "database",
        "OTEL_TRACES_SAMPLER": "parentbased_always_on",
    }


def secret_store(environment: Environment, *, region: str, service_account: str | None) -> Object:
    """Where External Secrets reads: AWS Secrets Manager in the cluster's own region.

    service_account: None for Pod Identity, where the operator's own identity is used.
    """
    auth = {"auth": {"jwt": {"serviceAccountRef": {"name": service_account}}}}
    aws = {"service": "SecretsManager", "region": region, **(auth if service_account else {})}
    return {
        "apiVersion": "external-secrets.io/v1",
        "kind": "SecretStore",
        "metadata": _in_namespace(environment, "grafana-cloud"),
        "spec": {"provider": {"aws": aws}},
    }


def external_secret(environment: Environment, *, name: str, secret: str, version: str) -> Object:
    """One version of the token, as a Secret of that version's name.

    A pod that names it waits for it, so none starts with another token than the release says.
    """
    return {
        "apiVersion": "external-secrets.io/v1",
        "kind": "ExternalSecret",
        "metadata": _in_namespace(environment, name),
        "spec": {
            "refreshInterval": "1h",
            "secretStoreRef": {"kind": "SecretStore", "name": "grafana-cloud"},
            "target": {"name": name, "creationPolicy": "Owner", "immutable": True},
            "dataFrom": [{"extract": {"key": secret, "version": f"uuid/{version}"}}],
        },
    }


def service_account(environment: Environment, name: str, role_arn: str) -> Object:
    """The account in whose name External Secrets takes its IAM role on (IRSA)."""
    return {
        "apiVersion": "v1",
        "kind": "ServiceAccount",
        "metadata": {
            **_in_namespace(environment, name),
            "annotations": {"eks.amazonaws.com/role-arn": role_arn},
        },
        "automountServiceAccountToken": False,
    }


def _in_namespace(environment: Environment, name: str) -> dict[str, str]:
    return {"name": name, "namespace": environment.collectors.namespace}
