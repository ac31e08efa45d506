"""What a rule asks, and of which data source."""

from dataclasses import dataclass
from typing import Literal

Source = Literal["metrics", "usage", "logs", "traces", "cloudwatch"]
"""A data source by its key in the environment file (`grafana.data_sources`)."""


@dataclass(frozen=True)
class PromQL:
    """A query of Grafana Cloud's metrics, or of its own usage figures."""

    expr: str
    source: Literal["metrics", "usage"] = "metrics"


@dataclass(frozen=True)
class LogQL:
    """A metric query of logs; only these can be alerted on."""

    expr: str
    source: Literal["logs"] = "logs"


@dataclass(frozen=True)
class TraceQL:
    """A TraceQL metrics query over the last `window` seconds. Grafana calls it experimental."""

    expr: str
    window: int
    source: Literal["traces"] = "traces"


@dataclass(frozen=True)
class CloudWatch:
    """A metric of AWS in one region, by each value of a dimension.

    period: seconds that one value sums up.
    """

    region: str
    namespace: str
    metric: str
    dimension: str
    statistic: str = "Sum"
    period: int = 300
    source: Literal["cloudwatch"] = "cloudwatch"


Query = PromQL | LogQL | TraceQL | CloudWatch
