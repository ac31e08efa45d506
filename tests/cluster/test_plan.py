"""Decisions about a cluster of ours: what is open, who gets in, what its nodes have."""

import json
from pathlib import Path

import pytest

from cluster.documents import cluster_use_of_key, trusts_eks, volumes_use_of_key
from cluster.plan import ClusterPlan, cluster_plan, data_device
from cluster.rules import KUBELET
from tests.support import EXISTING, changed, environment_from, with_cluster


def planned(tmp_path: Path, **choices: object) -> ClusterPlan:
    plan = cluster_plan(environment_from(with_cluster(**choices), tmp_path), "seoul")
    assert plan
    return plan


def test_a_cluster_that_exists_has_no_plan(tmp_path: Path) -> None:
    environment = environment_from(with_cluster(), tmp_path)
    assert cluster_plan(environment, "tokyo") is None


def test_both_sides_open_the_same_ports_to_each_other(tmp_path: Path) -> None:
    rules = planned(tmp_path, webhook_ports=[9443, KUBELET, 8443]).rules
    out = [r.port for r in rules if (r.side, r.direction) == ("control-plane", "egress")]
    back = [r.port for r in rules if r.side == "nodes"]
    assert out == back == [8443, 9443, KUBELET]
    assert all(r.direction == "ingress" for r in rules if r.side == "nodes")


def test_nodes_and_named_ranges_reach_the_api_server(tmp_path: Path) -> None:
    rules = planned(tmp_path, private_access_cidrs=["10.99.0.0/24"]).rules
    found = {(r.name, r.port, str(r.cidr)) for r in rules if r.direction == "ingress"}
    opened = {rule for rule in found if rule[1] == 443}
    assert opened == {
        ("from-nodes", 443, "None"),
        ("from-10-99-0-0-24", 443, "10.99.0.0/24"),
    }


def test_nodes_stand_in_every_zone_of_the_private_subnets(tmp_path: Path) -> None:
    assert planned(tmp_path).azs == ("ap-northeast-2a", "ap-northeast-2b", "ap-northeast-2c")


def test_nodes_stand_in_the_zones_of_a_network_that_exists(tmp_path: Path) -> None:
    zones = {f"ap-northeast-2{z}": f"subnet-0123456789abcdef{z}" for z in "ca"}
    tables = changed(
        with_cluster(),
        regions__seoul__network=None,
        regions__seoul__existing={**EXISTING, "private_subnet_ids": zones},
    )
    plan = cluster_plan(environment_from(tables, tmp_path), "seoul")
    assert plan
    assert plan.azs == ("ap-northeast-2a", "ap-northeast-2c")


def test_network_policies_are_enforced_and_dns_waits_for_nodes(tmp_path: Path) -> None:
    addons = {addon.name: addon for addon in planned(tmp_path).addons}
    told = json.loads(addons["vpc-cni"].configuration or "{}")
    assert told == {"enableNetworkPolicy": "true"}
    assert [name for name, addon in addons.items() if addon.after_nodes] == ["coredns"]


def test_nodes_write_nothing_and_systems_manager_is_a_choice(tmp_path: Path) -> None:
    plain = planned(tmp_path).node_policies
    names = [arn.rpartition("/")[2] for arn in plain]
    assert names == [
        "AmazonEKSWorkerNodePolicy",
        "AmazonEKS_CNI_Policy",
        "AmazonEC2ContainerRegistryPullOnly",
    ]
    more = planned(tmp_path, node_group={"enable_ssm": True}).node_policies
    assert set(more) - set(plain) == {"arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore"}


@pytest.mark.parametrize(
    ("ami_type", "device"),
    [("AL2023_ARM_64_STANDARD", "/dev/xvda"), ("BOTTLEROCKET_x86_64", "/dev/xvdb")],
)
def test_the_disk_of_pods_is_the_one_that_is_sized(ami_type: str, device: str) -> None:
    assert data_device(ami_type) == device


def test_eks_takes_the_role_on_for_this_cluster_only() -> None:
    (statement,) = json.loads(trusts_eks("1", "ap-northeast-2", "c"))["Statement"]
    source = statement["Condition"]["ArnEquals"]["aws:SourceArn"]
    assert source == "arn:aws:eks:ap-northeast-2:1:cluster/c"


def test_keys_are_used_by_the_cluster_and_by_ec2_of_this_account_only() -> None:
    assert cluster_use_of_key("role")["Principal"] == {"AWS": "role"}
    for statement in volumes_use_of_key("1", "ap-northeast-2"):
        equal = statement["Condition"]["StringEquals"]
        assert equal == {
            "kms:CallerAccount": "1",
            "kms:ViaService": "ec2.ap-northeast-2.amazonaws.com",
        }
