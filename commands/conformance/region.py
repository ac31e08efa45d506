"""One region's cluster between fakes: our own programs, and a receiver for Grafana Cloud.

Nothing in a program's text is changed: what differs from a cluster is told by environment
variables, and what takes too long for a test by settings (`quick`).
"""

import contextlib
import itertools
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from alloy.roles import program
from commands.conformance.engine import Engine
from commands.conformance.fakes.cluster import PODS, Pod
from commands.conformance.fakes.kube_api import KubeApi
from commands.conformance.fakes.kube_objects import namespace_object, node_object, pod_object
from commands.conformance.fakes.kubelet import kubelet
from commands.conformance.fakes.pod_logs import PodLogs
from commands.conformance.loopback import LOOPBACK, free_port
from commands.conformance.receiver import Credentials, Receiver, Signal
from commands.conformance.receiving.certificates import self_signed
from commands.conformance.receiving.values import Sample
from settings import Environment
from vocabulary.collectors import EnvVar, Role

TOKEN = "token-of-the-tests"  # noqa: S105
USERS = {Signal.METRICS: "2000", Signal.LOGS: "3000", Signal.TRACES: "4000"}
FARO_KEY = "key-of-the-browsers"
START_TIMEOUT = 240.0
"""Seconds: the masks take several of a processor to be read, which a busy machine lacks."""


def quick(environment: Environment, interval: str = "1s") -> Environment:
    """The same environment with metrics scraped and sent as often as a test needs it."""
    collectors = environment.collectors
    metrics = collectors.metrics.model_copy(update={"scrape_interval": interval})
    return with_collectors(environment, metrics=metrics)


def with_collectors(environment: Environment, **changes: object) -> Environment:
    """The environment with other collectors' settings."""
    collectors = environment.collectors.model_copy(update=changes)
    return environment.model_copy(update={"collectors": collectors})


class Collector:
    """One collector of a region: its engine and where it listens."""

    def __init__(self, engine: Engine, env: Mapping[str, str]) -> None:
        self.engine = engine
        self.env = env
        self.grpc = f"{LOOPBACK}:{env[EnvVar.OTLP_GRPC_PORT]}"
        self.otlp_http = f"http://{LOOPBACK}:{env[EnvVar.OTLP_HTTP_PORT]}"
        self.push_url = f"http://{LOOPBACK}:{env[EnvVar.PUSH_PORT]}/api/v1/metrics/write"
        self.faro_url = f"http://{LOOPBACK}:{env[EnvVar.FARO_PORT]}/collect"
        self.sampler_port = env[EnvVar.SAMPLER_PORT]

    def __enter__(self) -> "Collector":
        self.engine.__enter__()
        return self

    def __exit__(self, *told: object) -> None:
        self.engine.__exit__(*told)


class Region:
    """A cluster with its nodes, pods and their logs; collectors are made from it."""

    def __init__(
        self,
        alloy: Path,
        folder: Path,
        environment: Environment,
        region: str = "seoul",
        *,
        pods: Sequence[Pod] = PODS,
        nodes: Sequence[str] = ("node-1",),
        keep: Callable[[Sample], bool] = lambda _: True,
    ) -> None:
        self.environment = environment
        self.region = region
        self.receiver = Receiver(
            {signal: Credentials(user, TOKEN) for signal, user in USERS.items()},
            tls=True,
            keep=keep,
        )
        certificate = self_signed()
        self.certificate = certificate
        """Of the cluster: the API server and the kubelets."""
        self.kubelets = {node: kubelet(node, pods, certificate) for node in nodes}
        self.kube = KubeApi(
            *(node_object(node, found.port) for node, found in self.kubelets.items()),
            *(namespace_object(name) for name in sorted({pod.namespace for pod in pods})),
            *(pod_object(pod) for pod in pods),
        )
        self.logs = PodLogs(folder / "log" / "pods")
        self._alloy = alloy
        self._folder = folder
        self._count = itertools.count()
        self._stack = contextlib.ExitStack()

    def __enter__(self) -> "Region":
        for part in (self.receiver, self.kube, self.logs, *self.kubelets.values()):
            self._stack.enter_context(part)
        self._write_host()
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def text(self, role: Role = Role.NODE) -> str:
        """The program of a role."""
        return program(self.environment, self.region, role)

    def collector(
        self,
        role: Role = Role.NODE,
        *,
        node: str = "node-1",
        text: str | None = None,
        peers: Sequence[Collector] | None = None,
        prefix: Sequence[str] = (),
        **env: str,
    ) -> Collector:
        """A collector to be entered; with `peers`, an empty list too, it shares clustered work.

        `text` runs another program under the same role, `prefix` is the engine's.
        """
        instance = node if role is Role.NODE else f"{role}-{next(self._count)}"
        told = {**self._env(role, node, instance), **env}
        arguments: list[str] = []
        engine = Engine(
            self._alloy,
            self.text(role) if text is None else text,
            env=told,
            storage=self._folder / f"storage-{instance}",
            arguments=arguments,
            prefix=prefix,
            start_timeout=START_TIMEOUT,
        )
        if peers is not None:
            arguments += [
                "--cluster.enabled",
                f"--cluster.name={self.region}-{role}",
                f"--cluster.node-name={instance}",
                f"--cluster.advertise-address={engine.address}",
                f"--cluster.join-addresses={','.join(peer.engine.address for peer in peers)}",
            ]
        return Collector(engine, told)

    def _env(self, role: Role, node: str, instance: str) -> dict[str, str]:
        aws_region = self.environment.regions[self.region].aws_region
        return {
            EnvVar.CLUSTER: f"lionpay-{self.environment.name}-{self.region}",
            EnvVar.REGION: aws_region,
            EnvVar.ENVIRONMENT: self.environment.name,
            EnvVar.ROLE: role,
            EnvVar.NODE: node,
            EnvVar.INSTANCE: instance,
            EnvVar.METRICS_URL: self.receiver.metrics_url,
            EnvVar.METRICS_USERNAME: USERS[Signal.METRICS],
            EnvVar.LOGS_URL: self.receiver.logs_url,
            EnvVar.LOGS_USERNAME: USERS[Signal.LOGS],
            EnvVar.TRACES_ENDPOINT: self.receiver.traces_address,
            EnvVar.TRACES_USERNAME: USERS[Signal.TRACES],
            EnvVar.TOKEN: TOKEN,
            EnvVar.SAMPLER: LOOPBACK,
            EnvVar.FARO_API_KEY: FARO_KEY,
            EnvVar.KUBECONFIG: str(self._folder / "kubeconfig"),
            EnvVar.KUBERNETES_AUTH: "kubeConfig",
            EnvVar.SERVICE_ACCOUNT: str(self._folder / "service-account"),
            EnvVar.LOG_ROOT: str(self._folder / "log"),
            EnvVar.HOST_ROOT: str(self._folder / "host"),
            EnvVar.LISTEN_ADDRESS: LOOPBACK,
            **{name: str(free_port()) for name in PORT_VARIABLES},
            # Go's own: whom to trust. The programs trust the system, as in a cluster.
            "SSL_CERT_FILE": str(self._folder / "authorities.pem"),
        }

    def _write_host(self) -> None:
        """What a node and a pod have on disk."""
        self.kube.write_kubeconfig(self._folder / "kubeconfig")
        (self._folder / "authorities.pem").write_text(self.receiver.ca_pem)
        account = self._folder / "service-account"
        account.mkdir()
        (account / "token").write_text("token-of-the-service-account")
        (account / "ca.crt").write_text(self.certificate.certificate)
        host = self._folder / "host"
        host.mkdir()
        for name, target in (("proc", "/proc"), ("sys", "/sys"), ("root", "/")):
            (host / name).symlink_to(target)


PORT_VARIABLES = (
    EnvVar.OTLP_GRPC_PORT,
    EnvVar.OTLP_HTTP_PORT,
    EnvVar.PUSH_PORT,
    EnvVar.SAMPLER_PORT,
    EnvVar.FARO_PORT,
)
