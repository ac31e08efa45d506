"""The ways out of every role's program: masks first, then Grafana Cloud, one exit per signal."""

from collections.abc import Iterator

from alloy.card_numbers import CARD_TAG, CARD_TAG_WITH_LAST_FOUR
from alloy.program import Use
from alloy.text import Expr, env, port, raw
from settings import Environment
from settings.collectors import TailSampling
from vocabulary.collectors import PORTS, EnvVar

LABELS = Expr(
    "{\n"
    f'\tcluster     = sys.env("{EnvVar.CLUSTER}"),\n'
    f'\tregion      = sys.env("{EnvVar.REGION}"),\n'
    f'\tenvironment = sys.env("{EnvVar.ENVIRONMENT}"),\n'
    "}"
)

SAMPLER_PORT = port(EnvVar.SAMPLER_PORT, PORTS.sampler, as_text=True)
MASKED_METRICS = (Expr("mask_metrics.all.receiver"),)
SHAPED_LOGS = (Expr("logs_shape.all.receiver"),)
TRACES = (Expr("exit_traces.grafana_cloud.input"),)
"""The exit itself: only masked spans may come here."""


def sampling_input(environment: Environment) -> Expr:
    """Where masked spans go to be sampled."""
    tail = isinstance(environment.collectors.sampling, TailSampling)
    return Expr("sampling_tail.samplers.input" if tail else "sampling_head.share.input")


def log_exit(environment: Environment) -> Iterator[Use]:
    """Shape, masks and Loki."""
    logs = environment.collectors.logs
    yield Use("logs_shape", "all", {"forward_to": (Expr("mask_logs.all.receiver"),)})
    yield Use(
        "mask_logs",
        "all",
        {
            "forward_to": (Expr("exit_logs.grafana_cloud.receiver"),),
            "card_tag": raw(CARD_TAG_WITH_LAST_FOUR if logs.keep_last_four else CARD_TAG),
        },
    )
    yield Use(
        "exit_logs",
        "grafana_cloud",
        {
            "url": env(EnvVar.LOGS_URL),
            "username": env(EnvVar.LOGS_USERNAME),
            "labels": LABELS,
            "drop_namespaces": "|".join(logs.deny_namespaces) or "(none is denied)",
            "keep_namespaces": "|".join(["", *logs.allow_namespaces])
            if logs.allow_namespaces
            else ".*",
        },
    )


def metric_exit(environment: Environment) -> Iterator[Use]:
    """Masks and remote write."""
    metrics = environment.collectors.metrics
    yield Use("mask_metrics", "all", {"forward_to": (Expr("exit_metrics.grafana_cloud.receiver"),)})
    yield Use(
        "exit_metrics",
        "grafana_cloud",
        {
            "url": env(EnvVar.METRICS_URL),
            "username": env(EnvVar.METRICS_USERNAME),
            "labels": Expr(
                LABELS.text.replace("\n}", f'\n\trole        = sys.env("{EnvVar.ROLE}"),\n}}')
            ),
            "wal_truncate_frequency": metrics.wal_truncate_frequency,
            "wal_max_keepalive_time": metrics.wal_max_keepalive_time,
            "queue_capacity": metrics.queue_capacity,
            "max_shards": metrics.max_shards,
            "max_samples_per_send": metrics.max_samples_per_send,
        },
    )


def trace_exit(environment: Environment, *, sampled: bool) -> Iterator[Use]:
    """What samples, and Tempo; with tail sampling only samplers, where all is sampled, reach it."""
    sampling = environment.collectors.sampling
    if isinstance(sampling, TailSampling) and not sampled:
        sampler = {"sampler": env(EnvVar.SAMPLER), "port": SAMPLER_PORT}
        yield Use("sampling_tail", "samplers", sampler)
        return
    if not isinstance(sampling, TailSampling):
        share = {"percentage": Expr(f"{sampling.percentage:g}"), "traces": TRACES}
        yield Use("sampling_head", "share", share)
    yield Use(
        "exit_traces",
        "grafana_cloud",
        {
            "endpoint": env(EnvVar.TRACES_ENDPOINT),
            "username": env(EnvVar.TRACES_USERNAME),
        },
    )
