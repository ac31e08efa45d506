"""What rules on runtimes must do."""

from proof.case import alert, fires, series, silent
from proof.lines import SEOUL


def heap(what: str, pod_name: str = "a", pool: str = "G1 Old Gen", kind: str = "heap",
         service: str = "payment-api") -> str:  # fmt: skip
    """The size of a pool of the JVM."""
    return series(
        f"jvm_memory_{what}_bytes",
        service=service,
        region=SEOUL,
        pod=pod_name,
        jvm_memory_type=kind,
        jvm_memory_pool_name=pool,
    )


USED, LIMIT = "used_after_last_gc", "limit"


def queue(pod_name: str = "a", service: str = "ledger") -> str:
    """The length of .NET's queue of work."""
    return series("dotnet_thread_pool_queue_length", service=service, region=SEOUL, pod=pod_name)


def pool(what: str, pod_name: str = "a", state: str | None = None,
         service: str = "payment-api") -> str:  # fmt: skip
    """A figure of a pool of connections."""
    in_state = {"db_client_connection_state": state} if state else {}
    return series(
        f"db_client_connection_{what}",
        service=service,
        region=SEOUL,
        pod=pod_name,
        db_client_connection_pool_name="orders",
        **in_state,
    )


def saturated(pending: str, used: str, minutes: str) -> dict[str, str]:
    """A pool of ten connections."""
    return {
        pool("pending_requests"): pending + minutes,
        pool("count", state="used"): used + minutes,
        pool("max"): "10" + minutes,
    }


CASES = (
    fires(
        "JvmHeapAfterGCHigh",
        "one of two instances is at 90 %",
        {
            heap(USED): "900x60",
            heap(LIMIT): "1000x60",
            heap(USED, "b"): "100x60",
            heap(LIMIT, "b"): "1000x60",
        },
        alert(
            f"An instance of payment-api in {SEOUL} has 90% of its heap in use",
            service="payment-api",
            region=SEOUL,
        ),
        at=15,
    ),
    silent(
        "JvmHeapAfterGCHigh",
        "80 %",
        {heap(USED): "800x60", heap(LIMIT): "1000x60"},
        at=60,
    ),
    silent(
        "JvmHeapAfterGCHigh",
        "the young generation and what is no heap come and go",
        {
            heap(USED, pool="G1 Eden Space"): "999x60",
            heap(LIMIT, pool="G1 Eden Space"): "1000x60",
            heap(USED, pool="Old Gen", kind="non_heap"): "999x60",
            heap(LIMIT, pool="Old Gen", kind="non_heap"): "1000x60",
        },
        at=60,
    ),
    silent(
        "JvmHeapAfterGCHigh",
        "another team's service",
        {heap(USED, service="search"): "990x60", heap(LIMIT, service="search"): "1000x60"},
        at=60,
    ),
    silent(
        "JvmHeapAfterGCHigh",
        "the series vanish",
        {heap(USED): "990x9 stale", heap(LIMIT): "1000x9 stale"},
        at=60,
    ),
    fires(
        "DotnetThreadPoolQueueHigh",
        "101 in one of two instances",
        {queue(): "101x60", queue("b"): "0x60"},
        alert(
            f"101 work items wait for a thread of ledger in {SEOUL}", service="ledger", region=SEOUL
        ),
        at=10,
    ),
    silent("DotnetThreadPoolQueueHigh", "100", {queue(): "100x60"}, at=60),
    silent(
        "DotnetThreadPoolQueueHigh",
        "two of 60 are no queue of 120",
        {queue(): "60x60", queue("b"): "60x60"},
        at=60,
    ),
    silent("DotnetThreadPoolQueueHigh", "another's", {queue(service="search"): "999x60"}, at=60),
    silent("DotnetThreadPoolQueueHigh", "the series vanish", {queue(): "200x5 stale"}, at=60),
    fires(
        "DbPoolSaturated",
        "three wait while ten of ten are in use",
        saturated("3", "10", "x60"),
        alert(
            f"payment-api in {SEOUL} has used up its pool orders",
            description="3 requests of one instance wait for a connection while all are in use.",
            service="payment-api",
            region=SEOUL,
            db_client_connection_pool_name="orders",
        ),
        at=5,
    ),
    fires(
        "DbPoolSaturated",
        "one pod's pool is full, the other's is not",
        {
            **saturated("3", "10", "x60"),
            pool("pending_requests", "b"): "0x60",
            pool("count", "b", "used"): "1x60",
            pool("max", "b"): "10x60",
        },
        alert(
            f"payment-api in {SEOUL} has used up its pool orders",
            description="3 requests of one instance wait for a connection while all are in use.",
            service="payment-api",
            region=SEOUL,
            db_client_connection_pool_name="orders",
        ),
        at=5,
    ),
    silent("DbPoolSaturated", "three wait, nine are in use", saturated("3", "9", "x60"), at=60),
    silent("DbPoolSaturated", "ten are in use, nobody waits", saturated("0", "10", "x60"), at=60),
    silent(
        "DbPoolSaturated",
        "idle ones are not in use",
        {
            pool("pending_requests"): "3x60",
            pool("count", state="used"): "4x60",
            pool("count", state="idle"): "6x60",
            pool("max"): "10x60",
        },
        at=60,
    ),
    silent(
        "DbPoolSaturated",
        "some wait in one instance, another is full: no pool is both",
        {
            pool("pending_requests", "a"): "3x60",
            pool("count", "a", "used"): "4x60",
            pool("max", "a"): "10x60",
            pool("pending_requests", "b"): "0x60",
            pool("count", "b", "used"): "10x60",
            pool("max", "b"): "10x60",
        },
        at=60,
    ),
    silent(
        "DbPoolSaturated",
        "another team's service",
        {
            pool("pending_requests", service="search"): "3x60",
            pool("count", state="used", service="search"): "10x60",
            pool("max", service="search"): "10x60",
        },
        at=60,
    ),
    silent("DbPoolSaturated", "the series vanish", saturated("3", "10", "x3 stale"), at=30),
)
