"""Ephemeral blocks: written as Terraform wants them, and taken by the real Terraform."""

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from commands.rehearsal.toolbox import cli_config, find_mirror, find_toolbox
from providers import aws
from providers.core import App, TerraformOutput, TerraformStack
from providers.ephemeral import ephemeral
from settings import UserError


def synthesized(folder: Path, *, leak: bool = False) -> dict[str, Any]:
    """A stack whose second provider's password comes from an ephemeral block."""
    app = App(outdir=str(folder), stack_traces=False)
    stack = TerraformStack(app, "trial")
    seoul = aws.AwsProvider(stack, "aws", alias="seoul", region="ap-northeast-2")
    cluster = aws.DataAwsEksCluster(stack, "cluster", provider=seoul, name="trial")
    sign_in = ephemeral(
        stack, "aws_eks_cluster_auth", "this", {"name": cluster.name}, provider=seoul
    )
    read = ephemeral(
        stack,
        "aws_secretsmanager_secret_version",
        "grafana",
        {"secret_id": "lionpay/trial", "version_stage": "AWSCURRENT"},
        provider=seoul,
    )
    aws.AwsProvider(
        stack,
        "fed",
        alias="fed",
        region="ap-northeast-1",
        access_key=sign_in.reference("token"),
        secret_key=read.reference("secret_string"),
    )
    if leak:
        TerraformOutput(stack, "leak", value=sign_in.reference("token"))
    app.synth()
    return json.loads((folder / "stacks" / "trial" / "cdk.tf.json").read_text())


def test_a_block_and_its_references_are_written_as_terraform_wants_them(tmp_path: Path) -> None:
    made = synthesized(tmp_path)
    assert made["ephemeral"] == {
        "aws_eks_cluster_auth": {
            "this": {"name": "${data.aws_eks_cluster.cluster.name}", "provider": "aws.seoul"}
        },
        "aws_secretsmanager_secret_version": {
            "grafana": {
                "provider": "aws.seoul",
                "secret_id": "lionpay/trial",
                "version_stage": "AWSCURRENT",
            }
        },
    }
    fed = made["provider"]["aws"][1]
    assert fed["access_key"] == "${ephemeral.aws_eks_cluster_auth.this.token}"
    assert fed["secret_key"] == (
        "${ephemeral.aws_secretsmanager_secret_version.grafana.secret_string}"
    )


@pytest.mark.parametrize("leak", [False, True], ids=["feeds a provider", "goes to an output"])
def test_the_real_terraform_takes_it_and_refuses_to_keep_it(leak: bool, tmp_path: Path) -> None:
    try:
        terraform = find_toolbox().terraform
    except UserError as error:
        pytest.skip(str(error))
    mirror = find_mirror(os.environ)
    if mirror is None:
        pytest.skip("no mirror of providers here, and this test downloads nothing")
    synthesized(tmp_path, leak=leak)
    (tmp_path / "terraform.rc").write_text(cli_config(mirror))
    environ = {
        "PATH": os.environ["PATH"],
        "HOME": str(tmp_path),
        "CHECKPOINT_DISABLE": "1",
        "TF_CLI_CONFIG_FILE": str(tmp_path / "terraform.rc"),
    }

    def run(*arguments: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [terraform, *arguments, "-no-color"],
            cwd=tmp_path / "stacks" / "trial",
            env=environ,
            capture_output=True,
            text=True,
            check=False,
        )

    assert run("init", "-backend=false").returncode == 0
    validated = run("validate")
    if leak:
        assert validated.returncode != 0
        assert "Ephemeral value not allowed" in validated.stderr
    else:
        assert validated.returncode == 0, validated.stderr
