"""What is asked of the collectors that were installed into a cluster."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from commands.conformance.engine import Engine
from commands.conformance.loopback import free_port
from commands.conformance.receiver import Receiver
from commands.kubernetes.cluster import Cluster, ServiceAccount
from commands.kubernetes.release import Block, HelmRelease, read_release
from settings import Environment, Problem, UserError
from vocabulary.collectors import EnvVar

COMPUTED = {"id": "0badc0de-0000-4000-8000-000000000000", "name": "grafana-cloud-0badc0de"}
"""What Terraform would have read of the secret's version: its id, and the Secret's name."""

GRANTED = (
    ("list", "pods"),
    ("watch", "nodes"),
    ("list", "endpointslices.discovery.k8s.io"),
    ("list", "replicasets.apps"),
    ("get", "nodes/metrics"),
    ("get", "/metrics"),
)
REFUSED = (
    ("get", "secrets"),
    ("list", "secrets"),
    ("list", "configmaps"),
    ("create", "pods"),
    ("create", "pods/exec"),
    ("get", "nodes/proxy"),
    ("create", "serviceaccounts/token"),
    ("delete", "pods"),
)


@dataclass(frozen=True)
class Installed:
    """The collectors of one region in one cluster; `program` is the node role's, as written."""

    environment: Environment
    region: str
    cluster: Cluster
    program: str

    @property
    def account(self) -> ServiceAccount:
        """The one that the node role's pods have."""
        return ServiceAccount(self.environment.collectors.namespace, "alloy")


def synthesized_releases(stack: Block) -> list[HelmRelease]:
    """The releases of Alloy in a stack's JSON, the node role first, as Terraform would install.

    Raises UserError when a value is computed in a way that is not known here.
    """
    computed: dict[str, str] = {}
    for name in stack.get("locals", {}):
        computed[f"local.{name}"] = COMPUTED["name" if "_name_" in name else "id"]
    for reference in _references(stack):
        computed.setdefault(reference, f"arn:aws:rehearsal:::{reference.rsplit('.', 1)[-1]}")
    # Preconditions are Terraform's, and nothing that a cluster sees.
    blocks = [
        {key: value for key, value in block.items() if key != "lifecycle"}
        for block in stack["resource"]["helm_release"].values()
    ]
    found = [read_release(block, computed) for block in blocks if block["chart"] == "alloy"]
    return sorted(found, key=lambda release: release.name)


def expect_as_meant(installed: Installed) -> None:
    """Asks the API server; raises UserError with everything that is not as it was meant."""
    wrong = [*_wrong_objects(installed), *_wrong_rights(installed)]
    if wrong:
        raise UserError([Problem(installed.cluster.name, what, "See charts/.") for what in wrong])


def discover(installed: Installed, alloy: Path, node: str) -> dict[str, int]:
    """Runs the real Alloy with the installed program under the pods' own account.

    The program is taken from the cluster. Returns how many targets its discoveries found, by
    component. Raises UserError when the API server refused something, or nothing was found.
    """
    cluster = installed.cluster
    content = _program_in(cluster, installed.environment.collectors.namespace)
    with Receiver() as receiver:
        env = {
            EnvVar.KUBECONFIG: str(cluster.kubeconfig_for(installed.account)),
            EnvVar.KUBERNETES_AUTH: "kubeConfig",
            EnvVar.NODE: node,
            EnvVar.INSTANCE: node,
            EnvVar.CLUSTER: installed.environment.cluster_name(installed.region),
            EnvVar.REGION: installed.environment.regions[installed.region].aws_region,
            EnvVar.ENVIRONMENT: installed.environment.name,
            EnvVar.ROLE: installed.environment.regions[installed.region].role,
            EnvVar.LISTEN_ADDRESS: "127.0.0.1",
            EnvVar.HOST_ROOT: str(_host(cluster.folder)),
            EnvVar.SERVICE_ACCOUNT: str(_mounted(installed)),
            EnvVar.LOG_ROOT: str(cluster.folder / "no-logs"),
            EnvVar.METRICS_URL: receiver.metrics_url,
            EnvVar.LOGS_URL: receiver.logs_url,
            EnvVar.TRACES_ENDPOINT: receiver.traces_address,
            EnvVar.SAMPLER: "localhost",
            **dict.fromkeys(
                (
                    EnvVar.METRICS_USERNAME,
                    EnvVar.LOGS_USERNAME,
                    EnvVar.TRACES_USERNAME,
                    EnvVar.TOKEN,
                ),
                "rehearsal",
            ),
            **{
                port: str(free_port())
                for port in (
                    EnvVar.OTLP_GRPC_PORT,
                    EnvVar.OTLP_HTTP_PORT,
                    EnvVar.PUSH_PORT,
                )
            },
        }
        env = {str(name): value for name, value in env.items()}
        with Engine(alloy, content, env=env, start_timeout=180) as engine:
            found = _wait_for_targets(engine)
            refused = [line for line in engine.log().splitlines() if "forbidden" in line.lower()]
    if refused:
        fix = "Grant it in charts/rbac.py, if the program needs it."
        raise UserError([Problem(cluster.name, refused[0][:300], fix)])
    return found


def _host(folder: Path) -> Path:
    """What a pod sees of its node: here, this machine."""
    host = folder / "host"
    host.mkdir(exist_ok=True)
    for name, target in (("proc", "/proc"), ("sys", "/sys"), ("root", "/")):
        if not (host / name).exists():
            (host / name).symlink_to(target)
    return host


def _mounted(installed: Installed) -> Path:
    """What a pod finds of its account: a token, and the authority of the API server."""
    folder = installed.cluster.folder / f"{installed.cluster.name}-account"
    folder.mkdir(exist_ok=True, mode=0o700)
    (folder / "token").write_text(installed.cluster.token(installed.account))
    (folder / "ca.crt").write_text(installed.cluster.authority.read_text())
    return folder


def _wait_for_targets(engine: Engine) -> dict[str, int]:
    from commands.conformance.waiting import wait_until  # noqa: PLC0415

    found: dict[str, int] = {}

    def settled() -> bool:
        found.clear()
        for told in engine.component_details():
            if told.get("name") == "discovery.kubernetes":
                place = f"{told.get('moduleID', '')}/{told.get('localID', '')}"
                found[place] = json.dumps(told.get("exports", [])).count('"__address__"')
        return bool(found) and all(found.values())

    wait_until("every discovery of the program finds targets", settled, 120)
    return found


def _program_in(cluster: Cluster, namespace: str) -> str:
    return cluster.get("configmap", "alloy", "-n", namespace)["data"]["config.alloy"]


def _wrong_objects(installed: Installed) -> Iterator[str]:
    cluster, namespace = installed.cluster, installed.environment.collectors.namespace
    if _program_in(cluster, namespace).strip() != installed.program.strip():
        yield "The program did not come through Terraform's JSON and Helm as it was written."
    labels = cluster.get("namespace", namespace)["metadata"].get("labels", {})
    if labels.get("pod-security.kubernetes.io/enforce") != "privileged":
        yield f"The namespace has the labels {labels}."
    nodes = [n for n in cluster.get("nodes")["items"] if not _fargate(n)]
    status = cluster.get("daemonset/alloy", "-n", namespace)["status"]
    if status.get("numberReady") != len(nodes):
        yield f"{status.get('numberReady')} collectors run on {len(nodes)} nodes."
    if not cluster.get("networkpolicies", "-n", namespace)["items"]:
        yield "There is no NetworkPolicy."
    service = cluster.get("service/alloy", "-n", namespace)["spec"]
    if service.get("internalTrafficPolicy") != "Local":
        yield "The service does not stay on the node."


def _wrong_rights(installed: Installed) -> Iterator[str]:
    for verb, resource in GRANTED:
        if not installed.cluster.can_i(installed.account, verb, resource):
            yield f"The collectors may not {verb} {resource}."
    for verb, resource in REFUSED:
        if installed.cluster.can_i(installed.account, verb, resource):
            yield f"The collectors may {verb} {resource}."


def _fargate(node: dict[str, Any]) -> bool:
    return node["metadata"].get("labels", {}).get("eks.amazonaws.com/compute-type") == "fargate"


def _references(stack: Block) -> Iterator[str]:
    text = json.dumps(stack["resource"])
    for part in text.split("${data.terraform_remote_state.")[1:]:
        yield "data.terraform_remote_state." + part.split("}", 1)[0]
