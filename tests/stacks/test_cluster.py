"""The stack of a cluster of ours: what it is, who uses it, and what a zone or a region changes."""

from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion

from policies import POLICIES, violations
from policies.synthesized import Synthesized
from tests.stacks.test_snapshots import StackFile
from tests.support import (
    EXISTING,
    Tables,
    changed,
    environment_from,
    normalised,
    synthesize,
    with_cluster,
)

STACK = "cluster-seoul"


def synthesized(tables: Tables, folder: Path) -> dict[str, Synthesized]:
    """Synthesizes the tables; every policy must hold."""
    folder.mkdir(exist_ok=True)
    stacks = synthesize(environment_from(tables, folder), folder)
    assert not violations(POLICIES, list(stacks.values()))
    return stacks


@pytest.mark.parametrize("stack", [STACK, "access-seoul"])
def test_stack(stack: str, created: dict[str, Synthesized], snapshot: SnapshotAssertion) -> None:
    assert normalised(created[stack]) == snapshot(
        name=f"created-{stack}", extension_class=StackFile
    )


def test_only_the_cluster_that_is_asked_for_is_made(created: dict[str, Synthesized]) -> None:
    assert [name for name in created if name.startswith("cluster-")] == [STACK]
    assert "aws_eks_cluster" in created["access-tokyo"].json["data"]
    assert "aws_eks_cluster" not in created["access-seoul"].json["data"]
    assert "aws_eks_cluster" not in created["collectors-seoul"].json.get("data", {})


def test_the_cluster_stands_between_its_network_and_its_users(
    created: dict[str, Synthesized],
) -> None:
    assert created[STACK].dependencies == ("network-seoul",)
    assert STACK in created["access-seoul"].dependencies
    assert STACK in created["collectors-seoul"].dependencies


def test_a_further_zone_adds_a_node_group_and_changes_no_other(tmp_path: Path) -> None:
    zones = ["ap-northeast-2a", "ap-northeast-2c"]
    few = synthesized(changed(with_cluster(), regions__seoul__network__azs=zones), tmp_path / "1")
    more = synthesized(
        changed(with_cluster(), regions__seoul__network__azs=["ap-northeast-2b", *zones]),
        tmp_path / "2",
    )
    before, after = (
        {r.address: r.body for r in stacks[STACK].resources()} for stacks in (few, more)
    )
    (new,) = set(after) - set(before)
    assert "ap-northeast-2b" in new
    (cluster,) = (address for address in before if address.startswith("aws_eks_cluster."))
    # What the control plane ignores, and what waits for the nodes.
    differing = {address for address, body in before.items() if body != after[address]}
    assert {address.split(".")[0] for address in differing} == {"aws_eks_cluster", "aws_eks_addon"}
    assert "vpc_config[0].subnet_ids" in before[cluster]["lifecycle"]["ignore_changes"]


def test_a_public_endpoint_is_for_named_ranges(tmp_path: Path) -> None:
    stack = synthesized(with_cluster(public_access_cidrs=["203.1.113.0/28"]), tmp_path)[STACK]
    (cluster,) = stack.resources("aws_eks_cluster")
    vpc = cluster.body["vpc_config"]
    assert vpc["public_access_cidrs"] == ["203.1.113.0/28"]
    assert (vpc["endpoint_public_access"], vpc["endpoint_private_access"]) == (True, True)


def test_without_protection_everything_can_be_destroyed(tmp_path: Path) -> None:
    stack = synthesized(with_cluster(deletion_protection=False), tmp_path)[STACK]
    kept = [r for r in stack.resources() if r.body.get("lifecycle", {}).get("prevent_destroy")]
    assert not kept


def test_a_network_that_exists_takes_a_cluster_too(tmp_path: Path) -> None:
    zones = {f"ap-northeast-2{z}": f"subnet-0123456789abcdef{z}" for z in "ab"}
    tables = changed(
        with_cluster(),
        regions__seoul__network=None,
        regions__seoul__existing={**EXISTING, "private_subnet_ids": zones},
    )
    stacks = synthesized(tables, tmp_path)
    assert len(stacks[STACK].resources("aws_eks_node_group")) == 2


def test_a_region_that_leaves_keeps_its_own_stacks_and_no_part_of_the_shared_ones(
    tmp_path: Path,
) -> None:
    whole = changed(with_cluster(), link={"enabled": True})
    before = synthesized(whole, tmp_path / "1")
    after = synthesized(changed(whole, regions__tokyo__leaving=True), tmp_path / "2")
    assert set(before) == set(after)
    for name in ("secrets", "link"):
        kept = {r.address for r in after[name].resources()}
        assert not [address for address in kept if "tokyo" in address]
        # Terraform can only delete by a provider that is still there.
        assert "aws.tokyo" in dict(after[name].providers())
    assert not [r for r in after["credentials"].resources() if "tokyo" in r.address]
    for name in ("network-seoul", "network-tokyo", "access-seoul", "collectors-seoul"):
        assert {r.address: r.body for r in after[name].resources()} == {
            r.address: r.body for r in before[name].resources()
        }


def test_a_further_region_changes_nothing_of_the_others(tmp_path: Path) -> None:
    singapore = {
        "aws_region": "ap-southeast-1",
        "role": "spoke",
        "network": {"cidr": "10.30.0.0/16"},
    }
    two = with_cluster()
    before = synthesized(two, tmp_path / "1")
    after = synthesized(changed(two, regions__singapore=singapore), tmp_path / "2")
    assert len(set(after) - set(before)) == 3
    for name, stack in before.items():
        old = {r.address: r.body for r in stack.resources()}
        new = {r.address: r.body for r in after[name].resources()}
        assert {address: new[address] for address in old} == old, name
        shared = name in ("secrets", "credentials")
        assert shared or set(new) == set(old), name
