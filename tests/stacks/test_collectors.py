"""The stacks of the collectors under their options. Each synthesis has several, to be few."""

import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest

from policies.helm_values import ReleaseValues, releases
from policies.synthesized import Synthesized
from tests.kubernetes.test_helm import terraform_reads
from tests.stacks.test_credentials import synthesized
from tests.support import Tables, changed, with_grafana

pytestmark = pytest.mark.xdist_group("collectors")

Stacks = dict[str, Synthesized]

SEOUL, TOKYO = "collectors-seoul", "collectors-tokyo"

ALL_IN: Tables = changed(
    with_grafana(),
    state={"backend": "hcp", "organization": "example"},
    collectors={
        "namespace": "watchers",
        "sampling": {"mode": "tail", "replicas": 3},
        "logs": {"source": "kubernetes"},
        "faro": {"enabled": True, "allowed_origins": ["https://pay.example.com"]},
        "cluster_role": {"enabled": True},
        "network_policies": {"enabled": False},
        "application_config_map": False,
    },
)
"""Every role; logs through the API server; no NetworkPolicy; runs in HCP Terraform."""

BARE: Tables = changed(
    with_grafana(**{"delivery": "existing-secret", "existing_secret": "sealed"}),
    regions__seoul__cluster={"access": "exec"},
    regions__tokyo__cluster={"access": "ephemeral"},
    collectors__metrics={"kube_state_metrics": False},
)
"""The cluster brings the Secret and kube-state-metrics; Seoul signs in by the AWS CLI."""

POD_IDENTITY: Tables = changed(
    with_grafana(identity="pod-identity", install_external_secrets=False),
    regions__tokyo__cluster={"access": "ephemeral", "memory_limit": "3Gi"},
)
"""The operator is there and has its role by Pod Identity; Tokyo signs in without the AWS CLI."""


@pytest.fixture(scope="module")
def all_in(tmp_path_factory: pytest.TempPathFactory) -> Stacks:
    return synthesized(ALL_IN, tmp_path_factory.mktemp("all-in"))


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Stacks:
    return synthesized(BARE, tmp_path_factory.mktemp("bare"))


@pytest.fixture(scope="module")
def pod_identity(tmp_path_factory: pytest.TempPathFactory) -> Stacks:
    return synthesized(POD_IDENTITY, tmp_path_factory.mktemp("pod-identity"))


def by_name(stack: Synthesized) -> dict[str, ReleaseValues]:
    """A stack's releases, by their names in the cluster."""
    return {found.resource.body["name"]: found for found in releases(stack)}


def kinds(release: ReleaseValues) -> set[str]:
    return {found["kind"] for found in release.values["extraObjects"]}


def one(release: ReleaseValues, kind: str) -> dict[str, Any]:
    (found,) = release.objects(kind)
    return found


def said(stack: Synthesized, reference: str) -> str:
    """What stands behind a reference to a local."""
    return stack.json["locals"][reference.removeprefix("${local.").removesuffix("}")]


def helm_provider(stack: Synthesized) -> dict[str, Any]:
    (found,) = stack.json["provider"]["helm"]
    return found["kubernetes"]


def waits_for(stack: Synthesized) -> dict[str, set[str]]:
    """Which releases each release waits for, by their names in the cluster."""
    addresses = {r.resource.address: name for name, r in by_name(stack).items()}
    return {
        name: {addresses[address] for address in r.resource.body.get("depends_on", [])}
        for name, r in by_name(stack).items()
    }


def test_releases_wait_for_what_they_need(prod: Stacks, staging: Stacks) -> None:
    assert waits_for(prod[SEOUL]) == {
        "external-secrets": set(),
        "alloy": {"external-secrets"},
        "kube-state-metrics": {"alloy"},
    }
    assert waits_for(staging[TOKYO])["alloy-sampler"] == {"alloy"}


def test_every_role_is_a_release_of_its_own_after_the_nodes(all_in: Stacks) -> None:
    waits = waits_for(all_in[SEOUL])
    for role in ("alloy-sampler", "alloy-faro", "alloy-shared"):
        assert waits[role] == {"alloy"}
    assert waits["alloy"] == {"external-secrets"}


def test_what_all_share_is_made_once_by_the_first_release(all_in: Stacks, prod: Stacks) -> None:
    found = by_name(all_in[SEOUL])
    expected = {"Namespace", "PriorityClass", "SecretStore", "ExternalSecret", "ServiceAccount"}
    assert kinds(found["alloy"]) == expected
    assert kinds(found["alloy-sampler"]) == {"Service"}
    assert not {*kinds(found["alloy-faro"]), *kinds(found["alloy-shared"])}
    by_default = kinds(by_name(prod[SEOUL])["alloy"])
    assert by_default == {*expected, "NetworkPolicy", "ConfigMap"}


def test_the_namespace_is_the_settings_everywhere(all_in: Stacks) -> None:
    for name, release in by_name(all_in[SEOUL]).items():
        if name == "external-secrets":
            continue
        assert release.values["namespaceOverride"] == "watchers"
        assert release.resource.body["namespace"] == "kube-system"
        for found in release.values.get("extraObjects", []):
            if found["kind"] not in {"Namespace", "PriorityClass"}:
                assert found["metadata"]["namespace"] == "watchers"
    assert one(by_name(all_in[SEOUL])["alloy"], "Namespace")["metadata"]["name"] == "watchers"


def test_settings_of_a_role_reach_its_release(all_in: Stacks, pod_identity: Stacks) -> None:
    found = by_name(all_in[SEOUL])
    assert found["alloy-sampler"].values["controller"]["replicas"] == 3
    node = found["alloy"]
    assert 'loki.source.kubernetes "pods"' in node.program
    assert "loki.source.file" not in node.program
    assert any("pods/log" in r["resources"] for r in node.values["rbac"]["rules"])
    assert not any("events" in r["resources"] for r in node.values["rbac"]["rules"])
    limits = by_name(pod_identity[TOKYO])["alloy"].values["alloy"]["resources"]["limits"]
    assert limits == {"memory": "3Gi"}


def test_a_token_is_waited_for_with_a_message_and_not_by_a_roll_back(prod: Stacks) -> None:
    body = by_name(prod[TOKYO])["alloy"].resource.body
    (condition,) = body["lifecycle"]["precondition"]
    assert "has no value yet" in condition["error_message"]
    assert "docs/credentials.md" in condition["error_message"]
    assert "AWSCURRENT" in condition["condition"]


@pytest.mark.skipif(shutil.which("terraform") is None, reason="there is no Terraform on PATH")
def test_terraform_tells_a_secret_with_a_value_from_one_without(
    prod: Stacks, tmp_path: Path
) -> None:
    stack = prod[TOKYO].json
    (condition,) = by_name(prod[TOKYO])["alloy"].resource.body["lifecycle"]["precondition"]
    by_what = {
        what: next(
            text for name, text in stack["locals"].items() if name.startswith(f"token_{what}")
        )
        for what in ("id", "name")
    }
    versions = r"data\.aws_secretsmanager_secret_versions\.\w+\.versions"
    current = {"version_id": "0badc0de-1-2-3", "version_stages": ["AWSCURRENT"]}
    previous = {"version_id": "1badc0de-1-2-3", "version_stages": ["AWSPREVIOUS"]}
    (tmp_path / "found.tf.json").write_text(
        json.dumps({"locals": {"none": [], "some": [previous, current]}})
    )
    asked = {**by_what, "present": condition["condition"]}
    written = {
        f"{which}_{what}": re.sub(versions, f"local.{which}", text)
        for which in ("none", "some")
        for what, text in asked.items()
    }
    assert terraform_reads(written, tmp_path) == {
        "none_id": "none",
        "none_name": "grafana-cloud-none",
        "none_present": False,
        "some_id": "0badc0de-1-2-3",
        "some_name": "grafana-cloud-0badc0de",
        "some_present": True,
    }


def test_a_secret_that_is_there_is_only_named(bare: Stacks) -> None:
    found = by_name(bare[SEOUL])
    assert set(found) == {"alloy"}
    body = found["alloy"].resource.body
    assert "lifecycle" not in body
    assert waits_for(bare[SEOUL])["alloy"] == set()
    assert not {"SecretStore", "ExternalSecret", "ServiceAccount"} & kinds(found["alloy"])
    named = {
        v["valueFrom"]["secretKeyRef"]["name"]
        for v in found["alloy"].values["alloy"]["extraEnv"]
        if "secretKeyRef" in v.get("valueFrom", {})
    }
    assert named == {"sealed"}
    assert set(bare[SEOUL].json["data"]) == {"aws_eks_cluster"}


def test_without_kube_state_metrics_of_ours_another_is_scraped(bare: Stacks) -> None:
    assert 'prometheus.scrape "kube_state_metrics"' in by_name(bare[SEOUL])["alloy"].program


def test_pod_identity_needs_no_account_and_no_credentials_of_the_store(
    pod_identity: Stacks, prod: Stacks
) -> None:
    node = by_name(pod_identity[SEOUL])["alloy"]
    assert not node.objects("ServiceAccount")
    assert "auth" not in one(node, "SecretStore")["spec"]["provider"]["aws"]
    irsa = by_name(prod[SEOUL])["alloy"]
    account = one(irsa, "ServiceAccount")
    role = account["metadata"]["annotations"]["eks.amazonaws.com/role-arn"]
    assert said(prod[SEOUL], role).endswith("access-seoul.outputs.reader_role_arn}")
    auth = one(irsa, "SecretStore")["spec"]["provider"]["aws"]["auth"]
    assert auth["jwt"]["serviceAccountRef"]["name"] == account["metadata"]["name"]


def test_an_operator_that_is_there_is_not_installed_but_used(pod_identity: Stacks) -> None:
    found = by_name(pod_identity[SEOUL])
    assert "external-secrets" not in found
    assert found["alloy"].objects("ExternalSecret")
    assert waits_for(pod_identity[SEOUL])["alloy"] == set()


def test_the_store_reads_the_replica_in_the_clusters_own_region(prod: Stacks) -> None:
    node = by_name(prod[TOKYO])["alloy"]
    assert one(node, "SecretStore")["spec"]["provider"]["aws"]["region"] == "ap-northeast-1"
    key = one(node, "ExternalSecret")["spec"]["dataFrom"][0]["extract"]["key"]
    assert said(prod[TOKYO], key).endswith("read_secret_arns.tokyo}")


def test_on_this_machine_the_aws_cli_signs_in(prod: Stacks) -> None:
    stack = prod[TOKYO]
    provider = helm_provider(stack)
    assert provider["exec"]["command"] == "aws"
    assert provider["exec"]["args"] == [
        "eks", "get-token", "--cluster-name", "lionpay-prod-tokyo", "--region", "ap-northeast-1",
    ]  # fmt: skip
    assert "token" not in provider
    assert "ephemeral" not in stack.json


@pytest.mark.parametrize(("fixture", "name"), [("all_in", SEOUL), ("pod_identity", TOKYO)])
def test_without_the_aws_cli_each_run_asks_for_a_token_of_its_own(
    fixture: str, name: str, request: pytest.FixtureRequest
) -> None:
    """By default in HCP Terraform, and elsewhere when asked for."""
    stack: Synthesized = request.getfixturevalue(fixture)[name]
    cluster = f"lionpay-trial-{name.removeprefix('collectors-')}"
    assert stack.json["ephemeral"] == {"aws_eks_cluster_auth": {"cluster": {"name": cluster}}}
    provider = helm_provider(stack)
    assert provider["token"] == "${ephemeral.aws_eks_cluster_auth.cluster.token}"
    assert "exec" not in provider
    # A data source's token would be stale when an approved plan is applied.
    assert "aws_eks_cluster_auth" not in stack.json["data"]


def test_the_way_to_sign_in_is_a_clusters_own(bare: Stacks, pod_identity: Stacks) -> None:
    assert "exec" in helm_provider(bare[SEOUL])
    assert "token" in helm_provider(bare[TOKYO])
    assert "exec" in helm_provider(pod_identity[SEOUL])
    for stack in (bare[SEOUL], pod_identity[TOKYO]):
        provider = helm_provider(stack)
        assert provider["host"].startswith("${data.aws_eks_cluster.")
        assert provider["cluster_ca_certificate"].startswith("${base64decode(data.aws_eks_cluster.")


def test_charts_come_from_public_repositories_in_pinned_versions(all_in: Stacks) -> None:
    charts = {
        (r.resource.body["chart"], r.resource.body["repository"], r.resource.body["version"])
        for r in by_name(all_in[SEOUL]).values()
    }
    assert charts == {
        ("alloy", "https://grafana.github.io/helm-charts", "1.11.1"),
        ("external-secrets", "https://charts.external-secrets.io", "2.9.0"),
        (
            "kube-state-metrics",
            "https://prometheus-community.github.io/helm-charts",
            "8.4.0",
        ),
    }


def test_no_token_of_cdktf_stands_beside_a_program(prod: Stacks) -> None:
    """It would take cdktf two seconds to resolve: see constructs/plain.py."""
    for release in by_name(prod[SEOUL]).values():
        text = release.resource.body["values"][0]
        computed = set(re.findall(r"(?<!\$)\$\{[^}]*\}", text))
        assert all(reference.startswith("${local.") for reference in computed)


def test_no_secret_value_is_in_any_collectors_stack(all_in: Stacks, bare: Stacks) -> None:
    """The policies hold for each synthesis here; this one names what they must not find."""
    for stack in (all_in[SEOUL], bare[SEOUL]):
        assert "output" not in stack.json
        assert not re.search(r"secret_string|aws_secretsmanager_secret_version\b", str(stack.json))
