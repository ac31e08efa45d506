"""Finds the commands that the documents tell people to run."""

import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass

from tests.support import ROOT

PROGRAMS = "(?:make|kubectl|helm|aws|terraform|cdktf) |python (?:-m|main.py) ?"
"""With which a code span begins when it is a command."""


@dataclass(frozen=True)
class Snippet:
    """Shell text of a page. line: of its first line. span: whether it stands within a sentence."""

    page: str
    line: int
    text: str
    span: bool = False


def pages() -> list[str]:
    """Every tracked page, by its path from the root."""
    listed = subprocess.run(
        ["git", "ls-files", "*.md"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return listed.stdout.splitlines()


def snippets(page: str, text: str) -> Iterator[Snippet]:
    """The `sh` blocks of a page, and the code spans that begin with one of `PROGRAMS`.

    A program's name alone is no command, but for `make`.
    """
    block: list[str] = []
    fence: str | None = None
    for number, line in enumerate(text.splitlines(), 1):
        if marks := re.match(r"\s*```(\w*)", line):
            if fence == "sh":
                yield Snippet(page, number - len(block), "\n".join(block))
            fence, block = (marks[1] if fence is None else None), []
        elif fence is not None:
            block.append(line)
        else:
            for span in re.findall(r"`([^`]+)`", line.replace("\\|", "|")):
                plain = span.removeprefix(".venv/bin/")
                if plain == "make" or re.match(rf"(?:{PROGRAMS})\S", plain):
                    yield Snippet(page, number, span, span=True)


def filled(text: str) -> str:
    """The text with its placeholders (`<pod>`) filled in, and Python by its plain name."""
    for name, value in {"region": "tokyo", "revision": "1"}.items():
        text = text.replace(f"<{name}>", value)
    return re.sub(r"<[A-Za-z][^<>\n]*>", "example", text).replace(".venv/bin/python", "python")
