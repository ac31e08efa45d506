"""cAdvisor: containers as the kernel sees them. Names of cAdvisor 0.52, as the kubelet has it."""

from dataclasses import replace

from vocabulary.sources.common import scrape
from vocabulary.sources.model import SCRAPED, Metric, Per, Source, Way, counters, gauges

OF_CONTAINER = "container namespace pod"
HASHES = "id image name"
"""Change with every container; (namespace, pod, container) tells containers apart."""
MACHINE = "boot_id machine_id system_uuid"
"""A node has one of each."""

GROUPS = 1.6
"""Series of a container's metric beside the container's own: slices, the pod's sum, the pause."""


def _counters(names: str, labels: str = "", each: float = 1) -> tuple[Metric, ...]:
    return _own(counters(names, Per.CONTAINER, f"{OF_CONTAINER} {labels}", each * GROUPS, HASHES))


def _gauges(names: str, labels: str = "", each: float = 1) -> tuple[Metric, ...]:
    return _own(gauges(names, Per.CONTAINER, f"{OF_CONTAINER} {labels}", each * GROUPS, HASHES))


def _own(metrics: tuple[Metric, ...]) -> tuple[Metric, ...]:
    """Of which alloy/metrics_node.alloy drops the sums, so that one in each `GROUPS` is left."""
    return tuple(replace(metric, left=1 / GROUPS) for metric in metrics)


CADVISOR = Source(
    "cadvisor",
    "containers of this node, by the kubelet's /metrics/cadvisor",
    way=Way.CADVISOR,
    jobs=("cadvisor",),
    labels=(*SCRAPED, "node"),
    metrics=(
        *scrape(Per.NODE),
        *_counters("container_cpu_usage_seconds_total", "cpu"),
        *_counters(
            "container_cpu_user_seconds_total container_cpu_system_seconds_total"
            " container_cpu_cfs_periods_total container_cpu_cfs_throttled_periods_total"
            " container_cpu_cfs_throttled_seconds_total container_memory_failcnt"
            " container_oom_events_total container_pressure_cpu_stalled_seconds_total"
            " container_pressure_cpu_waiting_seconds_total"
            " container_pressure_memory_stalled_seconds_total"
            " container_pressure_memory_waiting_seconds_total"
            " container_pressure_io_stalled_seconds_total"
            " container_pressure_io_waiting_seconds_total"
        ),
        *_counters("container_memory_failures_total", "failure_type scope", 4),
        *_gauges(
            "container_cpu_load_average_10s container_cpu_load_d_average_10s container_last_seen"
            " container_memory_cache container_memory_kernel_usage container_memory_mapped_file"
            " container_memory_max_usage_bytes container_memory_rss container_memory_swap"
            " container_memory_usage_bytes container_memory_working_set_bytes"
            " container_memory_total_active_file_bytes container_memory_total_inactive_file_bytes"
            " container_spec_cpu_period container_spec_cpu_quota container_spec_cpu_shares"
            " container_spec_memory_limit_bytes container_spec_memory_reservation_limit_bytes"
            " container_spec_memory_swap_limit_bytes container_start_time_seconds"
            " container_processes container_threads container_threads_max container_sockets"
            " container_file_descriptors"
        ),
        *_gauges("container_tasks_state", "state", 5),
        *_gauges("container_ulimits_soft", "ulimit"),
        *_counters(
            "container_fs_reads_bytes_total container_fs_reads_total"
            " container_fs_writes_bytes_total container_fs_writes_total",
            "device",
        ),
        *_counters("container_blkio_device_usage_total", "device major minor operation", 4),
        *counters(
            "container_network_receive_bytes_total container_network_receive_errors_total"
            " container_network_receive_packets_total"
            " container_network_receive_packets_dropped_total"
            " container_network_transmit_bytes_total container_network_transmit_errors_total"
            " container_network_transmit_packets_total"
            " container_network_transmit_packets_dropped_total",
            Per.POD,
            f"{OF_CONTAINER} interface",
            1.1,
            HASHES,
        ),
        *gauges(
            "machine_cpu_cores machine_cpu_physical_cores machine_cpu_sockets machine_memory_bytes"
            " machine_swap_bytes machine_nvm_avg_power_budget_watts",
            Per.NODE,
            redundant=MACHINE,
        ),
        *gauges("machine_scrape_error container_scrape_error", Per.NODE),
        *gauges(
            "cadvisor_version_info",
            Per.NODE,
            "cadvisorRevision cadvisorVersion dockerVersion kernelVersion osVersion",
        ),
    ),
)
