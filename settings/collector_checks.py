"""What the keys of `collectors` must say about each other."""

from collections.abc import Iterator

from settings.collectors import Collectors, TailSampling
from settings.durations import seconds
from settings.problems import Problem

PROD = "prod"

KEY = "collectors"


def collector_problems(name: str, collectors: Collectors) -> Iterator[Problem]:
    """What is wrong with the collectors' settings in the environment of this name."""
    if collectors.debugging and name == PROD:
        yield Problem(
            f"{KEY}.debugging",
            "It would show raw lines, with card data, to whoever reaches a collector.",
            "Take it out; in prod it cannot be switched on.",
        )
    logs = collectors.logs
    for both in sorted(set(logs.allow_namespaces) & set(logs.deny_namespaces)):
        yield Problem(
            f"{KEY}.logs.deny_namespaces",
            f'"{both}" is also among allow_namespaces.',
            "Leave it in one of the two.",
        )
    metrics = collectors.metrics
    if seconds(metrics.wal_truncate_frequency) >= seconds(metrics.wal_max_keepalive_time):
        yield Problem(
            f"{KEY}.metrics.wal_truncate_frequency",
            f"{metrics.wal_truncate_frequency} is not shorter than wal_max_keepalive_time"
            f" ({metrics.wal_max_keepalive_time}): an outage would lose what it should keep.",
            "Give a shorter one.",
        )
    if not 5 <= seconds(metrics.scrape_interval) <= 120:
        yield Problem(
            f"{KEY}.metrics.scrape_interval",
            f"It is {metrics.scrape_interval}.",
            "Give 5s to 120s; Prometheus forgets a series after five minutes.",
        )
    if collectors.faro.enabled and not collectors.faro.allowed_origins:
        yield Problem(
            f"{KEY}.faro.allowed_origins",
            "None is named, so no browser could send anything.",
            'Name the front end, such as "https://pay.example.com".',
        )
    sampling = collectors.sampling
    if isinstance(sampling, TailSampling) and seconds(sampling.decision_wait) > 120:
        yield Problem(
            f"{KEY}.sampling.decision_wait",
            f"{sampling.decision_wait} is how long every span is kept in memory.",
            "Give at most 120s.",
        )
