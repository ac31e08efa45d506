"""Reads an environment, synthesizes its Terraform JSON, checks it, and only then puts it in place.

`cdktf synth`, `diff` and `deploy` run this file too, so none of them can go round the policies.
"""

import argparse
import os
import sys
from pathlib import Path

from commands import placement, summary
from settings import UserError, load_environment
from settings.files import environment_file
from telemetry.cost.budgets import check_budgets
from telemetry.environment import check_collected

ROOT = Path(__file__).resolve().parent


def main() -> int:
    """Returns the exit code: 0, or 2 when a person has something to mend."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="print the summary as JSON")
    options = parser.parse_args()
    name = os.environ.get("ENV", "prod")
    outdir = Path(os.environ.get("CDKTF_OUTDIR", ROOT / "cdktf.out"))
    try:
        environment = load_environment(name)
        check_collected(environment)
        check_budgets(environment, environment_file(name))
        by_cdktf = "CDKTF_OUTDIR" in os.environ
        with placement.prepared(outdir, environment.name, by_cdktf=by_cdktf) as build:
            # Imported only now: bad settings are told before Node starts.
            from policies import POLICIES, enforce, read_synthesized
            from policies.standing import standing_file, standing_policies
            from stacks.app import build_app

            build_app(environment, build).synth()
            stacks = read_synthesized(build)
            policies = (*POLICIES, *standing_policies(name))
            enforce(policies, stacks)
    except UserError as error:
        print(error, file=sys.stderr)
        return 2
    file = standing_file(name)
    summary.show(
        environment,
        stacks,
        outdir,
        policies=len(policies),
        as_json=options.json,
        without=None if file.exists() else file,
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
