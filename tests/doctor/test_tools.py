"""Programs are looked for on PATH and compared with what the project wants."""

import json
from pathlib import Path

import pytest

from commands.doctor.check import Need, State
from commands.doctor.tools import (
    AWS_CLI,
    MINIMUM_TERRAFORM,
    TOOLS,
    Ran,
    Tool,
    found_alloy,
    found_cdktf,
    found_engines,
    found_python,
    found_tool,
    runner,
    signs_in_by_exec,
    tool_checks,
    version_in,
)
from commands.engines.recipes import RECIPES
from settings import load_environment
from tests.support import ROOT

BY_NAME = {tool.name: tool for tool in (*TOOLS, AWS_CLI)}
TERRAFORM = BY_NAME["terraform"]
PROD = load_environment("prod")


def program(folder: Path, name: str, says: str, code: int = 0) -> None:
    """A program that says something, whatever it is asked."""
    path = folder / name
    path.write_text(f"#!/bin/sh\necho '{says}'\nexit {code}\n")
    path.chmod(0o755)


@pytest.mark.parametrize(
    ("said", "version"),
    [
        ('{"terraform_version": "1.11.4"}', (1, 11, 4)),
        ("GNU Make 4.3", (4, 3)),
        ("v22.20.0", (22, 20, 0)),
        ("go version go1.26.8 linux/amd64", (1, 26, 8)),
        ("aws-cli/2.15.0 Python/3.11.6", (2, 15, 0)),
        ("no number", None),
    ],
)
def test_a_version_is_read_from_what_programs_say(
    said: str, version: tuple[int, ...] | None
) -> None:
    assert version_in(said) == version


def test_terraform_is_compared_with_what_stacks_require(tmp_path: Path) -> None:
    assert MINIMUM_TERRAFORM == (1, 11)
    run = runner({"PATH": str(tmp_path)})
    ask = ("terraform", *TERRAFORM.asks)
    assert found_tool(TERRAFORM, run(ask)).state is State.SKIPPED
    program(tmp_path, "terraform", '{"terraform_version": "1.10.9"}')
    told = found_tool(TERRAFORM, run(ask))
    assert (told.state, told.found) == (State.FAIL, "1.10.9; 1.11 or newer is wanted")
    program(tmp_path, "terraform", '{"terraform_version": "1.11.0"}')
    assert found_tool(TERRAFORM, run(ask)).state is State.OK


def test_a_program_that_breaks_is_told(tmp_path: Path) -> None:
    program(tmp_path, "kubectl", "1.33", code=1)
    ran = runner({"PATH": str(tmp_path)})(("kubectl",))
    assert found_tool(BY_NAME["kubectl"], ran).state is State.FAIL


def test_what_make_cannot_do_without_fails_and_the_rest_is_only_not_set_up() -> None:
    for tool in TOOLS:
        wanted = State.FAIL if tool.need is Need.TEST else State.SKIPPED
        assert found_tool(tool, Ran(None)).state is wanted
    assert not found_tool(BY_NAME["helm"], Ran(None)).fix


def test_only_node_22_will_do() -> None:
    node = BY_NAME["node"]
    assert found_tool(node, Ran(0, "v22.20.0")).state is State.OK
    assert found_tool(node, Ran(0, "v24.1.0")).state is State.FAIL
    assert found_tool(node, Ran(0, "v20.0.0")).state is State.FAIL


def test_a_short_version_is_not_older_than_a_longer_one() -> None:
    tool = Tool("x", Need.DEPLOY, (), (1, 24), "")
    assert found_tool(tool, Ran(0, "1")).state is State.OK


def test_python_is_compared() -> None:
    assert found_python((3, 10, 9)).state is State.FAIL
    assert found_python((3, 13, 0)).state is State.OK


def test_cdktf_is_that_of_the_lock(tmp_path: Path) -> None:
    wanted = json.loads((ROOT / "package.json").read_text())["dependencies"]["cdktf-cli"]
    installed = tmp_path / "cdktf-cli"
    assert found_cdktf(tmp_path, ROOT / "package.json").state is State.FAIL
    installed.mkdir()
    (installed / "package.json").write_text('{"version": "0.20.0"}')
    assert found_cdktf(tmp_path, ROOT / "package.json").state is State.FAIL
    (installed / "package.json").write_text(json.dumps({"version": wanted}))
    assert found_cdktf(tmp_path, ROOT / "package.json").state is State.OK


def test_alloy_is_looked_for_where_conformance_does(tmp_path: Path) -> None:
    environ = {"PATH": str(tmp_path / "bin"), "XDG_CACHE_HOME": str(tmp_path)}
    (tmp_path / "bin").mkdir()
    run = runner(environ)
    assert found_alloy(run, environ).state is State.SKIPPED
    program(tmp_path / "bin", "alloy", "alloy, version v1.9.0")
    assert found_alloy(run, environ).state is State.FAIL
    (tmp_path / "lionpay-tools").mkdir()
    (tmp_path / "lionpay-tools" / "alloy-0123").touch()
    assert found_alloy(run, environ).state is State.OK
    named = {**environ, "ALLOY": str(tmp_path / "nowhere")}
    assert found_alloy(run, named).state is State.FAIL
    program(tmp_path / "bin", "alloy", "alloy, version v1.18.1")
    assert found_alloy(run, environ).state is State.OK


def test_engines_that_are_not_built_yet_are_named(tmp_path: Path) -> None:
    environ = {"PATH": str(tmp_path), "XDG_CACHE_HOME": str(tmp_path)}
    cache = tmp_path / "lionpay-tools"
    cache.mkdir()
    for name in RECIPES:
        (cache / f"{name}-0123").touch()
    run = runner(environ)
    assert found_engines(run, environ).state is State.OK
    (cache / "loki-0123").unlink()
    assert found_engines(run, environ).found == "to be built at first use: loki"


def test_the_aws_cli_is_wanted_only_where_terraform_runs_it() -> None:
    def names(environment: str) -> list[str]:
        return [c.name for c in tool_checks(load_environment(environment), runner({}), {})]

    assert "aws" in names("prod")
    region = PROD.regions["seoul"]
    cluster = region.cluster.model_copy(update={"access": "ephemeral"})
    regions = {k: r.model_copy(update={"cluster": cluster}) for k, r in PROD.regions.items()}
    assert not signs_in_by_exec(PROD.model_copy(update={"regions": regions}))
