"""Blocks of Terraform's JSON become what helm is asked to do, with nothing lost on the way."""

import json
import os
import random
import shutil
import stat
import subprocess
from pathlib import Path
from typing import Any

import pytest

from commands.kubernetes.helm import Helm
from commands.kubernetes.literals import decode, decode_string
from commands.kubernetes.release import Block, helm_releases, read_release
from settings import UserError

BLOCK: Block = {
    "name": "alloy",
    "chart": "alloy",
    "repository": "oci://registry.example/charts",
    "version": "1.11.1",
    "namespace": "monitoring",
    "create_namespace": True,
    "atomic": True,
    "timeout": 600,
    "max_history": 5,
    "values": ['{"a": "$${x}"}', "b: 2\n"],
    "set": [{"name": "c", "value": "3", "type": "string"}, {"name": "d", "value": "4"}],
    "set_list": [{"name": "e", "value": ["5", "6"]}],
    "depends_on": ["aws_eks_cluster.x"],
    "//": {"metadata": {}},
}

PIECES = [
    "$",
    "$$",
    "%",
    "%%",
    "{",
    "}",
    "$${",
    "%%{",
    "a",
    " ",
    "\n",
    "\\",
    '"',
    "카드",
    "{{",
    "~",
]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("$${x}", "${x}"),
        ("$$${x}", "$${x}"),
        ("%%{if}", "%{if}"),
        ("$", "$"),
        ("$$", "$$"),
        ("$$ {", "$$ {"),
        ("{{ .x }} $1", "{{ .x }} $1"),
        ("$${a}%%{b}$${", "${a}%{b}${"),
    ],
)
def test_an_escaped_brace_is_a_brace(written: str, meant: str) -> None:
    assert decode_string(written) == meant


def test_what_terraform_computes_has_to_be_told() -> None:
    computed = {"aws_eks_cluster.x.name": "prod", "aws_eks_cluster.x": "wrong"}
    assert decode_string("$${n}=${aws_eks_cluster.x.name}", computed) == "${n}=prod"
    with pytest.raises(UserError, match="Terraform computes this"):
        decode_string("a ${aws_eks_cluster.y.name}", computed)
    with pytest.raises(UserError, match="Terraform computes this"):
        decode_string("%{ if true }a%{ endif }", computed)


def test_every_string_is_decoded_wherever_it_is() -> None:
    written = {"a": ["$${x}", {"b": "%%{y}"}], "c": 1, "d": None, "$${key}": True}
    assert decode(written) == {"a": ["${x}", {"b": "%{y}"}], "c": 1, "d": None, "$${key}": True}


@pytest.mark.skipif(shutil.which("terraform") is None, reason="there is no Terraform on PATH")
def test_terraform_reads_a_thousand_strings_as_we_do(tmp_path: Path) -> None:
    chance = random.Random(4)  # noqa: S311
    written: dict[str, str] = {}
    while len(written) < 1000:
        text = "".join(chance.choices(PIECES, k=chance.randint(1, 8)))
        try:
            decode_string(text)
        except UserError:
            continue
        written[f"o{len(written)}"] = text
    assert terraform_reads(written, tmp_path) == {n: decode_string(t) for n, t in written.items()}


def terraform_reads(written: dict[str, str], folder: Path) -> dict[str, str]:
    """What Terraform makes of strings, by an apply of outputs without any provider."""
    outputs = {name: {"value": text} for name, text in written.items()}
    (folder / "main.tf.json").write_text(json.dumps({"output": outputs}))
    environ = {
        "CHECKPOINT_DISABLE": "1",
        "HOME": str(folder),
        "PATH": os.environ["PATH"],
        "TF_CLI_CONFIG_FILE": os.devnull,
    }

    def terraform(*arguments: str) -> str:
        return subprocess.run(
            ["terraform", *arguments],
            cwd=folder,
            env=environ,
            check=True,
            capture_output=True,
            text=True,
        ).stdout

    terraform("apply", "-auto-approve")
    read: dict[str, Any] = json.loads(terraform("output", "-json"))
    return {name: output["value"] for name, output in read.items()}


def test_a_block_is_read_with_the_providers_defaults() -> None:
    release = read_release(BLOCK)
    assert release.values == ('{"a": "${x}"}', "b: 2\n")
    assert release.settings == (("--set", "e={5,6}"), ("--set-string", "c=3"), ("--set", "d=4"))
    assert release.switches == ("--create-namespace",)
    assert (release.timeout, release.history, release.atomic) == (600, 5, True)
    bare = read_release({"name": "x", "chart": "stable/x", "version": None})
    assert (bare.namespace, bare.timeout, bare.history, bare.wait) == ("default", 300, 0, True)
    assert bare.chart_name == "x"


def test_an_argument_that_is_not_rehearsed_is_told() -> None:
    with pytest.raises(UserError, match="alloy: postrender"):
        read_release({**BLOCK, "postrender": {"binary_path": "x"}})


def test_releases_are_found_in_a_stack() -> None:
    assert helm_releases({"resource": {"helm_release": {"alloy": BLOCK}}}) == {"alloy": BLOCK}
    assert helm_releases({"resource": {}}) == {}


@pytest.fixture
def helm(tmp_path: Path) -> Helm:
    """A helm that writes down what it was asked, with the content of every file of values."""
    script = tmp_path / "helm"
    script.write_text(
        '#!/bin/sh\necho "KUBECONFIG=$KUBECONFIG" >> asked\n'
        'for a in "$@"; do case "$a" in */values-*) cat "$a";; *) echo "$a";; esac; done >> asked\n'
        "cat asked\n".replace("asked", str(tmp_path / "asked"))
    )
    script.chmod(script.stat().st_mode | stat.S_IXUSR)
    return Helm(script, tmp_path, {"alloy": tmp_path / "chart"}, tmp_path / "kubeconfig")


def asked(helm: Helm) -> list[str]:
    """The last helm's arguments, after the kubeconfig."""
    return (helm.folder / "asked").read_text().splitlines()


def test_a_release_is_installed_from_a_local_chart(helm: Helm) -> None:
    helm.upgrade_install(read_release(BLOCK), wait=90)
    lines = asked(helm)
    assert lines[0] == f"KUBECONFIG={helm.folder}/kubeconfig"
    assert lines[1:5] == ["upgrade", "--install", "alloy", str(helm.folder / "chart")]
    assert lines[-4:] == ["--wait", "--timeout", "90s", "--atomic"]
    assert '{"a": "${x}"}--values' in lines  # The file of values, and the next flag.
    assert "1.11.1" not in lines


def test_without_a_wait_helm_comes_back_at_once(helm: Helm) -> None:
    helm.upgrade_install(read_release(BLOCK))
    assert not {"--wait", "--atomic", "--timeout"} & set(asked(helm))


def test_a_repository_is_used_where_there_is_no_local_chart(helm: Helm) -> None:
    online = Helm(helm.program, helm.folder, {})
    rendered = online.template(read_release(BLOCK)).splitlines()
    assert rendered[0] == f"KUBECONFIG={os.devnull}"
    assert "oci://registry.example/charts/alloy" in rendered
    assert rendered[rendered.index("--version") + 1] == "1.11.1"
    assert "--create-namespace" not in rendered
    plain = read_release({**BLOCK, "repository": "https://charts.example"})
    assert "--repo" in online.template(plain).splitlines()


def test_a_value_can_be_set_over_all_others() -> None:
    release = read_release(BLOCK).with_value("controller.minReadySeconds", 0)
    assert release.settings[-1] == ("--set-json", "controller.minReadySeconds=0")


def test_a_failing_helm_is_told_in_its_own_words(tmp_path: Path) -> None:
    script = tmp_path / "helm"
    script.write_text("#!/bin/sh\necho no such chart >&2\nexit 1\n")
    script.chmod(script.stat().st_mode | stat.S_IXUSR)
    with pytest.raises(UserError, match="no such chart"):
        Helm(script, tmp_path, {}).template(read_release(BLOCK))
