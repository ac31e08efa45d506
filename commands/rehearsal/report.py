"""Says what a rehearsal is doing and how each step ended."""

import sys
import time
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field

from rich.console import Console
from rich.status import Status

from settings import Problem, UserError


@dataclass
class Report:
    """One line for each step; on a terminal also what is going on meanwhile."""

    console: Console = field(default_factory=lambda: Console(highlight=False, soft_wrap=True))
    passed: int = 0
    _status: Status | None = None
    _title: str = ""

    @contextmanager
    def step(self, title: str) -> Generator[None]:
        """Runs a step; a problem in it ends the rehearsal."""
        started = time.monotonic()
        self._title = title
        if sys.stdout.isatty():
            self._status = self.console.status(title)
            self._status.start()
        try:
            yield
        except BaseException:
            self._stop()
            self.console.print(f"FAILED  {title}", markup=False)
            raise
        self._stop()
        self.passed += 1
        self.console.print(f"{time.monotonic() - started:5.0f} s  {title}", markup=False)

    def progress(self, done: int) -> None:
        """Tells how many resources the running step has dealt with."""
        if self._status:
            self._status.update(f"{self._title}: {done} resources")

    def _stop(self) -> None:
        if self._status:
            self._status.stop()
            self._status = None


def expect_nothing(what: str, differences: list[str]) -> None:
    """Raises UserError with every difference, when there is one."""
    if differences:
        raise UserError(
            [Problem(what, "\n".join(differences), "What stands is not what was meant.")]
        )
