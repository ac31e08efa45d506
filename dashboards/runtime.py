"""Runtime: heap, garbage collection, threads and connection pools of the JVM and .NET."""

from alerts.promql import per_second
from alerts.runtime import OLD_GENERATION
from dashboards.alerted import alerted
from dashboards.links import TITLES, related
from dashboards.links import of_service as behind
from dashboards.model import Dashboard, Row, Unit
from dashboards.pieces import CHOICES, RATE, chart, metric, of_service, quantile, stat
from settings import Environment
from vocabulary.alerting import PAYMENTS
from vocabulary.dashboards import CONNECTION_POOLS, JVM_HEAP, THREAD_POOL_QUEUE
from vocabulary.dashboards import Dashboard as Uid

BY = ("region", "service")
LEGEND = "{{service}} {{region}}"
POOL = "db_client_connection_pool_name"
POOLS = f"{{{{{POOL}}}}} {LEGEND}"


def dashboard(environment: Environment) -> Dashboard:
    """Who looks: developers, when a service is slow though nothing else is."""
    return Dashboard(
        uid=Uid.RUNTIME,
        title=TITLES[Uid.RUNTIME],
        description="Does a runtime hold a service up: memory, garbage collection, threads, pools?",
        team=PAYMENTS,
        tags=("runtime", "jvm", "dotnet"),
        variables=CHOICES,
        rows=(
            health(environment),
            alerts(environment),
            java(),
            dotnet(),
            pools(environment),
        ),
        links=related(Uid.SERVICES, Uid.KUBERNETES, Uid.TRIAGE, Uid.PAYMENTS),
    )


def worst(metric_: str, *matchers: str, by: tuple[str, ...] = ("service",)) -> str:
    """The instance with the most of a gauge, by service."""
    return f"max by ({', '.join(by)}) ({of_service(metric_, *matchers)})"


def threads(by: tuple[str, ...]) -> str:
    """The threads of the JVM with most: it tells them apart by state."""
    each = f"sum by (pod, region, service) ({of_service('jvm_thread_count')})"
    return f"max by ({', '.join(by)}) ({each})"


def heap(by: tuple[str, ...]) -> str:
    """The fullest heap after garbage collection, as the rule has it."""
    used, limit = (
        f"sum by (pod, region, service) ({of_service(metric_, *OLD_GENERATION)})"
        for metric_ in ("jvm_memory_used_after_last_gc_bytes", "jvm_memory_limit_bytes")
    )
    return f"max by ({', '.join(by)}) ({used} / {limit})"


def waiting(by: tuple[str, ...]) -> str:
    """Requests that wait for a connection, in the pool where most do."""
    pool = f"sum by (pod, region, service, {POOL})"
    return (
        f"max by ({', '.join(by)}) ({pool} ({of_service('db_client_connection_pending_requests')}))"
    )


def health(environment: Environment) -> Row:
    """The first row: one look."""
    made = alerted(environment)
    by = ("service",)
    return Row(
        "Is any runtime at its limit?",
        (
            stat(
                1,
                "Heap in use after GC",
                "Of the fullest JVM of each service, in the old generation.",
                Unit.PERCENT,
                metric(heap(by), "{{service}}"),
                width=6,
                base=made.base(JVM_HEAP),
                thresholds=made.thresholds(JVM_HEAP),
            ),
            stat(
                2,
                "Work that waits for a thread",
                "In the .NET instance of each service where most does.",
                Unit.SHORT,
                metric(worst("dotnet_thread_pool_queue_length"), "{{service}}"),
                width=6,
                base=made.base(THREAD_POOL_QUEUE),
                thresholds=made.thresholds(THREAD_POOL_QUEUE, whole=True),
            ),
            stat(
                3,
                "Requests that wait for a connection",
                "In the pool of each service where most do.",
                Unit.SHORT,
                metric(waiting(by), "{{service}}"),
                width=6,
                base="green",
                thresholds=made.thresholds(CONNECTION_POOLS, whole=True),
            ),
            stat(
                4,
                "Time lost to GC",
                "The share of time for which JVMs stand still, by service.",
                Unit.PERCENT,
                metric(collecting(by), "{{service}}"),
                width=6,
                decimals=1,
            ),
        ),
    )


def collecting(by: tuple[str, ...]) -> str:
    """The share of time in garbage collection, of the instance that has most."""
    labels = f"pod, {', '.join(sorted({*by, 'region'}))}"
    paused = f"sum by ({labels}) (rate({of_service('jvm_gc_duration_seconds_sum')}[{RATE}]))"
    return f"max by ({', '.join(by)}) ({paused})"


def alerts(environment: Environment) -> Row:
    """What alerts watch."""
    made = alerted(environment)
    pool = f"sum by (pod, region, service, {POOL})"
    used = of_service("db_client_connection_count", 'db_client_connection_state="used"')
    full = f"{pool} ({used}) >= {pool} ({of_service('db_client_connection_max')})"
    pending = f"{pool} ({of_service('db_client_connection_pending_requests')})"
    return Row(
        "What alerts watch",
        (
            made.panel(
                JVM_HEAP,
                "Heap in use after GC",
                "The share of its limit, of the fullest instance, in the old generation.",
                (metric(heap(BY), LEGEND),),
                maximum=1,
                data_links=behind(environment),
            ),
            made.panel(
                THREAD_POOL_QUEUE,
                ".NET: work that waits for a thread",
                "Items in the queue of the thread pool, of the worst instance.",
                (metric(worst("dotnet_thread_pool_queue_length", by=BY), LEGEND),),
                data_links=behind(environment),
            ),
            made.panel(
                CONNECTION_POOLS,
                "Requests that wait while a pool is full",
                "Of the worst instance, where every connection is in use.",
                (
                    metric(
                        f"max by (region, service, {POOL}) ({pending}\nand\n{full})",
                        POOLS,
                    ),
                ),
                no_value="no pool is full",
                data_links=behind(environment),
            ),
        ),
    )


def java() -> Row:
    """JVM."""
    used = of_service("jvm_memory_used_bytes")
    kinds = ("jvm_memory_type", "region", "service")
    return Row(
        "JVM",
        (
            chart(
                21,
                "Memory",
                "Bytes in use in heap and outside of it, of all instances of a service.",
                Unit.BYTES,
                metric(
                    f"sum by ({', '.join(kinds)}) ({used})", f"{{{{jvm_memory_type}}}} {LEGEND}"
                ),
            ),
            chart(
                22,
                "Time in garbage collection",
                "The share of time for which the worst instance collects.",
                Unit.PERCENT,
                metric(collecting(BY), LEGEND),
            ),
            chart(
                23,
                "Threads",
                "Of the instance with most.",
                Unit.SHORT,
                metric(threads(BY), LEGEND),
                decimals=0,
            ),
            chart(
                24,
                "Longest collections",
                "p99 of garbage collections, by kind.",
                Unit.SECONDS,
                metric(
                    quantile(
                        0.99, of_service("jvm_gc_duration_seconds_bucket"), "jvm_gc_name", *BY
                    ),
                    f"{{{{jvm_gc_name}}}} {LEGEND}",
                ),
                width=12,
            ),
            chart(
                25,
                "CPU of JVMs",
                "The share of the CPUs that it has, of the busiest instance.",
                Unit.PERCENT,
                metric(worst("jvm_cpu_recent_utilization_ratio", by=BY), LEGEND),
                width=12,
                maximum=1,
            ),
        ),
    )


def dotnet() -> Row:
    """.NET."""
    return Row(
        ".NET",
        (
            chart(
                31,
                "Memory",
                "Bytes of the process, of the largest instance.",
                Unit.BYTES,
                metric(worst("dotnet_process_memory_working_set_bytes", by=BY), LEGEND),
            ),
            chart(
                32,
                "Time lost to GC",
                "Seconds of pauses for each second, of all instances.",
                Unit.PERCENT,
                metric(
                    per_second(of_service("dotnet_gc_pause_time_seconds_total"), RATE, BY), LEGEND
                ),
            ),
            chart(
                33,
                "Threads of the pool",
                "Of the instance with most.",
                Unit.SHORT,
                metric(worst("dotnet_thread_pool_thread_count", by=BY), LEGEND),
                decimals=0,
            ),
            chart(
                34,
                "Exceptions",
                "Exceptions per second, also those that are caught.",
                Unit.OPERATIONS,
                metric(per_second(of_service("dotnet_exceptions_total"), RATE, BY), LEGEND),
                width=12,
            ),
            chart(
                35,
                "Lock contention",
                "How often a thread had to wait for a lock, per second.",
                Unit.OPERATIONS,
                metric(
                    per_second(of_service("dotnet_monitor_lock_contentions_total"), RATE, BY),
                    LEGEND,
                ),
                width=12,
            ),
        ),
    )


def pools(environment: Environment) -> Row:
    """Connections to databases."""
    by = ("region", "service", POOL)
    states = f"sum by (db_client_connection_state, {', '.join(by)})"
    return Row(
        "Connection pools",
        (
            chart(
                41,
                "Connections",
                "In use and idle, of all instances.",
                Unit.SHORT,
                metric(
                    f"{states} ({of_service('db_client_connection_count')})",
                    f"{{{{db_client_connection_state}}}} {POOLS}",
                ),
                data_links=behind(environment),
            ),
            chart(
                42,
                "Wait for a connection",
                "p95 of the time until a pool gives one.",
                Unit.SECONDS,
                metric(
                    quantile(
                        0.95, of_service("db_client_connection_wait_time_seconds_bucket"), *by
                    ),
                    POOLS,
                ),
                data_links=behind(environment),
            ),
            chart(
                43,
                "Use of a connection",
                "p95 of the time until it is given back: long ones use a pool up.",
                Unit.SECONDS,
                metric(
                    quantile(0.95, of_service("db_client_connection_use_time_seconds_bucket"), *by),
                    POOLS,
                ),
                data_links=behind(environment),
            ),
        ),
        closed=True,
    )
