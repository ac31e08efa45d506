"""`make programs`: writes what the table of masks and the settings make of the collectors' modules.

With `--check` nothing is written; what is not current is named, and the exit code says so.
"""

import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from alloy.generated import generated
from alloy.roles import program, roles
from settings import Environment, load_environment

ROOT = Path(__file__).resolve().parent.parent
PROGRAMS = ROOT / "tests" / "alloy" / "programs"
"""Composed programs as golden files: what a reviewer sees of what will run on the nodes."""
ENVIRONMENTS = ("prod", "staging")


def composed(environment: Environment) -> Iterator[tuple[Path, str]]:
    """Each program of an environment, by its golden file."""
    for region in environment.regions:
        for role in roles(environment):
            path = PROGRAMS / environment.name / f"{region}-{role.value}.alloy"
            yield path, program(environment, region, role)


def expected() -> Mapping[Path, str]:
    """Every file that this writes, by its path; the modules first, since programs are made of them.

    Programs are composed from the modules as they stand, so that they are right only when the
    modules are current.
    """
    programs = (found for name in ENVIRONMENTS for found in composed(load_environment(name)))
    return {**generated(), **dict(programs)}


def stale(files: Mapping[Path, str]) -> Iterator[Path]:
    """The files that are missing or say something else, and golden files that nothing makes."""
    for path, text in files.items():
        if not path.is_file() or path.read_text() != text:
            yield path
    yield from sorted(set(PROGRAMS.rglob("*.alloy")) - set(files))


def write() -> None:
    """Writes the modules, then the programs, and takes away golden files that nothing makes."""
    for path, text in generated().items():
        path.write_text(text)
    files = expected()
    for path, text in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    for path in stale(files):
        path.unlink()


def main(arguments: Sequence[str]) -> int:
    """The command line."""
    if "--check" not in arguments:
        write()
        return 0
    return _report(stale(expected()))


def _report(paths: Iterable[Path]) -> int:
    found = [str(path.relative_to(ROOT)) for path in paths]
    if found:
        print("Not current; run `make programs` and review the diff:", *found, sep="\n  ")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
