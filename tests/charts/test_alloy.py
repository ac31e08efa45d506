"""What each role's chart is given."""

from typing import Any

import pytest

from charts.alloy import STORAGE, workload_name
from charts.objects import PRIORITY_CLASS
from tests.charts.workloads import (
    EVERY_ROLE,
    SECRET,
    TAIL,
    environment,
    objects,
    values_of,
    variables,
)
from vocabulary.collectors import PORTS, EnvVar, Role

MEBIBYTE = 1024 * 1024

ROLES = list(Role)
NODE = values_of(EVERY_ROLE, Role.NODE)


def test_each_role_has_its_kind_of_controller_and_a_name_of_its_own() -> None:
    kinds = {role: values_of(EVERY_ROLE, role)["controller"]["type"] for role in ROLES}
    assert kinds == {
        Role.NODE: "daemonset",
        Role.CLUSTER: "statefulset",
        Role.SAMPLER: "statefulset",
        Role.FARO: "deployment",
    }
    names = {values_of(EVERY_ROLE, role)["fullnameOverride"] for role in ROLES}
    assert len(names) == len(ROLES)


def test_no_role_is_called_as_the_chart_calls_the_service_of_anothers_peers() -> None:
    names = {workload_name(role) for role in ROLES}
    assert not names & {f"{name}-cluster" for name in names}


def test_the_node_role_runs_on_every_node_but_fargate_and_a_tenth_is_updated_at_a_time() -> None:
    controller = NODE["controller"]
    assert controller["tolerations"] == [{"operator": "Exists"}]
    assert controller["nodeSelector"] == {"kubernetes.io/os": "linux"}
    affinity = controller["affinity"]["nodeAffinity"]
    (term,) = affinity["requiredDuringSchedulingIgnoredDuringExecution"]["nodeSelectorTerms"]
    (expression,) = term["matchExpressions"]
    assert (expression["operator"], expression["values"]) == ("NotIn", ["fargate"])
    assert controller["updateStrategy"]["type"] == "RollingUpdate"
    assert controller["updateStrategy"]["rollingUpdate"] == {"maxUnavailable": "10%"}
    # The chart refuses a budget on a DaemonSet, and Kubernetes ignores replicas there.
    assert not {"podDisruptionBudget", "replicas"} & set(controller)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.NODE])
def test_the_other_roles_stay_available_and_spread_over_zones(role: Role) -> None:
    controller = values_of(EVERY_ROLE, role)["controller"]
    assert controller["replicas"] == 2
    assert controller["podDisruptionBudget"] == {"enabled": True, "maxUnavailable": 1}
    (spread,) = controller["topologySpreadConstraints"]
    assert spread["topologyKey"] == "topology.kubernetes.io/zone"
    assert "tolerations" not in controller


def test_replicas_are_the_settings() -> None:
    asked = environment(
        cluster_role={"enabled": True, "replicas": 3},
        faro={"enabled": True, "allowed_origins": ["https://a.example"], "replicas": 4},
        sampling={**TAIL, "replicas": 5},
    )
    found = {r: values_of(asked, r)["controller"].get("replicas") for r in ROLES}
    assert found == {Role.NODE: None, Role.CLUSTER: 3, Role.FARO: 4, Role.SAMPLER: 5}


@pytest.mark.parametrize("role", ROLES)
def test_a_container_writes_nothing_but_its_storage_and_has_no_capability(role: Role) -> None:
    values = values_of(EVERY_ROLE, role)
    context = values["alloy"]["securityContext"]
    assert context["readOnlyRootFilesystem"] is True
    assert context["allowPrivilegeEscalation"] is False
    assert context["capabilities"] == {"drop": ["ALL"]}
    assert context["seccompProfile"] == {"type": "RuntimeDefault"}
    assert context["runAsNonRoot"] is (role is not Role.NODE)
    assert (context["runAsUser"] == 0) is (role is Role.NODE)
    assert values["controller"]["priorityClassName"] == PRIORITY_CLASS
    written = {m["mountPath"] for m in values["alloy"]["mounts"]["extra"] if not m.get("readOnly")}
    assert written == {STORAGE, "/tmp"}  # noqa: S108
    assert values["alloy"]["storagePath"] == STORAGE


@pytest.mark.parametrize("role", ROLES)
def test_every_mount_has_a_volume_and_every_volume_a_mount(role: Role) -> None:
    values = values_of(EVERY_ROLE, role)
    mounted = [mount["name"] for mount in values["alloy"]["mounts"]["extra"]]
    assert mounted == [volume["name"] for volume in values["controller"]["volumes"]["extra"]]


def test_positions_and_wal_survive_a_replaced_pod_on_the_node() -> None:
    (storage,) = (v for v in NODE["controller"]["volumes"]["extra"] if v["name"] == "storage")
    assert storage["hostPath"] == {"path": STORAGE, "type": "DirectoryOrCreate"}


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.NODE])
def test_only_the_node_role_sees_its_host(role: Role) -> None:
    values = values_of(EVERY_ROLE, role)
    assert not [v for v in values["controller"]["volumes"]["extra"] if "hostPath" in v]
    assert values["alloy"]["mounts"]["varlog"] is False


@pytest.mark.parametrize(
    ("logs", "mounted"),
    [
        ({}, True),
        ({"source": "kubernetes"}, False),
        ({"source": "kubernetes", "journald": True}, True),
    ],
    ids=["files", "the API server", "the API server, and the journal"],
)
def test_the_nodes_logs_are_mounted_where_they_are_read(
    logs: dict[str, Any], mounted: bool
) -> None:
    values = values_of(environment(logs=logs), Role.NODE)
    assert values["alloy"]["mounts"]["varlog"] is mounted
    assert ("/var/log" in values["alloy"]["configMap"]["content"]) is mounted


@pytest.mark.parametrize("role", ROLES)
def test_a_pod_without_its_token_does_not_start(role: Role) -> None:
    values = values_of(EVERY_ROLE, role)
    told = variables(values)
    for name, key in {
        EnvVar.TOKEN: "token",
        EnvVar.STACK_ID: "stack_id",
        EnvVar.METRICS_USERNAME: "metrics_username",
        EnvVar.LOGS_USERNAME: "logs_username",
        EnvVar.TRACES_USERNAME: "traces_username",
    }.items():
        assert told[name] == {"secretKeyRef": {"name": SECRET, "key": key}}
    assert "envFrom" not in values["alloy"]


def test_the_key_of_browsers_is_read_from_the_operators_secret_and_by_faro_only() -> None:
    assert variables(values_of(EVERY_ROLE, Role.FARO))[EnvVar.FARO_API_KEY] == {
        "secretKeyRef": {"name": "faro", "key": "api_key"}
    }
    named = environment(faro={"enabled": True, "api_key_secret": "pay.front-end"})
    reference = variables(values_of(named, Role.FARO))[EnvVar.FARO_API_KEY]
    assert reference == {"secretKeyRef": {"name": "pay.front-end", "key": "api_key"}}
    others = [r for r in ROLES if EnvVar.FARO_API_KEY in variables(values_of(EVERY_ROLE, r))]
    assert others == [Role.FARO]


@pytest.mark.parametrize("role", ROLES)
def test_every_variable_that_a_program_reads_in_a_cluster_is_set_once(role: Role) -> None:
    values = values_of(EVERY_ROLE, role)
    of_the_chart = {"ALLOY_DEPLOY_MODE", "HOSTNAME", EnvVar.NODE}
    named = [v["name"] for v in values["alloy"]["extraEnv"]]
    assert len(named) == len(set(named))
    assert not of_the_chart & set(named)
    program = values["alloy"]["configMap"]["content"]
    read = {name for name in EnvVar if f'sys.env("{name}")' in program}
    # With a default of their own: the last group of EnvVar.
    optional = set(list(EnvVar)[list(EnvVar).index(EnvVar.KUBECONFIG) :])
    assert read - optional <= {*named, *of_the_chart}


def test_an_instance_is_its_node_or_its_pod() -> None:
    fields = {
        role: variables(values_of(EVERY_ROLE, role))[EnvVar.INSTANCE]["fieldRef"]["fieldPath"]
        for role in ROLES
    }
    assert fields.pop(Role.NODE) == "spec.nodeName"
    assert set(fields.values()) == {"metadata.name"}


def test_the_place_is_told_of_each_region() -> None:
    told = variables(values_of(EVERY_ROLE, Role.NODE, "tokyo"))
    place = [told[n] for n in (EnvVar.CLUSTER, EnvVar.REGION, EnvVar.ENVIRONMENT, EnvVar.ROLE)]
    assert place == ["lionpay-staging-tokyo", "ap-northeast-1", "staging", "spoke"]


def test_peers_are_only_those_who_share_targets_and_roles_do_not_mix() -> None:
    def clustering(of: Any) -> dict[Role, bool]:
        return {r: values_of(of, r)["alloy"]["clustering"]["enabled"] for r in ROLES}

    by_default = environment("staging", faro={"enabled": True})
    assert clustering(by_default) == {
        Role.NODE: True,
        Role.SAMPLER: False,
        Role.FARO: False,
        Role.CLUSTER: False,
    }
    assert [r for r, on in clustering(EVERY_ROLE).items() if on] == [Role.CLUSTER]
    names = {values_of(EVERY_ROLE, role)["alloy"]["clustering"]["name"] for role in ROLES}
    assert len(names) == len(ROLES)


@pytest.mark.parametrize("of", [EVERY_ROLE, environment()], ids=["cluster role", "node role"])
@pytest.mark.parametrize("role", [Role.NODE, Role.CLUSTER])
def test_a_program_with_clustered_components_has_peers(of: Any, role: Role) -> None:
    if role is Role.CLUSTER and not of.collectors.cluster_role.enabled:
        return
    values = values_of(of, role)
    clustered = "clustering {" in values["alloy"]["configMap"]["content"]
    assert values["alloy"]["clustering"]["enabled"] is clustered


def test_applications_reach_the_collector_of_their_own_node_and_the_rest_any() -> None:
    policies = {r: values_of(EVERY_ROLE, r)["service"]["internalTrafficPolicy"] for r in ROLES}
    assert policies.pop(Role.NODE) == "Local"
    assert set(policies.values()) == {"Cluster"}


def test_a_service_offers_what_its_program_listens_on() -> None:
    offered = {
        role: {port["port"] for port in values_of(EVERY_ROLE, role)["alloy"]["extraPorts"]}
        for role in ROLES
    }
    assert offered == {
        Role.NODE: {PORTS.otlp_grpc, PORTS.otlp_http, PORTS.push},
        Role.SAMPLER: {PORTS.sampler},
        Role.FARO: {PORTS.faro},
        Role.CLUSTER: set(),
    }
    for role in ROLES:
        ports = values_of(EVERY_ROLE, role)["alloy"]["extraPorts"]
        assert all(port["targetPort"] == port["port"] for port in ports)
        # Kubernetes takes 15 characters.
        assert all(len(port["name"]) <= 15 for port in ports)


@pytest.mark.parametrize("role", ROLES)
def test_a_collector_is_discreet(role: Role) -> None:
    alloy = values_of(EVERY_ROLE, role)["alloy"]
    assert alloy["enableReporting"] is False
    assert alloy["stabilityLevel"] == "generally-available"
    assert "--server.http.enable-pprof=false" in alloy["extraArgs"]
    assert "--server.http.disable-support-bundle" in alloy["extraArgs"]


def test_profiles_are_there_for_those_who_debug() -> None:
    alloy = values_of(environment("staging", debugging=True), Role.NODE)["alloy"]
    assert "--server.http.enable-pprof=true" in alloy["extraArgs"]


def test_a_pod_ends_after_its_components_have() -> None:
    grace = NODE["controller"]["terminationGracePeriodSeconds"]
    assert "--feature.component-shutdown-deadline=30s" in NODE["alloy"]["extraArgs"]
    assert grace > 30


@pytest.mark.parametrize("role", ROLES)
def test_a_program_fits_into_a_config_map(role: Role) -> None:
    content = values_of(EVERY_ROLE, role)["alloy"]["configMap"]["content"]
    assert len(content.encode()) < MEBIBYTE * 3 / 4


def test_network_policies_can_be_left_out() -> None:
    without = environment(network_policies={"enabled": False})
    assert len(objects(values_of(environment(), Role.NODE), "NetworkPolicy")) == 1
    assert not objects(values_of(without, Role.NODE), "NetworkPolicy")
