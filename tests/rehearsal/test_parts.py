"""The rehearsal talks to loopback only, takes no credential, and sees what a plan does."""

import json
import threading
import urllib.request
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from cluster.plan import ACCESS_POLICIES, cluster_plan
from commands.rehearsal.emulator import LOOPBACK, Gate, emulated_aws
from commands.rehearsal.environment import rehearsed
from commands.rehearsal.onboarding import BLOCK, REGION
from commands.rehearsal.plans import actions
from commands.rehearsal.scenario import import_commands
from commands.rehearsal.standing import Standing
from commands.rehearsal.tokens import stand_in
from commands.rehearsal.toolbox import Toolbox, cli_config, find_mirror, rehearsal_environ
from policies.synthesized import Synthesized
from settings import UserError, load_environment
from tests.support import environment_from

TOOLBOX = Toolbox(Path("/usr/bin/terraform"), None)


@pytest.mark.parametrize(
    "endpoint",
    ["https://ec2.ap-northeast-2.amazonaws.com", "http://10.0.0.1:5000", "http://localhost:5000"],
)
def test_an_endpoint_that_is_not_loopback_is_refused(endpoint: str, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="not on loopback"):
        rehearsal_environ(endpoint, tmp_path, TOOLBOX, {})


def test_no_credential_of_the_person_is_passed_on(tmp_path: Path) -> None:
    person = {
        "AWS_ACCESS_KEY_ID": "theirs",
        "AWS_PROFILE": "theirs",
        "AWS_SESSION_TOKEN": "theirs",
        "GRAFANA_AUTH": "theirs",
        "HOME": "/home/theirs",
        "PATH": "/bin",
        "TF_VAR_token": "theirs",
    }
    environ = rehearsal_environ(f"http://{LOOPBACK}:5000", tmp_path, TOOLBOX, person)
    assert "theirs" not in " ".join(environ.values())
    assert environ["PATH"] == "/bin"


def test_a_mirror_is_found_by_name_and_a_wrong_one_is_told(tmp_path: Path) -> None:
    (tmp_path / "registry.terraform.io" / "hashicorp" / "aws").mkdir(parents=True)
    named = {"TERRAFORM_PROVIDER_MIRROR": str(tmp_path)}
    assert find_mirror(named) == tmp_path
    assert str(tmp_path) in cli_config(tmp_path)
    with pytest.raises(UserError, match="is no mirror"):
        find_mirror({"TERRAFORM_PROVIDER_MIRROR": str(tmp_path / "registry.terraform.io")})


def change(kind: str, does: list[str], before: Any = None, after: Any = None) -> dict[str, Any]:
    return {
        "address": f"{kind}.x",
        "mode": "managed",
        "type": kind,
        "change": {"actions": does, "before": before, "after": after},
    }


def test_only_what_the_emulator_forgets_is_left_out_of_a_plan() -> None:
    peering = "aws_vpc_peering_connection_accepter"
    plan = {
        "resource_changes": [
            change("aws_vpc", ["no-op"]),
            change("aws_nat_gateway", ["delete", "create"]),
            change("aws_subnet", ["update"], {"tags": {}}, {"tags": {"a": "b"}}),
            change(peering, ["update"], {"tags": {}, "id": "1"}, {"tags": {"a": "b"}, "id": "1"}),
        ]
    }
    assert actions(plan) == {"aws_nat_gateway.x": "delete/create", "aws_subnet.x": "update"}
    plan["resource_changes"][3]["change"]["after"]["id"] = "2"
    assert actions(plan)[f"{peering}.x"] == "update"


def test_a_rehearsal_keeps_state_beside_itself_and_protects_nothing(tmp_path: Path) -> None:
    tables = rehearsed(load_environment("prod"), "prod", tmp_path / "state")
    assert tables["state"] == {"backend": "local", "path": str(tmp_path / "state")}
    environment = environment_from(tables, tmp_path, "rehearsal")
    assert environment.credentials.identity == "irsa"
    assert environment.credentials.recovery_window_in_days == 0


def test_the_region_that_joins_is_a_spoke_with_a_cluster_of_ours(tmp_path: Path) -> None:
    tables = rehearsed(load_environment("prod"), "prod", tmp_path / "state")
    tables["regions"][REGION] = BLOCK
    environment = environment_from(tables, tmp_path, "rehearsal")
    assert environment.spokes == ("tokyo", REGION)
    plan = cluster_plan(environment, REGION)
    assert plan
    assert not plan.create.deletion_protection


def test_the_emulator_keeps_what_moto_lacks_of_eks(tmp_path: Path) -> None:
    role, policy = "arn:aws:iam::123456789012:role/team/deploy", f"{ACCESS_POLICIES}/AmazonEKSX"
    access = {"authenticationMode": "API", "bootstrapClusterCreatorAdminPermissions": False}
    with emulated_aws(tmp_path / "aws.log") as port:
        eks = Standing(f"http://{LOOPBACK}:{port}", "ap-southeast-1", "rehearsal").eks
        eks.create_cluster(
            name="c",
            roleArn="arn:aws:iam::123456789012:role/c",
            resourcesVpcConfig={"subnetIds": ["subnet-1"]},
            accessConfig=access,
        )
        eks.update_cluster_config(name="c", resourcesVpcConfig={"endpointPublicAccess": True})
        cluster = eks.describe_cluster(name="c")["cluster"]
        assert cluster["accessConfig"] == access
        assert cluster["resourcesVpcConfig"]["subnetIds"] == ["subnet-1"]
        eks.create_access_entry(clusterName="c", principalArn=role)
        where = {"clusterName": "c", "principalArn": role}
        eks.associate_access_policy(**where, policyArn=policy, accessScope={"type": "cluster"})
        (found,) = eks.list_associated_access_policies(**where)["associatedAccessPolicies"]
        assert found["policyArn"] == policy
        eks.disassociate_access_policy(**where, policyArn=policy)
        assert not eks.list_associated_access_policies(**where)["associatedAccessPolicies"]
        eks.delete_access_entry(**where)
        with pytest.raises(eks.exceptions.ResourceNotFoundException):
            eks.describe_access_entry(**where)
        eks.create_addon(clusterName="c", addonName="vpc-cni", configurationValues="{}")
        assert eks.list_addons(clusterName="c")["addons"] == ["vpc-cni"]
        eks.delete_addon(clusterName="c", addonName="vpc-cni")
        assert eks.list_addons(clusterName="c")["addons"] == []


def test_the_stand_in_of_credentials_needs_no_grafana_and_writes_the_same(
    prod: dict[str, Synthesized], tmp_path: Path
) -> None:
    synthesized = tmp_path / "cdk.tf.json"
    synthesized.write_text(json.dumps(prod["credentials"].json))
    names = stand_in(synthesized, tmp_path / "made")
    text = (tmp_path / "made" / "cdk.tf.json").read_text()
    made: dict[str, Any] = json.loads(text)
    assert [name.partition("_")[0] for name in names] == ["seoul", "tokyo"]
    assert set(made["provider"]) == {"aws"}
    assert "grafana_cloud" not in json.dumps([made["resource"], made["provider"]])
    versions = made["resource"]["aws_secretsmanager_secret_version"]
    before = prod["credentials"].json["resource"]["aws_secretsmanager_secret_version"]
    assert [v["secret_id"] for v in versions.values()] == [v["secret_id"] for v in before.values()]
    for name, version in zip(names, versions.values(), strict=True):
        assert f"terraform_data.{name}.id" in version["secret_string_wo"]
        assert f"terraform_data.{name}.id" in version["secret_string_wo_version"]


def test_import_commands_are_read_as_a_shell_reads_them() -> None:
    printed = "vpc-1  name\n  terraform -chdir=out import 'aws_vpc.x' vpc-1\n1 in no state.\n"
    assert import_commands(printed) == [["import", "aws_vpc.x", "vpc-1"]]


def test_the_gate_holds_one_answer_back_after_the_action_was_carried_out() -> None:
    done: list[bytes] = []

    class Upstream(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            done.append(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"made")

        def log_message(self, format: str, *args: object) -> None: ...

    answers: list[bytes] = []
    upstream = HTTPServer((LOOPBACK, 0), Upstream)
    threading.Thread(target=upstream.serve_forever, daemon=True).start()
    with Gate(upstream.server_port) as gate:

        def ask(body: bytes) -> None:
            with urllib.request.urlopen(gate.endpoint, body) as answer:  # noqa: S310
                answers.append(answer.read())

        gate.hold("CreateSubnet")
        ask(b"Action=CreateVpc&Version=1")
        held = threading.Thread(target=ask, args=(b"Action=CreateSubnet&Version=1",))
        held.start()
        assert gate.reached.wait(10)
        assert (len(done), answers) == (2, [b"made"])
        gate.release()
        held.join(10)
    upstream.shutdown()
    upstream.server_close()
    assert answers == [b"made", b"made"]
