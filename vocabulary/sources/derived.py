"""What the collectors make of spans: operations on nodes, calls between services on samplers."""

from vocabulary.sources.model import PLACE, Per, Source, Way, counters, histograms

BOUNDS = "0.025 0.05 0.1 0.25 0.5 1 2.5 5 10"
"""As alloy/span_metrics.alloy has them; a test compares."""

OPERATIONS = 40
"""Of a service's instance: routes, calls to others and to databases, by status."""

SPAN_METRICS = Source(
    "span metrics",
    "rate, errors and duration of every operation, of all spans",
    way=Way.SPAN_METRICS,
    labels=(*PLACE, "job", "instance", "service"),
    metrics=(
        *counters("traces_span_metrics_calls_total", Per.APPLICATION, "collector_instance_id"
                  " http_request_method http_response_status_code http_route service_name"
                  " span_kind span_name status_code", OPERATIONS),
        *histograms("traces_span_metrics_duration_seconds", Per.APPLICATION,
                    "collector_instance_id http_request_method http_response_status_code"
                    " http_route service_name span_kind span_name status_code", OPERATIONS,
                    BOUNDS),
    ),
)  # fmt: skip

_ENDS = "client client_region collector_instance_id connection_type server server_region"
_LATENCY = "0.1 0.2 0.4 0.8 1.6 3.2 6.4 12.8"

SERVICE_GRAPH = Source(
    "service graph",
    "calls between services, with tail sampling only",
    way=Way.SERVICE_GRAPH,
    labels=(*PLACE, "job", "instance"),
    metrics=(
        *counters("traces_service_graph_request_total traces_service_graph_request_failed_total"
                  " traces_service_graph_unpaired_spans_total"
                  " traces_service_graph_dropped_spans_total", Per.SERVICE, _ENDS, 10),
        *histograms("traces_service_graph_request_server_seconds"
                    " traces_service_graph_request_client_seconds", Per.SERVICE, _ENDS, 10,
                    _LATENCY),
    ),
)  # fmt: skip
