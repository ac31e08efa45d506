"""The kubelet's own metrics, and those of its volumes. Names of Kubernetes 1.33."""

from vocabulary.sources.common import go_program, scrape
from vocabulary.sources.model import (
    SCRAPED,
    Per,
    Source,
    Way,
    counters,
    gauges,
    histograms,
    infos,
)

_DURATION = "0.005 0.01 0.025 0.05 0.1 0.25 0.5 1 2.5 5 10"
_START = "0.5 1 2 3 4 5 6 8 10 20 30 45 60 120 180 240 300 360 480 600 900 1200 1800 2700 3600"

KUBELET = Source(
    "kubelet",
    "this node's kubelet, /metrics",
    way=Way.KUBELET,
    jobs=("kubelet",),
    labels=(*SCRAPED, "node"),
    metrics=(
        *scrape(Per.NODE),
        *go_program(Per.NODE),
        *infos("kubelet_node_name", Per.NODE, "node"),
        *gauges("kubelet_running_pods kubelet_mirror_pods kubelet_pleg_last_seen_seconds"
                " kubelet_managed_ephemeral_containers kubelet_cgroup_version"
                " kubelet_graceful_shutdown_start_time_seconds"
                " kubelet_graceful_shutdown_end_time_seconds"
                " kubelet_cpu_manager_shared_pool_size_millicores"
                " kubelet_cpu_manager_exclusive_cpu_allocation_count"
                " kubelet_first_network_pod_start_sli_duration_seconds"
                " kubelet_node_startup_duration_seconds"
                " kubelet_node_startup_pre_kubelet_duration_seconds"
                " kubelet_node_startup_pre_registration_duration_seconds"
                " kubelet_node_startup_registration_duration_seconds"
                " kubelet_node_startup_post_registration_duration_seconds"
                " kubelet_orphan_pod_cleaned_volumes kubelet_orphan_pod_cleaned_volumes_errors"
                " kubelet_certificate_manager_client_ttl_seconds"
                " kubelet_certificate_manager_server_ttl_seconds"
                " kubelet_server_expiration_renew_errors", Per.NODE),
        *gauges("kubelet_running_containers", Per.NODE, "container_state", 3),
        *gauges("kubelet_desired_pods kubelet_active_pods", Per.NODE, "static", 2),
        *gauges("kubelet_working_pods", Per.NODE, "lifecycle config static", 6),
        *counters("kubelet_pleg_discard_events kubelet_evented_pleg_connection_error_count"
                  " kubelet_evented_pleg_connection_success_count"
                  " kubelet_orphaned_runtime_pods_total kubelet_started_pods_total"
                  " kubelet_started_pods_errors_total"
                  " kubelet_lifecycle_handler_http_fallbacks_total"
                  " kubelet_cpu_manager_pinning_requests_total"
                  " kubelet_cpu_manager_pinning_errors_total"
                  " kubelet_memory_manager_pinning_requests_total"
                  " kubelet_topology_manager_admission_requests_total"
                  " kubelet_topology_manager_admission_errors_total"
                  " kubelet_sleep_action_terminated_early_total"
                  " kubelet_certificate_manager_client_expiration_renew_errors", Per.NODE),
        *counters("kubelet_runtime_operations_total", Per.NODE, "operation_type", 14),
        *counters("kubelet_runtime_operations_errors_total", Per.NODE, "operation_type", 5),
        *counters("kubelet_evictions", Per.NODE, "eviction_signal"),
        *counters("kubelet_preemptions", Per.NODE, "preemption_signal"),
        *counters("kubelet_restarted_pods_total", Per.NODE, "static", 2),
        *counters("kubelet_started_containers_total", Per.NODE, "container_type", 4),
        *counters("kubelet_started_containers_errors_total", Per.NODE, "container_type code", 2),
        *counters("kubelet_image_garbage_collected_total kubelet_admission_rejections_total",
                  Per.NODE, "reason", 2),
        *counters("kubelet_run_podsandbox_errors_total", Per.NODE, "runtime_handler"),
        *counters("kubelet_http_requests_total", Per.NODE, "long_running method path server_type",
                  12),
        *gauges("kubelet_http_inflight_requests", Per.NODE,
                "long_running method path server_type", 12),
        *histograms("kubelet_http_requests_duration_seconds", Per.NODE,
                    "long_running method path server_type", 12, _DURATION),
        *histograms("kubelet_runtime_operations_duration_seconds", Per.NODE, "operation_type", 14,
                    "0.005 0.0125 0.03125 0.078125 0.1953125 0.48828125 1.220703125 3.0517578125"
                    " 7.62939453125 19.073486328125 47.6837158203125 119.20928955078125"
                    " 298.0232238769531 745.0580596923828"),
        *histograms("kubelet_pleg_relist_duration_seconds kubelet_pleg_relist_interval_seconds"
                    " kubelet_pod_worker_start_duration_seconds"
                    " kubelet_pod_status_sync_duration_seconds"
                    " kubelet_evented_pleg_connection_latency_seconds", Per.NODE,
                    buckets=_DURATION),
        *histograms("kubelet_pod_worker_duration_seconds", Per.NODE, "operation_type", 3,
                    _DURATION),
        *histograms("kubelet_cgroup_manager_duration_seconds", Per.NODE, "operation_type", 3,
                    _DURATION),
        *histograms("kubelet_run_podsandbox_duration_seconds", Per.NODE, "runtime_handler", 1,
                    _DURATION),
        *histograms("kubelet_pod_start_duration_seconds kubelet_pod_start_sli_duration_seconds"
                    " kubelet_pod_start_total_duration_seconds", Per.NODE, buckets=_START),
        *histograms("kubelet_image_pull_duration_seconds", Per.NODE, "image_size_in_bytes", 4,
                    "1 5 10 20 30 60 120 180 240 300 360 480 600 900 1200 1800"),
        *histograms("kubelet_containers_per_pod_count", Per.NODE, buckets="1 2 4 8 16"),
        *gauges("kubelet_volume_stats_available_bytes kubelet_volume_stats_capacity_bytes"
                " kubelet_volume_stats_used_bytes kubelet_volume_stats_inodes"
                " kubelet_volume_stats_inodes_free kubelet_volume_stats_inodes_used"
                " kubelet_volume_stats_health_status_abnormal", Per.VOLUME,
                "namespace persistentvolumeclaim"),
        *counters("rest_client_requests_total", Per.NODE, "code host method", 12),
        *histograms("rest_client_request_duration_seconds", Per.NODE, "host verb", 8,
                    "0.005 0.025 0.1 0.25 0.5 1 2 4 8 15 30 60"),
        *histograms("rest_client_rate_limiter_duration_seconds rest_client_request_size_bytes"
                    " rest_client_response_size_bytes", Per.NODE, "host verb", 8,
                    "64 256 512 1024 4096 16384 65536 262144 1048576 4194304 16777216"),
        *histograms("storage_operation_duration_seconds", Per.NODE,
                    "volume_plugin operation_name status migrated", 10,
                    "0.1 0.25 0.5 1 2.5 5 10 15 25 50 120 300 600"),
        *histograms("csi_operations_seconds", Per.NODE,
                    "driver_name method_name grpc_status_code migrated", 3,
                    "0.1 0.25 0.5 1 2.5 5 10 15 25 50 120 300 600"),
        *gauges("volume_manager_total_volumes", Per.NODE, "plugin_name state", 10),
        *counters("workqueue_adds_total workqueue_retries_total", Per.NODE, "name", 6),
        *gauges("workqueue_depth workqueue_unfinished_work_seconds", Per.NODE, "name", 6),
        *histograms("workqueue_queue_duration_seconds workqueue_work_duration_seconds", Per.NODE,
                    "name", 6, "1e-08 1e-07 1e-06 1e-05 0.0001 0.001 0.01 0.1 1 10"),
        *infos("kubernetes_build_info", Per.NODE, "build_date compiler git_commit git_tree_state"
               " git_version go_version major minor platform"),
        *gauges("kubernetes_feature_enabled", Per.NODE, "name stage", 160),
    ),
)  # fmt: skip
