"""Runs a page's shell text in bash, where every program but filters only notes its arguments."""

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from tests.docs.pages import Snippet, filled

BASH = shutil.which("bash") or "/bin/bash"
FILTERS = ("cat", "date", "grep", "head", "sed", "sort", "tail", "uniq")
"""Programs that are run as they are: they read what comes through a pipe, and nothing else."""

RECORDER = """\
command_not_found_handle() {
  printf '%s\\0' "${BASH_LINENO[0]}" "$@" > "$RECORDS/$EPOCHREALTIME.$BASHPID"
}
"""
"""Bash calls it for each program that is not on PATH; it stands in for all of them.

A file for each call, because both ends of a pipe write at once.
"""


@dataclass(frozen=True)
class Command:
    """A program as a page calls it. line: of the page. span: whether it stands in a sentence."""

    page: str
    line: int
    argv: tuple[str, ...]
    span: bool = False

    def __str__(self) -> str:
        return f"{self.page}:{self.line}: {' '.join(self.argv)}"


@dataclass(frozen=True)
class Fault:
    """What is wrong with a command of a page."""

    page: str
    line: int
    why: str

    def __str__(self) -> str:
        return f"{self.page}:{self.line}: {self.why}"


def commands_of(snippet: Snippet, folder: Path) -> list[Command] | Fault:
    """What the snippet runs, in order: loops run through, variables and substitutions filled in.

    folder: a directory of this snippet's own; the files that it writes stay there.
    """
    script, recorder, records, path = (
        folder / name for name in ("script", "recorder", "records", "path")
    )
    script.write_text(filled(snippet.text) + "\n")
    recorder.write_text(RECORDER)
    records.mkdir()
    path.mkdir()
    for name in FILTERS:
        path.joinpath(name).symlink_to(shutil.which(name) or f"/bin/{name}")
    environ = {
        "PATH": str(path), "BASH_ENV": str(recorder), "RECORDS": str(records),
        "LANG": os.environ.get("LANG", "C.UTF-8"),
    }  # fmt: skip
    for arguments in (["-n"], []):
        ran = subprocess.run(
            [BASH, *arguments, script], env=environ, cwd=folder, text=True,
            input="typed\n" * 3, capture_output=True, check=False, timeout=60,
        )  # fmt: skip
        if "syntax error" in ran.stderr or "unexpected EOF" in ran.stderr:
            return Fault(snippet.page, snippet.line, ran.stderr.strip().splitlines()[-1])
    calls = [file.read_text().split("\0")[:-1] for file in sorted(records.iterdir())]
    return [
        Command(snippet.page, snippet.line + int(line) - 1, tuple(argv), snippet.span)
        for line, *argv in calls
    ]
