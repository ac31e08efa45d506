"""What no engine here proves of the rules, said aloud by `make rules`."""

from collections.abc import Mapping

RULES: Mapping[str, str] = {
    "TraceAnomaly": "there is no Tempo here; its query is only parsed",
    "DatasourceCanary (traces)": "the same",
    "DatasourceCanary (logs)": "that an error of Loki alerts is Grafana's; the query is asked",
    "DatasourceCanary (cloudwatch)": "there is no CloudWatch here",
    "RegionEgressDegraded (ErrorPortAllocation ap-northeast-1)": "the same",
    "RegionEgressDegraded (ErrorPortAllocation ap-northeast-2)": "the same",
    "RegionEgressDegraded (PacketsDropCount ap-northeast-1)": "the same",
    "RegionEgressDegraded (PacketsDropCount ap-northeast-2)": "the same",
}
"""By title: rules without a case."""

GRAFANA: tuple[str, ...] = (
    "states of no data and of errors (OK, KeepLast, Error, Alerting): compared as data only",
    "that an alert ends after two evaluations without its series; Prometheus ends it after one",
    "reduce and threshold (B, C): compared field by field with the condition that was proven",
    "how long a rule on logs holds before it fires; Loki is asked at one moment",
    "templates of annotations in Grafana: the same functions, another name of the value",
    "that recorded series are written in time for the rules that need them",
)
"""What Grafana does around an expression."""


def report() -> str:
    """The list for people."""
    lines = ["not proven by an engine:", *(f"  {title}: {why}" for title, why in RULES.items())]
    return "\n".join([*lines, "not proven of Grafana itself:", *(f"  {what}" for what in GRAFANA)])
