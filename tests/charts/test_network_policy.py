"""Network rules as data, since no cluster of ours enforces them: what a program needs, no more."""

import re
from ipaddress import IPv4Address, IPv4Network
from typing import Any

import pytest

from alloy.roles import program, roles
from charts.network_policy import DNS, EVERY_POD, INSTANCE_METADATA, PEERS, network_policy
from charts.others import kube_state_metrics_values
from settings import Environment
from tests.charts.workloads import BROWSERS, EVERY_ROLE, TAIL, environment, objects, values_of
from vocabulary.collectors import HUB_PORTS, PORTS, SCRAPED_PORTS, Role

OPTIONS: dict[str, Environment] = {
    "prod": environment(),
    "staging": environment("staging"),
    "every role": EVERY_ROLE,
    "head sampling for browsers": environment(faro=BROWSERS),
    "cluster role": environment(cluster_role={"enabled": True}),
    "logs through the API server": environment(logs={"source": "kubernetes"}),
    "ports of its own": environment(metrics={"application_ports": (9464, 2112)}),
}

CASES = [
    pytest.param(of, region, role, id=f"{name}-{region}-{role}")
    for name, of in OPTIONS.items()
    for region in of.regions
    for role in roles(of)
]

Way = tuple[str, str, int]
"""Where a rule leads or comes from, by which protocol, and to which port."""

PLACES = {"every pod": EVERY_POD, "collectors": PEERS, "dns": DNS}

ASKS = ("discovery.kubernetes", "loki.source.kubernetes", "otelcol.processor.k8sattributes")
"""Components that ask the API server."""


def policy(of: Environment, region: str, role: Role) -> dict[str, Any]:
    return network_policy(of, region, role, name="alloy", pods={"app": "alloy"})


def place(found: dict[str, Any], of: Environment, region: str) -> str:
    """What a rule calls a place; a place that is not known is an error."""
    for name, known in PLACES.items():
        if found == known:
            return name
    network = of.regions[region].network
    assert network
    cidr = found["ipBlock"]["cidr"]
    return {"0.0.0.0/0": "internet", str(network.cidr): "network"}[cidr]


def ways(rules: list[Any], key: str, of: Environment, region: str) -> set[Way]:
    """Every combination of place and port that some rules let pass."""
    return {
        (place(where, of, region), port["protocol"], port["port"])
        for rule in rules
        for where in rule[key]
        for port in rule["ports"]
    }


def declared(text: str, module: str) -> str:
    found = re.search(rf'^declare "{module}" \{{\n(.*?)^\}}', text, re.MULTILINE | re.DOTALL)
    return found[1] if found else ""


def scraped(text: str, of: Environment) -> set[Way]:
    """Where a program's scrapes go. A scrape that is not known here is an error."""
    tools = re.findall(r"[a-z-]+:(\d+)(?=[|\"])", declared(text, "metrics_hub"))
    known: dict[str, set[Way]] = {
        "kube_state_metrics": {("every pod", "TCP", SCRAPED_PORTS["kube-state-metrics"])},
        "coredns": {("every pod", "TCP", SCRAPED_PORTS["coredns"])},
        "applications": {
            ("every pod", "TCP", port) for port in of.collectors.metrics.application_ports
        },
        "tools": {("every pod", "TCP", int(port)) for port in tools},
        "kubelet": {("network", "TCP", SCRAPED_PORTS["kubelet"])},
        "cadvisor": {("network", "TCP", SCRAPED_PORTS["kubelet"])},
        "api_server": {("network", "TCP", 443)},
        # In the collector's own process.
        "unix": set(),
        "alloy": set(),
    }
    scrapes = re.findall(r'prometheus\.scrape "(\w+)"', text)
    assert scrapes
    return {way for name in scrapes for way in known[name]}


def needed(text: str, of: Environment) -> set[Way]:
    """Every way out that a program takes, by its own text."""
    found = {("dns", "UDP", 53), ("dns", "TCP", 53), *scraped(text, of)}
    if any(f'{component} "' in text for component in ASKS):
        found.add(("network", "TCP", 443))
    if "clustering {" in text:
        found.add(("collectors", "TCP", PORTS.http))
    if "otelcol.exporter.loadbalancing" in text:
        found.add(("collectors", "TCP", PORTS.sampler))
    # Every program sends metrics; Grafana Cloud's endpoints are all at this port here.
    assert "prometheus.remote_write" in text
    return {*found, ("internet", "TCP", 443)}


@pytest.mark.parametrize(("of", "region", "role"), CASES)
def test_out_goes_what_the_program_scrapes_and_sends_and_nothing_else(
    of: Environment, region: str, role: Role
) -> None:
    rules = policy(of, region, role)["spec"]["egress"]
    assert ways(rules, "to", of, region) == needed(program(of, region, role), of)


def test_a_port_that_a_program_does_not_name_is_seen() -> None:
    of = environment()
    spoke = policy(of, "tokyo", Role.NODE)["spec"]["egress"]
    assert ways(spoke, "to", of, "tokyo") != needed(program(of, "seoul", Role.NODE), of)


def test_the_hubs_tools_are_those_that_its_program_names() -> None:
    text = declared(program(environment(), "seoul", Role.NODE), "metrics_hub")
    named = re.findall(r"([a-z-]+):(\d+)(?=[|\"])", text)
    assert {name: int(port) for name, port in named} == HUB_PORTS


def test_what_we_install_listens_where_it_is_scraped() -> None:
    # The chart's own default is 8080, which nothing of ours changes.
    assert "service" not in kube_state_metrics_values(environment())
    assert SCRAPED_PORTS["kube-state-metrics"] == 8080


@pytest.mark.parametrize(("of", "region", "role"), CASES)
def test_in_comes_what_the_program_listens_for_and_nothing_else(
    of: Environment, region: str, role: Role
) -> None:
    text = program(of, region, role)
    expected: set[Way] = set()
    if role is Role.NODE:
        ports = (PORTS.otlp_grpc, PORTS.otlp_http, PORTS.push)
        expected = {("every pod", "TCP", port) for port in ports}
    if role is Role.FARO:
        expected = {("every pod", "TCP", PORTS.faro)}
    if role is Role.SAMPLER:
        expected = {("collectors", "TCP", PORTS.sampler)}
    for _, _, port in expected:
        assert f'"{port}")' in text or f", {port})" in text
    if "clustering {" in text:
        expected.add(("collectors", "TCP", PORTS.http))
    assert ways(policy(of, region, role)["spec"]["ingress"], "from", of, region) == expected


@pytest.mark.parametrize(("of", "region", "role"), CASES)
def test_both_directions_are_closed_and_no_rule_is_wider_than_it_reads(
    of: Environment, region: str, role: Role
) -> None:
    spec = policy(of, region, role)["spec"]
    assert spec["policyTypes"] == ["Ingress", "Egress"]
    # An empty list of places, or of ports, means all of them.
    assert all(rule["to"] and rule["ports"] for rule in spec["egress"])
    assert all(rule["from"] and rule["ports"] for rule in spec["ingress"])
    assert not [p for r in spec["ingress"] for p in r["from"] if "ipBlock" in p]
    metadata = IPv4Address(INSTANCE_METADATA.removesuffix("/32"))
    for rule in spec["egress"]:
        for block in (p["ipBlock"] for p in rule["to"] if "ipBlock" in p):
            if metadata in IPv4Network(block["cidr"]):
                assert block["except"] == [INSTANCE_METADATA]


def test_endpoints_at_ports_of_their_own_are_let_out() -> None:
    of = environment()
    assert of.grafana
    cloud = of.grafana.model_copy(
        update={
            "metrics": of.grafana.metrics.model_copy(
                update={"url": "https://metrics.example.net:8443/api/prom/push"}
            ),
            "traces": of.grafana.traces.model_copy(update={"endpoint": "traces.example.net:4317"}),
        }
    )
    rules = policy(of.model_copy(update={"grafana": cloud}), "seoul", Role.NODE)["spec"]["egress"]
    out = {port for where, _, port in ways(rules, "to", of, "seoul") if where == "internet"}
    assert out == {443, 4317, 8443}


def test_the_api_servers_own_addresses_leave_the_kubelets_reachable() -> None:
    of = environment(network_policies={"api_server_cidrs": ["10.99.0.0/28"]})
    rules = policy(of, "seoul", Role.NODE)["spec"]["egress"]
    blocks = {
        block["cidr"]: rule["ports"][0]["port"]
        for rule in rules
        for block in (p["ipBlock"] for p in rule["to"] if "ipBlock" in p)
    }
    assert blocks == {"0.0.0.0/0": 443, "10.99.0.0/28": 443, "10.10.0.0/16": 10250}


@pytest.mark.parametrize("role", list(Role))
def test_a_policy_is_about_the_pods_of_its_own_release(role: Role) -> None:
    of = environment("staging", faro=BROWSERS, cluster_role={"enabled": True}, sampling=TAIL)
    values = values_of(of, role)
    (found,) = objects(values, "NetworkPolicy")
    name = values["fullnameOverride"]
    assert found["spec"]["podSelector"] == {"matchLabels": {"app.kubernetes.io/instance": name}}
    assert found["metadata"] == {"name": name, "namespace": of.collectors.namespace}
    assert PEERS["podSelector"]["matchLabels"].items() <= values["controller"]["podLabels"].items()
