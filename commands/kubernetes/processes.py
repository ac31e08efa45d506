"""Starts programs with a log each, waits until they are ready, and ends them, and nothing else."""

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from settings import Problem, UserError

LOOPBACK = "127.0.0.1"
TAIL = 25
"""Lines of a log that are shown when its program fails."""

BETWEEN = 0.1
"""Seconds between two looks at a condition, cut short when the program ends."""

PATIENCE = 20
"""Seconds that a program has to end before it is killed."""


@dataclass(frozen=True)
class Running:
    """A program that was started here, and its log."""

    name: str
    process: "subprocess.Popen[bytes]"
    log: Path

    def wait_until(self, what: str, ready: Callable[[], bool], seconds: float) -> None:
        """Waits for a condition.

        Raises UserError with the end of the log when the program ends or time is up before.
        """
        deadline = time.monotonic() + seconds
        while not ready():
            if time.monotonic() > deadline:
                raise self.failure(f"{what}: not within {seconds:.0f} s.")
            try:
                code = self.process.wait(BETWEEN)
            except subprocess.TimeoutExpired:
                continue
            raise self.failure(f"{what}: it ended with exit code {code}.")

    def failure(self, what: str) -> UserError:
        """An error that shows the end of this program's log."""
        lines = self.log.read_text(errors="replace").splitlines()[-TAIL:]
        fix = f"Read the end of its log, above; all of it is in {self.log}."
        return UserError([Problem(self.name, "\n".join([what, *lines]), fix)])


@contextmanager
def running(
    name: str, command: Sequence[str | Path], folder: Path, environ: Mapping[str, str] | None = None
) -> Generator[Running]:
    """Runs a program with its log in `folder`, in a session of its own, until the block ends.

    A terminal's Ctrl-C does not reach it directly: programs end in the order of their blocks.
    """
    log = folder / f"{name}.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [*_ends_with_us(), *(str(part) for part in command)],
            cwd=folder,
            env={"HOME": str(folder), "PATH": os.environ["PATH"], **(environ or {})},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        yield Running(name, process, log)
    finally:
        _end(process)


def _ends_with_us() -> list[str]:
    """Where Linux can do it, a program is killed when we are: nothing of a run outlives it."""
    found = shutil.which("setpriv")
    return [found, "--pdeathsig", "KILL", "--"] if found else []


def _end(process: "subprocess.Popen[bytes]") -> None:
    process.terminate()
    try:
        process.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def free_ports(count: int) -> list[int]:
    """Ports on loopback that nothing listens on now, no two the same."""
    with ExitStack() as probes:
        sockets = [probes.enter_context(socket.socket()) for _ in range(count)]
        for probe in sockets:
            probe.bind((LOOPBACK, 0))
        return [int(probe.getsockname()[1]) for probe in sockets]
