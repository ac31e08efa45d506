"""The examples for GitHub Actions: they parse, use targets that exist, and have few rights."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.support import ROOT
from tests.test_docs import TARGETS

Workflow = dict[Any, Any]
FILES = sorted((ROOT / "docs" / "workflows").glob("*.yml"))

WRITES = {
    "id-token": "configure-aws-credentials",
    "issues": "gh issue",
    "pull-requests": "gh pr comment",
}
"""What a job may write, and what it must do to need that."""


def mistakes(workflow: Workflow) -> Iterator[str]:
    """What a reviewer would not let pass."""
    # YAML 1.1 takes the key `on` for true.
    if "pull_request_target" in str(workflow[True]):
        yield "it runs a fork's code with secrets"
    if workflow.get("permissions") != {}:
        yield "it has permissions beside its jobs'"
    for name, job in workflow["jobs"].items():
        if "timeout-minutes" not in job:
            yield f"{name} has no end"
        for right, access in job.get("permissions", {"all": "write"}).items():
            needed = right in WRITES and WRITES[right] in str(job["steps"])
            if access != "read" and not needed:
                yield f"{name} may {access} {right} without need"
        for step in job["steps"]:
            run = step.get("run", "")
            if "${{" in run:
                yield f"{name} puts an expression into a script"
            for target in re.findall(r"\bmake ([a-z]+)", run):
                if target not in TARGETS:
                    yield f"{name} asks for make {target}"
            if "uses" in step and not re.fullmatch(
                r"[\w-]+/[\w-]+@(v\d+|[0-9a-f]{40})", step["uses"]
            ):
                yield f"{name} uses {step['uses']}, no version"
            if "checkout" in step.get("uses", "") and step["with"]["persist-credentials"]:
                yield f"{name} leaves its token in the checkout"


@pytest.mark.parametrize("path", FILES, ids=[path.stem for path in FILES])
def test_a_workflow_is_sound(path: Path) -> None:
    assert not list(mistakes(yaml.safe_load(path.read_text())))


def test_there_are_the_three_that_the_documents_name() -> None:
    assert [path.stem for path in FILES] == ["apply", "drift", "pull-request"]


PLANTED = {
    "pull_request:\n": ("pull_request_target:\n", "fork's code"),
    "permissions: {}": ("permissions: write-all", "permissions beside"),
    "      contents: read\n": ("      contents: write\n", "check may write contents"),
    "    timeout-minutes: 30\n": ("", "check has no end"),
    "run: make test": ("run: make tests", "make tests"),
    '"$NUMBER" --body-file': ("${{ github.head_ref }} --body-file", "an expression"),
    "actions/checkout@v4": ("actions/checkout@main", "no version"),
    "persist-credentials: false": ("persist-credentials: true", "leaves its token"),
}


@pytest.mark.parametrize(("old", "new", "told"), [(k, *v) for k, v in PLANTED.items()])
def test_a_planted_mistake_is_told(old: str, new: str, told: str) -> None:
    text = (ROOT / "docs" / "workflows" / "pull-request.yml").read_text()
    assert old in text
    found = list(mistakes(yaml.safe_load(text.replace(old, new, 1))))
    assert any(told in mistake for mistake in found)


def test_a_jobs_right_goes_with_what_it_does() -> None:
    text = (ROOT / "docs" / "workflows" / "drift.yml").read_text()
    idle = yaml.safe_load(text.replace("aws-actions/configure-aws-credentials@v4", "a/b@v4"))
    assert list(mistakes(idle)) == ["drift may write id-token without need"]
