"""Every dashboard of ENV as a static page: `python -m commands.preview`, into `preview/`.

Where GRAFANA_URL and GRAFANA_TOKEN are set, they also go to a real Grafana, into a folder of its
own that is named after the git branch.
"""

import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from commands.engines.build import tool
from commands.preview.page import INDEX, index, name_of, page
from commands.preview.push import push
from commands.preview.samples import Samples, sampled
from dashboards.catalogue import dashboards
from dashboards.model import Dashboard
from proof.cases import CASES
from settings import Environment, UserError, load_environment

FOLDER = Path("preview")
NO_ENGINE = "Without promtool there is no sample data: every chart is empty."


def pages(made: Sequence[Dashboard], samples: Samples, note: str = "") -> dict[str, str]:
    """Every page by the name of its file."""
    return {
        INDEX: index(made, samples, note),
        **{name_of(dashboard): page(dashboard, samples, note) for dashboard in made},
    }


def written(folder: Path, made: Mapping[str, str]) -> None:
    """Writes the pages. Those of dashboards that are no more go."""
    folder.mkdir(exist_ok=True)
    for old in folder.glob("*.html"):
        if old.name not in made:
            old.unlink()
    for name, text in made.items():
        (folder / name).write_text(text)


def samples_of(environment: Environment, made: Sequence[Dashboard]) -> tuple[Samples, str]:
    """Sample data, and what is to be said of it: nothing, where the engine is at hand."""
    try:
        promtool = tool("promtool")
    except UserError as lacks:
        print(lacks, file=sys.stderr)
        return {}, NO_ENGINE
    return sampled(environment, made, CASES, promtool), ""


def main(environ: Mapping[str, str] = os.environ) -> int:
    """Writes the pages, then pushes where it can."""
    environment = load_environment(environ.get("ENV", "prod"))
    made = dashboards(environment)
    samples, note = samples_of(environment, made)
    written(FOLDER, pages(made, samples, note))
    for at, sample in samples.items():
        if sample.error:
            print(f"{at.dashboard} panel {at.id}: {sample.error}", file=sys.stderr)
    print(f"{len(made)} dashboards, {len(samples)} panels with sample data: {FOLDER / INDEX}")
    for line in push(environment, made, environ):
        print(line)
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except UserError as problem:
        print(problem, file=sys.stderr)
        sys.exit(2)
