"""Puts a synthesis in place whole, or leaves the earlier one as it was."""

import json
import shutil
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

MARK = "environment.json"
"""In the output folder: which environment was synthesized there last."""

KEPT = (".terraform", ".terraform.lock.hcl")
"""What Terraform put beside a stack and would otherwise have to fetch again."""


@contextmanager
def prepared(outdir: Path, environment: str, *, by_cdktf: bool = False) -> Generator[Path]:
    """A folder to synthesize into, which takes the place of `outdir` when the block ends well.

    When it raises, `outdir` is untouched. Terraform's own files in a stack's folder are kept as
    long as the environment is the same; another one's would point Terraform at the wrong state.

    by_cdktf: whether cdktf's command line started the program. It deletes the folders of stacks
    that are there no more, and fails when they are gone already: they are left to it, empty.
    """
    outdir = outdir.resolve()
    outdir.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=outdir.parent, prefix=f".{outdir.name}-") as temporary:
        build = Path(temporary, "build")
        build.mkdir()
        yield build
        (build / MARK).write_text(json.dumps({"environment": environment}) + "\n")
        if last_environment(outdir) == environment:
            _keep_terraform_files(outdir, build)
        if by_cdktf:
            for folder in (outdir / "stacks").glob("*"):
                (build / "stacks" / folder.name).mkdir(exist_ok=True)
        if outdir.exists():
            outdir.rename(Path(temporary, "earlier"))
        build.rename(outdir)


def last_environment(outdir: Path) -> str | None:
    """The environment that was synthesized into `outdir` last."""
    mark = outdir / MARK
    return json.loads(mark.read_text())["environment"] if mark.exists() else None


def _keep_terraform_files(outdir: Path, build: Path) -> None:
    for stack in (build / "stacks").iterdir():
        for name in KEPT:
            earlier = outdir / "stacks" / stack.name / name
            if earlier.is_dir():
                shutil.copytree(earlier, stack / name, symlinks=True)
            elif earlier.exists():
                shutil.copy2(earlier, stack / name)
