"""Values of the charts beside Alloy's: kube-state-metrics and the External Secrets Operator."""

from typing import Any

from charts.objects import PRIORITY_CLASS
from settings import Environment

LOCKED_DOWN: dict[str, Any] = {
    "readOnlyRootFilesystem": True,
    "allowPrivilegeEscalation": False,
    "capabilities": {"drop": ["ALL"]},
}


def kube_state_metrics_values(environment: Environment) -> dict[str, Any]:
    """No Secret and no ConfigMap: it could name them all, and no query asks for one."""
    return {
        "fullnameOverride": "kube-state-metrics",
        "namespaceOverride": environment.collectors.namespace,
        "priorityClassName": PRIORITY_CLASS,
        "collectors": [
            "cronjobs",
            "daemonsets",
            "deployments",
            "horizontalpodautoscalers",
            "jobs",
            "namespaces",
            "nodes",
            "persistentvolumeclaims",
            "persistentvolumes",
            "poddisruptionbudgets",
            "pods",
            "replicasets",
            "resourcequotas",
            "statefulsets",
        ],
        "resources": {"requests": {"cpu": "50m", "memory": "192Mi"}, "limits": {"memory": "512Mi"}},
        "containerSecurityContext": LOCKED_DOWN,
        # Its series must not come twice, once by annotation.
        "prometheusScrape": False,
    }


def external_secrets_values() -> dict[str, Any]:
    """Only what an ExternalSecret in one namespace needs: no push, no cluster-wide stores."""
    return {
        "installCRDs": True,
        "processClusterStore": False,
        "processClusterExternalSecret": False,
        "processClusterPushSecret": False,
        "processPushSecret": False,
        "resources": {"requests": {"cpu": "25m", "memory": "128Mi"}, "limits": {"memory": "256Mi"}},
    }
