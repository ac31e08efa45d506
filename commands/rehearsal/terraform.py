"""Runs cdktf and Terraform in a rehearsal's own folders, with a log and an eye on progress."""

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from commands import orphans
from commands.drift.__main__ import report_of
from commands.drift.model import Report
from commands.drift.page import text
from commands.rehearsal.emulator import Gate
from commands.rehearsal.plans import Plan
from policies.synthesized import Synthesized, read_synthesized
from settings import Problem, UserError, load_environment

ROOT = Path(__file__).resolve().parent.parent.parent
_STEP = re.compile(r"(Creation|Destruction|Modifications|Import) complete")
_COLOUR = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")


@dataclass(frozen=True)
class Workspace:
    """The folders of one rehearsal and the environment that its programs run in.

    progress: told how many resources are done, while a program runs.
    """

    folder: Path
    environ: dict[str, str]
    terraform: Path
    progress: Callable[[int], None]

    @property
    def outdir(self) -> Path:
        """Where cdktf puts its output."""
        return self.folder / "cdktf.out"

    def stack(self, name: str) -> Path:
        """The folder that Terraform runs in for a stack."""
        return self.outdir / "stacks" / name

    def cdktf(self, *arguments: str) -> None:
        """Runs the cdktf command line in the project's folder."""
        self._run(["cdktf", *arguments, "--output", str(self.outdir)], ROOT)

    def synth(self) -> None:
        """Synthesizes, and initialises each stack for Terraform."""
        self.cdktf("synth")
        for name in self.stacks():
            self.terraform_run(name, "init")

    def stacks(self) -> list[str]:
        """The synthesized stacks that can be rehearsed: those that need AWS's provider alone."""
        return [stack.name for stack in self._synthesized() if _is_only_aws(stack)]

    def independent_stacks(self) -> list[str]:
        """Those of them that read no other stack."""
        return [s.name for s in self._synthesized() if _is_only_aws(s) and not s.dependencies]

    def left_out(self) -> dict[str, list[str]]:
        """The synthesized stacks that cannot be rehearsed, with what else than AWS they need."""
        others = [stack for stack in self._synthesized() if not _is_only_aws(stack)]
        return {stack.name: sorted(stack.provider_kinds() - {"aws"}) for stack in others}

    def _synthesized(self) -> list[Synthesized]:
        return sorted(read_synthesized(self.outdir), key=lambda stack: stack.name)

    def terraform_run(self, stack: str, *arguments: str) -> str:
        """Runs Terraform in a stack's folder and gives what it printed."""
        return self.terraform_in(self.stack(stack), *arguments)

    def terraform_in(self, folder: Path, *arguments: str) -> str:
        """Runs Terraform in a folder and gives what it printed."""
        return self._run([str(self.terraform), *arguments], folder)

    def plan(self, stack: str) -> Plan:
        """A plan of a stack, as JSON."""
        self.terraform_run(stack, "plan", "-out=rehearsal.tfplan")
        shown: Plan = json.loads(self.terraform_run(stack, "show", "-json", "rehearsal.tfplan"))
        (self.stack(stack) / "rehearsal.tfplan").unlink()
        return shown

    def orphans(self) -> str:
        """What `make orphans` prints for this rehearsal."""
        command = [sys.executable, "-m", "commands.orphans", "--output", str(self.outdir)]
        return self._run(command, ROOT, good=(0, orphans.FOUND))

    def drift(self, stack: str) -> Report:
        """What `make drift` tells of a stack. Raises UserError where it cannot plan it."""
        environment = load_environment(self.environ["ENV"])
        report = report_of(environment, self.outdir, self.environ, stack, lambda _: None)
        if not report.complete:
            raise UserError([Problem("make drift", "\n".join(text(report)), "Read what it says.")])
        return report

    def outputs(self, stack: str) -> dict[str, Any]:
        """A stack's outputs, by name."""
        told = json.loads(self.terraform_run(stack, "output", "-json"))
        return {name: output["value"] for name, output in told.items()}

    def interrupted_apply(
        self, stack: str, gate: Gate, action: str, with_signal: signal.Signals
    ) -> int:
        """Applies a stack and signals Terraform right after AWS carried out `action`.

        Gives Terraform's exit code. A killed Terraform never gets the answer; one that is
        interrupted gets it, and has other requests on their way.
        """
        gate.hold(action)
        with (self.folder / "interrupted.log").open("w") as log:
            process = subprocess.Popen(
                [str(self.terraform), "apply", "-auto-approve", "-no-color"],
                cwd=self.stack(stack),
                env=self.environ,
                stdout=log,
                stderr=subprocess.STDOUT,
                # Of its own group, so that a kill takes its provider with it.
                start_new_session=True,
            )
            try:
                if not gate.reached.wait(timeout=180):
                    raise RuntimeError(f"apply of {stack} never asked for {action}")
                if with_signal == signal.SIGKILL:
                    _kill_group(process)
                    gate.release()
                else:
                    gate.release()
                    process.send_signal(with_signal)
                return process.wait(timeout=180)
            finally:
                gate.release()
                if process.poll() is None:
                    _kill_group(process)
                    process.wait()

    def _run(self, command: Sequence[str], folder: Path, good: Sequence[int] = (0,)) -> str:
        printed: list[str] = []
        done = 0
        with (
            (self.folder / "log.txt").open("a") as log,
            subprocess.Popen(
                command,
                cwd=folder,
                env=self.environ,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
            ) as process,
        ):
            log.write(f"$ {' '.join(command)}\n")
            for line in process.stdout or ():
                printed.append(line)
                log.write(line)
                if _STEP.search(line):
                    done += 1
                    self.progress(done)
        if process.returncode not in good:
            raise UserError([_failure(command, folder, process.returncode, printed)])
        return "".join(printed)


def _is_only_aws(stack: Synthesized) -> bool:
    return stack.provider_kinds() == {"aws"}


def _kill_group(process: "subprocess.Popen[bytes]") -> None:
    # The group's id is that of the process that we started as its leader.
    os.killpg(process.pid, signal.SIGKILL)


def _failure(command: Sequence[str], folder: Path, code: int, printed: list[str]) -> Problem:
    tail = [_COLOUR.sub("", line).rstrip() for line in printed][-40:]
    return Problem(
        f"{' '.join(command)} (in {folder})",
        "\n".join([f"It ended with exit code {code}:", *(line for line in tail if line)]),
        "Read what it printed, above.",
    )
