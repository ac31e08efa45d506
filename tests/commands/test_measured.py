"""The measured part of docs/telemetry.md is of the lists that are derived now."""

from collections import defaultdict

import pytest

from commands.marked import replaced
from commands.measured import BEGIN, END, Row, part, shipped_of
from settings import load_environment
from telemetry.environment import collected
from telemetry.series import counts
from tests.support import ROOT
from vocabulary.sources.model import Way

ENGINES_OWN = {Way.NODE_EXPORTER, Way.COLLECTORS}
"""What the engine tells itself: of this machine, not of a node of the table."""
NEAR = 0.05
"""Of a few instances that stand for all."""
SPREAD = 0.35
"""Of one node: pods and volumes are not spread evenly."""


def test_what_the_page_says_is_shipped_is_what_the_lists_let_through() -> None:
    page = shipped_of((ROOT / "docs" / "telemetry.md").read_text())
    table: defaultdict[Way, float] = defaultdict(float)
    for count in counts(collected(load_environment("prod"))):
        if count.source.way:
            table[count.source.way] += count.shipped
    assert page.keys() >= {way.replace("_", " ") for way in table}
    for way, shipped in table.items():
        if way not in ENGINES_OWN:
            near = SPREAD if way in (Way.CADVISOR, Way.KUBELET) else NEAR
            assert page[way.replace("_", " ")] == pytest.approx(shipped, rel=near), way


def test_a_part_is_read_as_it_was_written() -> None:
    text = part([Row("a way", 1, 30, 3000, 300, None), Row("b", 2, 2, 50, 5, 20)])
    page = replaced(f"before\n{BEGIN}\nold\n{END}\nafter\n", BEGIN, END, text)
    assert page.startswith("before\n") and page.endswith("\nafter\n") and "old" not in page
    assert shipped_of(page) == {"a way": 300, "b": 5, "all": 305}
    assert "| a way | 1 of 30 | 3,000 | 300 | 10 % | - |" in page


def test_a_page_without_a_place_is_told() -> None:
    with pytest.raises(ValueError, match="has no"):
        replaced("a page", BEGIN, END, "a part")
