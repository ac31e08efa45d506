"""Which modules each role runs, and what they are told: from the settings to programs."""

from collections.abc import Iterator

from alloy.exits import (
    SAMPLER_PORT,
    SHAPED_LOGS,
    TRACES,
    log_exit,
    metric_exit,
    sampling_input,
    trace_exit,
)
from alloy.keeping import keeping, kept
from alloy.program import Use, compose
from alloy.text import Expr, Value, block, env, port
from settings import Environment
from settings.collectors import TailSampling
from settings.durations import seconds
from telemetry.environment import collected
from vocabulary.collectors import PORTS, EnvVar, Role
from vocabulary.sources.model import Way

KUBECONFIG = env(EnvVar.KUBECONFIG)
SERVICE_ACCOUNT = Expr(
    f'coalesce(sys.env("{EnvVar.SERVICE_ACCOUNT}"), "/var/run/secrets/kubernetes.io/serviceaccount")'
)
AUTH_TYPE = Expr(f'coalesce(sys.env("{EnvVar.KUBERNETES_AUTH}"), "serviceAccount")')
LOG_ROOT = Expr(f'coalesce(sys.env("{EnvVar.LOG_ROOT}"), "/var/log")')
HOST_ROOT = Expr(f'coalesce(sys.env("{EnvVar.HOST_ROOT}"), "/host")')
ADDRESS = Expr(f'coalesce(sys.env("{EnvVar.LISTEN_ADDRESS}"), "0.0.0.0")')
SCRAPE_TIMEOUT = "10s"

OTLP_GRPC_PORT = port(EnvVar.OTLP_GRPC_PORT, PORTS.otlp_grpc, as_text=True)
OTLP_HTTP_PORT = port(EnvVar.OTLP_HTTP_PORT, PORTS.otlp_http, as_text=True)
PUSH_PORT = port(EnvVar.PUSH_PORT, PORTS.push)
FARO_PORT = port(EnvVar.FARO_PORT, PORTS.faro)


def roles(environment: Environment) -> tuple[Role, ...]:
    """The roles that an environment's settings ask for."""
    collectors = environment.collectors
    asked = {
        Role.NODE: True,
        Role.SAMPLER: isinstance(collectors.sampling, TailSampling),
        Role.FARO: collectors.faro.enabled,
        Role.CLUSTER: collectors.cluster_role.enabled,
    }
    return tuple(role for role, wanted in asked.items() if wanted)


def program(environment: Environment, region: str, role: Role) -> str:
    """The program of one role in one region's cluster."""
    hub = environment.regions[region].role == "hub"
    match role:
        case Role.NODE:
            uses = [*_node(environment, hub=hub), *log_exit(environment)]
        case Role.CLUSTER:
            uses = [*_cluster(environment, hub=hub), *log_exit(environment)]
        case Role.SAMPLER:
            uses = [*_sampler(environment)]
        case Role.FARO:
            uses = [*_faro(environment), *log_exit(environment)]
    uses += _self(environment)
    uses += [*keeping(uses, collected(environment)), *metric_exit(environment)]
    if role is not Role.CLUSTER:
        uses += trace_exit(environment, sampled=role is Role.SAMPLER)
    name = f"the {role} role ({'hub' if hub else 'spoke'})"
    return compose(name, environment.name, uses, tuple(_own(environment)))


def _own(environment: Environment) -> Iterator[str]:
    """What the collector logs; and never raw data, but where a person asked for it."""
    collectors = environment.collectors
    yield block("logging", {"level": collectors.log_level, "format": "json"})
    if collectors.debugging:
        yield block("livedebugging", {"enabled": True})


def _node(environment: Environment, *, hub: bool) -> Iterator[Use]:
    collectors = environment.collectors
    scrape = {"kubeconfig_file": KUBECONFIG, **_scrape(environment)}
    yield Use(
        "metrics_node",
        "this",
        {
            **scrape,
            "node": env(EnvVar.NODE),
            "service_account": SERVICE_ACCOUNT,
            "host_root": HOST_ROOT,
            "kubelet": kept(Way.KUBELET),
            "cadvisor": kept(Way.CADVISOR),
            "node_exporter": kept(Way.NODE_EXPORTER),
        },
    )
    yield Use(
        "metrics_push",
        "workloads",
        {"forward_to": kept(Way.APPLICATIONS), "address": ADDRESS, "port": PUSH_PORT},
    )
    yield from _log_sources(environment)
    yield Use(
        "otlp",
        "applications",
        {
            "address": ADDRESS,
            "grpc_port": OTLP_GRPC_PORT,
            "http_port": OTLP_HTTP_PORT,
            "auth_type": AUTH_TYPE,
            "node": env(EnvVar.NODE),
            "region": env(EnvVar.REGION),
            "environment": env(EnvVar.ENVIRONMENT),
            "traces": (Expr("span_metrics.all.input"), sampling_input(environment)),
            "metrics": kept(Way.APPLICATIONS),
            "logs": SHAPED_LOGS,
        },
    )
    yield Use(
        "span_metrics",
        "all",
        {
            "forward_to": kept(Way.SPAN_METRICS),
            "flush_interval": collectors.metrics.scrape_interval,
        },
    )
    if not collectors.cluster_role.enabled:
        yield from _cluster(environment, hub=hub)


def _cluster(environment: Environment, *, hub: bool) -> Iterator[Use]:
    collectors = environment.collectors
    scrape = {"kubeconfig_file": KUBECONFIG, **_scrape(environment)}
    yield Use(
        "metrics_cluster",
        "shared",
        {
            **scrape,
            "service_account": SERVICE_ACCOUNT,
            "kube_state_metrics": kept(Way.KUBE_STATE_METRICS),
            "api_server": kept(Way.API_SERVER),
            "coredns": kept(Way.COREDNS),
            "applications": kept(Way.APPLICATIONS),
        },
    )
    if hub:
        yield Use("metrics_hub", "tools", {"forward_to": kept(Way.HUB), **scrape})
    if collectors.logs.events:
        yield Use(
            "logs_events",
            "shared",
            {"forward_to": SHAPED_LOGS, "kubeconfig_file": KUBECONFIG},
        )


def _scrape(environment: Environment) -> dict[str, Value]:
    """How often targets are scraped: a timeout must not be longer."""
    interval = environment.collectors.metrics.scrape_interval
    return {
        "scrape_interval": interval,
        "scrape_timeout": min(interval, SCRAPE_TIMEOUT, key=seconds),
    }


def _log_sources(environment: Environment) -> Iterator[Use]:
    logs = environment.collectors.logs
    pods: dict[str, Value] = {
        "forward_to": SHAPED_LOGS,
        "node": env(EnvVar.NODE),
        "kubeconfig_file": KUBECONFIG,
        "first_read_max_age": logs.first_read_max_age,
    }
    if logs.source == "file":
        yield Use("logs_pods", "this", {**pods, "log_root": LOG_ROOT})
    else:
        yield Use("logs_kubernetes", "this", pods)
    if logs.journald:
        yield Use(
            "logs_journal",
            "this",
            {
                "forward_to": SHAPED_LOGS,
                "log_root": LOG_ROOT,
                "first_read_max_age": logs.first_read_max_age,
                "node": env(EnvVar.NODE),
            },
        )


def _sampler(environment: Environment) -> Iterator[Use]:
    sampling = environment.collectors.sampling
    if not isinstance(sampling, TailSampling):
        raise TypeError("only tail sampling has samplers")
    yield Use(
        "sampler",
        "traces",
        {
            "address": ADDRESS,
            "port": SAMPLER_PORT,
            "percentage": Expr(f"{sampling.percentage:g}"),
            "slow_ms": int(1000 * seconds(sampling.slow)),
            "keep_routes": sampling.keep_routes or ("(no route is kept by name)",),
            "decision_wait": sampling.decision_wait,
            "num_traces": sampling.num_traces,
            "flush_interval": environment.collectors.metrics.scrape_interval,
            "instance": env(EnvVar.INSTANCE),
            "traces": TRACES,
            "metrics": kept(Way.SERVICE_GRAPH),
        },
    )


def _faro(environment: Environment) -> Iterator[Use]:
    faro = environment.collectors.faro
    yield Use(
        "browsers",
        "front_end",
        {
            "address": ADDRESS,
            "port": FARO_PORT,
            "allowed_origins": faro.allowed_origins,
            "rate_per_second": faro.rate_per_second,
            "region": env(EnvVar.REGION),
            "environment": env(EnvVar.ENVIRONMENT),
            "logs": SHAPED_LOGS,
            "traces": (sampling_input(environment),),
        },
    )


def _self(environment: Environment) -> Iterator[Use]:
    yield Use(
        "self",
        "this",
        {
            "forward_to": kept(Way.COLLECTORS),
            **_scrape(environment),
            "node": env(EnvVar.INSTANCE),
        },
    )
