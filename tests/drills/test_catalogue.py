"""Every drill, and the faults that are planted to see that it can fail."""

from pathlib import Path

import pytest

from alloy.roles import program
from commands.drills.catalogue import DRILLS, Drill
from commands.drills.load import limited
from commands.drills.stage import Terms, environment
from vocabulary.collectors import Role

TERMS = Terms(Path("alloy"), 1.0)


@pytest.mark.parametrize("drill", DRILLS, ids=lambda drill: drill.name)
def test_a_drills_fault_can_be_planted_into_the_program_and_changes_it(drill: Drill) -> None:
    text = program(environment(), "seoul", Role.NODE)
    assert (drill.planted(TERMS).plant(text) != text) == bool(drill.faults)


def test_a_fault_that_the_program_has_no_place_for_is_told() -> None:
    drill = next(drill for drill in DRILLS if drill.faults)
    with pytest.raises(ValueError, match="is not in the program"):
        drill.planted(TERMS).plant("")


def test_a_flood_is_limited_as_in_a_container_of_its_size() -> None:
    text = limited(program(environment(), "seoul", Role.NODE))
    assert 'limit = "768MiB"' in text
    assert "limit_percentage" not in text
