"""A cluster of ours: what is accepted, and what a person reads when its keys are wrong."""

from pathlib import Path
from typing import Any

import pytest

from settings import UserError
from tests.support import CREATED, TWO_REGIONS, Tables, changed, environment_from, with_cluster

CREATE = "regions.seoul.cluster.create"
ENTRIES = CREATED["access_entries"]


def nodes(**choices: Any) -> Tables:
    return with_cluster(node_group=choices)


def without_nat(**network: Any) -> Tables:
    choices = {f"regions__seoul__network__{key}": value for key, value in network.items()}
    return changed(with_cluster(), regions__seoul__network__enable_nat_gateway=False, **choices)


WRONG: dict[str, tuple[Tables, str, str, str]] = {
    "no version": (
        with_cluster(kubernetes_version=None),
        f"{CREATE}.kubernetes_version",
        "It is missing.",
        "Add it.",
    ),
    "a version with a patch": (
        with_cluster(kubernetes_version="1.33.1"),
        f"{CREATE}.kubernetes_version",
        'It is "1.33.1".',
        "Give a text of the form",
    ),
    "unknown key": (
        with_cluster(endpoint_public=True),
        f"{CREATE}.endpoint_public",
        "There is no such key.",
        "Known here",
    ),
    "open to everybody": (
        with_cluster(public_access_cidrs=["0.0.0.0/0"]),
        f"{CREATE}.public_access_cidrs",
        "0.0.0.0/0 lets everybody at the API server's door.",
        "private only",
    ),
    "open to half of everybody": (
        with_cluster(public_access_cidrs=["128.0.0.0/1"]),
        f"{CREATE}.public_access_cidrs",
        "128.0.0.0/1 lets strangers at the API server's door.",
        "Give your own public addresses",
    ),
    "a private range for the public endpoint": (
        with_cluster(public_access_cidrs=["10.0.0.0/16"]),
        f"{CREATE}.public_access_cidrs",
        "10.0.0.0/16 is private",
        "private_access_cidrs",
    ),
    "a public range for the private endpoint": (
        with_cluster(private_access_cidrs=["203.1.113.0/24"]),
        f"{CREATE}.private_access_cidrs",
        "203.1.113.0/24 is public.",
        "public_access_cidrs",
    ),
    "no audit": (
        with_cluster(log_types=["api", "authenticator"]),
        f"{CREATE}.log_types",
        '"audit" is not among them',
        "Add it.",
    ),
    "nobody gets in": (
        with_cluster(access_entries={}),
        f"{CREATE}.access_entries",
        "Nobody has AmazonEKSClusterAdminPolicy",
        "Give it to the role that deploys",
    ),
    "a role twice": (
        with_cluster(access_entries={**ENTRIES, "again": ENTRIES["deploy"]}),
        f"{CREATE}.access_entries.again.principal_arn",
        "has another entry.",
        "EKS takes one for each role.",
    ),
    "an administrator of a namespace": (
        with_cluster(access_entries__deploy__namespaces=["payments"]),
        f"{CREATE}.access_entries.deploy.namespaces",
        "AmazonEKSClusterAdminPolicy is of the whole cluster.",
        "AmazonEKSAdminPolicy",
    ),
    "fewer than the fewest": (
        nodes(min_size=3),
        f"{CREATE}.node_group.desired_size",
        "2 is not between 3 and 6.",
        "for each zone",
    ),
    "Graviton with an image for x86-64": (
        nodes(instance_types=["m7g.xlarge"]),
        f"{CREATE}.node_group.instance_types",
        "m7g.xlarge cannot run AL2023_x86_64_STANDARD.",
        "Take both",
    ),
    "x86-64 with an image for Graviton": (
        nodes(ami_type="BOTTLEROCKET_ARM_64"),
        f"{CREATE}.node_group.instance_types",
        "m7i.xlarge cannot run BOTTLEROCKET_ARM_64.",
        "Take both",
    ),
    "a version of an add-on that is not there": (
        with_cluster(addons=[], addon_versions={"coredns": "v1.11.4-eksbuild.2"}),
        f"{CREATE}.addon_versions.coredns",
        "That add-on is not in addons.",
        "Add it there.",
    ),
    "one zone": (
        changed(with_cluster(), regions__seoul__network__azs=["ap-northeast-2a"]),
        CREATE,
        "There is one zone",
        "Give the region two.",
    ),
    "no way out": (
        without_nat(interface_endpoints=["sts", "ec2"]),
        "regions.seoul.network.interface_endpoints",
        "nodes cannot join without ecr.api, ecr.dkr.",
        "Add them.",
    ),
    "no way to the layers of images": (
        without_nat(
            interface_endpoints=["sts", "ec2", "ecr.api", "ecr.dkr"], enable_s3_endpoint=False
        ),
        "regions.seoul.network.enable_s3_endpoint",
        "the layers of images are in S3.",
        "Set it true.",
    ),
    "Pod Identity without its agent": (
        changed(with_cluster(), credentials__identity="pod-identity"),
        f"{CREATE}.addons",
        "no pod gets a role without the agent.",
        'Add "eks-pod-identity-agent".',
    ),
    "the hub leaves": (
        changed(TWO_REGIONS, regions__seoul__leaving=True),
        "regions.seoul.leaving",
        "It is the hub",
        "Make another region the hub first.",
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_mistake_is_told_with_key_finding_and_fix(name: str, tmp_path: Path) -> None:
    tables, key, what, fix = WRONG[name]
    with pytest.raises(UserError) as error:
        environment_from(tables, tmp_path)
    found = [p for p in error.value.problems if p.where == f"{tmp_path / 'trial.toml'}: {key}"]
    assert found, str(error.value)
    assert any(what in p.what and fix in p.fix for p in found), str(error.value)


def test_the_defaults_are_private_audited_encrypted_and_kept(tmp_path: Path) -> None:
    create = environment_from(with_cluster(), tmp_path).regions["seoul"].cluster.create
    assert create
    assert not create.public_access_cidrs
    assert len(create.log_types) == 5
    assert create.log_retention_in_days == 365
    assert create.deletion_protection
    assert not create.node_group.enable_ssm


def test_a_cluster_exists_unless_somebody_asks(tmp_path: Path) -> None:
    regions = environment_from(TWO_REGIONS, tmp_path).regions.values()
    assert all(region.cluster.create is None for region in regions)


@pytest.mark.parametrize(
    "kind", ["t4g.small", "c7gn.xlarge", "im4gn.large", "a1.large", "g5g.xlarge"]
)
def test_graviton_is_known_by_its_family(kind: str, tmp_path: Path) -> None:
    tables = nodes(instance_types=[kind], ami_type="AL2023_ARM_64_STANDARD")
    environment_from(tables, tmp_path)


def test_a_gpu_is_no_graviton(tmp_path: Path) -> None:
    environment_from(nodes(instance_types=["g4dn.xlarge", "m7i-flex.large"]), tmp_path)


def test_what_leaves_is_left_out_of_what_stays(tmp_path: Path) -> None:
    environment = environment_from(changed(TWO_REGIONS, regions__tokyo__leaving=True), tmp_path)
    assert list(environment.without_leaving().regions) == ["seoul"]
