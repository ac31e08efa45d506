"""Values of the other charts. Theirs are not on this machine: their keys were looked up."""

from charts.others import external_secrets_values, kube_state_metrics_values
from charts.versions import EXTERNAL_SECRETS, KUBE_STATE_METRICS, Chart
from tests.charts.workloads import environment

KEYS = {
    ("kube-state-metrics", "8.4.0"): {
        "collectors",
        "containerSecurityContext",
        "fullnameOverride",
        "namespaceOverride",
        "priorityClassName",
        "prometheusScrape",
        "resources",
    },
    ("external-secrets", "2.9.0"): {
        "installCRDs",
        "processClusterExternalSecret",
        "processClusterPushSecret",
        "processClusterStore",
        "processPushSecret",
        "resources",
    },
}
"""Keys that a chart of just this version reads. With another version, look them up again."""


def known(chart: Chart) -> set[str]:
    return KEYS[chart.name, chart.version]


def test_every_key_is_one_that_the_pinned_chart_reads() -> None:
    assert set(kube_state_metrics_values(environment())) <= known(KUBE_STATE_METRICS)
    assert set(external_secrets_values()) <= known(EXTERNAL_SECRETS)


def test_kube_state_metrics_may_list_no_secret_and_no_config_map() -> None:
    # The chart makes its ClusterRole from this list.
    listed = kube_state_metrics_values(environment())["collectors"]
    assert not {"secrets", "configmaps"} & set(listed)
    assert listed == sorted(set(listed))


def test_kube_state_metrics_is_scraped_once() -> None:
    assert kube_state_metrics_values(environment())["prometheusScrape"] is False


def test_the_operator_takes_no_cluster_wide_store_and_pushes_nothing() -> None:
    values = external_secrets_values()
    assert not [key for key in values if key.startswith("process") and values[key]]
    assert values["installCRDs"] is True
