"""Deploys ENV for real, with real Terraform and AWS provider, to an emulated AWS on loopback."""

import argparse
import json
import os
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from commands.rehearsal import cloudwatch, onboarding, scenario, tokens
from commands.rehearsal.emulator import Gate, emulated_aws
from commands.rehearsal.environment import Tables, rehearsed, with_azs, write
from commands.rehearsal.report import Report, expect_nothing
from commands.rehearsal.terraform import Workspace
from commands.rehearsal.toolbox import Toolbox, find_toolbox, rehearsal_environ
from settings import Environment, Problem, UserError, load_environment
from vocabulary import stacks

PLANS = Path("tests/rehearsal/plans")


def rehearse(name: str, toolbox: Toolbox, report: Report, *, full: bool, update: bool) -> None:
    """Rehearses an environment. Raises UserError at the first thing that is not as meant."""
    environment = load_environment(name)
    with kept_on_failure(report) as folder:
        tables = rehearsed(environment, name, folder / "state")
        final = {
            key: region.network.azs for key, region in environment.regions.items() if region.network
        }
        with emulated_aws(folder / "aws.log") as port, Gate(port) as gate:
            environ = rehearsal_environ(gate.endpoint, folder, toolbox, os.environ)
            environ["ENV"] = str(folder / "rehearsal.toml")
            workspace = Workspace(folder, environ, toolbox.terraform, report.progress)
            stage = scenario.Rehearsal(
                folder, workspace, gate, report, environment.hub, _first_spoke(environment, name)
            )
            # A zone less in each region, so that there is one to add.
            for key, azs in final.items():
                tables = with_azs(tables, key, azs[:-1])
            write(tables, folder)
            if environment.grafana:
                tokens.create_clusters(stage, stage.environment())
            planned = scenario.deploy_from_nothing(stage)
            compare_plan(name, planned, report, update=update)
            scenario.plant_faults(stage)
            if stacks.SECRETS in planned:
                with_tokens(stage)
            cloudwatch.expect_reader_as_meant(stage)
            hub, spoke = final[stage.hub], final[stage.spoke]
            scenario.add_az(
                stage, tables, stage.hub, hub, action="CreateSubnet", with_signal=signal.SIGINT
            )
            tables = with_azs(tables, stage.hub, hub)
            _killed(stage, tables, spoke, full=full)
            scenario.lose_gateway(stage)
            tables = with_azs(tables, stage.spoke, spoke)
            onboarding.onboard(stage, tables)
            onboarding.offboard(stage, tables)
            scenario.destroy(stage)


def with_tokens(stage: scenario.Rehearsal) -> None:
    """The steps around the collectors' tokens, for an environment that has secrets."""
    environment = stage.environment()
    with stage.report.step("ask AWS whether secrets and their readers are what was meant"):
        tokens.expect_access_as_meant(stage, environment)
    tokens.plant_access_faults(stage, environment)
    tokens.rotate(stage, environment)


@contextmanager
def kept_on_failure(report: Report) -> Generator[Path]:
    """A temporary folder; what failed in it stays there to be looked at."""
    folder = Path(tempfile.mkdtemp(prefix="lionpay-rehearsal-"))
    try:
        yield folder
    except BaseException:
        report.console.print(f"What happened is in {folder}/log.txt; remove the folder afterwards.")
        raise
    shutil.rmtree(folder)


def _killed(stage: scenario.Rehearsal, tables: Tables, azs: tuple[str, ...], *, full: bool) -> None:
    actions = scenario.TAGGED_ACTIONS if full else scenario.TAGGED_ACTIONS[-1:]
    for action in actions:
        scenario.add_az(stage, tables, stage.spoke, azs, action=action, with_signal=signal.SIGKILL)
        if action != actions[-1]:
            with stage.report.step("take the zone away again"):
                write(tables, stage.folder)
                stage.deploy()
                stage.expect_as_meant()


def compare_plan(
    name: str, planned: dict[str, dict[str, str]], report: Report, *, update: bool
) -> None:
    """Compares what the plans do with the committed snapshot, or writes it."""
    path = PLANS / f"{name}.json"
    text = json.dumps(planned, indent=1, sort_keys=True) + "\n"
    if update:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    if not path.exists():
        report.console.print(f"        {path} does not exist: the plan was compared with nothing")
        return
    with report.step(f"the plan is that of {path}"):
        was = _lines(json.loads(path.read_text()))
        now = _lines(planned)
        expect_nothing(
            f"plan of {name} (make plans writes it anew)",
            [
                *(f"+ {line}" for line in sorted(now - was)),
                *(f"- {line}" for line in sorted(was - now)),
            ],
        )


def _lines(planned: dict[str, dict[str, str]]) -> set[str]:
    return {
        f"{s}: {a}: {what}" for s, by_address in planned.items() for a, what in by_address.items()
    }


def _first_spoke(environment: Environment, name: str) -> str:
    if not environment.spokes:
        fix = "Rehearse an environment with a hub and a spoke."
        raise UserError([Problem(name, "It has no spoke.", fix)])
    return environment.spokes[0]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--full", action="store_true", help="be killed at every kind of moment")
    parser.add_argument("--update-plan", action="store_true", help="write the plan snapshot anew")
    options = parser.parse_args()
    name = os.environ.get("ENV", "prod")
    report = Report()
    started = time.monotonic()
    try:
        toolbox = find_toolbox()
        origin = toolbox.mirror or "the public registry"
        report.console.print(f"Rehearsing {name}: {toolbox.terraform}, providers from {origin}")
        rehearse(name, toolbox, report, full=options.full, update=options.update_plan)
    except UserError as error:
        print(error, file=sys.stderr)
        return 2
    seconds = time.monotonic() - started
    report.console.print(f"Rehearsed {name}: {report.passed} steps passed in {seconds:.0f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
