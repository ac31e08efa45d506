"""`main.py` as people and cdktf run it."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import tomli_w

from tests.support import GRAFANA, ROOT, TWO_REGIONS, Tables, changed, seoul


def run_main(
    folder: Path, tables: Tables, *arguments: str, **environ: str
) -> "subprocess.CompletedProcess[str]":
    """Runs the real program on an environment file in `folder`."""
    path = folder / "trial.toml"
    path.write_text(tomli_w.dumps(tables))
    return subprocess.run(
        [sys.executable, "main.py", *arguments],
        cwd=ROOT,
        env={**os.environ, "ENV": str(path), "CDKTF_OUTDIR": str(folder / "out"), **environ},
        capture_output=True,
        text=True,
        check=False,
    )


def files(folder: Path) -> dict[str, bytes]:
    """Every file below a folder, with its content."""
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_the_summary_names_stacks_regions_resources_and_what_is_next(tmp_path: Path) -> None:
    run = run_main(tmp_path, TWO_REGIONS)
    assert run.returncode == 0, run.stderr
    for expected in (
        "network-seoul",
        "ap-northeast-1",
        "aws_nat_gateway",
        "policies hold",
        "Next:",
    ):
        assert expected in run.stdout
    assert run.stderr == ""


def test_the_summary_for_machines_is_json(tmp_path: Path) -> None:
    run = run_main(tmp_path, TWO_REGIONS, "--json")
    report: dict[str, Any] = json.loads(run.stdout)
    seoul_summary = report["stacks"][0]
    assert (report["environment"], seoul_summary["name"]) == ("trial", "network-seoul")
    assert seoul_summary["resources"]["aws_nat_gateway"] == 3


def test_a_second_synthesis_is_the_same_to_the_byte(tmp_path: Path) -> None:
    run_main(tmp_path, TWO_REGIONS)
    first = files(tmp_path / "out")
    run_main(tmp_path, TWO_REGIONS)
    assert first == files(tmp_path / "out")


SECRET = "glc_" + "eyJvIjoiMSJ9" * 3

MISTAKES: dict[str, tuple[Tables, str]] = {
    "bad settings": (seoul(cidr="10.20.0.0/16"), "regions.tokyo.network.cidr"),
    "a broken policy": (seoul(private_subnet_tags={"note": SECRET}), "no_secret_literals"),
}


@pytest.mark.parametrize(("tables", "expected"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_ends_with_code_2_and_leaves_the_earlier_output(
    tables: Tables, expected: str, tmp_path: Path
) -> None:
    assert run_main(tmp_path, TWO_REGIONS).returncode == 0
    before = files(tmp_path / "out")
    run = run_main(tmp_path, tables)
    assert run.returncode == 2
    assert expected in run.stderr
    assert "Traceback" not in run.stderr
    assert run.stdout == ""
    assert files(tmp_path / "out") == before
    assert sorted(p.name for p in tmp_path.iterdir()) == ["out", "trial.toml"]


def test_a_secret_that_stops_synthesis_is_not_printed(tmp_path: Path) -> None:
    run = run_main(tmp_path, seoul(private_subnet_tags={"note": SECRET}))
    assert SECRET not in run.stderr + run.stdout


def test_hcl_is_refused_because_policies_read_json(tmp_path: Path) -> None:
    run = run_main(tmp_path, TWO_REGIONS, SYNTH_HCL_OUTPUT="true")
    assert run.returncode == 2
    assert "without --hcl" in run.stderr


def test_a_budget_that_is_not_kept_stops_everything(tmp_path: Path) -> None:
    tables = changed(
        TWO_REGIONS,
        grafana=GRAFANA,
        budgets={"active_series": 1000, "monthly_usd": 100},
    )
    run = run_main(tmp_path, tables)
    assert run.returncode == 2
    for expected in (
        f"{tmp_path / 'trial.toml'}: budgets.active_series",
        "active series, the budget 1,000.",
        "Largest: seoul span metrics 46,800; tokyo span metrics 46,800;",
        f"{tmp_path / 'trial.toml'}: budgets.monthly_usd",
        "USD in a month, the budget 100.",
        "make cost",
    ):
        assert expected in run.stderr
    assert "Traceback" not in run.stderr
    assert run.stdout == ""
    assert not (tmp_path / "out").exists()
