"""Four changes that nobody means, made to this very code: each is stopped before it is written."""

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.support import ROOT

NOT_IN_GIT = (".gen", "node_modules")
"""What the program needs beside what is committed."""


@dataclass(frozen=True)
class Fault:
    """An edit of one file, and what the message must say: what it is, and what to do."""

    file: str
    text: str
    instead: str
    told: tuple[str, ...]


FAULTS = {
    "a NAT gateway stands elsewhere": Fault(
        "constructs/egress.py",
        "subnet_id=vpc.public_subnets[gateway.az].id",
        "subnet_id=vpc.intra_subnets[gateway.az].id",
        ("stack network-seoul: aws_nat_gateway.", "subnet_id was", "make standing ENV=prod"),
    ),
    "a NAT gateway has another name in the code": Fault(
        "constructs/egress.py",
        'f"gateway-{gateway.az}"',
        'f"nat-{gateway.az}"',
        ("stack network-seoul: aws_nat_gateway.", "terraform state mv", "make standing ENV=prod"),
    ),
    "a secret is let through": Fault(
        "environments/prod.toml",
        'owner = "platform"',
        'owner = "AKIAIOSFODNN7EXAMPLE"',
        ("an AWS access key", "Policy "),
    ),
    "a rule asks for what no collector ships": Fault(
        "alerts/kubernetes.py",
        "kube_node_status_condition{",
        "kube_node_status_conditions{",
        ("NodeNotReady", "kube_node_status_condition"),
    ),
    "the budget is too small": Fault(
        "environments/prod.toml",
        "active_series = 320000",
        "active_series = 100000",
        ("budgets.active_series", "the budget 100,000", "Largest: "),
    ),
}


def plant(fault: Fault, folder: Path) -> None:
    """Copies what git knows into a folder, with one edit."""
    tracked = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    for name in tracked.stdout.splitlines():
        if not name.startswith(("tests/", "docs/")) and (ROOT / name).exists():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, folder / name)
    for name in NOT_IN_GIT:
        (folder / name).symlink_to(ROOT / name)
    edited = folder / fault.file
    text = edited.read_text()
    assert text.count(fault.text) >= 1, f"{fault.file} has changed: plant the fault anew"
    edited.write_text(text.replace(fault.text, fault.instead))


@pytest.mark.parametrize("name", FAULTS)
def test_a_change_that_nobody_means_is_stopped(name: str, tmp_path: Path) -> None:
    fault = FAULTS[name]
    plant(fault, tmp_path)
    environ = {k: v for k, v in os.environ.items() if k != "CDKTF_OUTDIR"}
    run = subprocess.run(
        [sys.executable, "-O", "main.py"],
        cwd=tmp_path,
        env={**environ, "ENV": "prod"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 2, run.stderr
    assert not [told for told in fault.told if told not in run.stderr], run.stderr
    assert "Traceback" not in run.stderr
    assert "AKIAIOSFODNN7EXAMPLE" not in run.stderr + run.stdout
    assert not (tmp_path / "cdktf.out").exists()
