"""Where the program behind each make target is really run; the rest of a target is a dry run."""

import re

from tests.support import ROOT

PROVEN_BY = {
    "format": "ruff alone; .ci/run holds its result by make lint",
    "snapshots": "tests/stacks/test_snapshots.py compares what it writes",
    "setup": "make, which .ci/run runs first, does nothing before it",
    "orphans": "tests/commands/test_orphans.py",
    "catalogue": "tests/commands/test_catalogue.py",
    "routes": "tests/alerts/test_routes.py",
    "preview": "tests/commands/test_preview.py",
    "explain": "tests/commands/test_explain.py",
    "unused": "tests/commands/test_explain.py",
    "programs": "tests/alloy/test_programs.py",
    "docs": "tests/test_docs.py",
    "review": "tests/review/test_main.py",
    "standing": "tests/policies/test_standing.py",
    "workspaces": "tests/hcp/test_plan.py",
    "doctor": "tests/doctor/test_run.py",
    "drift": "tests/drift/test_command.py",
    "schemas": "tests/schemas/test_schemas.py",
}
"""Targets that .ci/run does not run, by the test that runs their program or holds its result."""

NOT_RUN = {
    "shell": "wants a person's terminal",
    "diff": "wants a real account; make rehearse plans the same stacks against an emulated one",
    "deploy": "wants a real account; make rehearse deploys the same stacks to an emulated one",
    "destroy": "wants a real account; make rehearse destroys the same stacks in an emulated one",
    "clusters": "the second half of make rehearse",
    "plans": "make rehearse, which also writes its plan",
    "full": "hours long: for nights and releases; .ci/run runs the short form of each part",
    "bench": "wants an idle machine",
    "masks": "wants an idle machine",
    "lock": "asks the registries for new versions",
    "clean": "takes away what the tests run on",
    "help": "prints the Makefile's own comments",
}
"""Targets whose program no check runs as it stands, and why."""


def in_ci(script: str) -> set[str]:
    """The targets that .ci/run runs; plain `make` is `synth`."""
    lines = re.findall(r'^(?:unless_late ")?make\b([^"\n]*)', script, re.MULTILINE)
    return {next(iter(re.findall(r"(?<!\S)[a-z]+", words)), "synth") for words in lines}


def accounted() -> set[str]:
    """Every target of which is known where it is run, or why not."""
    return in_ci((ROOT / ".ci" / "run").read_text()) | set(PROVEN_BY) | set(NOT_RUN)
