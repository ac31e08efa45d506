"""Lionpay's services: OpenTelemetry's stable conventions, and the business metrics of our own code.

Names are as remote write has them: unit and `_total` in the name, dots as underscores.
"""

from vocabulary.sources.common import scrape
from vocabulary.sources.model import (
    PLACE,
    Per,
    Source,
    Way,
    counters,
    gauges,
    histograms,
    infos,
)

SERVICE = (*PLACE, "instance", "job", "namespace", "pod", "service")
"""What the collectors add to whatever an application says, scraped or sent."""

DURATION = "0.005 0.01 0.025 0.05 0.075 0.1 0.25 0.5 0.75 1 2.5 5 7.5 10"
"""OpenTelemetry's own bounds of durations in seconds."""
SIZES = "0 5 10 25 50 75 100 250 500 750 1000 2500 5000 7500 10000"
PAUSES = "0.01 0.1 1 10"

ROUTES, PEERS, POOLS, OPERATIONS, TOPICS, PARTITIONS = 12, 5, 1, 8, 3, 12

_POOL = "db_client_connection_pool_name"
_HEAP = "jvm_memory_pool_name jvm_memory_type"
_GENERATION = "gc_heap_generation dotnet_gc_heap_generation"

JAVA = Source(
    "OpenTelemetry Java",
    "the JVM of a service, by the Java agent",
    way=Way.APPLICATIONS,
    labels=SERVICE,
    metrics=(
        *gauges("jvm_memory_used_bytes jvm_memory_committed_bytes jvm_memory_limit_bytes"
                " jvm_memory_used_after_last_gc_bytes jvm_memory_init_bytes", Per.JAVA, _HEAP, 8),
        *histograms("jvm_gc_duration_seconds", Per.JAVA, "jvm_gc_action jvm_gc_name"
                    " jvm_gc_cause", 3, PAUSES),
        *gauges("jvm_thread_count", Per.JAVA, "jvm_thread_daemon jvm_thread_state", 8),
        *gauges("jvm_class_count jvm_cpu_count jvm_cpu_recent_utilization_ratio"
                " jvm_system_cpu_utilization_ratio jvm_system_cpu_load_1m_ratio"
                " jvm_file_descriptor_count jvm_file_descriptor_limit", Per.JAVA),
        *counters("jvm_class_loaded_total jvm_class_unloaded_total jvm_cpu_time_seconds_total"
                  " process_cpu_time_seconds_total", Per.JAVA),
        *gauges("jvm_buffer_count jvm_buffer_memory_limit_bytes jvm_buffer_memory_used_bytes",
                Per.JAVA, "jvm_buffer_pool_name", 3),
    ),
)  # fmt: skip

DOTNET = Source(
    "OpenTelemetry .NET",
    "the runtime of a service in .NET 9 and later",
    way=Way.APPLICATIONS,
    labels=SERVICE,
    metrics=(
        *gauges("dotnet_process_memory_working_set_bytes dotnet_process_cpu_count"
                " dotnet_thread_pool_thread_count dotnet_thread_pool_queue_length"
                " dotnet_timer_count dotnet_assembly_count"
                " dotnet_gc_last_collection_memory_committed_size_bytes", Per.DOTNET),
        *counters("dotnet_gc_heap_allocated_bytes_total dotnet_gc_heap_total_allocated_bytes_total"
                  " dotnet_gc_pause_time_seconds_total dotnet_jit_compiled_il_size_bytes_total"
                  " dotnet_jit_compiled_methods_total dotnet_jit_compilation_time_seconds_total"
                  " dotnet_monitor_lock_contentions_total"
                  " dotnet_thread_pool_work_item_count_total", Per.DOTNET),
        *counters("dotnet_gc_collections_total", Per.DOTNET, _GENERATION, 3),
        *gauges("dotnet_gc_last_collection_heap_size_bytes"
                " dotnet_gc_last_collection_heap_fragmentation_size_bytes", Per.DOTNET,
                _GENERATION, 5),
        *counters("dotnet_process_cpu_time_seconds_total", Per.DOTNET, "cpu_mode", 2),
        *counters("dotnet_exceptions_total", Per.DOTNET, "error_type", 4),
        *gauges("kestrel_active_connections kestrel_queued_connections kestrel_queued_requests"
                " kestrel_upgraded_connections", Per.DOTNET,
                "network_transport network_type server_address server_port"),
        *histograms("kestrel_connection_duration_seconds", Per.DOTNET,
                    "network_transport network_type server_address server_port", 1,
                    "0.01 0.02 0.05 0.1 0.2 0.5 1 2 5 10 30 60 120 300"),
        *counters("aspnetcore_routing_match_attempts_total", Per.DOTNET,
                  "aspnetcore_routing_match_status http_route", ROUTES),
        *counters("aspnetcore_diagnostics_exceptions_total", Per.DOTNET, "error_type", 2),
    ),
)  # fmt: skip

HTTP_SERVER = Source(
    "HTTP server",
    "requests to a service",
    way=Way.APPLICATIONS,
    labels=SERVICE,
    metrics=(
        *histograms("http_server_request_duration_seconds", Per.APPLICATION, "error_type"
                    " http_request_method http_response_status_code http_route"
                    " network_protocol_version url_scheme", 2 * ROUTES, DURATION),
        *histograms("http_server_request_body_size_bytes http_server_response_body_size_bytes",
                    Per.APPLICATION, "http_request_method http_response_status_code http_route"
                    " network_protocol_version url_scheme", 2 * ROUTES, SIZES),
        *gauges("http_server_active_requests", Per.APPLICATION, "http_request_method url_scheme",
                3),
    ),
)  # fmt: skip

HTTP_CLIENT = Source(
    "HTTP client",
    "a service's own requests, to payment providers among others",
    way=Way.APPLICATIONS,
    labels=SERVICE,
    metrics=(
        *histograms("http_client_request_duration_seconds", Per.APPLICATION, "error_type"
                    " http_request_method http_response_status_code network_protocol_version"
                    " server_address server_port url_scheme", 2 * PEERS, DURATION),
        *histograms("http_client_request_body_size_bytes http_client_response_body_size_bytes",
                    Per.APPLICATION, "http_request_method http_response_status_code"
                    " server_address server_port", 2 * PEERS, SIZES),
        *gauges("http_client_active_requests http_client_open_connections", Per.APPLICATION,
                "http_connection_state network_peer_address network_protocol_version"
                " server_address server_port url_scheme", PEERS),
        *histograms("http_client_request_time_in_queue_seconds"
                    " http_client_connection_duration_seconds", Per.DOTNET,
                    "network_protocol_version server_address server_port url_scheme", PEERS,
                    DURATION),
        *histograms("dns_lookup_duration_seconds", Per.DOTNET, "dns_question_name", PEERS,
                    DURATION),
    ),
)  # fmt: skip

DB_CLIENT = Source(
    "database client",
    "pools of connections, and operations on databases",
    way=Way.APPLICATIONS,
    labels=SERVICE,
    metrics=(
        *gauges("db_client_connection_count", Per.APPLICATION,
                f"{_POOL} db_client_connection_state", 2 * POOLS),
        *gauges("db_client_connection_max db_client_connection_idle_max"
                " db_client_connection_idle_min db_client_connection_pending_requests",
                Per.APPLICATION, _POOL, POOLS),
        *counters("db_client_connection_timeouts_total", Per.APPLICATION, _POOL, POOLS),
        *histograms("db_client_connection_create_time_seconds"
                    " db_client_connection_use_time_seconds"
                    " db_client_connection_wait_time_seconds", Per.APPLICATION, _POOL, POOLS,
                    DURATION),
        *histograms("db_client_operation_duration_seconds", Per.APPLICATION,
                    "db_collection_name db_namespace db_operation_name db_response_status_code"
                    " db_system_name error_type server_address server_port", OPERATIONS,
                    "0.001 0.005 0.01 0.05 0.1 0.5 1 5 10"),
    ),
)  # fmt: skip

_CLIENT = "client_id"

KAFKA_CLIENT = Source(
    "Kafka client",
    "consumers and producers, as Kafka's own client counts",
    way=Way.APPLICATIONS,
    labels=SERVICE,
    metrics=(
        *gauges("kafka_consumer_records_lag kafka_consumer_records_lag_avg"
                " kafka_consumer_records_lag_max kafka_consumer_records_lead"
                " kafka_consumer_records_lead_min", Per.APPLICATION,
                f"{_CLIENT} partition topic", PARTITIONS / 3),
        *counters("kafka_consumer_records_consumed_total kafka_consumer_bytes_consumed_total",
                  Per.APPLICATION, f"{_CLIENT} topic", TOPICS),
        *gauges("kafka_consumer_records_consumed_rate kafka_consumer_bytes_consumed_rate"
                " kafka_consumer_fetch_size_avg kafka_consumer_records_per_request_avg",
                Per.APPLICATION, f"{_CLIENT} topic", TOPICS),
        *gauges("kafka_consumer_assigned_partitions kafka_consumer_commit_latency_avg"
                " kafka_consumer_fetch_latency_avg kafka_consumer_fetch_latency_max"
                " kafka_consumer_heartbeat_rate kafka_consumer_last_heartbeat_seconds_ago"
                " kafka_consumer_connection_count kafka_consumer_poll_idle_ratio_avg"
                " kafka_consumer_time_between_poll_avg kafka_consumer_time_between_poll_max",
                Per.APPLICATION, _CLIENT),
        *counters("kafka_consumer_commit_total kafka_consumer_failed_rebalance_total"
                  " kafka_consumer_rebalance_total kafka_consumer_fetch_total",
                  Per.APPLICATION, _CLIENT),
        *counters("kafka_producer_record_send_total kafka_producer_record_error_total"
                  " kafka_producer_record_retry_total kafka_producer_byte_total",
                  Per.APPLICATION, f"{_CLIENT} topic", TOPICS),
        *gauges("kafka_producer_request_latency_avg kafka_producer_request_latency_max"
                " kafka_producer_record_queue_time_avg kafka_producer_buffer_available_bytes"
                " kafka_producer_connection_count kafka_producer_requests_in_flight",
                Per.APPLICATION, _CLIENT),
    ),
)  # fmt: skip

BUSINESS = Source(
    "Lionpay's own",
    "what our code counts: docs/alerts.md says what each must mean",
    way=Way.APPLICATIONS,
    labels=SERVICE,
    metrics=(
        *counters("payment_authorizations_total", Per.APPLICATION, "provider reason result", 6),
        *counters("payment_duplicate_charges_total", Per.APPLICATION),
        *gauges("settlement_last_success_timestamp_seconds", Per.REGION),
        *gauges("ledger_difference_minor_units", Per.APPLICATION, "currency", 2),
    ),
)

SCRAPES = Source(
    "scraped applications",
    "what the scrape of an annotated pod says of itself",
    way=Way.APPLICATIONS,
    labels=(*SERVICE, "node"),
    metrics=(*scrape(Per.APPLICATION), *infos("target_info", Per.APPLICATION, "sdk_language")),
)

APPLICATIONS = (
    JAVA,
    DOTNET,
    HTTP_SERVER,
    HTTP_CLIENT,
    DB_CLIENT,
    KAFKA_CLIENT,
    BUSINESS,
    SCRAPES,
)
