"""What rules on alerting itself must do. Alerts on errors of a source are Grafana's own doing."""

from proof.case import alert, fires, silent

CASES = (
    fires("Watchdog", "always, whatever there is", {"other": "1x5"}, alert("Alerting works"), at=0),
    fires("Watchdog", "without any series", {}, alert("Alerting works"), at=0),
    silent("DatasourceCanary (metrics)", "a source that answers", {}, at=30),
    silent("DatasourceCanary (usage)", "a source that answers", {}, at=30),
)
