"""What rules, recordings and dashboards use, told exactly on small ones."""

from dashboards.model import Variable
from telemetry.variables import asked_by, replaced
from tests.telemetry.planted import (
    LogQL,
    TraceQL,
    Way,
    asked,
    dashboard,
    derived,
    panel,
    recording,
    rule,
    told,
    used,
)

REGION = Variable("region", "Region", "label_values(up{job='kubelet'}, region)")
POD = Variable("pod", "Pod", 'label_values(kube_pod_info{region=~"$region"}, pod)', all_value=".+")


def test_each_use_says_who_asks() -> None:
    found = used(
        rule("kube_pod_info > 0"),
        recordings=[recording("a:b:c", "sum(kube_node_info)")],
        dashboards=[dashboard(panel("kube_job_info", id_=7), variables=[REGION])],
    )
    assert [(one.selector.metric, str(one.user)) for one in found.series] == [
        ("kube_pod_info", "alerts/meta.py: rule Planted"),
        ("kube_node_info", "alerts/slo.py: recording a:b:c (planted)"),
        ("up", "lionpay-cost: variable region"),
        ("kube_job_info", "lionpay-cost: panel 7 (Planted)"),
    ]


def test_labels_are_those_of_matchers_aggregations_legends_and_variables() -> None:
    found = used(
        rule('sum by (pod) (kube_pod_info{node="a"})'),
        dashboards=[
            dashboard(
                panel('kube_pod_info{region=~"$region"}', legend="{{namespace}}/{{ pod }}"),
                variables=[REGION, POD],
            )
        ],
    )
    assert [set(one.labels) for one in found.series] == [
        {"node", "pod"},
        {"job", "region"},
        {"region", "pod"},
        {"region", "namespace", "pod"},
    ]


def test_grafanas_variables_are_replaced_in_all_their_spellings() -> None:
    expr = 'rate(a{x=~"$region", y=~"${region:regex}", z=~"[[pod]]"}[$__rate_interval])'
    assert replaced(expr, [REGION, POD]) == 'rate(a{x=~".*", y=~".*", z=~".+"}[5m])'
    kept = 'label_replace(a, "b", "$1", "c", "(.+)$")'
    assert replaced(kept, [REGION]) == kept


def test_a_variables_own_query_is_taken_apart() -> None:
    assert asked_by(POD) == ('kube_pod_info{region=~"$region"}', "pod")
    assert asked_by(Variable("x", "X", "label_values(region)")) is None
    (problem,) = told(dashboards=[dashboard(variables=[Variable("x", "X", "label_values(x)")])])
    assert problem.where == "lionpay-cost: variable x"


def test_names_by_an_expression_are_those_of_the_tables() -> None:
    collection = derived(rule('sum({__name__=~"kube_job_status_(failed|active)"})'))
    assert asked(collection, Way.KUBE_STATE_METRICS) == {
        "kube_job_status_active",
        "kube_job_status_failed",
    }


def test_a_recording_ships_what_it_is_made_of() -> None:
    collection = derived(
        rule('sum_over_time(a:b:c{slo="x"}[1d]) > 1'),
        recordings=[recording("a:b:c", "sum by (pod) (kube_pod_created)", slo="x")],
    )
    assert asked(collection, Way.KUBE_STATE_METRICS) == {"kube_pod_created"}
    assert collection.reasons[None, "a:b:c"] == ("alerts/meta.py: rule Planted",)


def test_a_matcher_of_the_job_tells_sources_apart() -> None:
    collection = derived(rule('process_cpu_seconds_total{job="coredns"} > 0'))
    assert asked(collection, Way.COREDNS) == {"process_cpu_seconds_total"}
    assert not asked(collection, Way.KUBELET)
    hub = derived(rule('go_goroutines{job="argocd-server"} > 0'))
    assert asked(hub, Way.HUB) == {"go_goroutines"}
    assert not asked(hub, Way.COLLECTORS)


def test_of_logs_streams_metadata_and_fields_are_used() -> None:
    query = (
        'sum by (app, event) (count_over_time({namespace="payments"} |= `x`'
        ' | json event="event", client="client_address" | client!="" | pod="a" [5m]))'
    )
    (line,) = used(rule(LogQL(query))).lines
    assert line.labels == {"app", "event", "namespace", "client", "pod"}
    shown = LogQL('{app=~".*"} |= "error" | logfmt | msg != ""')
    (panel_line,) = used(dashboards=[dashboard(panel(shown))]).lines
    assert panel_line.labels == {"app", "msg"}


def test_of_spans_attributes_are_used_also_where_traces_are_shown() -> None:
    metrics = TraceQL('{ resource.service.name = "a" && status = error } | rate()', 600)
    traces = TraceQL('{ span.http.route = "/a" && duration > 2s }', 600)
    first, second = used(rule(metrics), dashboards=[dashboard(panel(traces))]).spans
    assert first.query.attributes == ("resource.service.name",)
    assert second.query.attributes == ("span.http.route",)
    assert second.query.intrinsics == ("duration",)
