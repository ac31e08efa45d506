"""Alloy itself: what was received, sent, failed, dropped and masked. Names of Alloy 1.18.

A node's program has some 60 components.
"""

from vocabulary.sources.common import go_program, scrape
from vocabulary.sources.model import (
    SCRAPED,
    Metric,
    Per,
    Source,
    Way,
    counters,
    gauges,
    histograms,
    infos,
)

COMPONENT = "component_id component_path"
SCOPE = "otel_scope_name"
"""Of what the parts of OpenTelemetry's collector tell of themselves."""
RELABELS, SCRAPES, PROCESSORS, FAN_OUTS = 12, 9, 6, 30

_TIMES = "0.005 0.01 0.025 0.05 0.1 0.25 0.5 1 2.5 5 10"


def _otel(names: str, labels: str = "", each: float = 1) -> tuple[Metric, ...]:
    return counters(names, Per.NODE, f"{COMPONENT} {SCOPE} otel_signal {labels}", each)


_ITSELF = (
    *gauges("alloy_component_controller_evaluating", Per.NODE,
            "controller_id controller_path", 20),
    *gauges("alloy_component_controller_running_components", Per.NODE,
            "controller_id controller_path health_type", 20),
    *gauges("alloy_component_evaluation_queue_size", Per.NODE,
            "controller_id controller_path", 20),
    *histograms("alloy_component_evaluation_seconds alloy_component_dependencies_wait_seconds",
                Per.NODE, "controller_id controller_path", 20, _TIMES),
    *counters("alloy_component_evaluation_slow_seconds", Per.NODE,
              "controller_id controller_path component_id", 20),
    *infos("alloy_config_hash", Per.NODE, "cluster_name sha256"),
    *gauges("alloy_config_last_load_successful alloy_config_last_load_success_timestamp_seconds",
            Per.NODE),
    *counters("alloy_config_load_failures_total", Per.NODE),
    *gauges("alloy_labelstore_global_ids_count alloy_labelstore_remote_store_ids_count"
            " alloy_labelstore_last_stale_check_timestamp"
            " alloy_resources_process_resident_memory_bytes"
            " alloy_resources_process_start_time_seconds"
            " alloy_resources_process_virtual_memory_bytes", Per.NODE),
    *counters("alloy_resources_machine_rx_bytes_total alloy_resources_machine_tx_bytes_total"
              " alloy_resources_process_cpu_seconds_total", Per.NODE),
    *infos("alloy_build_info", Per.NODE,
           "branch goarch goos goversion revision tags version"),
)  # fmt: skip

_METRICS = (
    *counters("alloy_prometheus_relabel_metrics_processed"
              " alloy_prometheus_relabel_metrics_written alloy_prometheus_relabel_cache_hits"
              " alloy_prometheus_relabel_cache_misses alloy_prometheus_relabel_cache_deletes",
              Per.NODE, COMPONENT, RELABELS),
    *gauges("alloy_prometheus_relabel_cache_size", Per.NODE, COMPONENT, RELABELS),
    *histograms("prometheus_fanout_latency", Per.NODE, COMPONENT, FAN_OUTS, _TIMES),
    *counters("prometheus_forwarded_samples_total", Per.NODE, COMPONENT, FAN_OUTS),
    *gauges("prometheus_scrape_targets_gauge", Per.NODE, COMPONENT, SCRAPES),
    *counters("prometheus_scrape_targets_moved_total", Per.NODE, COMPONENT, SCRAPES),
    *counters("prometheus_remote_storage_samples_total"
              " prometheus_remote_storage_samples_failed_total"
              " prometheus_remote_storage_samples_retried_total"
              " prometheus_remote_storage_samples_dropped_total"
              " prometheus_remote_storage_histograms_total"
              " prometheus_remote_storage_histograms_failed_total"
              " prometheus_remote_storage_metadata_total"
              " prometheus_remote_storage_metadata_failed_total"
              " prometheus_remote_storage_bytes_total"
              " prometheus_remote_storage_exemplars_total"
              " prometheus_remote_storage_enqueue_retries_total", Per.NODE,
              f"{COMPONENT} remote_name url reason"),
    *gauges("prometheus_remote_storage_samples_pending"
            " prometheus_remote_storage_histograms_pending"
            " prometheus_remote_storage_shard_capacity prometheus_remote_storage_shards"
            " prometheus_remote_storage_shards_desired prometheus_remote_storage_shards_max"
            " prometheus_remote_storage_shards_min"
            " prometheus_remote_storage_queue_highest_sent_timestamp_seconds", Per.NODE,
            f"{COMPONENT} remote_name url"),
    *gauges("prometheus_remote_storage_highest_timestamp_in_seconds", Per.NODE, COMPONENT),
    *histograms("prometheus_remote_storage_sent_batch_duration_seconds", Per.NODE,
                f"{COMPONENT} remote_name url", 1, f"{_TIMES} 25 60 120 300"),
    *gauges("prometheus_remote_write_wal_storage_active_series"
            " prometheus_remote_write_wal_storage_deleted_series", Per.NODE, COMPONENT),
    *counters("prometheus_remote_write_wal_storage_created_series_total"
              " prometheus_remote_write_wal_storage_removed_series_total"
              " prometheus_remote_write_wal_samples_appended_total"
              " prometheus_remote_write_wal_exemplars_appended_total"
              " prometheus_remote_write_wal_metadata_updates_total"
              " prometheus_remote_write_wal_out_of_order_samples_total"
              " prometheus_remote_write_wal_corruptions_total"
              " prometheus_remote_write_wal_checkpoint_creations_total"
              " prometheus_remote_write_wal_checkpoint_creations_failed_total"
              " prometheus_remote_write_wal_checkpoint_deletions_failed_total", Per.NODE,
              COMPONENT),
)  # fmt: skip

_LOGS = (
    *counters("loki_source_file_read_bytes_total loki_source_file_read_lines_total", Per.NODE,
              f"{COMPONENT} path", 20),
    *gauges("loki_source_file_file_bytes_total", Per.NODE, f"{COMPONENT} path", 20),
    *gauges("loki_source_file_files_active_total", Per.NODE, COMPONENT),
    *counters("loki_process_dropped_lines_total", Per.NODE, f"{COMPONENT} reason", PROCESSORS),
    *counters("loki_process_dropped_lines_by_label_total", Per.NODE,
              f"{COMPONENT} label_name label_value", 1),
    *counters("loki_process_cri_partial_lines_flushed_total"
              " loki_process_cri_lines_truncated_total loki_process_truncated_fields_total",
              Per.NODE, COMPONENT),
    *counters("loki_process_custom_masked_lines_total", Per.NODE,
              f"{COMPONENT} app container environment job level masked namespace", 15),
    *counters("loki_write_sent_entries_total loki_write_sent_bytes_total", Per.NODE,
              f"{COMPONENT} host tenant"),
    *counters("loki_write_dropped_entries_total loki_write_dropped_bytes_total", Per.NODE,
              f"{COMPONENT} host reason tenant", 4),
    *counters("loki_write_mutated_entries_total loki_write_mutated_bytes_total", Per.NODE,
              f"{COMPONENT} host reason tenant"),
    *counters("loki_write_batch_retries_total", Per.NODE, f"{COMPONENT} host tenant"),
    *histograms("loki_write_request_duration_seconds", Per.NODE,
                f"{COMPONENT} host status_code tenant", 2, _TIMES),
    *histograms("loki_write_entry_propagation_latency_seconds", Per.NODE,
                f"{COMPONENT} host tenant", 1, f"{_TIMES} 20 40 80 160"),
)  # fmt: skip

_SPANS = (
    *_otel("otelcol_receiver_accepted_spans_total otelcol_receiver_refused_spans_total"
           " otelcol_receiver_failed_spans_total"
           " otelcol_receiver_accepted_metric_points_total"
           " otelcol_receiver_refused_metric_points_total"
           " otelcol_receiver_accepted_log_records_total"
           " otelcol_receiver_refused_log_records_total", "receiver transport", 2),
    *_otel("otelcol_processor_accepted_spans_total otelcol_processor_refused_spans_total"
           " otelcol_processor_accepted_metric_points_total"
           " otelcol_processor_refused_metric_points_total"
           " otelcol_processor_accepted_log_records_total"
           " otelcol_processor_refused_log_records_total", "processor"),
    *_otel("otelcol_processor_incoming_items_total otelcol_processor_outgoing_items_total",
           "processor", 12),
    *_otel("otelcol_processor_filter_datapoints_filtered_total", "filter"),
    *_otel("otelcol_exporter_sent_spans_total otelcol_exporter_send_failed_spans_total"
           " otelcol_exporter_enqueue_failed_spans_total", "exporter server_address server_port"
           " url_path"),
    *gauges("otelcol_exporter_queue_capacity otelcol_exporter_queue_size", Per.NODE,
            f"{COMPONENT} {SCOPE} data_type exporter"),
    *gauges("otelcol_exporter_in_flight_requests", Per.NODE, f"{COMPONENT} {SCOPE} exporter"),
    *_otel("otelcol_exporter_loki_entries_total otelcol_exporter_loki_entries_processed"
           " otelcol_exporter_loki_entries_failed"),
    *_otel("otelcol_processor_batch_batch_size_trigger_send_total"
           " otelcol_processor_batch_timeout_trigger_send_total", "processor"),
    *histograms("otelcol_processor_batch_batch_send_size", Per.NODE,
                f"{COMPONENT} {SCOPE} processor", 1,
                "10 25 50 75 100 250 500 750 1000 2000 3000 4000 5000 6000 7000 8000 9000 10000"),
    *gauges("otelcol_processor_batch_metadata_cardinality", Per.NODE,
            f"{COMPONENT} {SCOPE} processor"),
    *_otel("otelcol_processor_tail_sampling_count_traces_sampled_total"
           " otelcol_processor_tail_sampling_count_spans_sampled_total"
           " otelcol_processor_tail_sampling_sampling_policy_evaluation_error_total",
           "decision policy sampled", 0.3),
    *_otel("otelcol_processor_tail_sampling_global_count_traces_sampled_total"
           " otelcol_processor_tail_sampling_new_trace_id_received_total"
           " otelcol_processor_tail_sampling_sampling_trace_dropped_too_early_total",
           "decision sampled", 0.1),
    *gauges("otelcol_processor_tail_sampling_sampling_traces_on_memory", Per.NODE, COMPONENT,
            0.07),
    *histograms("otelcol_processor_tail_sampling_sampling_decision_timer_latency"
                " otelcol_processor_tail_sampling_sampling_late_span_age", Per.NODE, COMPONENT,
                0.07, "1 2 5 10 25 50 75 100 150 200 300 400 500 750 1000 2000 3000 4000 5000"),
)  # fmt: skip

_PEERS = (
    *gauges("cluster_node_peers", Per.NODE, "cluster_name state", 3),
    *infos("cluster_node_info", Per.NODE, "cluster_name state"),
    *gauges("cluster_node_gossip_alive_peers cluster_node_gossip_health_score"
            " cluster_node_gossip_proto_version cluster_node_lamport_time"
            " cluster_node_update_observers cluster_node_updating"
            " cluster_transport_rx_packet_queue_length cluster_transport_tx_packet_queue_length"
            " cluster_transport_streams cluster_minimum_size cluster_ready_for_traffic",
            Per.NODE, "cluster_name"),
    *counters("cluster_node_gossip_broadcasts_total cluster_transport_rx_bytes_total"
              " cluster_transport_tx_bytes_total cluster_transport_rx_packets_total"
              " cluster_transport_tx_packets_total cluster_transport_tx_packets_failed_total"
              " cluster_transport_stream_rx_bytes_total"
              " cluster_transport_stream_tx_bytes_total cluster_updates_total", Per.NODE,
              "cluster_name"),
    *counters("cluster_node_gossip_received_events_total", Per.NODE, "cluster_name event", 5),
    *histograms("cluster_node_update_duration_seconds", Per.NODE, "cluster_name", 1, _TIMES),
)  # fmt: skip

_BROWSERS = (
    *counters("faro_receiver_events_total faro_receiver_exceptions_total faro_receiver_logs_total"
              " faro_receiver_measurements_total faro_receiver_exporter_errors_total", Per.NODE,
              COMPONENT, 0.07),
    *counters("faro_receiver_rate_limiter_requests_total", Per.NODE,
              f"{COMPONENT} allowed app env", 0.2),
    *histograms("faro_receiver_request_duration_seconds", Per.NODE,
                f"{COMPONENT} method route status_code ws", 0.2, _TIMES),
)  # fmt: skip

ALLOY = Source(
    "Alloy",
    "the collectors themselves",
    way=Way.COLLECTORS,
    jobs=("alloy",),
    labels=SCRAPED,
    metrics=(
        *scrape(Per.NODE),
        *go_program(Per.NODE),
        *_ITSELF,
        *_METRICS,
        *_LOGS,
        *_SPANS,
        *_PEERS,
        *_BROWSERS,
    ),
)
