"""Plans a stack in its folder. Plan files hold secrets: they are private, and gone at the end."""

import json
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from commands.doctor.withheld import secrets_in, without
from commands.drift.plans import Plan
from commands.engines.build import Say
from settings import Problem, UserError

LONGEST = 300
"""Characters of Terraform's own words that are told."""

_ADDRESS = re.compile(r"\b(https?://[^/\s\"']+)/[^\s\"']*")
"""Addresses of webhooks are secret behind their host."""


@dataclass(frozen=True)
class Plans:
    """Both plans of a stack; None for one that could not be made, with Terraform's own words."""

    refreshed: Plan | None
    planned: Plan | None
    problem: str = ""


class FailedError(Exception):
    """Terraform ended badly; its text is what it said of that, without secrets."""


@dataclass(frozen=True)
class Terraform:
    """Terraform in the folders below `outdir`. environ: where its credentials and variables are."""

    outdir: Path
    environ: Mapping[str, str]
    say: Say

    def plans(self, stack: str) -> Plans:
        """The refresh-only and the ordinary plan of a stack."""
        folder = self.outdir / "stacks" / stack
        refreshed: Plan | None = None
        with tempfile.TemporaryDirectory(prefix="lionpay-drift-") as private:
            try:
                self._init(stack, folder)
                self.say(f"{stack}: refresh-only plan")
                refreshed = self._plan(folder, Path(private, "refreshed"), "-refresh-only")
                self.say(f"{stack}: plan")
                planned = self._plan(folder, Path(private, "planned"))
            except FailedError as failed:
                return Plans(refreshed, None, str(failed))
        return Plans(refreshed, planned)

    def state(self, stack: str) -> Plans:
        """The state of a stack as it is, in the place of a refreshed one."""
        folder = self.outdir / "stacks" / stack
        try:
            self._init(stack, folder)
            self.say(f"{stack}: its state")
            return Plans({"prior_state": json.loads(self._run(folder, "show", "-json"))}, None)
        except FailedError as failed:
            return Plans(None, None, str(failed))

    def _init(self, stack: str, folder: Path) -> None:
        if not (folder / ".terraform").exists():
            self.say(f"{stack}: terraform init")
            self._run(folder, "init", "-input=false", "-no-color")

    def _plan(self, folder: Path, file: Path, *arguments: str) -> Plan:
        # Nothing is written to the state, so that readers need no right to lock it.
        options = ("-input=false", "-lock=false", "-json", f"-out={file}")
        self._run(folder, "plan", *arguments, *options)
        return json.loads(self._run(folder, "show", "-json", str(file)))

    def _run(self, folder: Path, *arguments: str) -> str:
        run = subprocess.run(
            ["terraform", *arguments],
            cwd=folder,
            env=terraform_environ(self.environ),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        if run.returncode:
            said = told(run.stdout, run.stderr) or f"It ended with exit code {run.returncode}."
            raise FailedError(without(said, secrets_in(self.environ)))
        return run.stdout


def find_terraform(environ: Mapping[str, str]) -> None:
    """Raises UserError when there is none."""
    if shutil.which("terraform", path=environ.get("PATH", "")) is None:
        fix = "Install Terraform 1.11 or newer from HashiCorp, then try again."
        raise UserError([Problem("terraform", "It is not on PATH.", fix)])


def terraform_environ(environ: Mapping[str, str]) -> dict[str, str]:
    """The person's environment, without what would make Terraform talk or do something else."""
    odd = ("TF_LOG", "TF_CLI_ARGS")
    return {
        **{name: value for name, value in environ.items() if not name.startswith(odd)},
        "CHECKPOINT_DISABLE": "1",
        "TF_IN_AUTOMATION": "1",
        "TF_INPUT": "0",
    }


def told(stdout: str, stderr: str) -> str:
    """Terraform's errors in short: from its JSON lines, or its last words for people."""
    errors = list(dict.fromkeys(_diagnostics(stdout.splitlines())))
    if not errors:
        plain = [line.strip(" │╷╵\t") for line in stderr.splitlines()]
        errors = [line for line in plain if line.startswith("Error")][:3]
    return "\n".join(_ADDRESS.sub(r"\1/...", error)[:LONGEST] for error in errors)


def _diagnostics(lines: Sequence[str]) -> Iterator[str]:
    for line in lines:
        try:
            event: Any = json.loads(line)
            diagnostic = event["diagnostic"] if event["type"] == "diagnostic" else None
        except (ValueError, KeyError, TypeError):
            continue
        if diagnostic and diagnostic["severity"] == "error":
            at = f" ({diagnostic['address']})" if diagnostic.get("address") else ""
            detail = str(diagnostic.get("detail") or "").strip().split("\n")[0]
            yield f"{diagnostic['summary']}{at}{': ' + detail if detail else ''}"
