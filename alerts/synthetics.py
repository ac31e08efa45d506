"""What rules ask of the checks from outside: from how many places each of them is told of."""

from collections.abc import Mapping

from alerts.promql import one_of, selector
from settings import Environment
from settings.grafana import Check


def checks(environment: Environment) -> Mapping[str, Check]:
    """The environment's checks by their names, which are the label `job`."""
    synthetics = environment.grafana.synthetics if environment.grafana else None
    return synthetics.checks if synthetics else {}


def places(metric: str, of: Mapping[str, Check], window: str) -> str:
    """How many probes wrote a metric of each check within a window: zero where none did.

    The zero needs the labels of a series that is not there, so each check is named.
    """
    told = selector(metric, one_of("job", of))
    by_probe = f"count by (instance, job, probe) (count_over_time({told}[{window}]))"
    none = [
        selector(metric, f'instance="{check.target}"', f'job="{name}"')
        for name, check in of.items()
    ]
    return "\nor\n".join(
        [
            f"count by (instance, job) ({by_probe})",
            *(f"absent_over_time({series}[{window}]) * 0" for series in none),
        ]
    )
