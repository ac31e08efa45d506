"""One side of a review: a synthesis with its facts, made by the present code or saved before."""

import json
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from commands.review.facts import facts, from_json, to_json
from commands.review.model import Facts
from policies.synthesized import Synthesized, read_synthesized
from settings import Environment, Problem, UserError
from stacks.app import build_app

ROOT = Path(__file__).resolve().parent.parent.parent
PROJECT = "<project>"
"""Stands in the place of the folder that a program is in: the state may be kept in it."""

FACTS = "facts.json"
MARK = "review.json"
"""In a saved synthesis: of which environment it is, and what it is called."""


@dataclass(frozen=True)
class Synthesis:
    """What a program makes of an environment; name: how a person calls it."""

    environment: str
    name: str
    stacks: tuple[Synthesized, ...]
    facts: Facts


def present(environment: Environment) -> Synthesis:
    """What the present code makes, whether policies hold or not."""
    with tempfile.TemporaryDirectory() as folder:
        build_app(environment, Path(folder)).synth()
        stacks = read_stacks(Path(folder), ROOT)
    return Synthesis(environment.name, "this working copy", stacks, facts(environment))


def save(synthesis: Synthesis, folder: Path) -> None:
    """Writes a synthesis with its facts, to be a base later.

    Raises UserError when the folder holds something else.
    """
    if folder.exists() and not is_saved(folder) and (folder.is_file() or any(folder.iterdir())):
        fix = "Name an empty folder, or one that holds a saved synthesis."
        raise UserError([Problem(str(folder), "It holds something else.", fix)])
    manifest = {
        stack.name: {
            "synthesizedStackPath": f"stacks/{stack.name}/cdk.tf.json",
            "dependencies": list(stack.dependencies),
        }
        for stack in synthesis.stacks
    }
    for stack in synthesis.stacks:
        path = folder / "stacks" / stack.name / "cdk.tf.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(stack.json, indent=1, sort_keys=True) + "\n")
    (folder / "manifest.json").write_text(json.dumps({"stacks": manifest}, indent=1) + "\n")
    (folder / FACTS).write_text(to_json(synthesis.facts))
    mark = {"environment": synthesis.environment, "name": synthesis.name}
    (folder / MARK).write_text(json.dumps(mark) + "\n")


def is_saved(folder: Path) -> bool:
    """Whether a folder holds a saved synthesis."""
    return (folder / MARK).is_file()


def saved(folder: Path, environment: str) -> Synthesis:
    """Reads a saved synthesis of an environment. Raises UserError when it is none, or another's."""
    fix = f"Save one with the base's code: make review SAVE={folder}"
    try:
        mark = json.loads((folder / MARK).read_text())
        of = str(mark["environment"])
        stacks = read_stacks(folder, None)
        told = from_json((folder / FACTS).read_text(), str(folder / FACTS))
    except (OSError, ValueError, KeyError, TypeError):
        raise UserError([Problem(str(folder), "It is no saved synthesis.", fix)]) from None
    if of != environment:
        what = f"It is a synthesis of {of}, and this is a review of {environment}."
        raise UserError([Problem(str(folder), what, fix)])
    return Synthesis(of, f"{folder} ({mark.get('name')})", stacks, told)


def read_stacks(outdir: Path, program: Path | None) -> tuple[Synthesized, ...]:
    """The stacks in an output folder, without the path of the program that made them."""
    stacks = read_synthesized(outdir)
    return stacks if program is None else tuple(_without(stacks, program))


def _without(stacks: Iterable[Synthesized], program: Path) -> Iterable[Synthesized]:
    for stack in stacks:
        text = json.dumps(stack.json).replace(json.dumps(str(program))[1:-1], PROJECT)
        yield Synthesized(stack.name, json.loads(text), stack.dependencies)
