"""Gives the real program of a name: the one on PATH when its version is ours, or one built once."""

import fcntl
import hashlib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from commands.engines.recipes import RECIPES, Recipe
from settings import Problem, UserError

Say = Callable[[str], None]
"""Is told, in one line, what takes long."""

TAIL = 20
"""Lines of a failed build that are shown."""


def say_on_stderr(line: str) -> None:
    """The usual way to tell: standard output stays free for results."""
    print(line, file=sys.stderr, flush=True)


def tool(name: str, environ: Mapping[str, str] = os.environ, say: Say = say_on_stderr) -> Path:
    """The executable of a program in `RECIPES`, built when it has to be.

    Raises UserError when it must be built and there is no Go, or when the build fails.
    """
    recipe = RECIPES[name]
    return on_path(recipe, environ) or _built(recipe, environ, say)


def at_hand(name: str, environ: Mapping[str, str] = os.environ) -> Path | None:
    """The executable, or None where it would have to be built first."""
    recipe = RECIPES[name]
    if found := on_path(recipe, environ):
        return found
    try:
        built = _place(recipe, environ, _go(recipe, environ))
    except UserError:
        return None
    return built if built.exists() else None


def tools(
    names: Sequence[str], environ: Mapping[str, str] = os.environ, say: Say = say_on_stderr
) -> dict[str, Path]:
    """The executables of several programs, by name."""
    return {name: tool(name, environ, say) for name in names}


def cache_folder(environ: Mapping[str, str]) -> Path:
    """Where what we build is kept. It may be deleted at any time."""
    base = environ.get("XDG_CACHE_HOME") or str(Path(environ.get("HOME", "~")) / ".cache")
    return Path(base).expanduser() / "lionpay-tools"


def cache_key(recipe: Recipe, go_version: str) -> str:
    """Names what goes into an executable: another key, another build."""
    digest = hashlib.sha256()
    for part in (
        (recipe.folder / "go.mod").read_bytes(),
        (recipe.folder / "go.sum").read_bytes(),
        "\n".join(recipe.flags).encode(),
        go_version.encode(),
    ):
        digest.update(hashlib.sha256(part).digest())
    return digest.hexdigest()[:16]


def on_path(recipe: Recipe, environ: Mapping[str, str]) -> Path | None:
    """The program on PATH, when it says that it is of the recipe's version."""
    found = shutil.which(recipe.name, path=environ.get("PATH", ""))
    if found is None:
        return None
    run = subprocess.run([found, *recipe.asks], capture_output=True, text=True, check=False)
    return Path(found) if says_version(recipe.told, run.stdout + run.stderr) else None


def says_version(version: str, printed: str) -> bool:
    """Whether this version, and not a longer one that contains it, is in what was printed."""
    return re.search(rf"(?<![\d.]){re.escape(version)}(?!\.?\d|-)", printed) is not None


@contextmanager
def locked(folder: Path, say: Say) -> Generator[None]:
    """Lets one process at a time build: two builds share two cores and the memory badly."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "build.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("waiting for another build to end")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _built(recipe: Recipe, environ: Mapping[str, str], say: Say) -> Path:
    go = _go(recipe, environ)
    built = _place(recipe, environ, go)
    if built.exists():
        return built
    with locked(built.parent, say):
        if not built.exists():  # Another process may have built it while this one waited.
            say(f"building {recipe.name} {recipe.version} ({recipe.takes}, the first time)")
            part = built.with_name(f"{built.name}.part")
            _build(go, recipe, environ, part)
            part.rename(built)
    return built


def _place(recipe: Recipe, environ: Mapping[str, str], go: str) -> Path:
    """Where it is when it was built."""
    key = cache_key(recipe, _go_version(go, recipe, environ))
    return cache_folder(environ) / f"{recipe.name}-{key}"


def _go(recipe: Recipe, environ: Mapping[str, str]) -> str:
    go = shutil.which("go", path=environ.get("PATH", ""))
    if go is None:
        what = (
            f"It is not on PATH in version {recipe.version}, and there is no Go to build it with."
        )
        fix = f"Install {recipe.name} {recipe.version}, or Go 1.26 or newer, then try again."
        raise UserError([Problem(recipe.name, what, fix)])
    return go


def _go_version(go: str, recipe: Recipe, environ: Mapping[str, str]) -> str:
    run = subprocess.run(
        [go, "env", "GOVERSION", "GOOS", "GOARCH"],
        cwd=recipe.folder,
        env=_go_environ(environ),
        capture_output=True,
        text=True,
        check=False,
    )
    if run.returncode:
        fix = "Install Go 1.26 or newer, then try again."
        raise UserError([Problem(f"{go} (for {recipe.name})", run.stderr.strip(), fix)])
    return run.stdout


def _go_environ(environ: Mapping[str, str]) -> dict[str, str]:
    return {**environ, "CGO_ENABLED": "0", "GOFLAGS": "", "GOWORK": "off"}


def _build(go: str, recipe: Recipe, environ: Mapping[str, str], part: Path) -> None:
    run = subprocess.run(
        [go, "build", "-o", str(part), *recipe.flags],
        cwd=recipe.folder,
        env=_go_environ(environ),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if run.returncode:
        part.unlink(missing_ok=True)
        printed = "\n".join(run.stdout.splitlines()[-TAIL:])
        fix = "Read what Go printed, above; it needs the module proxy the first time."
        raise UserError([Problem(f"go build of {recipe.name} in {recipe.folder}", printed, fix)])
