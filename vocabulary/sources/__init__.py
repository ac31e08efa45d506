"""What each source of telemetry offers, whether it is used or not."""

from vocabulary.sources.alloy import ALLOY
from vocabulary.sources.applications import APPLICATIONS
from vocabulary.sources.cadvisor import CADVISOR
from vocabulary.sources.cloud import ALERTING, CLOUDWATCH_NAT, SYNTHETIC_MONITORING, USAGE
from vocabulary.sources.control_plane import API_SERVER, COREDNS
from vocabulary.sources.derived import SERVICE_GRAPH, SPAN_METRICS
from vocabulary.sources.hub import ARGO_CD, EXTERNAL_DNS
from vocabulary.sources.kube_state_metrics import KUBE_STATE_METRICS
from vocabulary.sources.kubelet import KUBELET
from vocabulary.sources.model import Source
from vocabulary.sources.node_exporter import NODE_EXPORTER

SOURCES: tuple[Source, ...] = (
    KUBELET,
    CADVISOR,
    NODE_EXPORTER,
    KUBE_STATE_METRICS,
    API_SERVER,
    COREDNS,
    ARGO_CD,
    EXTERNAL_DNS,
    ALLOY,
    *APPLICATIONS,
    SPAN_METRICS,
    SERVICE_GRAPH,
    SYNTHETIC_MONITORING,
    USAGE,
    ALERTING,
    CLOUDWATCH_NAT,
)
"""Every table. What Grafana records is not in one: `telemetry` makes it from the recordings."""
