"""The command plans with Terraform, leaves no plan behind, and tells no secret."""

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import tomli_w

from commands.drift.__main__ import main, ordered
from commands.drift.terraform import Terraform, terraform_environ, told
from policies.synthesized import Synthesized
from settings import UserError
from tests.support import TWO_REGIONS

SECRET = "pLaNtEd-4711"

VPC = {
    "address": "aws_vpc.vpc",
    "type": "aws_vpc",
    "mode": "managed",
    "change": {
        "actions": ["update"],
        "before": {"dns": True, "note": SECRET, "nothing": 1},
        "after": {"dns": False, "note": "other", "nothing": 1},
        "before_sensitive": {"note": True},
        "after_sensitive": {},
    },
}
STATE: dict[str, Any] = {
    "values": {"root_module": {"resources": [{**VPC, "values": {}}]}},
}
CLEAN: dict[str, Any] = {"prior_state": STATE, "resource_drift": [], "resource_changes": []}
DRIFTED: dict[str, Any] = {"prior_state": STATE, "resource_drift": [VPC], "resource_changes": [VPC]}

ERROR = {
    "type": "diagnostic",
    "diagnostic": {
        "severity": "error",
        "summary": "Invalid provider configuration",
        "detail": f"It is {SECRET}, see https://hooks.example.com/services/{SECRET[:6]}/x\nmore",
        "address": "grafana_folder.x",
    },
}

PROGRAM = """#!/bin/sh
echo "$PWD $*" >> "$TRIAL/calls"
case "$1" in
  plan)
    for argument; do case "$argument" in -out=*) out="${argument#-out=}";; esac; done
    stat -c %a "$(dirname "$out")" >> "$TRIAL/modes"
    echo "$out" >> "$TRIAL/files"
    case "$*" in *-refresh-only*) kind=refreshed;; *) kind=planned;; esac
    if [ -e "$TRIAL/fails-$kind" ]; then cat "$TRIAL/fails-$kind"; exit 1; fi
    cp "$TRIAL/$(basename "$PWD").json" "$out";;
  show) if [ -n "$3" ]; then cat "$3"; else cat "$TRIAL/state"; fi;;
esac
"""


@pytest.fixture
def trial(tmp_path: Path) -> Path:
    """Two stacks that are synthesized, and a Terraform that plans what `<stack>.json` says."""
    program = tmp_path / "bin" / "terraform"
    program.parent.mkdir()
    program.write_text(PROGRAM)
    program.chmod(0o755)
    (tmp_path / "trial.toml").write_text(tomli_w.dumps(TWO_REGIONS))
    stacks: dict[str, Any] = {}
    for name, reads in {"link": ["network-seoul"], "network-seoul": []}.items():
        folder = tmp_path / "out" / "stacks" / name
        folder.mkdir(parents=True)
        (folder / "cdk.tf.json").write_text('{"resource": {}}')
        path = f"stacks/{name}/cdk.tf.json"
        stacks[name] = {"synthesizedStackPath": path, "dependencies": reads}
        (tmp_path / f"{name}.json").write_text(json.dumps(CLEAN))
    (tmp_path / "out" / "manifest.json").write_text(json.dumps({"stacks": stacks}))
    (tmp_path / "out" / "environment.json").write_text('{"environment": "trial"}')
    return tmp_path


Run = Callable[..., tuple[int, str]]


@pytest.fixture
def run(trial: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs the command; gives its exit code and all that it printed."""

    def running(*options: str) -> tuple[int, str]:
        environ = {
            "ENV": str(trial / "trial.toml"),
            "PATH": f"{trial / 'bin'}:{os.environ['PATH']}",
            "TRIAL": str(trial),
            "TF_VAR_token": SECRET,
        }
        code = main(["--output", str(trial / "out"), *options], environ)
        printed = capsys.readouterr()
        return code, printed.out + printed.err

    return running


def test_nothing_differs(run: Run, trial: Path) -> None:
    code, printed = run()
    assert code == 0
    assert "trial: 0 of 2 stacks differ." in printed
    calls = (trial / "calls").read_text().splitlines()
    folders = [Path(call.split()[0]).name for call in calls]
    assert folders == ["network-seoul"] * 5 + ["link"] * 5
    assert [" ".join(call.split()[1:3]) for call in calls[:2]] == [
        "init -input=false",
        "plan -refresh-only",
    ]
    assert all("-lock=false" in call for call in calls if " plan " in call)


@pytest.mark.parametrize("form", [[], ["--markdown"], ["--json"]])
def test_what_differs_is_named_without_its_secret(run: Run, trial: Path, form: list[str]) -> None:
    (trial / "network-seoul.json").write_text(json.dumps(DRIFTED))
    code, printed = run(*form)
    assert code == 3
    assert "aws_vpc.vpc" in printed
    assert "dns" in printed
    assert "note" in printed
    assert SECRET not in printed


def test_the_page_says_what_a_deploy_does_about_it(run: Run, trial: Path) -> None:
    (trial / "network-seoul.json").write_text(json.dumps(DRIFTED))
    printed = run()[1]
    assert "changed by hand; a deploy puts it back" in printed
    assert "dns: true became false" in printed
    assert "note (withheld)" in printed
    assert "link: as the code says" in printed


def test_plan_files_are_private_and_gone(run: Run, trial: Path) -> None:
    (trial / "network-seoul.json").write_text(json.dumps(DRIFTED))
    run()
    files = (trial / "files").read_text().split()
    assert len(files) == 4
    assert not [file for file in files if Path(file).exists() or Path(file).parent.exists()]
    assert set((trial / "modes").read_text().split()) == {"700"}


def test_a_stack_that_cannot_be_planned_is_told_with_terraforms_own_words(
    run: Run, trial: Path
) -> None:
    (trial / "fails-refreshed").write_text(json.dumps(ERROR) + "\nnot JSON\n")
    code, printed = run()
    assert code == 2
    assert "network-seoul: unknown" in printed
    assert (
        "Invalid provider configuration (grafana_folder.x): It is (withheld),"
        " see https://hooks.example.com/..." in printed
    )
    assert SECRET[:6] not in printed
    assert not [f for f in (trial / "files").read_text().split() if Path(f).parent.exists()]


def test_drift_is_told_though_the_ordinary_plan_fails(run: Run, trial: Path) -> None:
    (trial / "network-seoul.json").write_text(json.dumps(DRIFTED))
    (trial / "fails-planned").write_text(json.dumps(ERROR))
    code, printed = run("--stack", "network-seoul")
    assert code == 2
    assert "dns: true became false" in printed
    assert "could not be planned in full" in printed


def test_a_stack_that_was_never_deployed_is_one_line(run: Run, trial: Path) -> None:
    made = {**VPC, "change": {"actions": ["create"]}}
    plan: dict[str, Any] = {**CLEAN, "prior_state": {}, "resource_changes": [made]}
    (trial / "link.json").write_text(json.dumps(plan))
    code, printed = run()
    assert code == 3
    assert "nothing of it is deployed (1 resources)" in printed


def test_json_has_everything(run: Run, trial: Path) -> None:
    (trial / "network-seoul.json").write_text(json.dumps(DRIFTED))
    printed = run("--json", "--stack", "network-seoul")[1]
    report = json.loads(printed[printed.index("{") : printed.rindex("}") + 1])
    (stack,) = report["stacks"]
    assert (report["environment"], report["differs"], report["complete"]) == ("trial", True, True)
    assert stack["put_back"][0]["arguments"] == [
        {"path": "dns", "before": "true", "after": "false"},
        {"path": "note", "before": "(withheld)", "after": "(withheld)"},
    ]


def test_markdown_lets_no_name_be_more_than_text(run: Run, trial: Path) -> None:
    odd = {**VPC, "address": "aws_vpc.`[x](https://e.example)`\n# @all"}
    plan: dict[str, Any] = {**CLEAN, "resource_drift": [odd], "resource_changes": [odd]}
    (trial / "link.json").write_text(json.dumps(plan))
    lines = run("--markdown")[1].splitlines()
    assert "- `aws_vpc.'[x](https://e.example)' # @all`" in lines


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--stack", "nowhere"], "Give one of link, network-seoul."),
        (["--output", "nowhere"], "It is not trial that is synthesized there."),
    ],
)
def test_what_cannot_be_asked_is_told(run: Run, options: list[str], told: str) -> None:
    code, printed = run(*options)
    assert code == 2
    assert told in printed


def test_without_terraform_it_says_what_to_install(
    trial: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    environ = {"ENV": str(trial / "trial.toml"), "PATH": ""}
    assert main(["--output", str(trial / "out")], environ) == 2
    assert "Install Terraform 1.11" in capsys.readouterr().err


def opened(trial: Path, reads: str) -> None:
    """A group of network-seoul, with a rule that is `link`'s."""
    rule = {"protocol": "tcp", "from_port": 443, "to_port": 443, "security_groups": ["sg-2"]}
    group = {"address": "aws_security_group.x", "type": "aws_security_group", "mode": "managed",
             "values": {"id": "sg-1", "ingress": [rule]}}  # fmt: skip
    (trial / "network-seoul.json").write_text(json.dumps({**CLEAN, "prior_state": root(group)}))
    type_ = "aws_vpc_security_group_ingress_rule"
    values = {"security_group_id": "sg-1", "ip_protocol": "tcp", "from_port": 443, "to_port": 443,
              "referenced_security_group_id": "sg-2"}  # fmt: skip
    made = {"address": f"{type_}.x", "type": type_, "mode": "managed", "values": values}
    folder = trial / "out" / "stacks" / "link"
    (folder / "cdk.tf.json").write_text(json.dumps({"resource": {type_: {"x": values}}}))
    (trial / "state").write_text(json.dumps(root(made)) if reads == "there" else reads)


def root(*resources: dict[str, Any]) -> dict[str, Any]:
    return {"values": {"root_module": {"resources": list(resources)}}}


def test_what_another_stack_put_into_one_is_no_persons(run: Run, trial: Path) -> None:
    opened(trial, "there")
    assert run("--stack", "network-seoul")[0] == 0
    opened(trial, "{}")
    code, printed = run("--stack", "network-seoul")
    assert code == 3
    assert "aws_security_group.x (sg-1): ingress tcp 443, sg-2" in printed


def test_a_state_that_cannot_be_read_leaves_the_question_open(run: Run, trial: Path) -> None:
    opened(trial, "there")
    (trial / "state").unlink()
    code, printed = run("--stack", "network-seoul")
    assert code == 2
    assert "Of link: It ended with exit code 1." in printed
    assert "sg-2" not in printed


def test_stacks_come_after_those_that_they_read() -> None:
    stacks = [Synthesized("a", {}, ("b", "c")), Synthesized("b", {}, ("c",)), Synthesized("c", {})]
    assert [stack.name for stack in ordered(stacks, None)] == ["c", "b", "a"]
    with pytest.raises(UserError):
        ordered(stacks, "d")


def test_terraform_is_kept_from_talking_and_from_other_arguments() -> None:
    environ = terraform_environ(
        {"TF_LOG": "TRACE", "TF_CLI_ARGS_plan": "-destroy", "TF_VAR_x": "y"}
    )
    assert environ["TF_VAR_x"] == "y"
    assert not [name for name in environ if name.startswith(("TF_LOG", "TF_CLI_ARGS"))]


def test_errors_that_are_no_json_are_told_too() -> None:
    assert told("", "╷\n│ Error: Backend configuration changed\n│\n") == (
        "Error: Backend configuration changed"
    )


def test_a_terraform_that_says_nothing_is_told_by_its_exit_code(tmp_path: Path) -> None:
    program = tmp_path / "terraform"
    program.write_text("#!/bin/sh\nexit 7\n")
    program.chmod(0o755)
    (tmp_path / "stacks" / "x").mkdir(parents=True)
    plans = Terraform(tmp_path, {"PATH": str(tmp_path)}, lambda _: None).plans("x")
    assert plans.problem == "It ended with exit code 7."
    assert (plans.refreshed, plans.planned) == (None, None)
