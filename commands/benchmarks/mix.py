"""Lines as a payment company's pods write them, made from mix.txt."""

import itertools
import random
import re
import uuid
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

TEMPLATES = Path(__file__).resolve().parent / "mix.txt"
EPOCH = 1_795_374_306
"""In seconds: a November of some year."""

_PLACE = re.compile(r"%\{([a-z]+)([0-9]*)\}")


def templates(text: str | None = None) -> tuple[str, ...]:
    """The lines of the file, without its comment."""
    lines = (text if text is not None else TEMPLATES.read_text()).splitlines()
    return tuple(line for line in lines if line and not line.startswith("# "))


def lines(count: int, seed: int = 7) -> Iterator[str]:
    """That many lines; every template is used about as often as any other."""
    draw = random.Random(seed)  # noqa: S311
    known = templates()
    rounds = (template for _ in itertools.count() for template in draw.sample(known, len(known)))
    for template in itertools.islice(rounds, count):
        yield _PLACE.sub(lambda found: _drawn(draw, found), template)


def containerd(texts: Iterator[str]) -> Iterator[str]:
    """The same lines as containerd writes them to a file."""
    for at, text in enumerate(texts):
        yield f"2026-11-23T04:05:06.{at % 1_000_000_000:09d}Z stdout F {text}\n"


def _drawn(draw: random.Random, found: "re.Match[str]") -> str:
    kind, size = found[1], int(found[2] or 0)
    if kind == "hex":
        return f"{draw.getrandbits(4 * size):0{size}x}"
    if kind == "d":
        return f"{draw.randrange(10 ** (size - 1), 10**size)}"
    return _KINDS[kind](draw)


def _epoch(draw: random.Random, parts: int) -> str:
    return str(EPOCH * parts + draw.randrange(86_400 * parts))


_KINDS: Mapping[str, Callable[[random.Random], str]] = {
    "uuid": lambda draw: str(uuid.UUID(int=draw.getrandbits(128), version=4)),
    "iso": lambda draw: f"2026-11-23T04:{draw.randrange(60):02d}:06.{draw.randrange(1000):03d}Z",
    "date": lambda draw: f"202611{draw.randrange(1, 29):02d}",
    "s": lambda draw: _epoch(draw, 1),
    "ms": lambda draw: _epoch(draw, 1_000),
    "us": lambda draw: _epoch(draw, 1_000_000),
}
