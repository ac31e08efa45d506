"""Grafana's dashboards."""

from collections.abc import Mapping, Sequence

from constructs.alert_rules import FOLDER
from constructs.literal import literal
from dashboards.grafana import grafana_json
from dashboards.model import Dashboard
from providers import grafana
from providers.core import Construct
from settings.grafana import DataSources


class Dashboards(Construct):
    """Each dashboard, in the folder of its team. What was changed by hand is written over.

    folders: of teams, which the alert rules have too.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        dashboards: Sequence[Dashboard],
        folders: Mapping[str, grafana.Folder],
        sources: DataSources,
    ) -> None:
        super().__init__(scope, id)
        for dashboard in dashboards:
            # The folder's uid as a text of its own: it is in the JSON too, see there.
            config = grafana_json(dashboard, sources, FOLDER.format(team=dashboard.team))
            grafana.Dashboard(
                self,
                dashboard.uid.value,
                # Terraform would take these two for templates of its own.
                config_json=literal(config),
                folder=folders[dashboard.team].uid,
                overwrite=True,
            )
