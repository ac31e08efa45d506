"""Harmless lines: what services and Kubernetes write every day, and masks must leave alone."""

import random
import re
from functools import cache

from tests.leaks.harmless_ids import ID_WRITERS, Writer
from tests.leaks.harmless_logs import LOG_WRITERS
from tests.leaks.numbers import card_in, issuer_shaped

PER_CATEGORY = 65

GROUPS = re.compile(r"(?<!\d)\d{4}([ ._-])(?:\d{4}\1\d{4}\1\d{1,4}|\d{6}\1\d{4,5})(?!\d)")
DIGIT_RUN = re.compile(r"\d{13,}")
PERSONAL = re.compile(r"(?<!\d)(0[1-9]\d{8,9}|\d{6}-[1-8]\d{6})(?!\d)")


def looks_sensitive(line: str) -> bool:
    """Whether chance has put a card, a phone or a resident number into the line."""
    digits = (re.sub(r"\D", "", match.group()) for match in GROUPS.finditer(line))
    in_groups = any(issuer_shaped(run) for run in digits)
    in_a_row = any(card_in(run) for run in DIGIT_RUN.findall(line))
    return in_groups or in_a_row or PERSONAL.search(line) is not None


def category(writer: Writer) -> tuple[str, ...]:
    chance = random.Random(writer.__name__)
    lines: dict[str, None] = {}
    while len(lines) < PER_CATEGORY:
        line = writer(chance)
        if not looks_sensitive(line):
            lines[line] = None
    return tuple(lines)


@cache
def harmless_by_category() -> dict[str, tuple[str, ...]]:
    """The lines by what is in them."""
    return {writer.__name__: category(writer) for writer in ID_WRITERS + LOG_WRITERS}


def harmless_lines() -> tuple[str, ...]:
    lines = (line for category in harmless_by_category().values() for line in category)
    return tuple(dict.fromkeys(lines))
