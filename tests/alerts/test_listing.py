"""What a reviewer reads when a rule changes."""

import pytest
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode

from alerts.catalogue import recordings, rules
from alerts.listing import listing
from settings import load_environment


class Listing(SingleFileSnapshotExtension):
    """A text file of its own."""

    _write_mode = WriteMode.TEXT
    file_extension = "txt"


@pytest.mark.parametrize("name", ["prod", "staging"])
def test_the_rules_of_an_environment(name: str, snapshot: SnapshotAssertion) -> None:
    environment = load_environment(name)
    text = listing(rules(environment), recordings(environment))
    assert text == snapshot(name=name, extension_class=Listing)
