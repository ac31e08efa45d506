"""Errors for people: what is wrong, where, and what to do; never a traceback."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Problem:
    """One thing that a person can mend.

    where: the file and the key, or the object, for example
        `environments/prod.toml: regions.tokyo.network.cidr`.
    what: what was found there, in one sentence.
    fix: what is wanted instead, in one sentence.
    """

    where: str
    what: str
    fix: str

    def __str__(self) -> str:
        return "\n  ".join([self.where, *self.what.splitlines(), *self.fix.splitlines()])


class UserError(Exception):
    """One or more problems that end a command with exit code 2 and this text."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("\n\n".join(str(problem) for problem in problems))
        self.problems = tuple(problems)
