"""The values that a dashboard is: rows of panels, what each asks, how it is read.

Grafana's JSON is made of them in `dashboards/grafana.py`; what the collectors must ship follows
from them too, so a panel asks nothing that is not here.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal, TypedDict

from alerts.query import CloudWatch, LogQL, PromQL, TraceQL
from vocabulary.dashboards import Dashboard as Uid

Source = Literal["metrics", "usage", "logs", "traces", "cloudwatch"]

Colour = Literal["green", "yellow", "orange", "red", "blue"]


class Kind(StrEnum):
    """How a panel shows what it asks."""

    TIMESERIES = "timeseries"
    STAT = "stat"
    GAUGE = "gauge"
    BARS = "bargauge"
    TABLE = "table"
    HEATMAP = "heatmap"
    LOGS = "logs"
    TRACES = "traces"
    STATES = "state-timeline"
    ALERTS = "alertlist"
    TEXT = "text"


class Unit(StrEnum):
    """Units by Grafana's ids."""

    NONE = "none"
    SHORT = "short"
    PERCENT = "percentunit"
    """Of a share: 0.05 is 5 %."""
    SECONDS = "s"
    PER_SECOND = "reqps"
    OPERATIONS = "ops"
    BYTES = "bytes"
    BYTES_PER_SECOND = "Bps"
    DAYS = "d"
    TIMES = "x"
    MINOR_UNITS = "locale"


@dataclass(frozen=True)
class Threshold:
    """From this value on, a colour; with a rule's own number, so that both say the same."""

    value: float
    colour: Colour
    meaning: str


@dataclass(frozen=True)
class Query:
    """One query of a panel. legend: with labels in double braces, as Grafana's.

    instant: the newest value only, for stats and tables of now. exemplars: points that lead to
    traces.
    """

    asks: PromQL | LogQL | TraceQL | CloudWatch
    legend: str = ""
    instant: bool = False
    exemplars: bool = False


@dataclass(frozen=True)
class Link:
    """A link of a dashboard or of a panel's data. url may hold Grafana's variables."""

    title: str
    url: str


@dataclass(frozen=True)
class Panel:
    """One panel. id: stable, 1 to 999, unique in its dashboard; alerts point at it.

    base: the colour below the first threshold. width: of 24. height: in grid units of 30 px.
    links: of the panel's title. data_links: of each series, line or row of its data.
    """

    id: int
    title: str
    description: str
    kind: Kind
    unit: Unit
    queries: tuple[Query, ...]
    width: int = 8
    height: int = 8
    base: Colour = "green"
    thresholds: tuple[Threshold, ...] = ()
    min_interval: str = "1m"
    no_value: str = "no data"
    minimum: float | None = None
    maximum: float | None = None
    stacked: bool = False
    decimals: int | None = None
    links: tuple[Link, ...] = ()
    data_links: tuple[Link, ...] = ()
    text: str = ""
    """Markdown, of a text panel."""
    renames: Mapping[str, str] = field(default_factory=dict[str, str])
    """Of a table: what columns are called; a column that is renamed to nothing is hidden."""


class Options(TypedDict, total=False):
    """What helpers that make panels hand on to them."""

    width: int
    height: int
    base: Colour
    thresholds: tuple[Threshold, ...]
    min_interval: str
    no_value: str
    minimum: float | None
    maximum: float | None
    stacked: bool
    decimals: int | None
    links: tuple[Link, ...]
    data_links: tuple[Link, ...]
    text: str
    renames: Mapping[str, str]


@dataclass(frozen=True)
class Row:
    """Panels under one title, placed from left to right. A closed one loads when it is opened."""

    title: str
    panels: tuple[Panel, ...]
    closed: bool = False


@dataclass(frozen=True)
class Variable:
    """A choice at the top. query: its own query of metrics (`label_values(...)`), which is use too.

    All matches everything, by `all_value`.
    """

    name: str
    label: str
    query: str
    source: Literal["metrics", "logs"] = "metrics"
    all_value: str = ".*"


@dataclass(frozen=True)
class Dashboard:
    """A dashboard. team: in whose folder it is."""

    uid: Uid
    title: str
    description: str
    team: str
    tags: tuple[str, ...]
    variables: tuple[Variable, ...]
    rows: tuple[Row, ...]
    links: tuple[Link, ...] = ()
    refresh: str = "1m"
    since: str = "now-3h"
