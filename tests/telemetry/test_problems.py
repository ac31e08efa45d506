"""What is asked for and does not arrive: each planted, each told with who asks."""

import pytest

from alerts.query import CloudWatch, Query
from commands.conformance.region import with_collectors
from settings import Environment
from settings.collectors import Logs, Metrics
from tests.telemetry.planted import (
    ENVIRONMENT,
    LogQL,
    PromQL,
    TraceQL,
    dashboard,
    derived,
    names,
    panel,
    recording,
    rule,
    told,
)
from vocabulary.sources.model import Way

NAT = CloudWatch("ap-northeast-2", "AWS/NATGateway", "ErrorPortAllocation", "NatGatewayId")

PLANTED: dict[str, tuple[Query | str, str, str]] = {
    "a metric that no source offers": (
        "kube_pod_container_status_restart_total > 0",
        "`kube_pod_container_status_restart_total` is offered by no source",
        "Did you mean kube_pod_container_status_restarts_total?",
    ),
    "names that fit nothing": (
        '{__name__=~"kubernetes_foo_.+"} > 0',
        "What fits __name__=~kubernetes_foo_.+ is offered by no source",
        "vocabulary/sources/applications.py",
    ),
    "no name at all": (
        'sum({job="kubelet"})',
        "It selects series by labels alone",
        "Name the metric",
    ),
    "the wrong data source": (
        PromQL("kube_pod_info > 0", source="usage"),
        "`kube_pod_info` is offered by kube-state-metrics (metrics), but not",
        "Ask the right data source",
    ),
    "the wrong job": (
        'kube_pod_info{job="kubelet"}',
        "but not with this data source and job",
        "mend the matcher on `job`",
    ),
    "a label that is dropped": (
        "count by (uid) (kube_pod_info)",
        "It asks `kube_pod_info` for `uid`, which the collectors drop.",
        "The rest tells its series apart: namespace, pod",
    ),
    "a label that it does not have": (
        "sum by (pods) (kube_pod_info)",
        "It asks `kube_pod_info` for `pods`, a label that it does not have.",
        "Did you mean pod?",
    ),
    "a label that is masked": (
        "sum by (card_number) (payment_authorizations_total)",
        "It is masked in the cluster, as PAN",
        "vocabulary/masks.py",
    ),
    "a bound that no bucket has": (
        'http_server_request_duration_seconds_bucket{le="3"}',
        "has no bucket that ends at 3",
        "0.005, 0.01",
    ),
    "a service graph without samplers": (
        "traces_service_graph_request_total > 0",
        "`traces_service_graph_request_total` is offered by no source",
        "",
    ),
    "what is no label of streams": (
        LogQL('sum(count_over_time({pod="a"} [5m]))'),
        "It selects streams by `pod`, which is no label of streams.",
        "Streams have app, cluster",
    ),
    "a field that is masked": (
        LogQL('sum(count_over_time({app="a"} | json c="cardNumber" | c="1" [5m]))'),
        "It asks for the field `cardNumber`. It is masked in the cluster, as PAN",
        "Ask for another name",
    ),
    "a field that is taken out": (
        LogQL('sum by (hash) (count_over_time({job="faro"} | logfmt [5m]))'),
        "It asks for the field `hash`, which is taken out of each line",
        "another field",
    ),
    "a field that nobody writes": (
        LogQL('sum by (evnt) (count_over_time({app="a"} | json [5m]))'),
        "It asks for the field `evnt`, which nobody writes into a line.",
        "Did you mean event?",
    ),
    "a field of a line that is not parsed": (
        LogQL('sum by (event) (count_over_time({app="a"} [5m]))'),
        "It asks for `event`, which is no label of streams, and reads no field of a line.",
        '| json event="event"',
    ),
    "lines that are dropped": (
        LogQL('sum(count_over_time({level="debug"} [5m]))'),
        "It reads lines of the level `debug`, which are dropped",
        "info and above",
    ),
    "an attribute that is masked": (
        TraceQL('{ span.payment.card_number = "1" } | rate()', 600),
        "It asks for the attribute `span.payment.card_number`. It is masked",
        "Ask for another name",
    ),
    "an attribute that no span has": (
        TraceQL('{ span.http.rout = "1" } | rate()', 600),
        "It asks for the attribute `span.http.rout`, which no span has.",
        "Did you mean http.route?",
    ),
    "a scope whose attributes are removed": (
        TraceQL('{ instrumentation.foo = "1" } | rate()', 600),
        "It asks for `instrumentation.foo`: attributes of that scope are not kept.",
        "`resource.` or `span.`",
    ),
    "a figure of CloudWatch": (
        CloudWatch("ap-northeast-2", "AWS/NATGateway", "ErrorPortAllocations", "NatGatewayId"),
        "CloudWatch's AWS/NATGateway ErrorPortAllocations is in no table.",
        "Did you mean ErrorPortAllocation?",
    ),
    "a dimension of CloudWatch": (
        CloudWatch("ap-northeast-2", "AWS/NATGateway", "ErrorPortAllocation", "VpcId"),
        "has no dimension `VpcId`",
        "NatGatewayId",
    ),
    "a query that is not understood": ("sum(", "Its PromQL is not understood", "Mend"),
}


@pytest.mark.parametrize("kind", PLANTED)
def test_each_names_the_rule_and_the_fix(kind: str) -> None:
    query, what, fix = PLANTED[kind]
    (problem,) = told(rule(query))
    assert problem.where == "alerts/meta.py: rule Planted"
    assert what in problem.what
    assert fix in problem.fix


def test_a_panel_is_named_by_its_dashboard_and_id() -> None:
    (problem,) = told(dashboards=[dashboard(panel("nothing_of_the_kind", id_=7))])
    assert problem.where == "lionpay-cost: panel 7 (Planted)"


def test_what_arrives_is_no_problem() -> None:
    assert not told(
        rule("sum by (pod) (kube_pod_info)", "One"),
        rule(NAT, "Two"),
        rule(LogQL('sum by (pod) (count_over_time({app="a"} | json e="event" [5m]))'), "Three"),
        rule(
            LogQL('sum by (net) (count_over_time({app="a"} | label_format net=`x` [5m]))'), "Four"
        ),
        rule(TraceQL('{ span.http.route = "a" && status = error } | rate()', 600), "Five"),
        rule("count by (job) ({job!=''})", "Six"),
        rule("sum by (slo) (a:b:c)", "Seven"),
        recordings=[recording("a:b:c", "sum(up)", slo="x")],
    )


def test_a_namespace_whose_lines_stay_is_told() -> None:
    reads = rule(LogQL('sum(count_over_time({namespace="sandbox"} [5m]))'))
    assert not told(reads)
    for logs in (Logs(deny_namespaces=("sandbox",)), Logs(allow_namespaces=("payments",))):
        (problem,) = told(reads, environment=with_collectors(ENVIRONMENT, logs=logs))
        assert "`sandbox`, whose lines stay in the cluster" in problem.what


def with_extra(*extra: str) -> Environment:
    return with_collectors(ENVIRONMENT, metrics=Metrics(extra=extra))


def test_a_metric_of_the_settings_is_shipped_and_may_be_asked_for() -> None:
    environment = with_extra("shop_orders_seconds", "jvm_class_count")
    asks = rule("sum by (anything) (rate(shop_orders_seconds_bucket[5m]))")
    assert told(asks)
    assert not told(asks, environment=environment)
    shipped = names(derived(environment=environment), Way.APPLICATIONS)
    assert {"shop_orders_seconds_bucket", "shop_orders_seconds_sum", "jvm_class_count"} <= shipped
    assert "jvm_class_count_bucket" not in shipped


def test_a_setting_for_another_source_is_told() -> None:
    (problem,) = told(environment=with_extra("kube_pod_tolerations"))
    assert problem.where == "collectors.metrics.extra"
    assert "of kube-state-metrics" in problem.what
