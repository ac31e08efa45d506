"""What many sources offer alike: a scrape's own series, and the runtime of programs in Go."""

from vocabulary.sources.model import Metric, Per, counters, gauges, infos, summaries


def scrape(per: Per, each: float = 1) -> tuple[Metric, ...]:
    """What the scraper itself writes of each target."""
    return gauges(
        "up scrape_duration_seconds scrape_samples_scraped scrape_samples_post_metric_relabeling"
        " scrape_series_added",
        per,
        each=each,
    )


def go_program(per: Per, each: float = 1) -> tuple[Metric, ...]:
    """The client library's own metrics."""
    return (
        *summaries("go_gc_duration_seconds", per, each=each),
        *infos("go_info", per, "version", each=each),
        *gauges(
            "go_goroutines go_threads go_memstats_alloc_bytes go_memstats_buck_hash_sys_bytes"
            " go_memstats_gc_sys_bytes go_memstats_heap_alloc_bytes go_memstats_heap_idle_bytes"
            " go_memstats_heap_inuse_bytes go_memstats_heap_objects"
            " go_memstats_heap_released_bytes go_memstats_heap_sys_bytes"
            " go_memstats_last_gc_time_seconds go_memstats_mcache_inuse_bytes"
            " go_memstats_mcache_sys_bytes go_memstats_mspan_inuse_bytes"
            " go_memstats_mspan_sys_bytes go_memstats_next_gc_bytes go_memstats_other_sys_bytes"
            " go_memstats_stack_inuse_bytes go_memstats_stack_sys_bytes go_memstats_sys_bytes"
            " go_gc_gogc_percent go_gc_gomemlimit_bytes go_sched_gomaxprocs_threads",
            per,
            each=each,
        ),
        *counters(
            "go_memstats_alloc_bytes_total go_memstats_frees_total go_memstats_mallocs_total",
            per,
            each=each,
        ),
        *gauges(
            "process_max_fds process_open_fds process_resident_memory_bytes"
            " process_start_time_seconds process_virtual_memory_bytes"
            " process_virtual_memory_max_bytes",
            per,
            each=each,
        ),
        *counters(
            "process_cpu_seconds_total process_network_receive_bytes_total"
            " process_network_transmit_bytes_total",
            per,
            each=each,
        ),
    )
