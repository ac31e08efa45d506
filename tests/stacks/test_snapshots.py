"""What Terraform gets, in full: one file for each stack of each committed environment."""

import pytest
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode

from policies.synthesized import Synthesized
from tests.support import normalised


class StackFile(SingleFileSnapshotExtension):
    """`<environment>-<stack>.json` in `snapshots/`."""

    file_extension = "json"
    _write_mode = WriteMode.TEXT
    snapshot_dirname = "snapshots"

    @classmethod
    def get_snapshot_name(cls, *, test_location: object, index: object = 0) -> str:  # noqa: ARG003
        return str(index)


TELEMETRY = (
    "network-seoul",
    "network-tokyo",
    "secrets",
    "access-seoul",
    "access-tokyo",
    "credentials",
    "collectors-seoul",
    "collectors-tokyo",
    "observability",
)
"""What both environments have."""

STACKS = [
    *(("prod", stack) for stack in TELEMETRY),
    *(("staging", stack) for stack in TELEMETRY),
    ("prod", "cloudwatch-role"),
    ("staging", "link"),
]


@pytest.mark.parametrize(("environment", "stack"), STACKS)
def test_stack(
    environment: str, stack: str, request: pytest.FixtureRequest, snapshot: SnapshotAssertion
) -> None:
    stacks: dict[str, Synthesized] = request.getfixturevalue(environment)
    assert normalised(stacks[stack]) == snapshot(
        name=f"{environment}-{stack}", extension_class=StackFile
    )


def test_every_stack_has_a_snapshot(
    prod: dict[str, Synthesized], staging: dict[str, Synthesized]
) -> None:
    made = {("prod", name) for name in prod} | {("staging", name) for name in staging}
    assert made == set(STACKS)
