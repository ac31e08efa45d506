"""The cluster's targets on loopback, where the composed programs look for them."""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from commands.conformance.exposition import Family, Series, exposition
from commands.conformance.fakes.argocd import APPLICATION_SET, CONTROLLER, REPO_SERVER, SERVER
from commands.conformance.fakes.cluster import Pod
from commands.conformance.fakes.kube_objects import (
    endpoint_slice_object,
    namespace_object,
    pod_object,
    service_object,
)
from commands.conformance.fakes.kubelet import CADVISOR, METRICS
from commands.conformance.fakes.scraped import Scraped
from commands.conformance.realistic import hub, kubelet, tables
from commands.conformance.realistic.arriving import Target
from commands.conformance.realistic.cluster import Cluster, Instance
from commands.conformance.region import Region
from vocabulary.sources.applications import APPLICATIONS, DOTNET, JAVA
from vocabulary.sources.control_plane import API_SERVER, COREDNS
from vocabulary.sources.hub import EXTERNAL_DNS
from vocabulary.sources.kube_state_metrics import KUBE_STATE_METRICS
from vocabulary.sources.model import Per, Way
from vocabulary.sources.reference import REFERENCE

DNS_PORT, API_PORT, APPLICATION_PORT = 9153, 6443, 9464
TOOLS: Mapping[str, int] = {
    CONTROLLER: 8082,
    SERVER: 8083,
    REPO_SERVER: 8084,
    APPLICATION_SET: 8080,
    "external-dns": 7979,
}
UID = "0b1f3f0e-6d5b-4f0a-9c1e-{:012}"


@dataclass(frozen=True)
class Size:
    """How many there are of targets that are all alike.

    traced: instances whose spans are sent; a node has three or so.
    """

    api_servers: int
    dns: int
    instances: int
    traced: int = 3


SMALL = Size(api_servers=1, dns=1, instances=6)
"""One or a few of each: what the others offer differs by the target's own labels only."""
MEASURED = Size(api_servers=REFERENCE[Per.API_SERVER], dns=REFERENCE[Per.DNS], instances=18)


def instances(cluster: Cluster, count: int) -> Sequence[Instance]:
    """So many instances, with as large a share of each runtime as all have."""
    return cluster.instances[:: len(cluster.instances) // count][:count]


@dataclass(frozen=True)
class Placed:
    """A target, its page, and the pod that it is, where it is one."""

    target: Target
    scraped: Scraped
    pod: Pod | None = None


class Addresses:
    """A network of loopback of this run, so that runs side by side do not meet."""

    def __init__(self) -> None:
        chance = random.Random()  # noqa: S311
        self._network = f"127.{chance.randrange(1, 255)}.{chance.randrange(255)}"
        self._last = 0

    def next(self) -> str:
        """An address that no other target has."""
        self._last += 1
        return f"{self._network}.{self._last}"


def series(families: Iterator[Family]) -> tuple[Series, ...]:
    """The series of families."""
    return tuple(one for family in families for one in family.series)


class Targets:
    """Everything that one node's collector scrapes: its kubelet, and what is there once."""

    def __init__(self, region: Region, node: str, cluster: Cluster, size: Size) -> None:
        self._region, self._node, self._cluster = region, node, cluster
        self._addresses = Addresses()
        self.placed = [
            *self._kubelet(),
            self._state(),
            *self._api_servers(size.api_servers),
            *self._dns(size.dns),
            *self._tools(),
            *(
                self._instance(one, n == 0)
                for n, one in enumerate(cluster.instances[: size.instances])
            ),
        ]
        self._announce()

    @property
    def all(self) -> list[Target]:
        """The targets."""
        return [placed.target for placed in self.placed]

    @property
    def pages(self) -> list[Scraped]:
        """What is to be entered: the kubelet's page is the region's."""
        ours = (p for p in self.placed if p.target.way not in (Way.KUBELET, Way.CADVISOR))
        return [placed.scraped for placed in ours]

    def _kubelet(self) -> Iterator[Placed]:
        server = self._region.kubelets[self._node]
        for way, path, made in (
            (Way.KUBELET, METRICS, list(kubelet.kubelet(self._cluster, self._node))),
            (Way.CADVISOR, CADVISOR, list(kubelet.cadvisor(self._cluster, self._node))),
        ):
            server.change(path, exposition(made))
            labels = {"job": way.value, "instance": self._node, "node": self._node}
            yield Placed(Target(way, series(iter(made)), labels), server)

    def _state(self) -> Placed:
        made = list(tables.families(KUBE_STATE_METRICS, tables.everything(self._cluster)))
        page = Scraped({"/metrics": exposition(made)})
        labels = {"job": "kube-state-metrics", "instance": page.address}
        target = Target(Way.KUBE_STATE_METRICS, series(iter(made)), labels, honor=True)
        return Placed(target, page)

    def _api_servers(self, count: int) -> Iterator[Placed]:
        made = list(tables.families(API_SERVER, tables.alone(Per.API_SERVER)))
        for number in range(count):
            page = Scraped({"/metrics": exposition(made)}, self._region.certificate)
            pod = self._pod("default", f"kube-apiserver-{number}", API_PORT)
            page.move(pod.ip, API_PORT)
            labels = {"job": "apiserver", "instance": page.address}
            yield Placed(Target(Way.API_SERVER, series(iter(made)), labels), page, pod)

    def _dns(self, count: int) -> Iterator[Placed]:
        made = list(tables.families(COREDNS, tables.alone(Per.DNS)))
        for number in range(count):
            page = Scraped({"/metrics": exposition(made)})
            pod = self._pod("kube-system", f"coredns-{number}", DNS_PORT)
            page.move(pod.ip, DNS_PORT)
            labels = {"job": "coredns", "instance": page.address, "pod": pod.name}
            yield Placed(Target(Way.COREDNS, series(iter(made)), labels), page, pod)

    def _tools(self) -> Iterator[Placed]:
        for name, port in TOOLS.items():
            made = list(
                tables.families(EXTERNAL_DNS, tables.everything(self._cluster))
                if name == "external-dns"
                else hub.argo_cd(self._cluster, name)
            )
            namespace = "external-dns" if name == "external-dns" else "argocd"
            pod = self._pod(namespace, name, port)
            page = Scraped({"/metrics": exposition(made)})
            page.move(pod.ip, port)
            labels = {
                "job": name,
                "instance": page.address,
                "namespace": namespace,
                "pod": pod.name,
                "service": name,
            }
            yield Placed(Target(Way.HUB, series(iter(made)), labels, honor=True), page, pod)

    def _instance(self, instance: Instance, first: bool) -> Placed:
        place = tables.of_instance(instance, first=first)
        other = DOTNET if instance.runtime is Per.JAVA else JAVA
        made = [
            family
            for source in APPLICATIONS
            if source is not other
            for family in tables.families(source, place)
        ]
        of = instance.pod.labels
        pod = Pod(
            of["namespace"], of["pod"], of["uid"], of["node"],
            labels={"app.kubernetes.io/name": instance.service},
            annotations={
                "prometheus.io/scrape": "true", "prometheus.io/port": str(APPLICATION_PORT),
            },
            ip=self._addresses.next(), ports={"metrics": APPLICATION_PORT},
        )  # fmt: skip
        page = Scraped({"/metrics": exposition(made)})
        page.move(pod.ip, APPLICATION_PORT)
        labels = {
            "job": f"{of['namespace']}/{instance.service}",
            "instance": page.address,
            "namespace": of["namespace"],
            "node": of["node"],
            "pod": of["pod"],
            "service": instance.service,
        }
        return Placed(Target(Way.APPLICATIONS, series(iter(made)), labels), page, pod)

    def _pod(self, namespace: str, name: str, port: int) -> Pod:
        address = self._addresses.next()
        number = int(address.rpartition(".")[2])
        label = "k8s-app" if name.startswith("coredns") else "app.kubernetes.io/name"
        return Pod(
            namespace, name, UID.format(number), self._node,
            labels={label: "kube-dns" if name.startswith("coredns") else name},
            ip=address, ports={"metrics": port},
        )  # fmt: skip

    def _announce(self) -> None:
        """Tells the fake API where everything is."""
        pods = {way: [p.pod for p in self.placed if p.target.way is way and p.pod] for way in Way}
        state = next(p for p in self.placed if p.target.way is Way.KUBE_STATE_METRICS)
        every = [placed.pod for placed in self.placed if placed.pod]
        self._region.kube.put(
            *(namespace_object(name) for name in sorted({pod.namespace for pod in every})),
            *(pod_object(pod) for pod in every),
            service_object("default", "kubernetes", {"https": API_PORT}),
            endpoint_slice_object(
                "default", "kubernetes", {"https": API_PORT}, pods[Way.API_SERVER]
            ),
            service_object(
                "monitoring",
                "state",
                {"http": state.scraped.port},
                {"app.kubernetes.io/name": "kube-state-metrics"},
            ),
            endpoint_slice_object("monitoring", "state", {"http": state.scraped.port}),
            service_object(
                "kube-system", "kube-dns", {"metrics": DNS_PORT}, {"k8s-app": "kube-dns"}
            ),
            endpoint_slice_object(
                "kube-system", "kube-dns", {"metrics": DNS_PORT}, pods[Way.COREDNS]
            ),
        )
