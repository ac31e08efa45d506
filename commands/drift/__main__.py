"""Names what was changed by hand in ENV: `python -m commands.drift`. It changes nothing.

Exit code: 0 when all is as the code says, 3 when something differs, 2 when something could not be
asked (what was found is told all the same).
"""

import argparse
import json
import os
import signal
import sys
from collections.abc import Iterator, Mapping, Sequence
from graphlib import TopologicalSorter
from pathlib import Path

from commands.doctor.withheld import secrets_in, without
from commands.drift.additions import Resource, additions, adds_to, made_by, resources_of
from commands.drift.grafana import by_hand, read_grafana
from commands.drift.model import GrafanaDrift, Report, StackDrift
from commands.drift.ours import our_things
from commands.drift.page import as_json, markdown, text
from commands.drift.plans import read_drift
from commands.drift.terraform import Plans, Terraform, find_terraform
from commands.engines.build import Say, say_on_stderr
from commands.grafana_api import TOKEN, URL, grafana_of
from commands.placement import last_environment
from policies.synthesized import Synthesized, read_synthesized
from settings import Environment, Problem, UserError, load_environment
from vocabulary import stacks as names

DIFFERS = 3
"""As `make orphans` ends when it finds some; 2 is for what a person must mend first."""

INCOMPLETE = 2

MAY = "Admin, or see `make doctor`"


def ordered(stacks: Sequence[Synthesized], only: str | None) -> list[Synthesized]:
    """Stacks after those that they read; or the one that is asked for. Raises UserError."""
    by_name = {stack.name: stack for stack in stacks}
    if only:
        if only not in by_name:
            fix = f"Give one of {', '.join(sorted(by_name))}."
            raise UserError([Problem(f"stack {only}", "There is none of that name.", fix)])
        return [by_name[only]]
    graph = {stack.name: stack.dependencies for stack in stacks}
    return [by_name[name] for name in TopologicalSorter(graph).static_order()]


def stack_drifts(
    stacks: Sequence[Synthesized], readers: Sequence[Synthesized], terraform: Terraform
) -> Iterator[StackDrift]:
    """Plans each stack. readers: others, which may have put rules and routes into theirs."""
    plans: dict[str, Plans] = {stack.name: terraform.plans(stack.name) for stack in stacks}
    states: dict[str, Plans] = {stack.name: terraform.state(stack.name) for stack in readers}
    resources: dict[str, list[Resource]] = {
        name: resources_of(made.refreshed)
        for name, made in {**plans, **states}.items()
        if made.refreshed
    }
    made = made_by(found for of in resources.values() for found in of)
    unread = [f"Of {name}: {read.problem}" for name, read in states.items() if read.problem]
    for stack in stacks:
        told = plans[stack.name]
        problem = "\n".join(filter(None, [told.problem, *unread]))
        if told.refreshed is None:
            yield StackDrift(stack.name, problem=problem)
            continue
        labels = {resource.address: resource.label for resource in stack.resources()}
        read = read_drift(stack.name, told.refreshed, told.planned, labels)
        yield StackDrift(
            stack.name,
            read.put_back,
            read.left,
            # What others put into it and could not be asked for would be taken for a person's.
            () if unread else tuple(additions(resources[stack.name], made)),
            read.waiting,
            problem,
            deployed=bool(resources[stack.name]),
        )


def grafana_drift(environment: Environment, environ: Mapping[str, str]) -> GrafanaDrift:
    """What people made in the environment's Grafana, where one is named."""
    cloud = environment.grafana
    if cloud is None or cloud.url is None:
        return GrafanaDrift(asked=False)
    try:
        grafana = grafana_of(environ, MAY)
        if grafana is None:
            return GrafanaDrift(asked=False)
        ours = our_things(environment, cloud)
        return GrafanaDrift(asked=True, found=tuple(by_hand(read_grafana(grafana, ours), ours)))
    except UserError as error:
        return GrafanaDrift(asked=True, problem=without(str(error), secrets_in(environ)))
    except (KeyError, TypeError, AttributeError) as error:
        problem = f"Its answer is not of the form that is known ({type(error).__name__})."
        return GrafanaDrift(asked=True, problem=problem)


def report_of(
    environment: Environment,
    outdir: Path,
    environ: Mapping[str, str],
    only: str | None,
    say: Say = say_on_stderr,
) -> Report:
    """Asks Terraform and Grafana. Raises UserError when there is nothing to ask with."""
    find_terraform(environ)
    if last_environment(outdir) != environment.name:
        what = f"It is not {environment.name} that is synthesized there."
        raise UserError([Problem(str(outdir), what, "Run `make` for this environment first.")])

    synthesized = read_synthesized(outdir)
    stacks = ordered(synthesized, only)
    readers = [stack for stack in synthesized if only in stack.dependencies and adds_to(stack)]
    drifts = tuple(stack_drifts(stacks, readers, Terraform(outdir.resolve(), environ, say)))
    if only not in (None, names.OBSERVABILITY):
        return Report(environment.name, drifts)
    if environ.get(URL) and environ.get(TOKEN):
        say("Grafana: what people made there")
    return Report(environment.name, drifts, grafana_drift(environment, environ))


def main(arguments: Sequence[str] | None = None, environ: Mapping[str, str] = os.environ) -> int:
    """Prints the report; the exit code says whether something differs."""
    parser = argparse.ArgumentParser(description=__doc__)
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="print it as JSON")
    form.add_argument("--markdown", action="store_true", help="print it as Markdown")
    parser.add_argument("--stack", help="only this stack")
    parser.add_argument("--output", type=Path, default=Path("cdktf.out"))
    options = parser.parse_args(arguments)
    # So that plan files are deleted also where a workflow is cancelled.
    signal.signal(signal.SIGTERM, _end)
    try:
        environment = load_environment(environ.get("ENV", "prod"))
        report = report_of(environment, options.output, environ, options.stack or None)
    except UserError as error:
        print(error, file=sys.stderr)
        return INCOMPLETE
    if options.json:
        print(json.dumps(as_json(report), indent=2))
    else:
        for line in markdown(report) if options.markdown else text(report):
            print(line)
    if not report.complete:
        return INCOMPLETE
    return DIFFERS if report.differs else 0


def _end(*_: object) -> None:
    sys.exit(128 + signal.SIGTERM)


if __name__ == "__main__":
    sys.exit(main())
