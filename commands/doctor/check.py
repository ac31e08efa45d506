"""What a check is, and what it finds."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """How a check ended."""

    OK = "ok"
    WARN = "warn"
    """It works, or is no matter of this machine; worth a look."""
    FAIL = "fail"
    """It is there and wrong, or is missing and `make` cannot do without it."""
    SKIPPED = "skipped"
    """It is not set up here, or rests on something that is not."""


class Need(StrEnum):
    """What a person cannot do without it."""

    TEST = "test"
    DEPLOY = "deploy"
    PROOFS = "proofs"


NEEDED_FOR = {
    Need.TEST: "Needed for make and make test",
    Need.DEPLOY: "Needed for make diff, make deploy and make drift",
    Need.PROOFS: "Needed for make rules, make conformance and make rehearse",
}


@dataclass(frozen=True)
class Answer:
    """What a probe found. fix: what to do, empty when there is nothing."""

    state: State
    found: str
    fix: str = ""


@dataclass(frozen=True)
class Check:
    """One question, and the probe that asks it."""

    name: str
    need: Need
    probe: Callable[[], Answer]


@dataclass(frozen=True)
class Result:
    """One answered question."""

    name: str
    need: Need
    state: State
    found: str
    fix: str


def ok(found: str) -> Answer:
    """All is well."""
    return Answer(State.OK, found)


def warn(found: str, fix: str) -> Answer:
    """Worth a look."""
    return Answer(State.WARN, found, fix)


def fail(found: str, fix: str) -> Answer:
    """It must be mended."""
    return Answer(State.FAIL, found, fix)


def skipped(found: str, fix: str = "") -> Answer:
    """It is not set up."""
    return Answer(State.SKIPPED, found, fix)
