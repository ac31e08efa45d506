"""Dashboards in Grafana's form, by its own SDK.

No `id` and no `version`: Grafana counts those itself, and a second plan would differ.
"""

import json
from typing import Any, cast

from grafana_foundation_sdk.builders import dashboard as sdk
from grafana_foundation_sdk.cog.encoder import JSONEncoder
from grafana_foundation_sdk.models import common, dashboard

from dashboards.layout import Place, PlacedRow, placed
from dashboards.model import Dashboard, Link, Source, Variable
from dashboards.panels import builder, shared
from dashboards.targets import reference, target
from settings.grafana import DataSources

__all__ = ["grafana_dashboard", "grafana_json", "pretty_json"]

FIRST_ROW_ID = 1000
"""Rows are panels to Grafana, and need ids too: from here on, above those of panels."""

FOLDER_TAG = "folder:"


def grafana_dashboard(made: Dashboard, sources: DataSources, folder: str) -> dict[str, Any]:
    """A dashboard's JSON.

    folder: the uid of its folder, which becomes a tag. The provider keeps no panel ids in its
    state, and when only the folder changes, it sends that state: every panel then gets a new id,
    and links of alerts lead nowhere. With the folder in the JSON, its change changes the JSON,
    which is then sent as it stands here.
    """
    made_of = (
        sdk.Dashboard(made.title)
        .uid(made.uid.value)
        .description(made.description)
        .tags([*made.tags, f"{FOLDER_TAG}{folder}"])
        .timezone("browser")
        .time(made.since, "now")
        .refresh(made.refresh)
        .tooltip(dashboard.DashboardCursorSync.CROSSHAIR)
        .readonly()
        .variables([_variable(variable, sources) for variable in made.variables])
        .links([_dashboard_link(link) for link in made.links])
    )
    for number, row in enumerate(placed(made)):
        made_of.with_row(_row(row, FIRST_ROW_ID + number, sources))
        if not row.row.closed:
            for place in row.places:
                made_of.with_panel(_panel(place, sources))
    return cast("dict[str, Any]", json.loads(json.dumps(made_of.build(), cls=JSONEncoder)))


def grafana_json(made: Dashboard, sources: DataSources, folder: str) -> str:
    """The same as Terraform gets it."""
    tree = grafana_dashboard(made, sources, folder)
    return json.dumps(tree, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def pretty_json(made: Dashboard, sources: DataSources, folder: str) -> str:
    """The same as people review it."""
    tree = grafana_dashboard(made, sources, folder)
    return json.dumps(tree, sort_keys=True, indent=1, ensure_ascii=False) + "\n"


def _row(placed_row: PlacedRow, id: int, sources: DataSources) -> sdk.Row:
    row = (
        sdk.Row(placed_row.row.title)
        .id(id)
        .collapsed(placed_row.row.closed)
        .grid_pos(dashboard.GridPos(x=0, y=placed_row.y, w=24, h=1))
    )
    if placed_row.row.closed:
        for place in placed_row.places:
            row.with_panel(_panel(place, sources))
    return row


def _panel(place: Place, sources: DataSources) -> Any:
    panel = place.panel
    made = shared(builder(panel), panel)
    made.grid_pos(dashboard.GridPos(x=place.x, y=place.y, w=panel.width, h=panel.height))
    made.links([_panel_link(link) for link in panel.links])
    made.data_links([_panel_link(link) for link in panel.data_links])
    asked: set[Source] = {query.asks.source for query in panel.queries}
    if len(asked) == 1:
        made.datasource(reference(asked.pop(), sources))
    elif asked:
        made.datasource(common.DataSourceRef(type_val="datasource", uid="-- Mixed --"))
    for number, query in enumerate(panel.queries):
        made.with_target(target(query, chr(ord("A") + number), panel, sources))
    return made


def _variable(variable: Variable, sources: DataSources) -> sdk.QueryVariable:
    return (
        sdk.QueryVariable(variable.name)
        .label(variable.label)
        .datasource(reference(variable.source, sources))
        .query({"query": variable.query, "refId": variable.name, "qryType": 1})
        .definition(variable.query)
        .refresh(dashboard.VariableRefresh.ON_TIME_RANGE_CHANGED)
        .sort(dashboard.VariableSort.ALPHABETICAL_ASC)
        .multi(True)
        .include_all(True)
        .all_value(variable.all_value)
        .current(dashboard.VariableOption(selected=True, text="All", value="$__all"))
    )


def _dashboard_link(link: Link) -> sdk.DashboardLink:
    """Of the whole dashboard: one opens another, with what is chosen."""
    inner = link.url.startswith("/d/")
    return (
        sdk.DashboardLink(link.title)
        .type(dashboard.DashboardLinkType.LINK)
        .url(link.url)
        .icon("dashboard" if inner else "external link")
        .include_vars(inner)
        .keep_time(inner)
        .target_blank(not inner)
    )


def _panel_link(link: Link) -> sdk.DashboardLink:
    return sdk.DashboardLink(link.title).url(link.url).target_blank(True)
