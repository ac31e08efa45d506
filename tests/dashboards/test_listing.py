"""What a reviewer reads when a dashboard changes: a short text, and the JSON beside it."""

import pytest
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode

from constructs.alert_rules import FOLDER
from dashboards.catalogue import dashboards
from dashboards.grafana import pretty_json
from dashboards.listing import listing
from dashboards.model import Dashboard
from settings import load_environment
from settings.grafana import DataSources

PROD = load_environment("prod")
MADE = dashboards(PROD)


class Text(SingleFileSnapshotExtension):
    """A text file of its own, called like the dashboard."""

    _write_mode = WriteMode.TEXT
    file_extension = "txt"

    @classmethod
    def get_snapshot_name(cls, *, test_location: object, index: object = 0) -> str:  # noqa: ARG003
        return str(index)


class Json(Text):
    """The same as Grafana gets it."""

    file_extension = "json"


@pytest.mark.parametrize("made", MADE, ids=[made.uid.value for made in MADE])
def test_a_dashboard_of_production(made: Dashboard, snapshot: SnapshotAssertion) -> None:
    assert PROD.grafana
    sources: DataSources = PROD.grafana.data_sources
    name, folder = made.uid.value, FOLDER.format(team=made.team)
    assert listing(made) == snapshot(name=name, extension_class=Text)
    assert pretty_json(made, sources, folder) == snapshot(name=name, extension_class=Json)
