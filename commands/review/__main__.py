"""`make review`: what changes against a base, as a page, as text, as a pull-request comment.

The base is a git ref or the folder of a saved synthesis. Nothing is deployed, no account is asked.
"""

import argparse
import json
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from rich.console import Console

from commands.review.base import base
from commands.review.build import holding, policies_of, review_of, samples_of, stops
from commands.review.differences import compare
from commands.review.facts import text_diffs
from commands.review.markdown import markdown
from commands.review.page import page
from commands.review.planned import with_plans
from commands.review.plans import read_plans, secrets
from commands.review.report import report
from commands.review.review import Review
from commands.review.synthesis import present, save
from commands.review.terminal import show
from commands.review.verdict import sentences
from dashboards.catalogue import dashboards
from settings import UserError, load_environment

OUT = Path("review")
PAGE = "review.html"


def main(arguments: Sequence[str], environ: Mapping[str, str] = os.environ) -> int:
    """The command line. Returns 0, or 2 when a person has something to mend first."""
    options = _options(arguments)
    try:
        review = made(options, environ)
    except UserError as error:
        print(error, file=sys.stderr)
        return 2
    written(options.out, page(review))
    if options.markdown:
        written(options.markdown, markdown(review))
    if options.json:
        print(json.dumps(report(review), indent=2))
        return 0
    if options.text:
        show(review, Console(highlight=False, soft_wrap=not sys.stdout.isatty()))
    else:
        print(" ".join(sentences(review)))
    print(f"The page: {options.out}")
    return 0


def made(options: argparse.Namespace, environ: Mapping[str, str]) -> Review:
    """The review of ENV. Raises UserError where the environment, base or plans cannot be read."""
    name = environ.get("ENV", "prod")
    environment = load_environment(name)
    now = present(environment)
    if options.save:
        save(now, options.save)
    before = base(options.base, name)
    both = (*before.stacks, *now.stacks)
    plans = read_plans(options.plans, [stack.name for stack in both]) if options.plans else {}
    known = secrets(plans, both)
    found = compare(before.name, before.stacks, now.stacks, known)
    if plans:
        found = with_plans(found, plans, known)
    policies = policies_of(name)
    return review_of(
        environment,
        found,
        (before.facts, now.facts),
        text_diffs(before.facts, now.facts),
        policies=policies,
        held=holding(policies, now.stacks),
        refused=stops(environment, policies, now.stacks),
        samples=samples_of(environment, dashboards(environment), environ),
    )


def written(path: Path, text: str) -> None:
    """Writes a file, and its folder where there is none."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make review", description=__doc__)
    parser.add_argument("--base", help="a git ref, or the folder of a saved synthesis")
    parser.add_argument("--plans", type=Path, help="a folder of `terraform show -json` by stack")
    parser.add_argument("--save", type=Path, help="a folder to keep this synthesis in, as a base")
    parser.add_argument("--out", type=Path, default=OUT / PAGE, help="where the page goes")
    parser.add_argument("--markdown", type=Path, help="a file for a pull-request comment")
    shown = parser.add_mutually_exclusive_group()
    shown.add_argument("--text", action="store_true", help="print all of it as text")
    shown.add_argument("--json", action="store_true", help="print it for machines")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
