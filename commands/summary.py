"""Says what a synthesis made: each stack, where it stands, its resources, and what to run next."""

import json
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from rich import box
from rich.console import Console
from rich.table import Table

from policies import Synthesized
from settings import Environment

WIDEST = 6
"""How many stacks stand side by side in a terminal."""


@dataclass(frozen=True)
class StackSummary:
    """One stack: `regions` of its providers, resources counted by type, and its file."""

    name: str
    regions: tuple[str, ...]
    resources: dict[str, int]
    path: str

    @property
    def total(self) -> int:
        """How many resources it has."""
        return sum(self.resources.values())


def summarise(stacks: Sequence[Synthesized], outdir: Path) -> list[StackSummary]:
    """One summary for each stack, in the same order."""
    return [
        StackSummary(
            name=stack.name,
            regions=tuple(body["region"] for _, body in stack.providers() if "region" in body),
            resources=dict(sorted(Counter(r.type for r in stack.resources()).items())),
            path=str(outdir / "stacks" / stack.name / "cdk.tf.json"),
        )
        for stack in stacks
    ]


def show(
    environment: Environment,
    stacks: Sequence[Synthesized],
    outdir: Path,
    *,
    policies: int,
    as_json: bool,
    without: Path | None = None,
) -> None:
    """Prints the summary: a table for people, or JSON.

    without: the file of standing resources that there is not, so that nothing was compared with it.
    """
    shown = outdir.relative_to(Path.cwd()) if outdir.is_relative_to(Path.cwd()) else outdir
    summaries = summarise(stacks, shown)
    if as_json:
        report = {
            "environment": environment.name,
            "policies": policies,
            "stacks": [asdict(s) for s in summaries],
        }
        json.dump(report, sys.stdout, indent=2)
        print()
        return
    console = Console(highlight=False, soft_wrap=not sys.stdout.isatty())
    console.print(_table(environment, summaries))
    console.print(f"{policies} policies hold. Terraform JSON: {shown}/stacks/<stack>/cdk.tf.json")
    if without:
        told = "may replace anything unseen; make standing writes it."
        console.print(f"There is no {without}: a change {told}")
    env = "" if environment.name == "prod" else f" ENV={environment.name}"
    next_steps = {
        f"make{env} diff STACK={summaries[0].name}": "what would change in one stack",
        f"make{env} deploy": "all stacks; asks before each",
        f"make{env} rehearse": "a real deploy to an emulated AWS on this machine",
    }
    width = max(map(len, next_steps))
    console.print("Next:")
    for command, what in next_steps.items():
        console.print(f"  {command:{width}}  {what}")


def _table(environment: Environment, summaries: Sequence[StackSummary]) -> Table:
    """Types by stack, or only the stacks' totals where the columns would not fit."""
    title = f"Lionpay monitoring, {environment.name}"
    table = Table(title=title, title_justify="left", box=box.SIMPLE_HEAD)
    if len(summaries) > WIDEST:
        for column in ("Stack", "Region", "Resources"):
            table.add_column(column, justify="right" if column == "Resources" else "left")
        for stack in summaries:
            table.add_row(stack.name, ", ".join(stack.regions), str(stack.total))
        return table
    table.add_column("Resources", no_wrap=True)
    for stack in summaries:
        table.add_column("\n".join((stack.name, *stack.regions)), justify="right")
    for kind in sorted({kind for stack in summaries for kind in stack.resources}):
        table.add_row(kind, *(str(stack.resources.get(kind, "")) for stack in summaries))
    table.add_section()
    table.add_row("all", *(str(stack.total) for stack in summaries))
    return table
