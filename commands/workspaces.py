"""Says what ENV has in HCP Terraform: workspaces, readers of states, what people set by hand."""

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import asdict

from rich import box
from rich.console import Console
from rich.table import Table

from hcp.plan import SET_UP, WorkspacesPlan, plan_workspaces
from providers.core import App
from settings import Environment, Problem, UserError, load_environment
from settings.files import environment_file
from settings.hcp import HcpState
from stacks.app import build_stacks

WIDTH = 120
"""Columns of the table where no terminal says how many there are."""


def planned(environment: Environment, name: str) -> tuple[HcpState, WorkspacesPlan]:
    """The workspaces of an environment. Raises UserError when it is not in HCP Terraform.

    name: as it was asked for, to name the file.
    """
    state = environment.state
    if not isinstance(state, HcpState):
        raise UserError(
            [
                Problem(
                    f"{environment_file(name)}: state",
                    "It is not in HCP Terraform, so there are no workspaces.",
                    'Give state = { backend = "hcp", ... } as docs/hcp.md says.',
                )
            ]
        )
    with tempfile.TemporaryDirectory() as folder:
        needs = build_stacks(App(outdir=folder, stack_traces=False), environment)
    return state, plan_workspaces(environment, state, needs)


def show(state: HcpState, plan: WorkspacesPlan) -> Iterator[Table | str]:
    """What is printed, part by part."""
    where = f"{state.hostname}, organization {plan.organization}, project {plan.project or '-'}"
    table = Table(title=where, title_justify="left", box=box.SIMPLE_HEAD)
    table.add_column("Workspace", no_wrap=True)
    for column in ("Runs on", "State read by", "An apply queues"):
        table.add_column(column, overflow="fold")
    for workspace in plan.workspaces:
        place = f"agents of {workspace.agent_pool}" if workspace.agent_pool else None
        table.add_row(
            workspace.name,
            place or ("this machine" if workspace.execution_mode == "local" else "HCP's runners"),
            ", ".join(workspace.consumers) or "-",
            ", ".join(workspace.triggers) or "-",
        )
    yield table
    for variables in plan.variable_sets:
        if variables.duty:
            yield f"Variable set {variables.name}: AWS roles, for {', '.join(variables.stacks)}"
    by_hand = [w for w in plan.workspaces if w.by_hand]
    if by_hand:
        yield "Made by hand, once, with execution mode Local (docs/hcp.md):"
        yield from (f"  {workspace.name}" for workspace in by_hand)
    if not state.create_workspaces:
        yield "create_workspaces is off: everything above is made by hand."
    for variables in plan.variable_sets:
        if variables.secrets:
            yield f"Put by hand into the variable set {variables.name}, as sensitive variables:"
            width = max(len(secret.name) for secret in variables.secrets)
            yield from (f"  {s.name:{width}}  {s.description}" for s in variables.secrets)
    set_up = [w.stack for w in plan.workspaces if w.stack in SET_UP]
    if set_up:
        yield "Deployed by a person: " + ", ".join(f"make deploy STACK={stack}" for stack in set_up)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="print it as JSON")
    options = parser.parse_args()
    name = os.environ.get("ENV", "prod")
    try:
        state, plan = planned(load_environment(name), name)
    except UserError as error:
        print(error, file=sys.stderr)
        return 2
    if options.json:
        print(json.dumps(asdict(plan), indent=2))
        return 0
    width = None if sys.stdout.isatty() else WIDTH
    console = Console(highlight=False, width=width)
    for part in show(state, plan):
        console.print(part, markup=False)
    return 0


if __name__ == "__main__":
    sys.exit(main())
