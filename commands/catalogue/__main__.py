"""Writes docs/alerts.md, and what is generated of docs/dashboards.md and docs/runbooks, from prod.

`python -m commands.catalogue`; `--check` says what is out of date, and writes nothing. Either way
the exit code is 1 when a person has something to do: a runbook to write, a page to delete.
"""

import argparse
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from alerts.catalogue import rules
from commands.catalogue import boards, runbooks, table
from settings import Environment, Problem, UserError, load_environment

ROOT = Path(__file__).resolve().parent.parent.parent
ENVIRONMENT = "prod"


def files(environment: Environment, pages: Mapping[str, str]) -> dict[str, str]:
    """Every file that is generated or has a generated block, as it should be.

    pages: the runbooks that there are, by name.
    """
    grafana = environment.grafana.url if environment.grafana else None
    wanted = runbooks.written(pages, rules(environment), grafana)
    return {
        table.PAGE: table.page(environment),
        **{f"{runbooks.FOLDER}/{name}.md": text for name, text in wanted.items()},
    }


def problems(
    environment: Environment, pages: Mapping[str, str], there: Mapping[str, str]
) -> list[Problem]:
    """What is wrong with the files that are there: what is stale, then what a person must do."""
    stale = [
        Problem(path, "It is out of date.", "Run `make catalogue`.")
        for path, text in files(environment, pages).items()
        if path in there and there[path] != text
    ]
    if table.PAGE not in there:
        stale.append(Problem(table.PAGE, "There is no such page.", "Run `make catalogue`."))
    return [*stale, *runbooks.problems(pages, rules(environment))]


def pages_in(root: Path) -> dict[str, str]:
    """The runbooks of a checkout, by name."""
    found = sorted((root / runbooks.FOLDER).glob("*.md"))
    return {path.stem: path.read_text() for path in found}


def files_in(root: Path) -> dict[str, str]:
    """All files of a checkout that this command writes."""
    paths = [root / table.PAGE, *sorted((root / runbooks.FOLDER).glob("*.md"))]
    return {str(path.relative_to(root)): path.read_text() for path in paths if path.exists()}


def main(arguments: Sequence[str]) -> int:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="only say what is out of date")
    options = parser.parse_args(arguments)
    environment = load_environment(ENVIRONMENT)
    shown = (ROOT / boards.PAGE).read_text()
    if not options.check:
        (ROOT / runbooks.FOLDER).mkdir(exist_ok=True)
        wanted = files(environment, pages_in(ROOT)) | {
            boards.PAGE: boards.with_table(shown, environment)
        }
        for path, text in wanted.items():
            if not (ROOT / path).exists() or (ROOT / path).read_text() != text:
                (ROOT / path).write_text(text)
                print(f"{path} is written.")
    found = problems(environment, pages_in(ROOT), files_in(ROOT))
    if (ROOT / boards.PAGE).read_text() != boards.with_table(shown, environment):
        found.append(Problem(boards.PAGE, "It is out of date.", "Run `make catalogue`."))
    if found:
        print(UserError(found), file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
