"""What the collectors may ask the API server: exactly what their programs ask."""

import re

import pytest

from alloy.roles import program, roles
from charts.rbac import READ, Rule, asks_the_api_server, cluster_rules, rules
from settings import Environment
from tests.charts.workloads import BROWSERS, EVERY_ROLE, environment, values_of
from vocabulary.collectors import Role

OPTIONS: dict[str, Environment] = {
    "prod": environment(),
    "every role": EVERY_ROLE,
    "logs through the API server": environment(logs={"source": "kubernetes"}),
    "no events": environment(logs={"events": False}),
    "no events, cluster role": environment(
        logs={"events": False}, cluster_role={"enabled": True}, faro=BROWSERS
    ),
}

CASES = [
    pytest.param(of, role, id=f"{name}-{role}")
    for name, of in OPTIONS.items()
    for role in roles(of)
    if asks_the_api_server(role)
]

DISCOVERED = {
    "pod": {"pods"},
    "endpointslice": {"pods", "services", "discovery.k8s.io/endpointslices"},
    "node": {"nodes"},
}
"""What `discovery.kubernetes` lists and watches, by its role."""

ASKED = {
    "otelcol.processor.k8sattributes": {"pods", "namespaces", "apps/replicasets"},
    "loki.source.kubernetes_events": {"events"},
    "loki.source.kubernetes": {"pods", "pods/log"},
}
"""What other components ask for."""


def asked(text: str) -> set[str]:
    """What a program asks the API server and kubelets for, by its own text."""
    discovered = re.findall(r'discovery\.kubernetes "\w+" \{\n\t\trole\s+= "(\w+)"', text)
    assert len(discovered) == text.count('discovery.kubernetes "')
    found = {resource for role in discovered for resource in DISCOVERED[role]}
    for component, resources in ASKED.items():
        if f'{component} "' in text:
            found |= resources
    if 'prometheus.scrape "kubelet"' in text:
        found.add("nodes/metrics")
    if 'prometheus.scrape "api_server"' in text:
        found.add("/metrics")
    return found


def granted(given: list[Rule]) -> set[str]:
    """What rules grant; each of them reads only."""
    found: set[str] = set()
    for rule in given:
        for group in rule.get("apiGroups", []):
            found |= {f"{group}/{r}" if group else r for r in rule["resources"]}
        found |= set(rule.get("nonResourceURLs", []))
        assert set(rule["verbs"]) <= set(READ)
    return found


@pytest.mark.parametrize(("of", "role"), CASES)
def test_a_role_is_granted_what_its_program_asks_and_nothing_else(
    of: Environment, role: Role
) -> None:
    given = [*rules(of, role), *cluster_rules(of, role)]
    assert granted(given) == asked(program(of, of.hub, role))


@pytest.mark.parametrize(("of", "role"), CASES)
def test_no_role_reads_secrets_or_config_maps(of: Environment, role: Role) -> None:
    values = values_of(of, role)["rbac"]
    named = granted([*values["rules"], *values["clusterRules"]])
    assert not {n for n in named if re.search(r"secrets|configmaps|\*|proxy|exec|token", n)}
    # An empty list would bring the chart's own rules back, or break its template.
    assert values["rules"]
    assert values["clusterRules"]


def test_the_logs_of_pods_are_granted_where_they_come_through_the_api_server() -> None:
    through = OPTIONS["logs through the API server"]
    assert "pods/log" in granted(rules(through, Role.NODE))
    assert "pods/log" not in granted(rules(environment(), Role.NODE))


def test_the_cluster_role_takes_events_and_services_away_from_the_nodes() -> None:
    node, cluster = (granted(rules(EVERY_ROLE, role)) for role in (Role.NODE, Role.CLUSTER))
    shared = {"events", "services", "discovery.k8s.io/endpointslices"}
    assert shared <= cluster
    assert not shared & node
    assert shared <= granted(rules(environment(), Role.NODE))


@pytest.mark.parametrize("role", [Role.SAMPLER, Role.FARO])
def test_a_role_that_asks_nothing_has_no_token_and_no_rights(role: Role) -> None:
    assert asked(program(EVERY_ROLE, EVERY_ROLE.hub, role)) == set()
    values = values_of(EVERY_ROLE, role)
    assert values["rbac"]["create"] is False
    assert values["serviceAccount"]["automountServiceAccountToken"] is False
