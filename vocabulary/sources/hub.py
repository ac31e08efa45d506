"""The hub's management tools: Argo CD 3 and ExternalDNS."""

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
    summaries,
)

_TOOL = (*SCRAPED, "namespace", "pod", "service")
PARTS = 4
"""Controller, server, repo server and the controller of ApplicationSets."""
REPOSITORIES = 12

ARGO_CD = Source(
    "Argo CD",
    "delivery, in the hub",
    way=Way.HUB,
    jobs=("argocd-.+",),
    labels=_TOOL,
    metrics=(
        *scrape(Per.CLUSTER, PARTS),
        *go_program(Per.CLUSTER, PARTS),
        *infos("argocd_app_info", Per.DELIVERED, "autosync_enabled dest_namespace dest_server"
               " health_status name namespace operation project repo sync_status"),
        *gauges("argocd_app_condition", Per.DELIVERED, "condition name namespace project", 0.2),
        *gauges("argocd_app_orphaned_resources_count", Per.DELIVERED, "name namespace project"),
        *counters("argocd_app_sync_total", Per.DELIVERED,
                  "dest_server dry_run name namespace phase project", 2),
        *counters("argocd_app_sync_duration_seconds_total", Per.DELIVERED,
                  "dest_server name namespace project"),
        *counters("argocd_app_k8s_request_total", Per.DELIVERED, "dry_run name namespace project"
                  " resource_kind resource_namespace response_code server verb", 24),
        *histograms("argocd_app_reconcile", Per.CLUSTER, "dest_server namespace", 2,
                    "0.25 0.5 1 2 4 8 16"),
        *gauges("argocd_cluster_api_resource_objects argocd_cluster_api_resources"
                " argocd_cluster_cache_age_seconds argocd_cluster_connection_status",
                Per.CLUSTER, "server", 2),
        *infos("argocd_cluster_info", Per.CLUSTER, "k8s_version name server", 2),
        *counters("argocd_cluster_events_total", Per.CLUSTER, "group kind server", 120),
        *gauges("argocd_kubectl_exec_pending", Per.CLUSTER, "command hostname"),
        *counters("argocd_kubectl_exec_total", Per.CLUSTER, "command hostname"),
        *counters("argocd_redis_request_total", Per.CLUSTER, "failed hostname initiator", 4),
        *histograms("argocd_redis_request_duration", Per.CLUSTER, "hostname initiator", 3,
                    "0.1 0.25 0.5 1 2"),
        *counters("argocd_git_request_total", Per.CLUSTER, "repo request_type", 2 * REPOSITORIES),
        *histograms("argocd_git_request_duration_seconds", Per.CLUSTER, "repo request_type",
                    2 * REPOSITORIES, "0.1 0.25 0.5 1 2 4 10 20"),
        *counters("argocd_git_fetch_fail_total argocd_git_lsremote_fail_total", Per.CLUSTER,
                  "repo", 1),
        *gauges("argocd_repo_pending_request_total", Per.CLUSTER, "repo", REPOSITORIES),
        *histograms("argocd_appset_reconcile", Per.CLUSTER, "name namespace", 6,
                    "0.25 0.5 1 2 4 8 16"),
        *infos("argocd_appset_info", Per.CLUSTER, "name namespace resource_update_status", 6),
        *gauges("argocd_appset_owned_applications", Per.CLUSTER, "name namespace", 6),
        *infos("argocd_info", Per.CLUSTER, "version", PARTS),
        *counters("argocd_login_request_total", Per.CLUSTER, "status", 2),
        *counters("grpc_server_handled_total", Per.CLUSTER,
                  "grpc_code grpc_method grpc_service grpc_type", 160),
        *counters("grpc_server_started_total grpc_server_msg_received_total"
                  " grpc_server_msg_sent_total", Per.CLUSTER,
                  "grpc_method grpc_service grpc_type", 110),
        *counters("workqueue_adds_total workqueue_retries_total", Per.CLUSTER, "name controller",
                  6),
        *gauges("workqueue_depth workqueue_unfinished_work_seconds"
                " workqueue_longest_running_processor_seconds", Per.CLUSTER, "name controller", 6),
        *histograms("workqueue_queue_duration_seconds workqueue_work_duration_seconds",
                    Per.CLUSTER, "name controller", 6,
                    "1e-08 1e-07 1e-06 1e-05 0.0001 0.001 0.01 0.1 1 10"),
    ),
)  # fmt: skip

EXTERNAL_DNS = Source(
    "ExternalDNS",
    "DNS records of services and ingresses, in the hub",
    way=Way.HUB,
    jobs=("external-dns",),
    labels=_TOOL,
    metrics=(
        *scrape(Per.CLUSTER),
        *go_program(Per.CLUSTER),
        *gauges("external_dns_controller_last_sync_timestamp_seconds"
                " external_dns_controller_last_reconcile_timestamp_seconds"
                " external_dns_controller_consecutive_soft_errors"
                " external_dns_registry_endpoints_total external_dns_source_endpoints_total",
                Per.CLUSTER),
        *counters("external_dns_controller_no_op_runs_total external_dns_registry_errors_total"
                  " external_dns_source_errors_total"
                  " external_dns_webhook_provider_applychanges_requests_total"
                  " external_dns_webhook_provider_applychanges_errors_total"
                  " external_dns_webhook_provider_records_requests_total"
                  " external_dns_webhook_provider_records_errors_total", Per.CLUSTER),
        *gauges("external_dns_controller_verified_records external_dns_registry_records"
                " external_dns_source_records", Per.CLUSTER, "record_type", 4),
        *counters("external_dns_provider_cache_records_calls", Per.CLUSTER, "from_cache", 2),
        *counters("external_dns_provider_cache_apply_changes_calls", Per.CLUSTER),
        *summaries("external_dns_http_request_duration_seconds", Per.CLUSTER,
                   "handler host method path scheme status", 10),
        *infos("external_dns_build_info", Per.CLUSTER, "arch go_version os revision version"),
    ),
)  # fmt: skip
