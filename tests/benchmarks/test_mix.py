"""The lines that costs are measured on: always the same, and like what pods write."""

import re
from collections import Counter

from commands.benchmarks import mix

SENSITIVE = re.compile(r"4111 1111|5555-5555|@example\.com|Bearer ")


def test_the_same_seed_gives_the_same_lines_and_another_gives_others() -> None:
    assert list(mix.lines(300)) == list(mix.lines(300))
    assert list(mix.lines(300)) != list(mix.lines(300, seed=8))


def test_every_template_is_used_as_often_as_any_other() -> None:
    known = mix.templates()
    made = Counter(re.sub(r"\d", "", line)[:10] for line in mix.lines(3 * len(known)))
    of_templates = Counter(re.sub(r"\d", "", line)[:10] for line in known)
    assert sum(made.values()) == 3 * sum(of_templates.values())
    assert made['{"level":"'] == 3 * of_templates['{"level":"']


def test_no_place_of_a_template_is_left_open() -> None:
    assert not [line for line in mix.lines(len(mix.templates())) if "%{" in line]


def test_one_line_in_forty_holds_what_is_masked() -> None:
    known = mix.templates()
    assert len(known) == 40 * 5
    assert all(map(SENSITIVE.search, known[-5:]))
    assert not [line for line in known[:-5] if SENSITIVE.search(line)]


def test_containerd_writes_a_time_a_stream_and_a_whole_line() -> None:
    (line,) = mix.containerd(iter(["text"]))
    assert re.fullmatch(r"2026-\d\d-\d\dT[\d:.]+Z stdout F text\n", line)
