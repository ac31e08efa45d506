"""What is on the cloud's side: no collector ships it, and other code of ours creates it."""

from vocabulary.sources.model import Per, Source, counters, gauges, histograms, infos

_CHECK = "config_version instance job probe"
_DURATION = "0.005 0.01 0.025 0.05 0.1 0.25 0.5 1 2.5 5 10"

SYNTHETIC_MONITORING = Source(
    "synthetic monitoring",
    "checks of what customers reach, from probes outside of AWS",
    data_source="metrics",
    made_by="the checks of constructs/ (stack observability), run by Grafana's public probes",
    metrics=(
        *gauges("probe_success probe_duration_seconds probe_dns_lookup_time_seconds"
                " probe_ssl_earliest_cert_expiry probe_ssl_last_chain_expiry_timestamp_seconds"
                " probe_http_ssl probe_http_status_code probe_http_version"
                " probe_http_redirects probe_http_content_length probe_ip_protocol"
                " probe_failed_due_to_regex probe_script_duration_seconds", Per.PROBE, _CHECK),
        *gauges("probe_http_duration_seconds", Per.PROBE, f"{_CHECK} method name phase"
                " scenario url", 5),
        *infos("probe_tls_version_info", Per.PROBE, f"{_CHECK} version"),
        *gauges("probe_checks_total", Per.PROBE, f"{_CHECK} check scenario", 3),
        *counters("probe_all_success_sum probe_all_success_count", Per.PROBE, _CHECK),
        *histograms("probe_all_duration_seconds", Per.PROBE, _CHECK, 1, _DURATION),
        *infos("sm_check_info", Per.PROBE, f"{_CHECK} check_name frequency geohash region"),
    ),
)  # fmt: skip

_STACK = "cluster id name org_id org_slug stack_id"

USAGE = Source(
    "grafanacloud usage",
    "what Grafana Cloud itself counts, for its bill",
    data_source="usage",
    made_by="Grafana Cloud; the data source `grafanacloud-usage` exists in each stack",
    metrics=(
        *gauges("grafanacloud_instance_active_series grafanacloud_instance_billable_usage"
                " grafanacloud_instance_memory_series grafanacloud_instance_overage"
                " grafanacloud_instance_info grafanacloud_instance_created_date"
                " grafanacloud_instance_samples_per_second"
                " grafanacloud_instance_exemplars_per_second"
                " grafanacloud_instance_queries_per_second"
                " grafanacloud_instance_active_otlp_series"
                " grafanacloud_instance_active_native_histogram_series"
                " grafanacloud_instance_active_service_graph_series"
                " grafanacloud_instance_active_spanmetrics_series", Per.CLUSTER, _STACK),
        *gauges("grafanacloud_instance_samples_discarded_per_second"
                " grafanacloud_instance_samples_discarded"
                " grafanacloud_instance_exemplars_discarded_per_second"
                " grafanacloud_instance_metadata_discarded_per_second", Per.CLUSTER,
                f"{_STACK} reason"),
        *gauges("grafanacloud_instance_metrics_limits grafanacloud_logs_instance_limits"
                " grafanacloud_traces_instance_limits", Per.CLUSTER, f"{_STACK} limit_name", 10),
        *gauges("grafanacloud_instance_rule_evaluations_total:rate5m"
                " grafanacloud_instance_rule_evaluation_failures_total:rate5m"
                " grafanacloud_instance_rule_group_last_duration_seconds"
                " grafanacloud_instance_rule_group_interval_seconds"
                " grafanacloud_instance_rule_group_iterations_missed_total:rate5m", Per.CLUSTER,
                f"{_STACK} rule_group", 5),
        *gauges("grafanacloud_instance_alertmanager_alerts", Per.CLUSTER, f"{_STACK} state", 3),
        *gauges("grafanacloud_instance_alertmanager_notifications_per_second"
                " grafanacloud_instance_alertmanager_notifications_failed_per_second",
                Per.CLUSTER, _STACK),
        *gauges("grafanacloud_grafana_instance_alerting_alerts", Per.CLUSTER, f"{_STACK} state",
                4),
        *gauges("grafanacloud_grafana_instance_alerting_rule_evaluations_total:rate5m"
                " grafanacloud_grafana_instance_alerting_rule_evaluation_failures_total:rate5m"
                " grafanacloud_grafana_instance_alerting_notifications_total:rate5m"
                " grafanacloud_grafana_instance_alerting_notifications_failed_total:rate5m",
                Per.CLUSTER, _STACK),
        *gauges("grafanacloud_logs_instance_active_streams grafanacloud_logs_instance_info"
                " grafanacloud_logs_instance_billable_bytes_received_per_second"
                " grafanacloud_logs_instance_bytes_received_per_second"
                " grafanacloud_logs_instance_query_bytes:rate5m grafanacloud_logs_instance_usage"
                " grafanacloud_logs_instance_overage"
                " grafanacloud_logs_instance_retention_usage"
                " grafanacloud_traces_instance_info grafanacloud_traces_instance_usage"
                " grafanacloud_traces_instance_overage"
                " grafanacloud_traces_instance_bytes_received_per_second"
                " grafanacloud_traces_instance_billable_bytes_received_per_second"
                " grafanacloud_traces_instance_spans_received_per_second"
                " grafanacloud_traces_instance_live_traces", Per.CLUSTER, _STACK),
        *gauges("grafanacloud_logs_instance_discarded_bytes_per_second"
                " grafanacloud_logs_instance_samples_discarded_per_second"
                " grafanacloud_traces_instance_discarded_spans_per_second", Per.CLUSTER,
                f"{_STACK} reason"),
        *gauges("grafanacloud_org_metrics_billable_series grafanacloud_org_metrics_included_series"
                " grafanacloud_org_metrics_included_dpm_per_series"
                " grafanacloud_org_metrics_overage grafanacloud_org_logs_usage"
                " grafanacloud_org_logs_included_usage grafanacloud_org_logs_overage"
                " grafanacloud_org_traces_usage grafanacloud_org_traces_included_usage"
                " grafanacloud_org_traces_overage grafanacloud_org_info", Per.CLUSTER,
                "org_id org_slug"),
    ),
)  # fmt: skip

ALERTING = Source(
    "Grafana's alerts",
    "each alert that is pending or fires, as Grafana's state history writes it",
    data_source="metrics",
    made_by="Grafana's alert state history, where it is switched on to write to Prometheus",
    metrics=(
        *gauges(
            "GRAFANA_ALERTS",
            Per.CLUSTER,
            "alertname alertstate grafana_alertstate grafana_rule_uid grafana_folder"
            " rulename datasource_uid severity team service region also cluster",
            20,
        ),
    ),
)

NAT_DIMENSION = "NatGatewayId"

CLOUDWATCH_NAT = Source(
    "CloudWatch NAT gateways",
    "the regions' NAT gateways, asked of CloudWatch in each region",
    data_source="cloudwatch",
    made_by="AWS; the data source of constructs/ (stack observability) reads it by"
    " `grafana.cloudwatch`",
    metrics=(
        *counters("BytesInFromDestination BytesInFromSource BytesOutToDestination"
                  " BytesOutToSource PacketsInFromDestination PacketsInFromSource"
                  " PacketsOutToDestination PacketsOutToSource PacketsDropCount"
                  " ConnectionAttemptCount ConnectionEstablishedCount ErrorPortAllocation"
                  " IdleTimeoutCount", Per.REGION, NAT_DIMENSION, 3),
        *gauges("ActiveConnectionCount PeakBytesPerSecond PeakPacketsPerSecond", Per.REGION,
                NAT_DIMENSION, 3),
    ),
)  # fmt: skip

NAT_NAMESPACE = "AWS/NATGateway"
