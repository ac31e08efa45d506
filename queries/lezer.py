"""LogQL and TraceQL as trees, by Grafana's grammars, which are JavaScript and run in Node."""

import json
import subprocess
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from settings.problems import Problem, UserError

Language = Literal["logql", "traceql"]

SCRIPT = Path(__file__).with_suffix(".mjs")

ERROR = "⚠"
"""The name of a node that the grammar does not understand. It refuses nothing by itself."""


@dataclass
class Branch:
    """A node of a grammar: its name, and where in the source it is."""

    name: str
    source: str
    start: int
    end: int
    branches: list["Branch"] = field(default_factory=list["Branch"])

    @property
    def text(self) -> str:
        return self.source[self.start : self.end]

    def of(self, *names: str) -> list["Branch"]:
        """Those directly in it that have one of these names."""
        return [branch for branch in self.branches if branch.name in names]

    def all(self, *names: str) -> Iterator["Branch"]:
        """Those anywhere in it, itself included, that have one of these names, in their order."""
        waiting: list[Branch] = [self]
        while waiting:
            branch = waiting.pop()
            if branch.name in names:
                yield branch
            waiting += reversed(branch.branches)


class ParseError(ValueError):
    """A query that its grammar does not understand. position: of the first such character."""

    def __init__(self, source: str, position: int) -> None:
        near = source[position:].split("\n", 1)[0][:20].strip()
        before = f"before `{near}`" if near else "at its end"
        super().__init__(f"not understood at character {position + 1}, {before}")
        self.position = position


_REMEMBERED: dict[tuple[Language, str], Branch | ParseError] = {}
"""The same text always gives the same tree, and a synthesis asks for it more than once."""


def parse_all(queries: Iterable[tuple[Language, str]]) -> list[Branch | ParseError]:
    """The trees of queries, by one process of Node; by none where all of them were seen before."""
    wanted = list(queries)
    if unseen := [query for query in dict.fromkeys(wanted) if query not in _REMEMBERED]:
        for query, rows in zip(unseen, _run(unseen), strict=True):
            _REMEMBERED[query] = _tree(query[1], rows)
    return [_REMEMBERED[query] for query in wanted]


def _tree(source: str, rows: list[tuple[int, str, int, int]]) -> Branch | ParseError:
    branches = [Branch(name, source, start, end) for _, name, start, end in rows]
    for branch in branches:
        if branch.name == ERROR:
            return ParseError(source, branch.start)
    path: list[Branch] = []
    for (depth, *_), branch in zip(rows, branches, strict=True):
        del path[depth:]
        if path:
            path[-1].branches.append(branch)
        path.append(branch)
    return branches[0]


def _run(queries: list[tuple[Language, str]]) -> list[list[tuple[int, str, int, int]]]:
    ours = Path(sys.prefix, "bin", "node")
    node = str(ours) if ours.exists() else "node"
    try:
        run = subprocess.run(
            [node, str(SCRIPT)], input=json.dumps(queries), capture_output=True, text=True,
            check=False, encoding="utf-8",
        )  # fmt: skip
    except OSError as error:
        raise _broken(str(error)) from None
    if run.returncode:
        raise _broken(run.stderr.strip())
    return json.loads(run.stdout)


def _broken(said: str) -> UserError:
    return UserError([Problem(f"queries/{SCRIPT.name}", said, "Run `make setup`, then try again.")])
