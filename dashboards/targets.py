"""Queries of panels in the form of each data source, by Grafana's SDK."""

from typing import Any

from grafana_foundation_sdk.builders import cloudwatch, loki, prometheus, tempo
from grafana_foundation_sdk.models import cloudwatch as cloudwatch_models
from grafana_foundation_sdk.models import common
from grafana_foundation_sdk.models import prometheus as prometheus_models
from grafana_foundation_sdk.models import tempo as tempo_models

from alerts.query import CloudWatch, LogQL, PromQL, TraceQL
from dashboards.model import Kind, Panel, Query, Source
from settings.grafana import DataSources

TYPES: dict[Source, str] = {
    "metrics": "prometheus",
    "usage": "prometheus",
    "logs": "loki",
    "traces": "tempo",
    "cloudwatch": "cloudwatch",
}
"""What Grafana calls the plugin of each data source."""

MOST_LINES = 200
MOST_TRACES = 50


def reference(source: Source, sources: DataSources) -> common.DataSourceRef:
    """A data source by its uid, as the environment file has it."""
    uid: str = getattr(sources, source)
    return common.DataSourceRef(type_val=TYPES[source], uid=uid)


def target(query: Query, ref_id: str, panel: Panel, sources: DataSources) -> Any:
    """A query of a panel."""
    at = reference(query.asks.source, sources)
    match query.asks:
        case PromQL(expr=expr):
            return _metrics(query, expr, ref_id, panel).datasource(at)
        case LogQL(expr=expr):
            return (
                loki.Dataquery()
                .expr(expr)
                .query_type("instant" if query.instant else "range")
                .legend_format(query.legend)
                .max_lines(MOST_LINES)
                .ref_id(ref_id)
                .datasource(at)
            )
        case TraceQL(expr=expr):
            return _traces(expr, ref_id, panel).datasource(at)
        case CloudWatch() as asked:
            return (
                cloudwatch.MetricsQuery()
                .query_mode(cloudwatch_models.QueryMode.METRICS)
                .metric_query_type(cloudwatch_models.MetricQueryType.SEARCH)
                .metric_editor_mode(cloudwatch_models.MetricEditorMode.BUILDER)
                .region(asked.region)
                .namespace(asked.namespace)
                .metric_name(asked.metric)
                .dimensions({asked.dimension: ["*"]})
                .match_exact(True)
                .statistic(asked.statistic)
                .period(str(asked.period))
                .label(query.legend)
                .id(f"q{ref_id.lower()}")
                .expression("")
                .ref_id(ref_id)
                .datasource(at)
            )


def _metrics(query: Query, expr: str, ref_id: str, panel: Panel) -> prometheus.Dataquery:
    made = (
        prometheus.Dataquery()
        .expr(expr)
        .legend_format(query.legend)
        # Without it, `$__rate_interval` is made of the data source's own idea of a scrape.
        .interval(panel.min_interval)
        .exemplar(query.exemplars)
        .editor_mode(prometheus_models.QueryEditorMode.CODE)
        .ref_id(ref_id)
    )
    if panel.kind is Kind.TABLE:
        made.format(prometheus_models.PromQueryFormat.TABLE)
    if panel.kind is Kind.HEATMAP:
        made.format(prometheus_models.PromQueryFormat.HEATMAP)
    return made.instant() if query.instant else made.range()


def _traces(expr: str, ref_id: str, panel: Panel) -> tempo.Dataquery:
    made = tempo.Dataquery().query(expr).query_type("traceql").ref_id(ref_id)
    if panel.kind in (Kind.TABLE, Kind.TRACES):
        return made.limit(MOST_TRACES).table_type(tempo_models.SearchTableType.TRACES)
    return made.metrics_query_type(tempo_models.MetricsQueryType.RANGE)
