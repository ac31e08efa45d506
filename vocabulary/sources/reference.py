"""A cluster of a usual size, by which series are counted where none is at hand."""

from collections.abc import Mapping

from vocabulary.sources.model import Per

REFERENCE: Mapping[Per, int] = {
    Per.CLUSTER: 1,
    Per.NODE: 30,
    Per.POD: 600,
    Per.CONTAINER: 900,
    Per.NAMESPACE: 20,
    Per.DEPLOYMENT: 120,
    Per.REPLICA_SET: 600,
    Per.STATEFUL_SET: 12,
    Per.DAEMON_SET: 8,
    Per.JOB: 60,
    Per.CRON_JOB: 15,
    Per.AUTOSCALER: 40,
    Per.VOLUME: 40,
    Per.BUDGET: 60,
    Per.QUOTA: 20,
    Per.JAVA: 60,
    Per.DOTNET: 30,
    Per.APPLICATION: 90,
    Per.SERVICE: 20,
    Per.DELIVERED: 60,
    Per.DNS: 4,
    Per.API_SERVER: 2,
    Per.REGION: 1,
    Per.PROBE: 10,
}
"""30 nodes and 600 pods, 90 of them instances of Lionpay's services. The hub of an environment."""

CHART_ENTRIES: Mapping[str, int] = {
    "kube-state-metrics": 43,
    "cadvisor": 19,
    "kubelet": 36,
    "node exporter": 10,
}
"""Entries of the default allow-lists of k8s-monitoring-helm 4.4.0, the field's common chart. It has
no feature for Argo CD and ExternalDNS; an application's own metrics it ships whole."""

CHART_SHIPS: Mapping[str, int] = {
    "kube-state-metrics": 29_763,
    "cadvisor": 13_950,
    "kubelet": 6_150,
}
"""Series that those lists let through of this cluster, by our own tables. Reckoned once, with the
lists as they stood in the chart's repository; the node exporter's was not at hand."""
