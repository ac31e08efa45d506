"""The API server and CoreDNS. Names of Kubernetes 1.33 and CoreDNS 1.12."""

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

_REQUEST = "component group resource scope subresource verb version"
_SLO = "0.05 0.1 0.2 0.4 0.6 0.8 1 1.25 1.5 2 3 4 5 6 8 10 15 20 30 45 60"

API_SERVER = Source(
    "API server",
    "the cluster's own API server, as EKS shows it",
    way=Way.API_SERVER,
    jobs=("apiserver",),
    labels=SCRAPED,
    metrics=(
        *scrape(Per.API_SERVER),
        *go_program(Per.API_SERVER),
        *counters("apiserver_request_total", Per.API_SERVER, f"{_REQUEST} code dry_run", 1200),
        *counters("apiserver_request_terminations_total", Per.API_SERVER, f"{_REQUEST} code", 10),
        *counters("apiserver_request_aborts_total", Per.API_SERVER,
                  "group resource scope subresource verb version", 20),
        *counters("apiserver_request_post_timeout_total", Per.API_SERVER, "source status", 3),
        *counters("apiserver_selfrequest_total", Per.API_SERVER,
                  "group resource subresource verb", 300),
        *gauges("apiserver_longrunning_requests", Per.API_SERVER, _REQUEST, 180),
        *gauges("apiserver_current_inflight_requests apiserver_current_inqueue_requests",
                Per.API_SERVER, "request_kind", 2),
        *gauges("apiserver_requested_deprecated_apis", Per.API_SERVER,
                "group removed_release resource subresource version"),
        *histograms("apiserver_request_duration_seconds", Per.API_SERVER, f"{_REQUEST} dry_run",
                    700, f"0.005 0.025 {_SLO}"),
        *histograms("apiserver_request_slo_duration_seconds"
                    " apiserver_request_sli_duration_seconds", Per.API_SERVER, _REQUEST, 700,
                    _SLO),
        *histograms("apiserver_response_sizes", Per.API_SERVER, _REQUEST, 400,
                    "1000 10000 100000 1e+06 1e+07 1e+08 1e+09"),
        *histograms("apiserver_watch_events_sizes", Per.API_SERVER, "group resource version", 90,
                    "1024 2048 4096 8192 16384 32768 65536 131072"),
        *counters("apiserver_watch_events_total", Per.API_SERVER, "group resource version", 90),
        *histograms("apiserver_watch_list_duration_seconds", Per.API_SERVER,
                    "group resource scope version", 90, _SLO),
        *histograms("apiserver_request_filter_duration_seconds", Per.API_SERVER, "filter", 8,
                    "0.0001 0.0003 0.001 0.003 0.01 0.03 0.1 0.3 1 5 10 15 30"),
        *histograms("apiserver_admission_controller_admission_duration_seconds", Per.API_SERVER,
                    "name operation rejected type", 120, "0.005 0.025 0.1 0.5 1 2.5"),
        *histograms("apiserver_admission_webhook_admission_duration_seconds", Per.API_SERVER,
                    "name operation rejected type", 20, "0.005 0.025 0.1 0.5 1 2.5 10 25"),
        *counters("apiserver_admission_webhook_rejection_count", Per.API_SERVER,
                  "error_type name operation rejection_code type", 5),
        *counters("apiserver_flowcontrol_rejected_requests_total", Per.API_SERVER,
                  "flow_schema priority_level reason", 5),
        *counters("apiserver_flowcontrol_dispatched_requests_total", Per.API_SERVER,
                  "flow_schema priority_level", 25),
        *gauges("apiserver_flowcontrol_current_inqueue_requests"
                " apiserver_flowcontrol_current_executing_requests", Per.API_SERVER,
                "flow_schema priority_level", 25),
        *counters("apiserver_audit_event_total apiserver_audit_requests_rejected_total"
                  " apiserver_tls_handshake_errors_total", Per.API_SERVER),
        *gauges("apiserver_storage_objects", Per.API_SERVER, "resource", 120),
        *gauges("apiserver_storage_size_bytes", Per.API_SERVER, "storage_cluster_id"),
        *histograms("etcd_request_duration_seconds", Per.API_SERVER, "operation type", 300,
                    "0.005 0.025 0.05 0.1 0.2 0.4 0.6 0.8 1 1.25 1.5 2 3 4 5 6 8 10 15 20 30"),
        *counters("etcd_requests_total etcd_request_errors_total", Per.API_SERVER,
                  "operation type", 300),
        *counters("rest_client_requests_total", Per.API_SERVER, "code host method", 10),
        *counters("workqueue_adds_total workqueue_retries_total", Per.API_SERVER, "name", 20),
        *gauges("workqueue_depth workqueue_unfinished_work_seconds", Per.API_SERVER, "name", 20),
        *infos("kubernetes_build_info", Per.API_SERVER, "build_date compiler git_commit"
               " git_tree_state git_version go_version major minor platform"),
    ),
)  # fmt: skip

_ZONE = "server view zone"
_SIZES = "0 100 200 300 400 511 1023 2047 4095 8291 16000 32000 48000 64000"
_TIMES = "0.00025 0.0005 0.001 0.002 0.004 0.008 0.016 0.032 0.064 0.128 0.256 0.512 1.024 2.048 \
4.096 8.192"

COREDNS = Source(
    "CoreDNS",
    "the cluster's DNS",
    way=Way.COREDNS,
    jobs=("coredns",),
    labels=(*SCRAPED, "pod"),
    metrics=(
        *scrape(Per.DNS),
        *go_program(Per.DNS),
        *counters("coredns_dns_requests_total", Per.DNS, f"{_ZONE} family proto type", 16),
        *counters("coredns_dns_responses_total", Per.DNS, f"{_ZONE} plugin rcode", 12),
        *counters("coredns_dns_do_requests_total", Per.DNS, _ZONE, 2),
        *histograms("coredns_dns_request_duration_seconds", Per.DNS, _ZONE, 2, _TIMES),
        *histograms("coredns_dns_request_size_bytes coredns_dns_response_size_bytes", Per.DNS,
                    f"{_ZONE} proto", 4, _SIZES),
        *gauges("coredns_cache_entries", Per.DNS, "server type view zones", 4),
        *counters("coredns_cache_hits_total", Per.DNS, "server type view zones", 4),
        *counters("coredns_cache_misses_total coredns_cache_requests_total"
                  " coredns_cache_evictions_total", Per.DNS, "server view zones", 2),
        *counters("coredns_panics_total coredns_forward_max_concurrent_rejects_total"
                  " coredns_health_request_failures_total coredns_reload_failed_total", Per.DNS),
        *counters("coredns_forward_requests_total coredns_forward_healthcheck_broken_total",
                  Per.DNS, "to", 2),
        *counters("coredns_forward_responses_total", Per.DNS, "rcode to", 6),
        *histograms("coredns_forward_request_duration_seconds", Per.DNS, "rcode to", 6, _TIMES),
        *histograms("coredns_proxy_request_duration_seconds", Per.DNS, "proxy_name rcode to", 6,
                    _TIMES),
        *counters("coredns_proxy_conn_cache_hits_total coredns_proxy_conn_cache_misses_total",
                  Per.DNS, "proto proxy_name to", 4),
        *histograms("coredns_health_request_duration_seconds", Per.DNS, buckets=_TIMES),
        *histograms("coredns_kubernetes_dns_programming_duration_seconds", Per.DNS,
                    "service_kind", 2, "0.001 0.002 0.004 0.008 0.016 0.032 0.064 0.128 0.256"
                    " 0.512 1.024 2.048 4.096 8.192 16.384 32.768 65.536 131.072 262.144"),
        *gauges("coredns_plugin_enabled", Per.DNS, f"{_ZONE} name", 12),
        *gauges("coredns_local_localhost_requests_total coredns_hosts_reload_timestamp_seconds",
                Per.DNS),
        *infos("coredns_build_info", Per.DNS, "goversion revision version"),
    ),
)  # fmt: skip
