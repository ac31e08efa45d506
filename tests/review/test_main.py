"""The command: one base, one environment file that changed, every form of the review."""

import json
from pathlib import Path

import pytest

from commands.review.__main__ import main
from commands.review.synthesis import present, save
from settings import load_environment
from tests.support import environment_from, seoul


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """`before`, a saved synthesis, and `trial.toml`, in which one NAT gateway has to do."""
    made = tmp_path_factory.mktemp("review")
    azs = ["ap-northeast-2a", "ap-northeast-2b"]
    save(present(environment_from(seoul(azs=azs), made)), made / "before")
    environment_from(seoul(azs=azs, single_nat_gateway=True), made)
    return made


def run(folder: Path, *options: str) -> int:
    """The command, on the file that changed."""
    environ = {"ENV": str(folder / "trial.toml"), "PATH": ""}
    return main(["--out", str(folder / "made" / "review.html"), *options], environ)


def test_a_lost_gateway_is_on_the_page_in_the_comment_and_in_the_terminal(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    comment = folder / "comment.md"
    options = ("--base", str(folder / "before"), "--text", "--markdown", str(comment))
    assert run(folder, *options) == 0
    said = "2 stateful resources would be lost."
    assert said in capsys.readouterr().out
    assert said in comment.read_text()
    page = (folder / "made" / "review.html").read_text()
    assert said in page
    assert page.count("\N{MINUS SIGN} NAT gateway<") == 1


def test_machines_get_json_and_nothing_else(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(folder, "--base", str(folder / "before"), "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert {change["type"] for change in told["losses"]} == {"aws_nat_gateway", "aws_eip"}


def test_the_present_synthesis_can_be_saved_and_differs_in_nothing_from_itself(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    save(present(load_environment(str(folder / "trial.toml"))), folder / "same")
    assert run(folder, "--base", str(folder / "same"), "--save", str(folder / "again")) == 0
    assert "Nothing changes in Terraform." in capsys.readouterr().out
    assert (folder / "again" / "manifest.json").is_file()


def test_a_base_that_there_is_not_is_told_and_nothing_is_written(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "review.html"
    environ = {"ENV": str(folder / "trial.toml")}
    assert main(["--base", "no-such-base", "--out", str(out)], environ) == 2
    assert "no-such-base" in capsys.readouterr().err
    assert not out.exists()
