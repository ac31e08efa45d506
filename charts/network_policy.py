"""Network rules of the collectors' pods: in from applications and peers, out to what they use."""

from collections.abc import Iterable
from ipaddress import IPv4Network
from typing import Any
from urllib.parse import urlsplit

from charts.rbac import scrapes_the_cluster
from settings import Environment
from settings.collectors import TailSampling
from vocabulary.collectors import HUB_PORTS, PORTS, SCRAPED_PORTS, Role

Rule = dict[str, Any]

LABELS = {"app.kubernetes.io/part-of": "lionpay-monitoring"}
"""On every collector's pod, of whatever role."""

EVERY_POD: Rule = {"namespaceSelector": {}, "podSelector": {}}
PEERS = {"podSelector": {"matchLabels": LABELS}}
DNS = {
    "namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "kube-system"}},
    "podSelector": {"matchLabels": {"k8s-app": "kube-dns"}},
}
INTERNET = {"ipBlock": {"cidr": "0.0.0.0/0"}}

INSTANCE_METADATA = "169.254.169.254/32"
"""Where a node gives out its own credentials; no collector may ask."""


def network_policy(
    environment: Environment, region: str, role: Role, *, name: str, pods: dict[str, str]
) -> dict[str, Any]:
    """The policy of one role's pods. EKS enforces it only with the VPC CNI's policy agent."""
    return {
        "apiVersion": "networking.k8s.io/v1",
        "kind": "NetworkPolicy",
        "metadata": {"name": name, "namespace": environment.collectors.namespace},
        "spec": {
            "podSelector": {"matchLabels": pods},
            "policyTypes": ["Ingress", "Egress"],
            "ingress": _ingress(environment, role),
            "egress": _egress(environment, region, role),
        },
    }


def _ingress(environment: Environment, role: Role) -> list[Rule]:
    clustered = scrapes_the_cluster(environment, role)
    peers = [_rule("from", [PEERS], [PORTS.http])] if clustered else []
    match role:
        case Role.NODE:
            ports = [PORTS.otlp_grpc, PORTS.otlp_http, PORTS.push]
            return [_rule("from", [EVERY_POD], ports), *peers]
        case Role.CLUSTER:
            return peers
        case Role.SAMPLER:
            return [_rule("from", [PEERS], [PORTS.sampler])]
        case Role.FARO:
            # Browsers come through the cluster's ingress, whose pods are not known here.
            return [_rule("from", [EVERY_POD], [PORTS.faro])]


def _egress(environment: Environment, region: str, role: Role) -> list[Rule]:
    collectors = environment.collectors
    dns = {"to": [DNS], "ports": [_port(53, "UDP"), _port(53)]}
    cloud = {"ipBlock": {**INTERNET["ipBlock"], "except": [INSTANCE_METADATA]}}
    rules = [dns, _rule("to", [cloud], _cloud_ports(environment))]
    if role in (Role.NODE, Role.CLUSTER):
        if scrapes_the_cluster(environment, role):
            rules.append(_rule("to", [PEERS], [PORTS.http]))
            rules.append(_rule("to", [EVERY_POD], _scraped_ports(environment, region)))
        nodes = network_cidrs(environment, region)
        given = collectors.network_policies.api_server_cidrs
        rules.append(_rule("to", _blocks(given or nodes), [443]))
        if role is Role.NODE:
            rules.append(_rule("to", _blocks(nodes), [SCRAPED_PORTS["kubelet"]]))
    tail = isinstance(collectors.sampling, TailSampling)
    if tail and role in (Role.NODE, Role.FARO):
        rules.append(_rule("to", [PEERS], [PORTS.sampler]))
    return rules


def network_cidrs(environment: Environment, region: str) -> tuple[IPv4Network, ...]:
    """Where the kubelets are, and the API server's private endpoint: in the region's network."""
    part = environment.regions[region].network or environment.regions[region].existing
    return (part.cidr,) if part else ()


def _blocks(cidrs: Iterable[IPv4Network]) -> list[Any]:
    return [{"ipBlock": {"cidr": str(cidr)}} for cidr in cidrs]


def _scraped_ports(environment: Environment, region: str) -> list[int]:
    """Of pods; the kubelet is none."""
    hub = HUB_PORTS if environment.regions[region].role == "hub" else {}
    pods = {name: port for name, port in SCRAPED_PORTS.items() if name != "kubelet"}
    applications = environment.collectors.metrics.application_ports
    return sorted({*pods.values(), *hub.values(), *applications})


def _cloud_ports(environment: Environment) -> list[int]:
    cloud = environment.grafana
    if cloud is None:
        return [443]
    _, _, traces = cloud.traces.endpoint.rpartition(":")
    pushed = (urlsplit(push.url).port or 443 for push in (cloud.metrics, cloud.logs))
    return sorted({int(traces), *pushed})


def _rule(direction: str, places: list[Any], ports: Iterable[int]) -> Rule:
    return {direction: places, "ports": [_port(port) for port in ports]}


def _port(port: int, protocol: str = "TCP") -> dict[str, object]:
    return {"protocol": protocol, "port": port}
