"""A cluster of a usual size as values: its nodes, workloads and pods, named as Kubernetes does.

Counts are those of vocabulary/sources/reference.py. The same seed gives the same cluster.
"""

import random
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import cycle, islice

from vocabulary.sources.model import Per
from vocabulary.sources.reference import REFERENCE

SEED = 20
DOMAIN = "ap-northeast-2.compute.internal"
REGISTRY = "111122223333.dkr.ecr.ap-northeast-2.amazonaws.com"
REVISIONS = 5
"""Replica sets that a deployment keeps, of which one has pods."""

_SAFE = "bcdfghjklmnpqrstvwxz2456789"
"""Letters of Kubernetes' own random names."""

NAMESPACES = (
    "payments", "shop", "settlement", "ledger", "merchants", "risk", "notifications", "reports",
    "search", "identity", "catalog", "support", "backoffice", "data", "messaging", "batch",
    "kube-system", "monitoring", "argocd", "external-dns",
)  # fmt: skip
ROLES = ("api", "worker", "gateway", "consumer", "scheduler", "web")
DAEMONS = (
    "aws-node", "kube-proxy", "ebs-csi-node", "alloy", "eks-pod-identity-agent", "node-local-dns",
    "efs-csi-node", "guardduty-agent",
)  # fmt: skip


@dataclass(frozen=True)
class Thing:
    """Something that metrics are counted by, with the labels that say which it is.

    node: where it is, of what is on one.
    """

    labels: Mapping[str, str]
    node: str = ""


@dataclass(frozen=True)
class Instance:
    """A pod of one of Lionpay's services, which is scraped."""

    service: str
    runtime: Per
    pod: Thing


@dataclass(frozen=True)
class Cluster:
    """All of it. things: by what they are."""

    things: Mapping[Per, Sequence[Thing]]
    instances: Sequence[Instance] = field(default=())

    def on(self, node: str, per: Per) -> list[Thing]:
        """What of a kind is on a node."""
        return [thing for thing in self.things[per] if thing.node == node]


def cluster(counts: Mapping[Per, int] = REFERENCE, seed: int = SEED) -> Cluster:
    """Makes it."""
    return _Maker(counts, random.Random(seed)).made()  # noqa: S311 - names, not secrets


class _Maker:
    """Makes things in an order, so that chance gives the same names."""

    def __init__(self, counts: Mapping[Per, int], chance: random.Random) -> None:
        self._counts = counts
        self._chance = chance
        self._nodes = [
            f"ip-10-10-{128 + n % 3 * 32}-{17 + 7 * n}.{DOMAIN}" for n in range(counts[Per.NODE])
        ]
        self._namespaces = list(islice(_longer(NAMESPACES), counts[Per.NAMESPACE]))

    def made(self) -> Cluster:
        deployments = list(self._deployments())
        replica_sets = [made for one in deployments for made in self._replica_sets(one)]
        stateful = list(self._named(Per.STATEFUL_SET, "statefulset", ("data", "messaging")))
        daemons = [
            Thing({"namespace": "kube-system", "daemonset": name})
            for name in islice(_longer(DAEMONS), self._counts[Per.DAEMON_SET])
        ]
        jobs = list(self._named(Per.JOB, "job_name", ("batch", "reports")))
        instances = list(self._instances(deployments, replica_sets))
        pods = [one.pod for one in instances]
        pods += self._other_pods(len(pods), replica_sets, stateful, daemons, jobs)
        nodes = [Thing({"node": node}, node) for node in self._nodes]
        volumes = list(self._volumes(stateful))
        things = {
            Per.CLUSTER: [Thing({})],
            Per.REGION: [Thing({})],
            Per.NODE: nodes,
            Per.POD: pods,
            Per.CONTAINER: list(self._containers(pods)),
            Per.NAMESPACE: [Thing({"namespace": name}) for name in self._namespaces],
            Per.DEPLOYMENT: deployments,
            Per.REPLICA_SET: replica_sets[: self._counts[Per.REPLICA_SET]],
            Per.STATEFUL_SET: stateful,
            Per.DAEMON_SET: daemons,
            Per.JOB: jobs,
            Per.CRON_JOB: list(self._named(Per.CRON_JOB, "cronjob", ("batch", "reports"))),
            Per.AUTOSCALER: list(
                self._alike(Per.AUTOSCALER, "horizontalpodautoscaler", deployments)
            ),
            Per.BUDGET: list(self._alike(Per.BUDGET, "poddisruptionbudget", deployments)),
            Per.VOLUME: volumes,
            Per.QUOTA: list(self._named(Per.QUOTA, "resourcequota", self._namespaces)),
            Per.DELIVERED: list(self._delivered(deployments)),
        }
        return Cluster(things, instances)

    def _deployments(self) -> Iterator[Thing]:
        for number in range(self._counts[Per.DEPLOYMENT]):
            namespace = self._namespaces[number % len(self._namespaces)]
            role = ROLES[number // len(self._namespaces) % len(ROLES)]
            yield Thing({"namespace": namespace, "deployment": f"{namespace}-{role}"})

    def _replica_sets(self, of: Thing) -> Iterator[Thing]:
        for _ in range(REVISIONS):
            name = f"{of.labels['deployment']}-{self._word(9)}"
            owner = {"owner_kind": "Deployment", "owner_name": of.labels["deployment"]}
            yield Thing({"namespace": of.labels["namespace"], "replicaset": name, **owner})

    def _instances(
        self, deployments: Sequence[Thing], replica_sets: Sequence[Thing]
    ) -> Iterator[Instance]:
        """Pods of services: the first deployments, of which two in three run Java."""
        services = deployments[: self._counts[Per.SERVICE]]
        java = 2 * len(services) // 3
        for runtime, first, last in ((Per.JAVA, 0, java), (Per.DOTNET, java, len(services))):
            for number in range(self._counts[runtime]):
                which = first + number % (last - first)
                pod = self._pod(replica_sets[which * REVISIONS], "ReplicaSet", "replicaset")
                yield Instance(services[which].labels["deployment"], runtime, pod)

    def _other_pods(
        self,
        there: int,
        replica_sets: Sequence[Thing],
        stateful: Sequence[Thing],
        daemons: Sequence[Thing],
        jobs: Sequence[Thing],
    ) -> Iterator[Thing]:
        for daemon in daemons:
            for node in self._nodes:
                yield self._pod(daemon, "DaemonSet", "daemonset", node)
        for one in stateful:
            yield self._pod(one, "StatefulSet", "statefulset")
        for one in jobs:
            yield self._pod(one, "Job", "job_name")
        there += len(daemons) * len(self._nodes) + len(stateful) + len(jobs)
        living = replica_sets[self._counts[Per.SERVICE] * REVISIONS :: REVISIONS]
        for one in islice(cycle(living), max(0, self._counts[Per.POD] - there)):
            yield self._pod(one, "ReplicaSet", "replicaset")

    def _pod(self, of: Thing, kind: str, label: str, node: str = "") -> Thing:
        owner = of.labels[label]
        name = f"{owner}-0" if kind == "StatefulSet" else f"{owner}-{self._word(5)}"
        node = node or self._chance.choice(self._nodes)
        address = f"10.10.{self._chance.randrange(128, 255)}.{self._chance.randrange(4, 250)}"
        host = node.partition(".")[0].removeprefix("ip-").replace("-", ".")
        labels = {
            "namespace": of.labels["namespace"],
            "pod": name,
            "uid": str(uuid.UUID(int=self._chance.getrandbits(128), version=4)),
            "node": node,
            "host_ip": host,
            "pod_ip": address,
            "ip": address,
            "created_by_kind": kind,
            "created_by_name": owner,
            "owner_kind": kind,
            "owner_name": owner,
            "service_account": owner,
        }
        return Thing(labels, node)

    def _containers(self, pods: Sequence[Thing]) -> Iterator[Thing]:
        """Each pod's own, and a second one in so many that their number comes out right."""
        sidecars = self._counts[Per.CONTAINER] - len(pods)
        for number, pod in enumerate(pods):
            yield self._container(pod, "app")
            if number * sidecars // len(pods) != (number + 1) * sidecars // len(pods):
                yield self._container(pod, "proxy")

    def _container(self, pod: Thing, name: str) -> Thing:
        image, hash_ = f"{REGISTRY}/{name}:1.{self._chance.randrange(40)}.0", self._hex(64)
        identity = {
            "container": name,
            "image": image,
            "image_spec": image,
            "image_id": f"{image.partition(':')[0]}@sha256:{self._hex(64)}",
            "container_id": f"containerd://{hash_}",
            "name": hash_,
            "id": f"/kubepods.slice/kubepods-pod{pod.labels['uid']}.slice/{hash_}.scope",
        }
        return Thing({**pod.labels, **identity}, pod.node)

    def _volumes(self, stateful: Sequence[Thing]) -> Iterator[Thing]:
        for number in range(self._counts[Per.VOLUME]):
            owner = stateful[number % len(stateful)].labels
            volume = f"pvc-{uuid.UUID(int=self._chance.getrandbits(128), version=4)}"
            claim = f"data-{owner['statefulset']}-{number // len(stateful)}"
            labels = {
                "namespace": owner["namespace"],
                "claim_namespace": owner["namespace"],
                "persistentvolumeclaim": claim,
                "persistentvolume": volume,
                "volumename": volume,
            }
            yield Thing(labels, self._chance.choice(self._nodes))

    def _named(self, per: Per, label: str, namespaces: Sequence[str]) -> Iterator[Thing]:
        for number in range(self._counts[per]):
            namespace = namespaces[number % len(namespaces)]
            stem = {"statefulset": "store", "resourcequota": "quota"}.get(label, "nightly")
            tail = f"-{29_400_000 + 1440 * number}" if per is Per.JOB else f"-{number}"
            yield Thing({"namespace": namespace, label: f"{stem}{tail}"})

    def _alike(self, per: Per, label: str, deployments: Sequence[Thing]) -> Iterator[Thing]:
        for of in islice(deployments, self._counts[per]):
            name = of.labels["deployment"]
            target = {"scaletargetref_kind": "Deployment", "scaletargetref_name": name}
            yield Thing({"namespace": of.labels["namespace"], label: name, **target})

    def _delivered(self, deployments: Sequence[Thing]) -> Iterator[Thing]:
        for of in islice(deployments, self._counts[Per.DELIVERED]):
            where = {"dest_namespace": of.labels["namespace"], "namespace": "argocd"}
            yield Thing({"name": of.labels["deployment"], **where})

    def _word(self, length: int) -> str:
        return "".join(self._chance.choices(_SAFE, k=length))

    def _hex(self, length: int) -> str:
        return f"{self._chance.getrandbits(4 * length):0{length}x}"


def _longer(names: Sequence[str]) -> Iterator[str]:
    """The names, and then numbered ones."""
    for number, name in enumerate(cycle(names)):
        yield name if number < len(names) else f"{name}-{number // len(names)}"
