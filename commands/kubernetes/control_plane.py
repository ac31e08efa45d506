"""Starts real API servers with everything that makes them move: etcd, controllers, scheduler, kwok.

    with clusters([ClusterSpec("hub"), ClusterSpec("spoke")], folder, binaries()) as running:
        running["hub"].apply(...)

All of them listen on loopback only, on free ports, and share one etcd. Keys and tokens are made for
the run. There is no container: kwok says of every pod that it runs.
"""

import http.client
import os
import shutil
import ssl
import tempfile
from collections.abc import Generator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from commands.engines.build import Say, say_on_stderr, tools
from commands.kubernetes.cluster import Cluster
from commands.kubernetes.identities import Identities, make_identities, write_kubeconfig
from commands.kubernetes.processes import LOOPBACK, Running, free_ports, running
from settings import UserError

ETCD_START = 60
SERVER_START = 120
CONTROLLERS_START = 120
"""Seconds; a loaded machine needs a multiple of what an idle one needs (1, 4 and 2)."""

PROGRAMS = (
    "etcd",
    "kube-apiserver",
    "kube-controller-manager",
    "kube-scheduler",
    "kwok",
    "kubectl",
)

Binaries = Mapping[str, Path]
"""Executables by name."""


@dataclass(frozen=True)
class ClusterSpec:
    """What differs between clusters.

    pods: where kwok takes the addresses of pods from.
    services: where the API server takes the addresses of services from.
    """

    name: str
    pods: str = "10.64.0.0/16"
    services: str = "172.20.0.0/16"


def binaries(environ: Mapping[str, str] = os.environ, say: Say = say_on_stderr) -> Binaries:
    """The programs of a control plane, built where they have to be."""
    return tools(PROGRAMS, environ, say)


@contextmanager
def run_folder(prefix: str = "lionpay-kubernetes-") -> Generator[Path]:
    """A folder for one run, for its owner only; it stays, with the logs, when the run fails."""
    folder = Path(tempfile.mkdtemp(prefix=prefix))
    yield folder
    shutil.rmtree(folder)


@contextmanager
def clusters(
    specs: Sequence[ClusterSpec], folder: Path, programs: Binaries
) -> Generator[dict[str, Cluster]]:
    """Runs one control plane per spec until the block ends, and gives them by name.

    Raises UserError with the end of a server's log when one does not start, or has ended when the
    block fails.
    """
    with ExitStack() as stack:
        started: list[Running] = []
        etcd = _start_etcd(stack, folder, programs)
        started.append(etcd.running)
        servers = [_start_server(stack, spec, folder, programs, etcd) for spec in specs]
        started += [server.running for server in servers]
        for server in servers:
            server.wait()
            started += _start_rest(stack, server, programs)
        for server in servers:
            server.cluster.wait_for(
                "serviceaccount/default",
                condition="create",
                timeout=CONTROLLERS_START,
                namespace="default",
            )
        try:
            yield {server.cluster.name: server.cluster for server in servers}
        except UserError as error:
            for one in started:
                if (code := one.process.poll()) is not None:
                    raise one.failure(f"It ended with exit code {code}, then:\n{error}") from error
            raise


@dataclass(frozen=True)
class _Etcd:
    running: Running
    url: str


@dataclass(frozen=True)
class _Server:
    spec: ClusterSpec
    running: Running
    identities: Identities
    cluster: Cluster

    def wait(self) -> None:
        self.running.wait_until("ready", self._is_ready, SERVER_START)

    def kubeconfig(self, name: str) -> Path:
        """The kubeconfig of a user in `identities.USERS`."""
        path = self.cluster.folder / f"{name}.kubeconfig"
        token = self.identities.tokens[name]
        return write_kubeconfig(path, self.cluster.server, self.cluster.authority, token)

    def _is_ready(self) -> bool:
        if not self.cluster.authority.exists():
            return False
        try:
            context = ssl.create_default_context(cafile=str(self.cluster.authority))
            token = {"Authorization": f"Bearer {self.identities.tokens['admin']}"}
            return _status(self.cluster.server, "/readyz", token, context) == http.client.OK
        except (OSError, http.client.HTTPException):
            return False


def _start_etcd(stack: ExitStack, folder: Path, programs: Binaries) -> _Etcd:
    clients, peers = (f"http://{LOOPBACK}:{port}" for port in free_ports(2))
    command = [
        programs["etcd"],
        f"--data-dir={folder / 'etcd'}",
        f"--listen-client-urls={clients}",
        f"--advertise-client-urls={clients}",
        f"--listen-peer-urls={peers}",
        f"--initial-advertise-peer-urls={peers}",
        f"--initial-cluster=default={peers}",
        "--log-level=warn",
        # Nothing of it outlives the run.
        "--unsafe-no-fsync",
    ]
    etcd = _Etcd(stack.enter_context(running("etcd", command, folder)), clients)

    def is_ready() -> bool:
        try:
            return _status(clients, "/health") == http.client.OK
        except (OSError, http.client.HTTPException):
            return False

    etcd.running.wait_until("ready", is_ready, ETCD_START)
    return etcd


def _start_server(
    stack: ExitStack, spec: ClusterSpec, folder: Path, programs: Binaries, etcd: _Etcd
) -> _Server:
    own = folder / spec.name
    own.mkdir(mode=0o700)
    identities = make_identities(own)
    (port,) = free_ports(1)
    server = f"https://{LOOPBACK}:{port}"
    command = [
        programs["kube-apiserver"],
        f"--etcd-servers={etcd.url}",
        f"--etcd-prefix=/{spec.name}",
        f"--bind-address={LOOPBACK}",
        f"--secure-port={port}",
        f"--cert-dir={own / 'certificates'}",
        f"--service-cluster-ip-range={spec.services}",
        "--service-account-issuer=https://kubernetes.default.svc",
        f"--service-account-key-file={identities.service_account_key}",
        f"--service-account-signing-key-file={identities.service_account_key}",
        f"--token-auth-file={identities.token_file}",
        "--authorization-mode=Node,RBAC",
        # EKS allows them too; the pod security labels of a namespace decide.
        "--allow-privileged=true",
        "--profiling=false",
    ]
    process = stack.enter_context(running("kube-apiserver", command, own))
    authority = own / "certificates" / "apiserver.crt"
    kubeconfig = own / "admin.kubeconfig"
    write_kubeconfig(kubeconfig, server, authority, identities.tokens["admin"])
    cluster = Cluster(spec.name, server, kubeconfig, authority, own, programs["kubectl"])
    return _Server(spec, process, identities, cluster)


def _start_rest(stack: ExitStack, server: _Server, programs: Binaries) -> list[Running]:
    own = server.cluster.folder
    (kwok_port,) = free_ports(1)
    commands: dict[str, list[str | Path]] = {
        "kube-controller-manager": [
            f"--service-account-private-key-file={server.identities.service_account_key}",
            f"--root-ca-file={server.cluster.authority}",
            "--use-service-account-credentials",
            # A loaded machine's late heartbeat is no lost node.
            "--node-monitor-grace-period=300s",
            "--leader-elect=false",
            "--secure-port=0",
            *_unlimited(),
        ],
        "kube-scheduler": ["--leader-elect=false", "--secure-port=0", *_unlimited()],
        "kwok": [
            "--manage-all-nodes=true",
            f"--cidr={server.spec.pods}",
            f"--node-ip={LOOPBACK}",
            f"--server-address={LOOPBACK}:{kwok_port}",
            # Without leases, every node is taken for lost after the grace period, and again.
            "--node-lease-duration-seconds=40",
        ],
    }
    return [
        stack.enter_context(
            running(
                name,
                [programs[name], f"--kubeconfig={server.kubeconfig(name)}", *arguments],
                own,
            )
        )
        for name, arguments in commands.items()
    ]


def _unlimited() -> tuple[str, str]:
    """Lifts the limits that keep a client from a server which has other clients."""
    return ("--kube-api-qps=500", "--kube-api-burst=1000")


def _status(
    server: str,
    path: str,
    headers: Mapping[str, str] | None = None,
    context: ssl.SSLContext | None = None,
) -> int:
    """The HTTP status of a page on loopback."""
    host = server.split("//")[1]
    connection = (
        http.client.HTTPSConnection(host, timeout=5, context=context)
        if context
        else http.client.HTTPConnection(host, timeout=5)
    )
    try:
        connection.request("GET", path, headers=dict(headers or {}))
        return connection.getresponse().status
    finally:
        connection.close()
