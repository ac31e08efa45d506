"""Values of the chart grafana/alloy, for each role of the collectors."""

from dataclasses import dataclass
from typing import Any

from charts.escape import through_terraform, through_tpl
from charts.network_policy import LABELS, network_policy
from charts.objects import PRIORITY_CLASS
from charts.rbac import asks_the_api_server, cluster_rules, rules, scrapes_the_cluster
from charts.sizes import resources
from settings import Environment
from settings.collectors import TailSampling
from settings.grafana import GrafanaCloud
from vocabulary.collectors import PORTS, SECRET_KEYS, EnvVar, Role

Values = dict[str, Any]

STORAGE = "/var/lib/alloy"
"""Positions of files and the write-ahead log; on the node role a path of the host, so that a
replaced pod goes on where the last one stopped."""

ALLOY_USER = 473
"""The image's own user without rights, for the roles that read nothing of the host."""


@dataclass(frozen=True)
class Workload:
    """One role in one cluster: what its chart's values are made from.

    program: Alloy's. secret: name of the Secret, which may be a reference to another resource.
    """

    environment: Environment
    cloud: GrafanaCloud
    region: str
    role: Role
    program: str
    secret: str

    @property
    def name(self) -> str:
        """Of the release, its workload and its service."""
        return workload_name(self.role)


def workload_name(role: Role) -> str:
    """The node role is what applications talk to, and has the plain name."""
    return NAMES[role]


NAMES = {
    Role.NODE: "alloy",
    # Not alloy-cluster: the chart calls the service of the node role's peers so.
    Role.CLUSTER: "alloy-shared",
    Role.SAMPLER: "alloy-sampler",
    Role.FARO: "alloy-faro",
}


def values(workload: Workload, extra_objects: list[Any]) -> Values:
    """The chart's values; everything that is not told here is the chart's default on purpose."""
    environment, role = workload.environment, workload.role
    policy = network_policy(
        environment,
        workload.region,
        role,
        name=workload.name,
        pods={"app.kubernetes.io/instance": workload.name},
    )
    policies = [policy] if environment.collectors.network_policies.enabled else []
    return {
        "fullnameOverride": workload.name,
        "namespaceOverride": environment.collectors.namespace,
        # Only loki.source.podlogs would want them.
        "crds": {"create": False},
        # A bad program shall fail the release, which rolls back, and not wait beside a side-car.
        "configReloader": {"enabled": False},
        "alloy": _alloy(workload),
        "controller": _controller(workload),
        "service": _service(role),
        "rbac": {
            "create": asks_the_api_server(role),
            "rules": rules(environment, role),
            "clusterRules": cluster_rules(environment, role),
        },
        "serviceAccount": {"automountServiceAccountToken": asks_the_api_server(role)},
        "extraObjects": [*extra_objects, *policies],
    }


def _alloy(workload: Workload) -> Values:
    role = workload.role
    clustered = scrapes_the_cluster(workload.environment, role)
    return {
        "configMap": {"content": through_terraform(through_tpl(workload.program))},
        # Only targets that any peer could take are shared.
        "clustering": {"enabled": clustered, "name": f"lionpay-{role}"},
        "stabilityLevel": "generally-available",
        "storagePath": STORAGE,
        "enableReporting": False,
        "extraArgs": _arguments(workload.environment),
        "extraEnv": _environment_variables(workload),
        "extraPorts": [_extra_port(name, port) for name, port in service_ports(role).items()],
        "resources": resources(workload.environment.regions[workload.region].cluster),
        "securityContext": _security_context(role),
        "mounts": {
            "varlog": role is Role.NODE and _reads_log_files(workload.environment),
            "extra": _mounts(role),
        },
    }


def _reads_log_files(environment: Environment) -> bool:
    logs = environment.collectors.logs
    return logs.source == "file" or logs.journald


def _arguments(environment: Environment) -> list[str]:
    """Nobody but peers reaches the port, and even they get no profile and no support bundle."""
    return [
        f"--server.http.enable-pprof={str(environment.collectors.debugging).lower()}",
        "--server.http.disable-support-bundle",
        "--feature.component-shutdown-deadline=30s",
    ]


def _environment_variables(workload: Workload) -> list[Values]:
    environment, cloud = workload.environment, workload.cloud
    region = environment.regions[workload.region]
    plain = {
        EnvVar.CLUSTER: environment.cluster_name(workload.region),
        EnvVar.REGION: region.aws_region,
        EnvVar.ENVIRONMENT: environment.name,
        EnvVar.ROLE: region.role,
        EnvVar.METRICS_URL: cloud.metrics.url,
        EnvVar.LOGS_URL: cloud.logs.url,
        EnvVar.TRACES_ENDPOINT: cloud.traces.endpoint,
    }
    if isinstance(environment.collectors.sampling, TailSampling):
        namespace = environment.collectors.namespace
        plain[EnvVar.SAMPLER] = f"{workload_name(Role.SAMPLER)}-peers.{namespace}.svc.cluster.local"
    secret = {name: (workload.secret, str(key)) for name, key in SECRET_KEYS.items()}
    if workload.role is Role.FARO:
        api_key = (environment.collectors.faro.api_key_secret, FARO_API_KEY)
        secret[EnvVar.FARO_API_KEY] = api_key
    instance = "spec.nodeName" if workload.role is Role.NODE else "metadata.name"
    return [
        *({"name": name.value, "value": value} for name, value in plain.items()),
        {"name": EnvVar.INSTANCE.value, "valueFrom": {"fieldRef": {"fieldPath": instance}}},
        # Not optional: without its token a pod shall not start, instead of sending nothing.
        *(
            {
                "name": name.value,
                "valueFrom": {"secretKeyRef": {"name": named, "key": key}},
            }
            for name, (named, key) in secret.items()
        ),
    ]


FARO_API_KEY = "api_key"
"""The key of what browsers send along, in the Secret `collectors.faro.api_key_secret`."""


def service_ports(role: Role) -> dict[str, int]:
    """What a role's service offers besides Alloy's own port, by the port's name."""
    match role:
        case Role.NODE:
            return {
                "otlp-grpc": PORTS.otlp_grpc,
                "otlp-http": PORTS.otlp_http,
                "remote-write": PORTS.push,
            }
        case Role.SAMPLER:
            return {"otlp-grpc": PORTS.sampler}
        case Role.FARO:
            return {"faro": PORTS.faro}
        case Role.CLUSTER:
            return {}


def _extra_port(name: str, port: int) -> Values:
    return {"name": name, "port": port, "targetPort": port, "protocol": "TCP"}


def _service(role: Role) -> Values:
    # An application talks to the collector of its own node, which knows its pod.
    policy = "Local" if role is Role.NODE else "Cluster"
    return {"enabled": True, "internalTrafficPolicy": policy}


def _controller(workload: Workload) -> Values:
    role = workload.role
    common: Values = {
        "type": CONTROLLERS[role],
        "priorityClassName": PRIORITY_CLASS,
        "podLabels": LABELS,
        "terminationGracePeriodSeconds": 60,
        "volumes": {"extra": _volumes(role)},
    }
    if role is Role.NODE:
        return {
            **common,
            "tolerations": [{"operator": "Exists"}],
            "nodeSelector": {"kubernetes.io/os": "linux"},
            "affinity": NOT_FARGATE,
            "updateStrategy": {
                "type": "RollingUpdate",
                "rollingUpdate": {"maxUnavailable": "10%"},
            },
        }
    zone = {
        "maxSkew": 1,
        "topologyKey": "topology.kubernetes.io/zone",
        "whenUnsatisfiable": "ScheduleAnyway",
        "labelSelector": {"matchLabels": {"app.kubernetes.io/instance": workload.name}},
    }
    return {
        **common,
        "replicas": _replicas(workload),
        "topologySpreadConstraints": [zone],
        "podDisruptionBudget": {"enabled": True, "maxUnavailable": 1},
    }


NOT_FARGATE = {
    "nodeAffinity": {
        "requiredDuringSchedulingIgnoredDuringExecution": {
            "nodeSelectorTerms": [
                {
                    "matchExpressions": [
                        {
                            "key": "eks.amazonaws.com/compute-type",
                            "operator": "NotIn",
                            "values": ["fargate"],
                        }
                    ]
                }
            ]
        }
    }
}
"""Fargate runs no DaemonSet: its pods would wait for ever, and the release with them."""

CONTROLLERS = {
    Role.NODE: "daemonset",
    Role.CLUSTER: "statefulset",
    Role.SAMPLER: "statefulset",
    Role.FARO: "deployment",
}


def _replicas(workload: Workload) -> int:
    collectors = workload.environment.collectors
    sampling = collectors.sampling
    replicas = {
        Role.CLUSTER: collectors.cluster_role.replicas,
        Role.FARO: collectors.faro.replicas,
        Role.SAMPLER: sampling.replicas if isinstance(sampling, TailSampling) else 0,
    }
    return replicas[workload.role]


def _security_context(role: Role) -> Values:
    """Nothing is written but the storage; the node role is root to read root's log files."""
    user = 0 if role is Role.NODE else ALLOY_USER
    return {
        "runAsUser": user,
        "runAsGroup": user,
        "runAsNonRoot": user != 0,
        "readOnlyRootFilesystem": True,
        "allowPrivilegeEscalation": False,
        "capabilities": {"drop": ["ALL"]},
        "seccompProfile": {"type": "RuntimeDefault"},
    }


def _mounts(role: Role) -> list[Values]:
    written = [{"name": "storage", "mountPath": STORAGE}, {"name": "tmp", "mountPath": "/tmp"}]  # noqa: S108
    if role is not Role.NODE:
        return written
    seen = {"proc": "/host/proc", "sys": "/host/sys", "root": "/host/root"}
    # Without propagation: what is mounted below the host's root, as pods' secrets are, is not seen.
    return [
        *written,
        *({"name": name, "mountPath": path, "readOnly": True} for name, path in seen.items()),
    ]


def _volumes(role: Role) -> list[Values]:
    tmp: Values = {"name": "tmp", "emptyDir": {"sizeLimit": "64Mi"}}
    if role is not Role.NODE:
        return [{"name": "storage", "emptyDir": {"sizeLimit": "2Gi"}}, tmp]
    host = {"proc": "/proc", "sys": "/sys", "root": "/"}
    storage = {"path": STORAGE, "type": "DirectoryOrCreate"}
    return [
        {"name": "storage", "hostPath": storage},
        tmp,
        *({"name": name, "hostPath": {"path": path}} for name, path in host.items()),
    ]
