"""What a change is compared with: a git ref, whose own program makes it, or a saved synthesis."""

import contextlib
import os
import subprocess
import sys
import tarfile
import tempfile
import threading
from collections.abc import Generator, Iterator, Mapping, Sequence
from io import BytesIO
from pathlib import Path

from commands.review.facts import UNKNOWN, from_json
from commands.review.model import Facts
from commands.review.synthesis import ROOT, Synthesis, is_saved, read_stacks, saved
from settings import Problem, UserError
from settings.files import environment_file

MAIN = ("origin/main", "main")
"""The branches that a change is made for; the first that there is."""

QUIET = 3.0
"""Seconds after which a person is told what is going on."""

MADE = (".venv", "node_modules", ".gen")
MADE_OF = (
    "requirements.txt",
    "package-lock.json",
    "cdktf.json",
    "providers",
    "schemas",
)
"""What those three are made of: with all of it the same, a base uses ours."""

MAKES_OWN = ("MAKEFLAGS", "MAKELEVEL", "MFLAGS", "MAKEOVERRIDES")

NAME_ONE = "Name a base: make review BASE=<a git ref, or a folder that SAVE= wrote>."


def base(named: str | None, environment: str, *, root: Path = ROOT) -> Synthesis:
    """The base that a person named, else where this work left the main branch.

    environment: as ENV names it. Raises UserError when there is no such base, or when its program
    does not synthesize it.
    """
    stem = environment_file(environment).stem
    if named and is_saved(Path(named)):
        return saved(Path(named), stem)
    if named and Path(named).is_dir() and not _commit_of(named, root):
        fix = f"Save one with the base's code: make review SAVE={named}"
        raise UserError([Problem(named, "It is no saved synthesis.", fix)])
    name, commit = _chosen(named, root)
    with _tree(commit, root) as tree:
        name = f"{name} ({commit[:7]})"
        _prepare(tree, root, name)
        outdir = tree / "cdktf.out"
        environ = {**os.environ, "ENV": _env(environment), "CDKTF_OUTDIR": str(outdir)}
        python = str(tree / ".venv" / "bin" / "python")
        _run([python, "-O", "main.py"], tree, environ, name, "does not synthesize")
        return Synthesis(stem, name, read_stacks(outdir, tree), _facts(python, tree, environ, name))


def _chosen(named: str | None, root: Path) -> tuple[str, str]:
    """How the base is called, and its commit."""
    if _git(root, "rev-parse", "--git-dir") is None:
        raise UserError([Problem("base", "This folder is no git checkout.", NAME_ONE)])
    if named:
        commit = _git(
            root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{named}^{{commit}}"
        )
        if commit is None:
            fix = f"Fetch it, or mend its name. {NAME_ONE}"
            raise UserError([Problem("base", f"git knows no commit {named}.", fix)])
        return named, commit
    for branch in MAIN:
        if _commit_of(branch, root):
            commit = _git(root, "merge-base", "HEAD", branch)
            if commit is None:
                what = f"This branch and {branch} have no commit in common here."
                fix = f"Fetch the history: git fetch --unshallow. {NAME_ONE}"
                raise UserError([Problem("base", what, fix)])
            return branch, commit
    raise UserError([Problem("base", f"There is no branch {' or '.join(MAIN)}.", NAME_ONE)])


def _commit_of(name: str, root: Path) -> str | None:
    wanted = f"{name}^{{commit}}"
    return _git(root, "rev-parse", "--verify", "--quiet", "--end-of-options", wanted)


def _git(root: Path, *arguments: str) -> str | None:
    """What git says, or None where it fails or is not there."""
    try:
        run = subprocess.run(
            ["git", *arguments], cwd=root, capture_output=True, text=True, check=False
        )
    except FileNotFoundError:
        return None
    return run.stdout.strip() if run.returncode == 0 else None


@contextlib.contextmanager
def _tree(commit: str, root: Path) -> Generator[Path]:
    """The files of a commit in a folder of their own, as far as they are below `root`."""
    run = subprocess.run(
        ["git", "archive", "--format=tar", commit], cwd=root, capture_output=True, check=False
    )
    if run.returncode:
        what = run.stderr.decode(errors="replace").strip()
        raise UserError([Problem(f"base {commit[:7]}", what, NAME_ONE)])
    with tempfile.TemporaryDirectory(prefix="lionpay-base-") as folder:
        with tarfile.open(fileobj=BytesIO(run.stdout)) as archive:
            archive.extractall(folder, filter="data")
        yield Path(folder).resolve()


def _prepare(tree: Path, root: Path, name: str) -> None:
    """Gives a tree its packages and bindings: ours where they are made of the same, or its own."""
    if all(_same(tree / part, root / part) for part in MADE_OF):
        for part in MADE:
            (tree / part).symlink_to(root / part)
        return
    # Of this `make` nothing is passed on to that of the base.
    environ = {key: value for key, value in os.environ.items() if key not in MAKES_OWN}
    _run(["make", "setup"], tree, environ, name, "cannot be set up")


def _same(one: Path, other: Path) -> bool:
    """Whether two files, or all files of two folders, are the same."""
    return dict(_files(one)) == dict(_files(other))


def _files(path: Path) -> Iterator[tuple[str, bytes]]:
    if path.is_file():
        yield "", path.read_bytes()
    for file in path.rglob("*") if path.is_dir() else ():
        if file.is_file() and "__pycache__" not in file.parts:
            yield str(file.relative_to(path)), file.read_bytes()


def _env(environment: str) -> str:
    """A person's own file is the same for both sides; a name is that of the base's own file."""
    named = environment.endswith(".toml")
    return str(Path(environment).resolve()) if named else environment


def _facts(python: str, tree: Path, environ: Mapping[str, str], name: str) -> Facts:
    if not (tree / "commands" / "review" / "facts.py").is_file():
        return UNKNOWN
    command = [python, "-m", "commands.review.facts"]
    return from_json(_run(command, tree, environ, name, "does not tell its facts"), name)


def _run(
    command: Sequence[str], tree: Path, environ: Mapping[str, str], name: str, failed: str
) -> str:
    """What a command of the base prints. Raises UserError with its own message when it fails."""
    told = f"Base {name}: {Path(command[0]).name} {' '.join(command[1:])} ..."
    timer = threading.Timer(QUIET, lambda: print(told, file=sys.stderr, flush=True))
    timer.start()
    try:
        run = subprocess.run(
            command, cwd=tree, env=dict(environ), capture_output=True, text=True, check=False
        )
    finally:
        timer.cancel()
    if run.returncode:
        what = f"It {failed}:\n{(run.stderr or run.stdout).strip()}"
        raise UserError([Problem(f"base {name}", what, f"Choose another. {NAME_ONE}")])
    return run.stdout
