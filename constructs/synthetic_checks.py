"""Checks of Grafana's Synthetic Monitoring: what customers see, from outside of AWS."""

from collections.abc import Mapping

from providers import grafana
from providers.core import Construct, Token
from settings.grafana import Check


class SyntheticChecks(Construct):
    """A check for each address. Probes are named, and found by their names when it is applied.

    Grafana's own alerts on checks stay off: rules of ours look at what they measure.
    """

    def __init__(self, scope: Construct, id: str, *, checks: Mapping[str, Check]) -> None:
        super().__init__(scope, id)
        probes = grafana.DataGrafanaSyntheticMonitoringProbes(self, "probes")
        for name, check in checks.items():
            grafana.SyntheticMonitoringCheck(
                self,
                name,
                job=name,
                target=check.target,
                enabled=True,
                # By index, which fails where there is no probe of that name.
                probes=[
                    Token.as_number(f'${{{probes.fqn}.probes["{probe}"]}}')
                    for probe in sorted(check.probes)
                ],
                frequency=check.frequency * 1000,
                timeout=check.timeout * 1000,
                alert_sensitivity="none",
                basic_metrics_only=True,
                settings=grafana.SyntheticMonitoringCheckSettings(
                    http=grafana.SyntheticMonitoringCheckSettingsHttp(
                        method="GET", ip_version="V4", fail_if_not_ssl=True
                    )
                ),
            )
