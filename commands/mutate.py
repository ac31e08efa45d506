"""Changes every rule in turn and runs its cases: whether the cases would notice a wrong rule.

`python -m commands.mutate [--rule NAME]`. Exit code 1 when fewer than 90 % are noticed, or when
one that is not noticed has no reason in proof/survivors.py.
"""

import argparse
import os
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from rich.progress import Progress

from alerts.catalogue import recordings, rules
from alerts.rule import Recording, Rule
from commands.engines.build import tool
from commands.log_proof import LogProof, log_proof
from proof import unproven
from proof.case import Case, LogCase, MetricCase
from proof.cases import CASES
from proof.environment import proof_environment
from proof.mutation import Mutant, mutants
from proof.promtool import test_rules
from proof.survivors import SURVIVORS
from settings import UserError

WANTED = 0.9
"""The share of wrong rules that must be noticed."""

Runs = Callable[[Rule, Case], bool]
"""Whether a rule, right or wrong, does what a case says."""


@dataclass(frozen=True)
class Tried:
    """A wrong rule, and whether a case noticed."""

    mutant: Mutant
    noticed: bool

    @property
    def key(self) -> tuple[str, str]:
        """How proof/survivors.py names it."""
        return self.mutant.rule.name, self.mutant.change


@dataclass(frozen=True)
class Score:
    """What came of all wrong rules."""

    tried: Sequence[Tried]

    @property
    def survivors(self) -> list[Tried]:
        """Those that no case noticed."""
        return [one for one in self.tried if not one.noticed]

    @property
    def share(self) -> float:
        """The share that was noticed."""
        return 1 - len(self.survivors) / len(self.tried)

    @property
    def unexplained(self) -> list[Tried]:
        """Survivors without a reason."""
        return [one for one in self.survivors if one.key not in SURVIVORS]

    @property
    def outdated(self) -> list[tuple[str, str]]:
        """Reasons for what is noticed, or is no change of these rules at all."""
        names = {one.mutant.rule.name for one in self.tried}
        alive = {one.key for one in self.survivors}
        return sorted(key for key in SURVIVORS if key[0] in names and key not in alive)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rule", help="only rules of this name in the catalogue")
    options = parser.parse_args()
    try:
        score = measured(options.rule)
    except UserError as error:
        print(error, file=sys.stderr)
        return 2
    print(report(score))
    return 0 if score.share >= WANTED and not score.unexplained and not score.outdated else 1


def measured(name: str | None = None) -> Score:
    """Tries every wrong version of every rule, or of those of one name."""
    environment = proof_environment()
    by_title: Mapping[str, list[Case]] = _cases()
    chosen = [
        rule
        for rule in rules(environment)
        if rule.title not in unproven.RULES and name in (None, rule.name)
    ]
    if not chosen:
        raise SystemExit(f"no rule of the name {name} is proven by an engine")
    wrong = [mutant for rule in chosen for mutant in mutants(rule)]
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        logs = [c for r in chosen for c in by_title[r.title] if isinstance(c, LogCase)]
        proof = stack.enter_context(log_proof(logs, environment, folder)) if logs else None
        runs = _runner(tool("promtool"), recordings(environment), proof)
        progress = stack.enter_context(Progress(disable=not sys.stderr.isatty()))
        task = progress.add_task("wrong rules", total=len(wrong))

        def tried(mutant: Mutant) -> Tried:
            noticed = any(not runs(mutant.rule, case) for case in by_title[mutant.rule.title])
            progress.advance(task)
            return Tried(mutant, noticed)

        pool = stack.enter_context(ThreadPoolExecutor(os.cpu_count()))
        return Score(list(pool.map(tried, wrong)))


def report(score: Score) -> str:
    """What a person reads of a score."""
    lines = [
        f"{len(score.tried)} wrong rules, {len(score.tried) - len(score.survivors)} noticed:"
        f" {score.share:.1%} (at least {WANTED:.0%} wanted)"
    ]
    for one in score.survivors:
        reason = SURVIVORS.get(one.key, "NO REASON in proof/survivors.py; add a case or a reason")
        lines.append(f"  {one.mutant.rule.title}: {one.mutant.change}: {reason}")
    lines += [
        f"  {name}: {change}: noticed now, take its reason out" for name, change in score.outdated
    ]
    return "\n".join(lines)


def _cases() -> Mapping[str, list[Case]]:
    """By title; those that cost least first, since one that notices is enough."""
    found: defaultdict[str, list[Case]] = defaultdict(list)
    for case in sorted(CASES, key=_cost):
        found[case.rule].append(case)
    return found


def _cost(case: Case) -> float:
    """Evaluations that it takes."""
    return case.at / case.step if isinstance(case, MetricCase) else 0


def _runner(promtool: Path, recorded: Sequence[Recording], proof: LogProof | None) -> Runs:
    def runs(rule: Rule, case: Case) -> bool:
        if isinstance(case, MetricCase):
            return _asks_promtool(promtool, recorded, rule, case)
        assert proof is not None  # noqa: S101 - there is one as soon as a case has lines
        return proof.verdict(rule, case).ok

    return runs


def _asks_promtool(
    promtool: Path, recorded: Sequence[Recording], rule: Rule, case: MetricCase
) -> bool:
    with tempfile.TemporaryDirectory() as folder:
        return test_rules(promtool, [rule], recorded, [case], Path(folder)).ok


if __name__ == "__main__":
    sys.exit(main())
