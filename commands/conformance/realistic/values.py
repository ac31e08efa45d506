"""Values that labels have in real expositions, and different sets of them."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import count, islice
from math import prod

Pool = Sequence[str]

_METHODS = "GET POST PUT PATCH DELETE HEAD OPTIONS"
_VERBS = "GET LIST WATCH POST PUT PATCH DELETE APPLY DELETECOLLECTION CONNECT"
_RESOURCES = (
    "pods nodes services endpoints configmaps events leases deployments replicasets daemonsets"
    " statefulsets jobs cronjobs namespaces serviceaccounts endpointslices ingresses"
    " persistentvolumes persistentvolumeclaims customresourcedefinitions roles rolebindings"
    " clusterroles horizontalpodautoscalers poddisruptionbudgets networkpolicies"
)

POOLS: Mapping[str, Pool] = {
    label: tuple(values.split())
    for label, values in {
        "access_mode": "ReadWriteOnce",
        "autosync_enabled": "true false",
        "code": "200 201 204 400 403 404 409 422 429 500 503",
        "component": "apiserver",
        "concurrency_policy": "Forbid Allow",
        "condition": "true false unknown",
        "container_state": "running exited created",
        "container_type": "container init_container pause_container ephemeral_container",
        "cpu": "0 1 2 3 4 5 6 7",
        "cpu_mode": "user system",
        "currency": "KRW JPY",
        "db_client_connection_pool_name": "main",
        "db_client_connection_state": "used idle",
        "db_collection_name": "payments refunds settlements entries merchants",
        "db_operation_name": "SELECT INSERT UPDATE DELETE",
        "db_response_status_code": "00000 23505",
        "db_system_name": "postgresql",
        "decision": "sampled not_sampled dropped",
        "device": "/dev/nvme0n1 /dev/nvme1n1 /dev/nvme2n1 /dev/nvme3n1",
        "dry_run": "false true",
        "effect": "NoSchedule NoExecute PreferNoSchedule",
        "error_type": "timeout 500 503 io.netty.channel.ConnectTimeoutException",
        "failure_type": "pgfault pgmajfault",
        "family": "1 2",
        "gc_heap_generation": "gen0 gen1 gen2 loh poh",
        "dotnet_gc_heap_generation": "gen0 gen1 gen2 loh poh",
        "group": "apps batch autoscaling policy networking.k8s.io coordination.k8s.io",
        "grpc_code": "OK NotFound PermissionDenied Unavailable Canceled DeadlineExceeded",
        "grpc_service": "application.ApplicationService repository.RepoServerService",
        "grpc_type": "unary server_stream",
        "health_status": "Healthy Progressing Degraded",
        "host_network": "false true",
        "http_connection_state": "active idle",
        "http_request_method": _METHODS,
        "http_response_status_code": "200 201 204 400 401 404 409 422 429 500 502 503",
        "http_route": "/v1/payments /v1/payments/{id} /v1/refunds /v1/refunds/{id} /v1/captures"
        " /v1/settlements /v1/merchants/{id} /v1/ledger/entries /v1/webhooks /v1/tokens"
        " /actuator/health /v1/reports",
        "interface": "eth0 eth1",
        "jvm_gc_action": "end_of_minor_GC end_of_major_GC",
        "jvm_gc_cause": "Allocation_Failure Metadata_GC_Threshold G1_Evacuation_Pause",
        "jvm_gc_name": "G1_Young_Generation G1_Old_Generation",
        "jvm_memory_pool_name": "G1_Eden_Space G1_Survivor_Space G1_Old_Gen Metaspace"
        " Compressed_Class_Space CodeHeap_profiled CodeHeap_non-profiled CodeHeap_non-nmethods",
        "jvm_memory_type": "heap non_heap",
        "jvm_thread_daemon": "true false",
        "jvm_thread_state": "runnable waiting timed_waiting blocked",
        "method": _METHODS,
        "migrated": "false true",
        "network_protocol_version": "1.1 2",
        "operation": "Read Write Sync Async Total",
        "operation_type": "list_containers list_podsandbox container_status podsandbox_status"
        " create_container start_container stop_container remove_container run_podsandbox"
        " stop_podsandbox remove_podsandbox pull_image image_status version",
        "owner_is_controller": "true",
        "path": "/metrics /metrics/cadvisor /pods /healthz /containerLogs /exec /configz",
        "phase": "Pending Running Succeeded Failed Unknown",
        "probe_type": "Readiness Liveness Startup",
        "project": "default payments platform",
        "proto": "udp tcp",
        "provider": "cardnet kpay",
        "qos_class": "Guaranteed Burstable BestEffort",
        "quantile": "0 0.25 0.5 0.75 1",
        "rcode": "NOERROR NXDOMAIN SERVFAIL REFUSED",
        "request_kind": "mutating readOnly",
        "request_type": "fetch ls-remote",
        "resource": _RESOURCES,
        "result": "approved declined failed",
        "scope": "cluster namespace resource",
        "server": "dns://:53",
        "server_address": "api.cardnet.example.com gateway.kpay.example.com db.example.com"
        " queue.example.com risk.example.com",
        "server_port": "443 5432 9092",
        "state": "running sleeping stopped uninterruptible iowaiting",
        "static": "true false",
        "status": "true false unknown",
        "status_code": "STATUS_CODE_UNSET STATUS_CODE_ERROR STATUS_CODE_OK",
        "subresource": "status scale log exec eviction binding",
        "sync_status": "Synced OutOfSync",
        "topic": "payments.events settlements.batches notifications.outbox",
        "type": "Hostname InternalIP InternalDNS",
        "unit": "core byte integer",
        "url_scheme": "https http",
        "verb": _VERBS,
        "version": "v1 v1beta1",
        "volumemode": "Filesystem",
        "zone": ".",
        "zones": ".",
    }.items()
}
"""By the label's name, for whatever metric."""

OF_METRIC: Mapping[str, Mapping[str, Pool]] = {
    "apiserver_request_post_timeout_total": {"status": ("error", "ok", "pending")},
    "container_cpu_usage_seconds_total": {"cpu": ("total",)},
    "container_memory_failures_total": {"scope": ("container", "hierarchy")},
    "kube_deployment_status_condition": {
        "condition": ("Available", "Progressing"), "status": ("true", "false", "unknown"),
    },
    "kube_horizontalpodautoscaler_status_condition": {
        "condition": ("AbleToScale", "ScalingActive", "ScalingLimited"),
        "status": ("true", "false", "unknown"),
    },
    "kube_job_complete": {"condition": ("true", "false", "unknown")},
    "kube_job_failed": {"condition": ("true", "false", "unknown")},
    "kube_job_status_failed": {"reason": ("BackoffLimitExceeded", "DeadlineExceeded", "Evicted")},
    "kube_namespace_status_phase": {"phase": ("Active", "Terminating")},
    "kube_node_role": {"role": ("worker",)},
    "kube_node_status_allocatable": {
        "resource": ("cpu", "memory", "pods", "ephemeral_storage", "hugepages_1Gi",
                     "hugepages_2Mi", "attachable_volumes_aws_ebs"),
    },
    "kube_node_status_capacity": {
        "resource": ("cpu", "memory", "pods", "ephemeral_storage", "hugepages_1Gi",
                     "hugepages_2Mi", "attachable_volumes_aws_ebs"),
    },
    "kube_node_status_condition": {
        "condition": ("Ready", "MemoryPressure", "DiskPressure", "PIDPressure",
                      "NetworkUnavailable"),
        "status": ("true", "false", "unknown"),
    },
    "kube_persistentvolumeclaim_status_phase": {"phase": ("Lost", "Bound", "Pending")},
    "kube_pod_container_resource_limits": {"resource": ("cpu", "memory")},
    "kube_pod_container_resource_requests": {"resource": ("cpu", "memory")},
    "kube_pod_container_status_last_terminated_reason": {
        "reason": ("OOMKilled", "Error", "Completed"),
    },
    "kube_pod_container_status_waiting_reason": {
        "reason": ("CrashLoopBackOff", "ImagePullBackOff", "ContainerCreating"),
    },
    "kube_pod_init_container_resource_limits": {"resource": ("cpu", "memory")},
    "kube_pod_init_container_resource_requests": {"resource": ("cpu", "memory")},
    "kube_pod_status_reason": {
        "reason": ("Evicted", "NodeAffinity", "NodeLost", "Shutdown", "UnexpectedAdmissionError"),
    },
    "traces_span_metrics_calls_total": {
        "span_kind": ("SPAN_KIND_SERVER", "SPAN_KIND_CLIENT", "SPAN_KIND_INTERNAL"),
    },
}  # fmt: skip
"""By the metric's name, where a label means something of its own."""


def pool(metric: str, label: str) -> Pool:
    """The values of a label, those that are known first; without end where none are."""
    return OF_METRIC.get(metric, {}).get(label) or POOLS.get(label, ())


def label_sets(metric: str, labels: Sequence[str], wanted: int) -> Iterator[dict[str, str]]:
    """So many different sets of values, of which no two are alike.

    Where the known values give too few, the label that has most, or none that are known, gets more.
    """
    if not labels:
        yield from ({} for _ in range(min(wanted, 1)))
        return
    pools = {label: list(pool(metric, label)) for label in labels}
    open_ = next((label for label in labels if not pools[label]), None)
    for label, known in pools.items():
        if not known:
            known.append(f"{label.replace('_', '-')}-0")
    grown = open_ or max(labels, key=lambda label: len(pools[label]))
    others = prod(len(known) for label, known in pools.items() if label != grown)
    for number in islice(count(1), max(0, -(-wanted // others) - len(pools[grown]))):
        pools[grown].append(f"{grown.replace('_', '-')}-{number}")
    for index in range(wanted):
        yield dict(zip(labels, _turned(index, list(pools.values())), strict=True))


def _turned(index: int, pools: Sequence[Pool]) -> Iterator[str]:
    """The digits of a number, each turned on by the one before it: all labels vary from the start,
    and still no two numbers give the same values.
    """
    before = 0
    for known in pools:
        digit = index % len(known)
        index //= len(known)
        before = (digit + before) % len(known)
        yield known[before]
