"""What is shipped although no rule and no panel asks for it, each with its reason.

An incident set lets people on call look further than the panels do. It costs series: `make unused`
says how many each source ships.
"""

from dataclasses import dataclass

from vocabulary.sources.model import Way


@dataclass(frozen=True)
class Extra:
    """Names of series, with spaces between them, that one way ships for a reason."""

    way: Way
    names: str
    reason: str


SCRAPE_REASON = "whether a target answers, and how many samples it gives"
SCRAPE = "up scrape_duration_seconds scrape_samples_scraped"

SCRAPED_WAYS = (
    Way.KUBELET,
    Way.CADVISOR,
    Way.NODE_EXPORTER,
    Way.KUBE_STATE_METRICS,
    Way.API_SERVER,
    Way.COREDNS,
    Way.HUB,
    Way.APPLICATIONS,
    Way.COLLECTORS,
)

_DROPPED = "what is kept of what was scraped: the difference was dropped here"

EXTRAS: tuple[Extra, ...] = (
    *(Extra(way, SCRAPE, SCRAPE_REASON) for way in SCRAPED_WAYS),
    Extra(
        Way.KUBELET,
        "kubelet_running_pods kubelet_running_containers kubelet_volume_stats_inodes_free"
        " kubelet_volume_stats_inodes kubelet_volume_stats_used_bytes kubelet_evictions"
        " kubelet_runtime_operations_errors_total kubelet_pleg_relist_duration_seconds_count"
        " kubelet_pleg_relist_duration_seconds_sum",
        "incident: a node that starts no pods, evicts some, or whose runtime hangs",
    ),
    Extra(
        Way.CADVISOR,
        "container_cpu_usage_seconds_total container_cpu_cfs_throttled_periods_total"
        " container_cpu_cfs_periods_total container_memory_working_set_bytes"
        " container_oom_events_total container_network_receive_bytes_total"
        " container_network_transmit_bytes_total",
        "incident: which container uses, is throttled or is killed",
    ),
    Extra(
        Way.NODE_EXPORTER,
        "node_cpu_seconds_total node_load1 node_load5 node_memory_MemAvailable_bytes"
        " node_memory_MemTotal_bytes node_filesystem_avail_bytes node_filesystem_size_bytes"
        " node_filesystem_files_free node_filesystem_readonly node_disk_io_time_seconds_total"
        " node_disk_read_bytes_total node_disk_written_bytes_total"
        " node_network_receive_bytes_total node_network_transmit_bytes_total"
        " node_network_receive_drop_total node_network_transmit_drop_total"
        " node_nf_conntrack_entries node_nf_conntrack_entries_limit"
        " node_netstat_Tcp_RetransSegs node_vmstat_oom_kill node_timex_offset_seconds"
        " node_pressure_cpu_waiting_seconds_total node_pressure_io_waiting_seconds_total"
        " node_pressure_memory_waiting_seconds_total",
        "incident: a node short of processors, memory, disk or connections",
    ),
    Extra(
        Way.KUBE_STATE_METRICS,
        "kube_pod_info kube_pod_status_phase kube_pod_status_ready kube_pod_owner"
        " kube_pod_container_info kube_pod_container_status_restarts_total"
        " kube_pod_container_status_waiting_reason"
        " kube_pod_container_status_last_terminated_reason kube_pod_container_status_ready"
        " kube_pod_container_resource_requests kube_pod_container_resource_limits"
        " kube_deployment_spec_replicas kube_deployment_status_replicas_available"
        " kube_deployment_status_replicas_updated kube_deployment_status_observed_generation"
        " kube_deployment_metadata_generation kube_statefulset_replicas"
        " kube_statefulset_status_replicas_ready kube_daemonset_status_desired_number_scheduled"
        " kube_daemonset_status_number_ready kube_horizontalpodautoscaler_status_desired_replicas"
        " kube_job_failed kube_job_status_failed kube_node_info kube_node_spec_unschedulable"
        " kube_node_spec_taint kube_node_status_condition kube_node_status_allocatable"
        " kube_persistentvolumeclaim_status_phase kube_poddisruptionbudget_status_current_healthy"
        " kube_poddisruptionbudget_status_desired_healthy",
        "incident: what was rolled out, what waits, what is full",
    ),
    Extra(
        Way.API_SERVER,
        "apiserver_request_total apiserver_current_inflight_requests"
        " apiserver_flowcontrol_rejected_requests_total"
        " apiserver_admission_webhook_rejection_count",
        "incident: an API server that refuses or is flooded",
    ),
    Extra(
        Way.COREDNS,
        "coredns_dns_requests_total coredns_dns_responses_total"
        " coredns_dns_request_duration_seconds_bucket coredns_dns_request_duration_seconds_count"
        " coredns_dns_request_duration_seconds_sum coredns_cache_hits_total"
        " coredns_cache_misses_total coredns_forward_healthcheck_broken_total"
        " coredns_panics_total",
        "incident: names that are not found, or late",
    ),
    Extra(
        Way.HUB,
        "argocd_app_info argocd_app_sync_total argocd_app_reconcile_count"
        " argocd_app_reconcile_sum argocd_appset_reconcile_count argocd_appset_reconcile_sum"
        " argocd_cluster_connection_status argocd_git_request_total"
        " argocd_git_request_duration_seconds_count argocd_git_request_duration_seconds_sum"
        " argocd_git_fetch_fail_total argocd_repo_pending_request_total"
        " argocd_redis_request_total workqueue_depth",
        "incident: a delivery that stands still",
    ),
    Extra(
        Way.HUB,
        "external_dns_controller_last_sync_timestamp_seconds"
        " external_dns_registry_errors_total external_dns_source_errors_total"
        " external_dns_registry_endpoints_total external_dns_source_endpoints_total",
        "incident: DNS records that do not follow",
    ),
    Extra(
        Way.COLLECTORS,
        "alloy_prometheus_relabel_metrics_processed alloy_prometheus_relabel_metrics_written",
        _DROPPED,
    ),
    Extra(
        Way.COLLECTORS,
        "alloy_build_info alloy_config_hash alloy_config_last_load_successful"
        " alloy_component_controller_running_components alloy_resources_process_cpu_seconds_total"
        " alloy_resources_process_resident_memory_bytes cluster_node_peers"
        " prometheus_remote_storage_samples_total"
        " prometheus_remote_storage_samples_failed_total"
        " prometheus_remote_storage_samples_retried_total"
        " prometheus_remote_storage_samples_dropped_total"
        " prometheus_remote_storage_samples_pending"
        " prometheus_remote_storage_highest_timestamp_in_seconds"
        " prometheus_remote_storage_queue_highest_sent_timestamp_seconds"
        " prometheus_remote_write_wal_storage_active_series"
        " loki_process_dropped_lines_total loki_process_custom_masked_lines_total"
        " loki_write_sent_entries_total loki_write_dropped_entries_total"
        " loki_write_batch_retries_total otelcol_receiver_accepted_spans_total"
        " otelcol_receiver_refused_spans_total otelcol_exporter_sent_spans_total"
        " otelcol_exporter_send_failed_spans_total otelcol_exporter_enqueue_failed_spans_total"
        " otelcol_exporter_queue_size otelcol_exporter_queue_capacity"
        " otelcol_processor_refused_spans_total"
        " otelcol_processor_filter_datapoints_filtered_total",
        "incident: where telemetry is lost, delayed, refused or masked",
    ),
    Extra(
        Way.APPLICATIONS,
        "http_server_request_duration_seconds_count http_server_request_duration_seconds_sum"
        " http_server_active_requests http_client_request_duration_seconds_count"
        " http_client_request_duration_seconds_sum",
        "incident: requests of a service in any cut, and whom it calls",
    ),
    Extra(
        Way.APPLICATIONS,
        "jvm_memory_used_bytes jvm_memory_limit_bytes jvm_gc_duration_seconds_count"
        " jvm_gc_duration_seconds_sum jvm_thread_count jvm_cpu_recent_utilization_ratio"
        " process_cpu_time_seconds_total dotnet_process_memory_working_set_bytes"
        " dotnet_gc_collections_total dotnet_gc_pause_time_seconds_total"
        " dotnet_thread_pool_thread_count dotnet_exceptions_total",
        "incident: a runtime short of memory, threads or processor",
    ),
    Extra(
        Way.APPLICATIONS,
        "db_client_connection_count db_client_connection_max"
        " db_client_connection_pending_requests db_client_connection_timeouts_total"
        " db_client_operation_duration_seconds_count db_client_operation_duration_seconds_sum",
        "incident: a database that is slow or has no connection left",
    ),
    Extra(
        Way.APPLICATIONS,
        "kafka_consumer_records_lag kafka_consumer_assigned_partitions"
        " kafka_consumer_failed_rebalance_total kafka_producer_record_error_total",
        "incident: a queue that stands still",
    ),
    Extra(
        Way.SERVICE_GRAPH,
        "traces_service_graph_request_total traces_service_graph_request_failed_total"
        " traces_service_graph_request_server_seconds_count"
        " traces_service_graph_request_server_seconds_sum"
        " traces_service_graph_request_server_seconds_bucket"
        " traces_service_graph_request_client_seconds_count"
        " traces_service_graph_request_client_seconds_sum"
        " traces_service_graph_request_client_seconds_bucket",
        "Grafana draws the service graph of Tempo's data source from these names",
    ),
    Extra(
        Way.SPAN_METRICS,
        "traces_span_metrics_calls_total traces_span_metrics_duration_seconds_count"
        " traces_span_metrics_duration_seconds_sum traces_span_metrics_duration_seconds_bucket",
        "Grafana's service graph and Application Observability look for these names",
    ),
)  # fmt: skip
