"""What the real chart makes of our values, with the real helm."""

import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import pytest
import yaml

from alloy.roles import program
from charts.alloy import workload_name
from charts.rbac import asks_the_api_server, cluster_rules, rules
from commands.engines.build import tool
from commands.kubernetes.collectors import COMPUTED, synthesized_releases
from commands.kubernetes.helm import Helm
from policies.synthesized import Synthesized
from tests.charts.workloads import EVERY_ROLE, values_of
from vocabulary.collectors import PORTS, EnvVar, Role

pytestmark = [pytest.mark.engine, pytest.mark.xdist_group("charts")]

Object = dict[str, Any]

NAMESPACE = EVERY_ROLE.collectors.namespace
WHOLE_CLUSTER = {"ClusterRole", "ClusterRoleBinding", "Namespace", "PriorityClass"}
WORKLOADS = {
    Role.NODE: "DaemonSet",
    Role.CLUSTER: "StatefulSet",
    Role.SAMPLER: "StatefulSet",
    Role.FARO: "Deployment",
}


class Rendered:
    """The objects of one release."""

    def __init__(self, role: Role, text: str) -> None:
        self.role = role
        self.objects: list[Object] = [found for found in yaml.safe_load_all(text) if found]

    def of(self, kind: str) -> list[Object]:
        return [found for found in self.objects if found["kind"] == kind]

    def one(self, kind: str) -> Object:
        (found,) = self.of(kind)
        return found

    @property
    def pod(self) -> Object:
        """The template of its pods."""
        return self.one(WORKLOADS[self.role])["spec"]["template"]

    @property
    def container(self) -> Object:
        (found,) = self.pod["spec"]["containers"]
        return found


@pytest.fixture(scope="session")
def seoul(
    every_role: dict[str, Synthesized], chart: Path, tmp_path_factory: pytest.TempPathFactory
) -> dict[Role, Rendered]:
    """Seoul's four releases of Alloy as the chart makes them."""
    helm = Helm(tool("helm"), tmp_path_factory.mktemp("helm"), {"alloy": chart})
    releases = {r.name: r for r in synthesized_releases(every_role["collectors-seoul"].json)}
    return {role: Rendered(role, helm.template(releases[workload_name(role)])) for role in Role}


@pytest.mark.parametrize("role", list(Role))
def test_a_role_is_one_workload_of_its_kind_in_our_namespace(
    role: Role, seoul: dict[Role, Rendered]
) -> None:
    rendered = seoul[role]
    kinds = {found["kind"] for found in rendered.objects}
    assert kinds & set(WORKLOADS.values()) == {WORKLOADS[role]}
    for found in rendered.objects:
        if found["kind"] not in WHOLE_CLUSTER:
            assert found["metadata"]["namespace"] == NAMESPACE, found
    assert kinds.isdisjoint({"CustomResourceDefinition", "Secret"})


def test_no_two_releases_make_the_same_object(seoul: dict[Role, Rendered]) -> None:
    """Helm refuses to take over an object of another release."""
    made = [(o["kind"], o["metadata"]["name"]) for r in seoul.values() for o in r.objects]
    assert len(made) == len(set(made))
    # By default the node role is the one with peers, and with a service for them.
    peers = f"{workload_name(Role.NODE)}-cluster"
    assert ("Service", peers) not in made


@pytest.mark.parametrize("role", list(Role))
def test_the_program_in_the_config_map_is_the_composed_one(
    role: Role, seoul: dict[Role, Rendered]
) -> None:
    (config,) = (o for o in seoul[role].of("ConfigMap") if "config.alloy" in o["data"])
    # The chart cuts the line feeds at the end, and nothing else.
    assert config["data"]["config.alloy"] == program(EVERY_ROLE, "seoul", role).rstrip("\n")


@pytest.mark.parametrize("role", list(Role))
def test_a_changed_program_restarts_the_pods(role: Role, seoul: dict[Role, Rendered]) -> None:
    assert seoul[role].pod["metadata"]["annotations"]["checksum/config"]


@pytest.mark.parametrize("role", list(Role))
def test_the_arguments_are_those_that_were_meant(role: Role, seoul: dict[Role, Rendered]) -> None:
    arguments = seoul[role].container["args"]
    peers = {a for a in arguments if a.startswith("--cluster.")}
    name = workload_name(role)
    clustered = {
        "--cluster.enabled=true",
        f"--cluster.join-addresses={name}-cluster",
        f"--cluster.name=lionpay-{role}",
    }
    assert peers == (clustered if role is Role.CLUSTER else set())
    headless = [s for s in seoul[role].of("Service") if s["metadata"]["name"] == f"{name}-cluster"]
    assert len(headless) == (1 if role is Role.CLUSTER else 0)
    assert {"--disable-reporting", "--stability.level=generally-available"} <= set(arguments)
    assert "--storage.path=/var/lib/alloy" in arguments


def test_the_real_engine_knows_every_argument(seoul: dict[Role, Rendered], alloy: Path) -> None:
    done = subprocess.run(
        [alloy, "run", "--help"], capture_output=True, text=True, check=True, timeout=120
    )
    for rendered in seoul.values():
        flags = [a.partition("=")[0] for a in rendered.container["args"] if a.startswith("--")]
        assert flags
        assert not [flag for flag in flags if flag not in done.stdout]


@pytest.mark.parametrize("role", list(Role))
def test_the_rights_are_ours_and_none_of_the_charts_own(
    role: Role, seoul: dict[Role, Rendered]
) -> None:
    roles = seoul[role].of("ClusterRole")
    bindings = seoul[role].of("ClusterRoleBinding")
    name = workload_name(role)
    accounts = {a["metadata"]["name"]: a for a in seoul[role].of("ServiceAccount")}
    account = accounts[name]
    assert account["automountServiceAccountToken"] is asks_the_api_server(role)
    assert not seoul[role].of("Role")
    if not asks_the_api_server(role):
        assert not [*roles, *bindings]
        return
    ours = [*rules(EVERY_ROLE, role), *cluster_rules(EVERY_ROLE, role)]
    assert roles[0]["rules"] == ours
    named = {resource for rule in ours for resource in rule.get("resources", [])}
    assert not named & {"secrets", "configmaps", "*"}
    assert bindings[0]["subjects"][0]["name"] == name
    assert seoul[role].pod["spec"]["serviceAccountName"] == name


@pytest.mark.parametrize("role", list(Role))
def test_the_variables_are_set_once_and_the_token_by_reference(
    role: Role, seoul: dict[Role, Rendered]
) -> None:
    container = seoul[role].container
    variables = {v["name"]: v for v in container["env"]}
    assert len(variables) == len(container["env"])
    assert variables[EnvVar.TOKEN]["valueFrom"] == {
        "secretKeyRef": {"name": COMPUTED["name"], "key": "token"}
    }
    assert variables[EnvVar.NODE]["valueFrom"]["fieldRef"]["fieldPath"] == "spec.nodeName"
    assert all(isinstance(v.get("value", ""), str) for v in variables.values())
    assert "envFrom" not in container
    assert (EnvVar.FARO_API_KEY in variables) is (role is Role.FARO)


@pytest.mark.parametrize("role", list(Role))
def test_the_container_is_confined_and_has_its_resources(
    role: Role, seoul: dict[Role, Rendered]
) -> None:
    values = values_of(EVERY_ROLE, role)
    container = seoul[role].container
    assert container["securityContext"] == values["alloy"]["securityContext"]
    assert container["resources"] == values["alloy"]["resources"]
    mounts = {mount["name"] for mount in container["volumeMounts"]}
    assert mounts == {volume["name"] for volume in seoul[role].pod["spec"]["volumes"]}
    assert ("varlog" in mounts) is (role is Role.NODE)


def test_the_node_role_runs_everywhere(seoul: dict[Role, Rendered]) -> None:
    spec = seoul[Role.NODE].pod["spec"]
    controller = values_of(EVERY_ROLE, Role.NODE)["controller"]
    for key in ("tolerations", "nodeSelector", "affinity", "priorityClassName"):
        assert spec[key] == controller[key]
    assert spec["terminationGracePeriodSeconds"] == 60
    daemon_set = seoul[Role.NODE].one("DaemonSet")
    assert daemon_set["spec"]["updateStrategy"] == controller["updateStrategy"]
    assert daemon_set["metadata"]["name"] == "alloy"


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.NODE])
def test_the_other_roles_have_replicas_and_a_budget(
    role: Role, seoul: dict[Role, Rendered]
) -> None:
    assert seoul[role].one(WORKLOADS[role])["spec"]["replicas"] == 2
    budget = seoul[role].one("PodDisruptionBudget")
    assert budget["apiVersion"] == "policy/v1"
    assert budget["spec"]["maxUnavailable"] == 1
    labels = seoul[role].pod["metadata"]["labels"]
    assert budget["spec"]["selector"]["matchLabels"].items() <= labels.items()
    (spread,) = seoul[role].pod["spec"]["topologySpreadConstraints"]
    assert spread["labelSelector"]["matchLabels"].items() <= labels.items()


@pytest.mark.parametrize("role", list(Role))
def test_the_network_policy_is_about_just_these_pods(
    role: Role, seoul: dict[Role, Rendered]
) -> None:
    found = seoul[role].one("NetworkPolicy")
    selector = found["spec"]["podSelector"]["matchLabels"]
    selected = {
        other
        for other, rendered in seoul.items()
        if selector.items() <= rendered.pod["metadata"]["labels"].items()
    }
    assert selected == {role}
    assert found["spec"]["policyTypes"] == ["Ingress", "Egress"]


def test_every_collector_is_a_peer_in_the_eyes_of_the_network_policies(
    seoul: dict[Role, Rendered],
) -> None:
    (peers,) = seoul[Role.SAMPLER].one("NetworkPolicy")["spec"]["ingress"][0]["from"]
    for rendered in seoul.values():
        labels = rendered.pod["metadata"]["labels"]
        assert peers["podSelector"]["matchLabels"].items() <= labels.items()


@pytest.mark.parametrize("role", list(Role))
def test_every_service_leads_to_ports_that_the_pods_open(
    role: Role, seoul: dict[Role, Rendered]
) -> None:
    labels = seoul[role].pod["metadata"]["labels"]
    opened = {port["containerPort"] for port in seoul[role].container["ports"]}
    services = seoul[role].of("Service")
    for service in services:
        assert service["spec"]["selector"].items() <= labels.items()
        assert {p.get("targetPort", p["port"]) for p in service["spec"]["ports"]} <= opened
    policy = {s["metadata"]["name"]: s["spec"].get("internalTrafficPolicy") for s in services}
    assert policy[workload_name(role)] == ("Local" if role is Role.NODE else "Cluster")


def test_nodes_find_samplers_by_a_service_that_is_there(seoul: dict[Role, Rendered]) -> None:
    variables = {v["name"]: v.get("value") for v in seoul[Role.NODE].container["env"]}
    host = str(variables[EnvVar.SAMPLER]).split(".")
    (service,) = (
        s for s in seoul[Role.SAMPLER].of("Service") if s["spec"].get("clusterIP") == "None"
    )
    assert [service["metadata"]["name"], service["metadata"]["namespace"]] == host[:2]
    assert service["spec"]["ports"][0]["port"] == PORTS.sampler


def test_objects_beside_the_charts_own_come_through_as_they_were_written(
    seoul: dict[Role, Rendered], every_role: dict[str, Synthesized]
) -> None:
    release = synthesized_releases(every_role["collectors-seoul"].json)[0]
    written = yaml.safe_load(release.values[0])["extraObjects"]
    assert {o["kind"] for o in written} >= {
        "ConfigMap",
        "ExternalSecret",
        "Namespace",
        "NetworkPolicy",
        "PriorityClass",
        "SecretStore",
        "ServiceAccount",
    }
    for found in written:
        assert found in seoul[Role.NODE].objects
    external = seoul[Role.NODE].one("ExternalSecret")
    assert external["spec"]["target"]["name"] == COMPUTED["name"]
    assert external["spec"]["dataFrom"][0]["extract"]["version"] == f"uuid/{COMPUTED['id']}"


def unknown(given: Object, defaults: Object, at: str = "") -> Iterator[str]:
    """Paths of values that a chart does not name in its `values.yaml`.

    An empty table, a list or nothing there is free: what is below is Kubernetes' own.
    """
    for key, value in given.items():
        path = f"{at}.{key}" if at else key
        if key not in defaults:
            yield path
        elif isinstance(value, dict) and isinstance(defaults[key], dict) and defaults[key]:
            yield from unknown(cast("Object", value), defaults[key], path)


@pytest.mark.parametrize("role", list(Role))
def test_the_chart_has_every_key_that_we_set(role: Role, chart: Path) -> None:
    defaults: Object = yaml.safe_load((chart / "values.yaml").read_text())
    assert list(unknown(values_of(EVERY_ROLE, role), defaults)) == []


def test_a_misspelled_key_is_seen(chart: Path) -> None:
    defaults: Object = yaml.safe_load((chart / "values.yaml").read_text())
    values = values_of(EVERY_ROLE, Role.NODE)
    values["controller"]["toleration"] = values["controller"].pop("tolerations")
    values["alloy"]["clustering"]["nam"] = "x"
    values["configReload"] = {"enabled": False}
    assert sorted(unknown(values, defaults)) == [
        "alloy.clustering.nam",
        "configReload",
        "controller.toleration",
    ]
