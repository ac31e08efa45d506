"""Rules on the runtimes of services: the JVM, .NET, and pools of database connections."""

from collections.abc import Iterator

from alerts.ownership import named, of_runtime, of_team, teams
from alerts.promql import selector
from alerts.query import PromQL
from alerts.rule import Rule, Subject, above
from alerts.text import text
from settings import Environment
from vocabulary.alerting import Severity
from vocabulary.dashboards import CONNECTION_POOLS, JVM_HEAP, THREAD_POOL_QUEUE

OLD_GENERATION = (
    'jvm_memory_type="heap"',
    'jvm_memory_pool_name=~".*(Old Gen|Tenured Gen)"',
)
"""The pools of the heap that have a maximum and hold what survived; the others come and go."""


def rules(environment: Environment) -> Iterator[Rule]:
    """Rules 23 to 25. The worst instance of a service counts, without being named."""
    thresholds = environment.thresholds
    for team in teams(environment):
        services = of_team(environment, team)
        java, dotnet = (of_runtime(services, runtime) for runtime in ("java", "dotnet"))
        if java:
            yield heap(team, java, thresholds.heap_ratio)
        if dotnet:
            yield thread_pool_queue(team, dotnet, thresholds.thread_pool_queue)
        yield connection_pool(team, sorted(services))


def heap(team: str, services: list[str], ratio: float) -> Rule:
    """A heap that stays full after garbage collection."""
    used, limit = (
        f"sum by (pod, region, service) ({selector(metric, named(services), *OLD_GENERATION)})"
        for metric in ("jvm_memory_used_after_last_gc_bytes", "jvm_memory_limit_bytes")
    )
    return Rule(
        name="JvmHeapAfterGCHigh",
        subject=Subject.RUNTIME,
        query=PromQL(f"max by (region, service) ({used} / {limit})"),
        fires=above(ratio, "ratio"),
        pending="15m",
        severity=Severity.WARNING,
        team=team,
        each_team=True,
        summary=text("An instance of {service} in {region} has {value:percent} of its heap in use"),
        description=text(
            "After garbage collection, in the old generation: a leak, or too small a heap."
        ),
        panel=JVM_HEAP,
    )


def thread_pool_queue(team: str, services: list[str], length: float) -> Rule:
    """Work that waits for a thread."""
    queue = selector("dotnet_thread_pool_queue_length", named(services))
    return Rule(
        name="DotnetThreadPoolQueueHigh",
        subject=Subject.RUNTIME,
        query=PromQL(f"max by (region, service) ({queue})"),
        fires=above(length, "count"),
        pending="10m",
        severity=Severity.WARNING,
        team=team,
        each_team=True,
        summary=text("{value:whole} work items wait for a thread of {service} in {region}"),
        description=text("In one instance, for 10 minutes: threads are blocked, or too few."),
        panel=THREAD_POOL_QUEUE,
    )


def connection_pool(team: str, services: list[str]) -> Rule:
    """Requests that wait while every connection of a pool is in use."""
    by = "pod, region, service, db_client_connection_pool_name"
    pending, most = (
        f"sum by ({by}) ({selector(f'db_client_connection_{what}', named(services))})"
        for what in ("pending_requests", "max")
    )
    used = selector(
        "db_client_connection_count", named(services), 'db_client_connection_state="used"'
    )
    full = f"sum by ({by}) ({used}) >= {most}"
    return Rule(
        name="DbPoolSaturated",
        subject=Subject.RUNTIME,
        query=PromQL(
            f"max by (region, service, db_client_connection_pool_name) ({pending}\nand\n{full})"
        ),
        fires=above(0, "count"),
        pending="5m",
        severity=Severity.CRITICAL,
        team=team,
        each_team=True,
        summary=text("{service} in {region} has used up its pool {db_client_connection_pool_name}"),
        description=text(
            "{value:whole} requests of one instance wait for a connection while all are in use."
        ),
        panel=CONNECTION_POOLS,
    )
