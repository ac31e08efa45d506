"""What the check of dashboards finds and is meant so, with the reason."""

from collections.abc import Mapping

from vocabulary.dashboards import Dashboard

FIXED_WINDOWS: Mapping[tuple[Dashboard, int], str] = {
    (Dashboard.KUBERNETES, 3): "It counts the restarts of the last hour, whatever is looked at.",
    (Dashboard.DELIVERY, 3): "It counts the failures of the last day, whatever is looked at.",
    (Dashboard.DELIVERY, 22): "Syncs are rare: by the hour they can be read.",
    (Dashboard.TRIAGE, 15): "It looks for what was there three hours before and is not now.",
    (Dashboard.COLLECTORS, 4): "It counts what was lost in the last hour, whatever is looked at.",
}
"""Panels, by dashboard and id, with a window that neither Grafana nor a rule chooses."""

NO_COUNTERS: Mapping[str, str] = {
    "db_client_connection_count": "Connections that a pool has now.",
    "jvm_thread_count": "Threads that there are now.",
    "dotnet_thread_pool_thread_count": "Threads that there are now.",
}
"""Gauges that are called like counters."""
