"""The lines of cases, masked by the real collectors and pushed to a real Loki, each case apart."""

import os
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from alerts.rule import Rule
from commands.engines.alloy import find_alloy
from commands.engines.build import tool
from commands.masked_lines import entries, masked
from proof.case import LogCase, Verdict, name_of
from proof.log_rules import test_log_rule
from proof.loki import LokiServer
from settings import Environment

START = 1_767_225_600.0
"""When every case begins: the first second of 2026, in Unix time."""


@dataclass(frozen=True)
class LogProof:
    """A Loki that holds the lines of all cases."""

    server: LokiServer
    tenants: Mapping[str, str]
    """By `name_of` a case."""

    def verdict(self, rule: Rule, case: LogCase) -> Verdict:
        """Whether the rule, or a changed one, does what the case says."""
        return test_log_rule(self.server, self.tenants[name_of(case)], rule, case, START)


@contextmanager
def log_proof(
    cases: Sequence[LogCase], environment: Environment, folder: Path
) -> Generator[LogProof]:
    """Masks and pushes the lines of all cases: about half a minute. The folder is its own."""
    lines = [one for case in cases for one in case.lines]
    arrived = masked(
        lines,
        alloy=find_alloy(os.environ).path,
        folder=folder / "alloy",
        environment=environment,
    )
    tenants = {name_of(case): f"case-{number}" for number, case in enumerate(cases)}
    with LokiServer(tool("loki"), folder / "loki") as server:
        for case in cases:
            server.push(tenants[name_of(case)], entries(case.lines, arrived, START))
        yield LogProof(server, tenants)
