"""Finds the real Alloy and its real chart: those that a person named, or has, or can build."""

import hashlib
import os
import re
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from commands.engines.build import Say, cache_folder, locked, say_on_stderr
from settings import Problem, UserError

VERSION = "1.18.1"

BUILDER = Path(__file__).resolve().parent.parent.parent.parent / "shared" / "tools" / "alloy"
"""Where a folder beside the project may have `build` and `chart`; see `find_alloy`."""

INSTALL = (
    f"Install Grafana Alloy v{VERSION} from Grafana's releases on GitHub, so that `alloy` is on "
    "PATH or $ALLOY names it."
)


@dataclass(frozen=True)
class AlloyEngine:
    """An Alloy of our version.

    lacks: when it was built here, what is known to be missing from it, in a sentence to be shown.
    """

    path: Path
    lacks: str = ""


def find_alloy(
    environ: Mapping[str, str] = os.environ, say: Say = say_on_stderr, builder: Path = BUILDER
) -> AlloyEngine:
    """The Alloy that `$ALLOY` names, the one on PATH, or one from a builder.

    A builder is a program that writes Alloy to the path that is its argument: the one that
    `$ALLOY_BUILD` names, or `build` in a folder beside the project.

    Raises UserError when there is none of version 1.18.1.
    """
    if named := environ.get("ALLOY"):
        return AlloyEngine(_checked(Path(named), "$ALLOY"))
    found = shutil.which("alloy", path=environ.get("PATH", ""))
    if found and _version(Path(found)) == VERSION:
        return AlloyEngine(Path(found))
    script = _builder(environ, builder)
    if script is None:
        what = f"{found} is version {_version(Path(found))}." if found else "It is not on PATH."
        raise UserError([Problem("alloy", what, INSTALL)])
    return AlloyEngine(_built(script, environ, say), _lacks(script))


def alloy_chart(environ: Mapping[str, str] = os.environ, builder: Path = BUILDER) -> Path | None:
    """The folder of a real chart of Alloy: `$ALLOY_CHART`, or what `chart` beside a builder prints.

    None where there is neither: then the chart comes from its repository. Raises UserError when
    what is named is no chart.
    """
    if named := environ.get("ALLOY_CHART"):
        return _chart(Path(named), "$ALLOY_CHART")
    script = builder / "chart"
    if not script.is_file():
        return None
    return _chart(Path(_run([script], str(script), environ).strip()), str(script))


def version_told(printed: str) -> str | None:
    """The version in what `alloy --version` printed."""
    told = re.search(r"alloy, version v?([0-9]+\.[0-9]+\.[0-9]+\S*)", printed)
    return told.group(1) if told else None


def builder_key(script: Path) -> str:
    """Names what a builder builds from: everything beside it when that is a Go module."""
    folder = script.resolve().parent
    files = sorted(folder.rglob("*")) if (folder / "go.mod").exists() else [script]
    digest = hashlib.sha256()
    for file in files:
        if file.is_file():
            digest.update(f"{file.relative_to(folder)}\n".encode())
            digest.update(hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()[:16]


def _builder(environ: Mapping[str, str], builder: Path) -> Path | None:
    if named := environ.get("ALLOY_BUILD"):
        if not Path(named).is_file():
            fix = "Name a program that writes Alloy to its argument, or leave the variable out."
            raise UserError([Problem("$ALLOY_BUILD", f"There is no {named}.", fix)])
        return Path(named).resolve()
    script = builder / "build"
    return script if script.is_file() else None


def _built(script: Path, environ: Mapping[str, str], say: Say) -> Path:
    folder = cache_folder(environ)
    built = folder / f"alloy-{builder_key(script)}"
    if not built.exists():
        with locked(folder, say):
            if not built.exists():
                say(f"building alloy {VERSION} (about seven minutes, the first time)")
                part = folder / f"{built.name}.part"
                _run([script, part], str(script), environ)
                _checked(part, str(script))
                part.rename(built)
    return built


def _lacks(script: Path) -> str:
    readme = script.parent / "README.md"
    told = f"; {readme} lists them" if readme.exists() else ""
    return f"Alloy was built here from its Go module, with only the components of {script}{told}."


def _checked(path: Path, where: str) -> Path:
    if not os.access(path, os.X_OK) or not path.is_file():
        raise UserError([Problem(where, f"{path} is no program.", INSTALL)])
    version = _version(path)
    if version != VERSION:
        what = f"{path} is version {version or 'unknown'}."
        raise UserError([Problem(where, what, INSTALL)])
    return path


def _version(path: Path) -> str | None:
    run = subprocess.run([path, "--version"], capture_output=True, text=True, check=False)
    return version_told(run.stdout + run.stderr)


def _chart(folder: Path, where: str) -> Path:
    if not (folder / "Chart.yaml").is_file():
        fix = "Name the folder of the chart grafana/alloy, or leave it out to use its repository."
        raise UserError([Problem(where, f"{folder} is no chart: it has no Chart.yaml.", fix)])
    return folder


def _run(command: list[str | Path], where: str, environ: Mapping[str, str]) -> str:
    run = subprocess.run(command, env=dict(environ), capture_output=True, text=True, check=False)
    if run.returncode:
        printed = "\n".join((run.stdout + run.stderr).splitlines()[-20:])
        raise UserError([Problem(where, printed, "Read what it printed, above.")])
    return run.stdout
