"""Checks this machine and its credentials for ENV: `python -m commands.doctor`.

Nothing is changed anywhere, and no secret is printed. The exit code is 2 when something must be
mended, with `--for` also when something that it needs is not set up; otherwise it is 0.
"""

import argparse
import json
import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace

from rich.console import Console

from commands.doctor.aws import Account, aws_checks, real_clients
from commands.doctor.check import Check, Need, Result, State
from commands.doctor.clusters import cluster_checks
from commands.doctor.endpoints import endpoint_checks
from commands.doctor.grafana import grafana_checks
from commands.doctor.hcp import hcp_checks
from commands.doctor.page import as_json, page
from commands.doctor.run import run
from commands.doctor.tools import runner, tool_checks
from commands.doctor.variables import variable_checks
from commands.doctor.withheld import clean, secrets_in
from settings import Environment, UserError, load_environment
from settings.hcp import HcpState

MUST_BE_MENDED = 2


def checks_of(environment: Environment, environ: Mapping[str, str]) -> list[Check]:
    """Every check, in the order in which they are shown."""
    account = Account(real_clients, environment.regions[environment.hub].aws_region)
    state = environment.state
    return [
        *tool_checks(environment, runner(environ), environ),
        *aws_checks(environment, account),
        *(hcp_checks(state, environ) if isinstance(state, HcpState) else []),
        *cluster_checks(environment, account),
        *variable_checks(environment, environ),
        *grafana_checks(environment, environ),
        *endpoint_checks(environment),
    ]


def insisted(results: Sequence[Result], need: Need | None) -> list[Result]:
    """With a need in mind, only what concerns it; what is not set up must be, then."""
    if need is None:
        return list(results)
    return [
        replace(r, state=State.FAIL) if r.state is State.SKIPPED and r.fix else r
        for r in results
        if r.need in (Need.TEST, need)
    ]


def main(arguments: Sequence[str] | None = None, environ: Mapping[str, str] = os.environ) -> int:
    """Runs the checks and prints what they found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="print the results as JSON")
    parser.add_argument("--quiet", action="store_true", help="only what asks for something")
    parser.add_argument(
        "--for", dest="need", type=Need, choices=list(Need), help="insist on what this needs"
    )
    options = parser.parse_args(arguments)
    need: Need | None = options.need
    try:
        environment = load_environment(environ.get("ENV", "prod"))
    except UserError as error:
        print(error, file=sys.stderr)
        return MUST_BE_MENDED
    checks = [
        c for c in checks_of(environment, environ) if need is None or c.need in (need, Need.TEST)
    ]
    secrets = secrets_in(environ)
    console = Console(stderr=True, highlight=False)
    with console.status(f"{len(checks)} checks") as status:
        results = run(
            checks, lambda result, left: status.update(f"{left} checks left ({result.name} done)")
        )
    results = insisted([clean(result, secrets) for result in results], need)
    if options.json:
        print(json.dumps(as_json(environment.name, results), indent=2))
    else:
        for line in page(environment.name, results, quiet=options.quiet):
            print(line)
    return MUST_BE_MENDED if any(r.state is State.FAIL for r in results) else 0


if __name__ == "__main__":
    sys.exit(main())
