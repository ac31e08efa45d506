"""Network rules of the collectors' pods: in from applications and peers, out to what they use."""

from collections.abc import Iterable
from ipaddress import IPv4Network
from typing import Any

from settings import Environment
from settings.collectors import TailSampling
from vocabulary.collectors import PORTS, SCRAPED_PORTS, Role

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
            "ingress": _ingress(role),
            "egress": _egress(environment, region, role),
        },
    }


def _ingress(role: Role) -> list[Rule]:
    peers = _rule("from", [PEERS], [PORTS.http])
    match role:
        case Role.NODE:
            ports = [PORTS.otlp_grpc, PORTS.otlp_http, PORTS.push]
            return [_rule("from", [EVERY_POD], ports), peers]
        case Role.CLUSTER:
            return [peers]
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
        rules.append(_rule("to", [PEERS], [PORTS.http]))
        scraped = {*SCRAPED_PORTS.values(), *collectors.metrics.application_ports}
        kubelet = SCRAPED_PORTS["kubelet"]
        rules.append(_rule("to", [EVERY_POD], sorted(scraped - {kubelet})))
        ranges = [{"ipBlock": {"cidr": cidr}} for cidr in api_server_cidrs(environment, region)]
        rules.append(_rule("to", ranges, [443]))
        if role is Role.NODE:
            rules.append(_rule("to", ranges, [kubelet]))
    tail = isinstance(collectors.sampling, TailSampling)
    if tail and role in (Role.NODE, Role.FARO):
        rules.append(_rule("to", [PEERS], [PORTS.sampler]))
    return rules


def api_server_cidrs(environment: Environment, region: str) -> tuple[str, ...]:
    """Where the API server's private endpoint and the kubelets are: in the region's network."""
    given = environment.collectors.network_policies.api_server_cidrs
    part = environment.regions[region].network or environment.regions[region].existing
    own: Iterable[IPv4Network] = [part.cidr] if part else []
    return given or tuple(str(cidr) for cidr in own)


def _cloud_ports(environment: Environment) -> list[int]:
    if environment.grafana is None:
        return [443]
    _, _, port = environment.grafana.traces.endpoint.rpartition(":")
    return sorted({443, int(port)})


def _rule(direction: str, places: list[Any], ports: Iterable[int]) -> Rule:
    return {direction: places, "ports": [_port(port) for port in ports]}


def _port(port: int, protocol: str = "TCP") -> dict[str, object]:
    return {"protocol": protocol, "port": port}
