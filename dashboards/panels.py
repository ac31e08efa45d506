"""What each kind of panel looks like, by Grafana's SDK."""

from typing import Any

from grafana_foundation_sdk.builders import (
    bargauge,
    gauge,
    heatmap,
    logs,
    stat,
    statetimeline,
    table,
    text,
    timeseries,
)
from grafana_foundation_sdk.builders import common as commons
from grafana_foundation_sdk.builders import dashboard as sdk
from grafana_foundation_sdk.models import common, dashboard
from grafana_foundation_sdk.models import heatmap as heatmap_models

from dashboards.model import Kind, Panel

FEW_SERIES = 12
"""Lines that a legend holds as a list below the chart."""


def builder(panel: Panel) -> Any:  # noqa: PLR0911 - one for each kind
    """The SDK's builder of this kind of panel. The SDK gives them no type of their own to share."""
    match panel.kind:
        case Kind.TIMESERIES:
            return _timeseries(panel)
        case Kind.STAT:
            return (
                stat.Panel()
                .reduce_options(_last())
                .color_mode(common.BigValueColorMode.BACKGROUND)
                .graph_mode(common.BigValueGraphMode.AREA)
                .text_mode(common.BigValueTextMode.VALUE_AND_NAME)
                .orientation(common.VizOrientation.AUTO)
            )
        case Kind.GAUGE:
            return gauge.Panel().reduce_options(_last()).show_threshold_labels(False)
        case Kind.BARS:
            return (
                bargauge.Panel()
                .reduce_options(_last())
                .orientation(common.VizOrientation.HORIZONTAL)
                .display_mode(common.BarGaugeDisplayMode.BASIC)
            )
        case Kind.TABLE:
            return table.Panel().transformations(_columns(panel))
        case Kind.HEATMAP:
            return (
                heatmap.Panel()
                .calculate(False)
                .color(
                    heatmap.HeatmapColorOptions()
                    .mode(heatmap_models.HeatmapColorMode.SCHEME)
                    .scheme("Oranges")
                    .steps(64)
                )
                .y_axis(heatmap.YAxisConfig().unit(panel.unit.value))
            )
        case Kind.LOGS:
            return (
                logs.Panel()
                .show_time(True)
                .wrap_log_message(True)
                .enable_log_details(True)
                .sort_order(common.LogsSortOrder.DESCENDING)
                .dedup_strategy(common.LogsDedupStrategy.NONE)
            )
        case Kind.STATES:
            return statetimeline.Panel().show_value(common.VisibilityMode.AUTO).merge_values(True)
        case Kind.TEXT:
            return text.Panel().content(panel.text).mode("markdown")  # type: ignore[arg-type]
        case Kind.TRACES:
            # Of traces that are found: a table, whose first column opens each.
            return table.Panel()
        case Kind.ALERTS:
            return sdk.Panel().type("alertlist").options(_alerts())


def shared(made: Any, panel: Panel) -> Any:
    """What all kinds have alike."""
    made.id(panel.id).title(panel.title).description(panel.description)
    made.unit(panel.unit.value).no_value(panel.no_value).interval(panel.min_interval)
    made.thresholds(_thresholds(panel))
    if panel.minimum is not None:
        made.min(panel.minimum)
    if panel.maximum is not None:
        made.max(panel.maximum)
    if panel.decimals is not None:
        made.decimals(panel.decimals)
    return made


def _timeseries(panel: Panel) -> timeseries.Panel:
    made = (
        timeseries.Panel()
        .line_width(1)
        .fill_opacity(30 if panel.stacked else 8)
        .show_points(common.VisibilityMode.NEVER)
        .legend(
            commons.VizLegendOptions()
            .show_legend(True)
            .display_mode(common.LegendDisplayMode.LIST)
            .placement(common.LegendPlacement.BOTTOM)
        )
        .tooltip(
            commons.VizTooltipOptions()
            .mode(common.TooltipDisplayMode.MULTI)
            .sort(common.SortOrder.DESCENDING)
        )
        .color_scheme(sdk.FieldColor().mode(dashboard.FieldColorModeId.PALETTE_CLASSIC_BY_NAME))
        .thresholds_style(commons.GraphThresholdsStyleConfig().mode(_thresholds_style(panel)))
    )
    if panel.stacked:
        made.stacking(commons.StackingConfig().mode(common.StackingMode.NORMAL).group("A"))
    return made


def _thresholds_style(panel: Panel) -> common.GraphThresholdsStyleMode:
    """Lines have the colour above them: where it is bad to be below, areas say which side is."""
    if not panel.thresholds:
        return common.GraphThresholdsStyleMode.OFF
    below = panel.base in ("red", "orange")
    mode = common.GraphThresholdsStyleMode
    return mode.DASHED_AND_AREA if below else mode.DASHED


def _thresholds(panel: Panel) -> sdk.ThresholdsConfig:
    steps = [dashboard.Threshold(value=None, color=panel.base)]
    steps += [dashboard.Threshold(value=t.value, color=t.colour) for t in panel.thresholds]
    return sdk.ThresholdsConfig().mode(dashboard.ThresholdsMode.ABSOLUTE).steps(steps)


def _last() -> commons.ReduceDataOptions:
    return commons.ReduceDataOptions().calcs(["lastNotNull"]).fields("").values(False)


def _columns(panel: Panel) -> list[dashboard.DataTransformerConfig]:
    """Several queries become one table; columns get the names that people read."""
    hidden = {"Time": True, **{name: True for name, new in panel.renames.items() if not new}}
    renamed = {name: new for name, new in panel.renames.items() if new}
    organize = dashboard.DataTransformerConfig(
        id_val="organize",
        options={"excludeByName": hidden, "indexByName": {}, "renameByName": renamed},
    )
    merge = dashboard.DataTransformerConfig(id_val="merge", options={})
    return [merge, organize]


def _alerts() -> dict[str, Any]:
    """Alerts that fire or are about to, of our folders."""
    return {
        "viewMode": "list",
        "groupMode": "default",
        "maxItems": 30,
        "sortOrder": 3,
        "dashboardAlerts": False,
        "alertInstanceLabelFilter": "",
        "datasource": "-- Grafana --",
        "stateFilter": {
            "firing": True,
            "pending": True,
            "noData": True,
            "normal": False,
            "error": True,
            "recovering": True,
        },
    }
