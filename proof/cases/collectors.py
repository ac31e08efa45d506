"""What rules on the way of telemetry must do. CloudWatch has no engine here."""

from proof.case import alert, fires, series, silent
from proof.lines import SEOUL, TOKYO

PLACE = {"cluster": "lionpay-proof-seoul", "region": SEOUL}
CLUSTER = PLACE["cluster"]

SAMPLES = "prometheus_remote_storage_samples_failed_total"
ENTRIES = "loki_write_dropped_entries_total"
SPANS = "otelcol_exporter_send_failed_spans_total"
QUEUE = "otelcol_exporter_enqueue_failed_spans_total"


def lost(metric: str, instance: str = "n1") -> str:
    """A counter of a collector of what it lost."""
    return series(metric, instance=instance, **PLACE)


def components(health: str) -> str:
    """How many components of a collector are so."""
    return series(
        "alloy_component_controller_running_components",
        instance="n1",
        health_type=health,
        **PLACE,
    )


def loaded(instance: str = "n1") -> str:
    """Whether a collector took its last configuration."""
    return series("alloy_config_last_load_successful", instance=instance, **PLACE)


def hash_of(sha256: str, instance: str = "n1", cluster_name: str = "node") -> str:
    """The configuration that a collector runs."""
    return series(
        "alloy_config_hash", instance=instance, sha256=sha256, cluster_name=cluster_name, **PLACE
    )


def kubelet(region: str, node: str = "n1") -> str:
    """Whether a kubelet answers."""
    return series("up", job="kubelet", region=region, instance=node)


def active(id_: str = "2000") -> str:
    """What the bill counts."""
    return series("grafanacloud_instance_active_series", id=id_)


SILENT = "RegionEgressDegraded (no telemetry)"

CASES = (
    *(
        fires(
            "AlloyExportFailing",
            f"six a minute of {signal}",
            {lost(metric): "0+6x40", lost(metric, "n2"): "0x40"},
            alert(f"{CLUSTER} loses {signal}: 30 in 5 minutes", signal=signal, **PLACE),
            at=11,
        )
        for metric, signal in (
            (SAMPLES, "metrics"),
            (ENTRIES, "logs"),
            (SPANS, "traces"),
            (QUEUE, "traces, queue full"),
        )
    ),
    silent(
        "AlloyExportFailing",
        "nothing is lost",
        {lost(metric): "9x40" for metric in (SAMPLES, ENTRIES, SPANS, QUEUE)},
        at=40,
    ),
    silent(
        "AlloyExportFailing",
        "nine minutes of it, over",
        {lost(metric): "0+6x8 48x30" for metric in (SAMPLES, ENTRIES, SPANS, QUEUE)},
        at=14,
    ),
    silent("AlloyExportFailing", "the series vanish", {lost(SAMPLES): "0+6x4 stale"}, at=30),
    fires(
        "AlloyUnhealthyOrDrifted",
        "one component is exited",
        {components("healthy"): "40x60", components("exited"): "1x60"},
        alert(f"Collectors of {CLUSTER}: unhealthy", sign="unhealthy", **PLACE),
        at=30,
    ),
    fires(
        "AlloyUnhealthyOrDrifted",
        "a collector did not take its configuration",
        {loaded(): "1x60", loaded("n2"): "0x60"},
        alert(f"Collectors of {CLUSTER}: bad configuration", sign="bad configuration", **PLACE),
        at=30,
    ),
    fires(
        "AlloyUnhealthyOrDrifted",
        "two configurations among peers",
        {hash_of("a"): "1x60", hash_of("a", "n2"): "1x60", hash_of("b", "n3"): "1x60"},
        alert(
            f"Collectors of {CLUSTER}: different configurations",
            sign="different configurations",
            **PLACE,
        ),
        at=30,
    ),
    silent(
        "AlloyUnhealthyOrDrifted",
        "all is well; another role has another configuration",
        {
            components("healthy"): "40x60",
            components("unhealthy"): "0x60",
            loaded(): "1x60",
            hash_of("a"): "1x60",
            hash_of("b", "s1", "sampler"): "1x60",
        },
        at=60,
    ),
    silent(
        "AlloyUnhealthyOrDrifted",
        "a roll-out of 25 minutes",
        {hash_of("a"): "1x25 stale", hash_of("b", "n2"): "1x60"},
        at=31,
    ),
    fires(
        SILENT,
        "Tokyo stops; Seoul goes on",
        {kubelet(SEOUL): "1x60", kubelet(TOKYO): "1x20 stale", kubelet(TOKYO, "n2"): "1x20 stale"},
        alert(f"Nothing arrives from {TOKYO}", job="kubelet", region=TOKYO),
        at=31,
    ),
    fires(
        SILENT,
        "neither region was ever there",
        {"other": "1x60"},
        alert(f"Nothing arrives from {SEOUL}", job="kubelet", region=SEOUL),
        alert(f"Nothing arrives from {TOKYO}", job="kubelet", region=TOKYO),
        at=1,
    ),
    silent(
        SILENT,
        "one node of two is left; and a kubelet that is down says so, which is telemetry",
        {kubelet(SEOUL): "0x60", kubelet(TOKYO): "1x20 stale", kubelet(TOKYO, "n2"): "1x60"},
        at=60,
    ),
    silent(
        SILENT,
        "a gap of nine minutes",
        {kubelet(SEOUL): "1x60", kubelet(TOKYO): "1x20 _x9 1x30"},
        at=30,
    ),
    fires(
        SILENT,
        "other jobs there do not count: they may be another's",
        {
            kubelet(SEOUL): "1x60",
            series("up", job="kubelet", region="eu-west-1"): "1x60",
            series("up", job="shop", region=TOKYO): "1x60",
        },
        alert(f"Nothing arrives from {TOKYO}", job="kubelet", region=TOKYO),
        at=1,
    ),
    fires(
        "CardinalityBudgetExceeded",
        "91,000 of 100,000",
        {active(): "91000x60", active("9"): "1x60"},
        alert("91% of the budget of active series are used"),
        at=30,
    ),
    silent(
        "CardinalityBudgetExceeded",
        "89,000 of 100,000, and another stack's many",
        {active(): "89000x60", active("9"): "999000x60"},
        at=60,
    ),
    silent("CardinalityBudgetExceeded", "the series vanish", {active(): "99000x5 stale"}, at=60),
)
