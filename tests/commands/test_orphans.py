"""Orphans: what carries our tags and is in no state."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import boto3
import pytest
from moto import mock_aws

from commands.orphans import (
    Tagged,
    find_orphans,
    ids_in_state,
    import_id,
    tagged_in_region,
    tags_something,
)
from policies.synthesized import Synthesized
from vocabulary.tags import PROJECT

REGION = "ap-northeast-2"
CODE = Synthesized(
    "network-seoul", {"resource": {"aws_subnet": {"private-a": {"tags": {"Name": "n-private-a"}}}}}
)


def subnet(id_: str, name: str = "n-private-a") -> Tagged:
    return Tagged(id_, REGION, "network-seoul", name, ("aws_subnet",))


def test_an_orphan_is_told_with_its_import_command() -> None:
    (orphan,) = find_orphans([subnet("subnet-1"), subnet("subnet-2")], {"subnet-1"}, [CODE])
    assert orphan.resource.id == "subnet-2"
    assert orphan.advice(Path("out")) == (
        "terraform -chdir=out/stacks/network-seoul import 'aws_subnet.private-a' subnet-2"
    )


def test_an_orphan_that_the_code_no_longer_has_is_told_so() -> None:
    (orphan,) = find_orphans([subnet("subnet-1", "n-private-z")], set(), [CODE])
    assert orphan.advice(Path("out")) == "not in the code any more: delete it"


def test_ids_come_from_managed_resources_only() -> None:
    instance = {"attributes": {"id": "vpc-1", "arn": "arn:vpc-1"}}
    state = {
        "resources": [
            {"mode": "managed", "instances": [instance]},
            {"mode": "data", "instances": [{"attributes": {"id": "123"}}]},
        ]
    }
    assert set(ids_in_state(state)) == {"vpc-1", "arn:vpc-1"}


@pytest.mark.parametrize(
    ("rest", "id_"),
    [
        ("cluster/c", "c"),
        ("nodegroup/c/ap-northeast-2a-1/0d", "c:ap-northeast-2a-1"),
        ("addon/c/vpc-cni/0d", "c:vpc-cni"),
        ("access-entry/c/role/1/deploy/0d", "arn:aws:eks:x:1:access-entry/c/role/1/deploy/0d"),
    ],
)
def test_what_is_of_a_cluster_has_the_id_that_its_state_knows(rest: str, id_: str) -> None:
    assert import_id("eks", f"arn:aws:eks:x:1:{rest}", rest) == id_


def test_a_stack_that_tags_nothing_is_not_asked_for_its_state() -> None:
    version = {"aws_secretsmanager_secret_version": {"x": {"secret_id": "x"}}}
    release = {"helm_release": {"x": {"tags": {"Name": "x"}}}}
    assert tags_something(CODE)
    assert not tags_something(Synthesized("credentials", {"resource": version | release}))


@pytest.fixture
def emulated(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """An AWS in this process, with made-up credentials."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    with mock_aws():
        yield


@pytest.mark.usefixtures("emulated")
def test_aws_is_asked_for_our_tags_and_for_what_is_still_there() -> None:
    ec2 = cast("Any", boto3.client("ec2", region_name=REGION))  # pyright: ignore[reportUnknownMemberType]

    def tags(kind: str, project: str = "lionpay-monitoring") -> list[dict[str, object]]:
        its = {"Project": project, "Environment": "trial", "Stack": "network-seoul", "Name": kind}
        return [{"ResourceType": kind, "Tags": [{"Key": k, "Value": v} for k, v in its.items()]}]

    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16", TagSpecifications=tags("vpc"))["Vpc"]["VpcId"]
    ec2.create_vpc(CidrBlock="10.1.0.0/16", TagSpecifications=tags("vpc", "another"))
    gone = ec2.create_subnet(VpcId=vpc, CidrBlock="10.0.0.0/24", TagSpecifications=tags("subnet"))
    ec2.delete_subnet(SubnetId=gone["Subnet"]["SubnetId"])
    ec2.allocate_address(Domain="vpc", TagSpecifications=tags("elastic-ip"))
    found = {(t.types[0], t.stack) for t in tagged_in_region(REGION, "trial")}
    assert found == {("aws_vpc", "network-seoul"), ("aws_eip", "network-seoul")}


@pytest.mark.usefixtures("emulated")
def test_a_replica_is_no_secret_of_its_own() -> None:
    secrets = cast("Any", boto3.client("secretsmanager", region_name=REGION))  # pyright: ignore[reportUnknownMemberType]
    tags = {"Project": PROJECT, "Environment": "trial", "Name": "lionpay/trial/tokyo"}
    made = secrets.create_secret(
        Name="lionpay/trial/tokyo",
        Tags=[{"Key": key, "Value": value} for key, value in tags.items()],
        AddReplicaRegions=[{"Region": "ap-northeast-1"}],
    )
    (found,) = tagged_in_region(REGION, "trial")
    assert (found.id, found.types) == (made["ARN"], ("aws_secretsmanager_secret",))
    assert not list(tagged_in_region("ap-northeast-1", "trial"))
