"""Planted violations of the policies on collectors."""

import json as json_text
from collections.abc import Generator
from contextlib import contextmanager
from typing import Any

from policies import collectors
from tests.policies.planting import first, violates

Json = dict[str, Any]

SEOUL = "collectors-seoul"


@contextmanager
def values_of(json: Json, release: str = "alloy_release") -> Generator[Json]:
    """A release's values, read and written back."""
    body = first(json, "helm_release", release)
    values = json_text.loads(body["values"][0])
    yield values
    body["values"] = [json_text.dumps(values)]


def rewrite(json: Json, old: str, new: str, release: str = "alloy_release") -> None:
    """Changes the Alloy program of a release, which must hold the old text."""
    with values_of(json, release) as values:
        content = values["alloy"]["configMap"]["content"]
        assert old in content, old
        values["alloy"]["configMap"]["content"] = content.replace(old, new, 1)


@violates(collectors.releases_are_careful, stack=SEOUL)
def a_chart_of_any_version(json: Json) -> None:
    first(json, "helm_release", "alloy").pop("version")


@violates(collectors.releases_are_careful, stack=SEOUL)
def a_release_that_stays_broken(json: Json) -> None:
    first(json, "helm_release", "kube-state-metrics")["atomic"] = False


@violates(collectors.every_exit_is_behind_a_mask, stack=SEOUL)
def logs_past_the_mask(json: Json) -> None:
    rewrite(json, "[mask_logs.all.receiver]", "[exit_logs.grafana_cloud.receiver]")


@violates(collectors.every_exit_is_behind_a_mask, stack=SEOUL)
def metrics_past_the_mask(json: Json) -> None:
    rewrite(json, "[mask_metrics.all.receiver]", "[exit_metrics.grafana_cloud.receiver]")


@violates(collectors.every_exit_is_behind_a_mask, stack=SEOUL)
def spans_past_the_mask(json: Json) -> None:
    rewrite(json, "traces  = [mask_otlp.applications.input]", "traces  = argument.traces.value")


@violates(collectors.every_exit_is_behind_a_mask, stack=SEOUL)
def a_second_exit(json: Json) -> None:
    with values_of(json) as values:
        values["alloy"]["configMap"]["content"] += '\nloki.write "copy" {\n}\n'


@violates(collectors.every_exit_is_behind_a_mask, stack=SEOUL)
def a_module_that_sends_by_itself(json: Json) -> None:
    rewrite(json, '\tprometheus.exporter.self "alloy" { }', '\tloki.write "copy" { }')


@violates(collectors.masks_fail_closed, stack=SEOUL)
def a_mask_that_ignores_its_errors(json: Json) -> None:
    rewrite(json, 'error_mode = "propagate"', 'error_mode = "ignore"')


@violates(collectors.collectors_are_discreet, stack=SEOUL)
def usage_is_reported(json: Json) -> None:
    with values_of(json) as values:
        values["alloy"].pop("enableReporting")


@violates(collectors.collectors_are_discreet, stack=SEOUL)
def profiles_for_everybody(json: Json) -> None:
    with values_of(json) as values:
        values["alloy"]["extraArgs"] = ["--server.http.disable-support-bundle"]


@violates(collectors.collectors_are_discreet, stack=SEOUL)
def raw_lines_in_the_collectors_own_log(json: Json) -> None:
    with values_of(json) as values:
        values["alloy"]["configMap"]["content"] += '\nlogging {\n\tlevel = "debug"\n}\n'


@violates(collectors.collectors_are_discreet, stack=SEOUL)
def live_debugging(json: Json) -> None:
    with values_of(json) as values:
        values["alloy"]["configMap"]["content"] += "\nlivedebugging {\n\tenabled = true\n}\n"


@violates(collectors.collectors_send_over_tls, stack=SEOUL)
def logs_in_the_clear(json: Json) -> None:
    with values_of(json) as values:
        variable = next(v for v in values["alloy"]["extraEnv"] if v["name"].endswith("LOGS_URL"))
        variable["value"] = "http://logs.example.com/loki/api/v1/push"


@violates(collectors.collectors_send_over_tls, stack=SEOUL)
def anybody_may_be_the_kubelet(json: Json) -> None:
    with values_of(json) as values:
        content = values["alloy"]["configMap"]["content"]
        ca = 'ca_file = argument.service_account.value + "/ca.crt"'
        assert ca in content
        values["alloy"]["configMap"]["content"] = content.replace(ca, "insecure_skip_verify = true")


@violates(collectors.tokens_come_from_secrets, stack=SEOUL)
def a_pod_starts_without_its_token(json: Json) -> None:
    with values_of(json) as values:
        variable = next(v for v in values["alloy"]["extraEnv"] if v["name"].endswith("_TOKEN"))
        variable["valueFrom"]["secretKeyRef"]["optional"] = True


@violates(collectors.tokens_come_from_secrets, stack=SEOUL)
def a_user_name_is_missing(json: Json) -> None:
    with values_of(json) as values:
        values["alloy"]["extraEnv"] = [
            v for v in values["alloy"]["extraEnv"] if "METRICS_USERNAME" not in v["name"]
        ]


@violates(collectors.collectors_read_no_secrets, stack=SEOUL)
def the_charts_own_rules(json: Json) -> None:
    with values_of(json) as values:
        values["rbac"]["rules"] = []


@violates(collectors.collectors_read_no_secrets, stack=SEOUL)
def every_secret_of_the_cluster(json: Json) -> None:
    with values_of(json) as values:
        values["rbac"]["rules"][0]["resources"].append("secrets")


@violates(collectors.collectors_are_confined, stack=SEOUL)
def a_privileged_collector(json: Json) -> None:
    with values_of(json) as values:
        values["alloy"]["securityContext"]["privileged"] = True


@violates(collectors.collectors_are_confined, "staging", stack=SEOUL)
def a_sampler_that_is_root(json: Json) -> None:
    with values_of(json, "alloy-sampler") as values:
        values["alloy"]["securityContext"]["runAsUser"] = 0


@violates(collectors.collectors_are_confined, stack=SEOUL)
def the_hosts_root_can_be_written(json: Json) -> None:
    with values_of(json) as values:
        for mount in values["alloy"]["mounts"]["extra"]:
            mount.pop("readOnly", None)


@violates(collectors.network_rules_are_narrow, stack=SEOUL)
def out_to_everywhere(json: Json) -> None:
    with values_of(json) as values:
        policy = next(o for o in values["extraObjects"] if o["kind"] == "NetworkPolicy")
        policy["spec"]["egress"] = [{}]


@violates(collectors.network_rules_are_narrow, stack=SEOUL)
def out_to_the_instance_metadata(json: Json) -> None:
    with values_of(json) as values:
        policy = next(o for o in values["extraObjects"] if o["kind"] == "NetworkPolicy")
        for rule in policy["spec"]["egress"]:
            for place in rule["to"]:
                place.get("ipBlock", {}).pop("except", None)


@violates(collectors.sampling_is_decided_once, stack=SEOUL)
def a_sampler_that_drops_everything(json: Json) -> None:
    rewrite(json, "percentage = 15", "percentage = argument.unset.value")


@violates(collectors.sampling_is_decided_once, "staging", stack=SEOUL)
def a_head_before_the_tail(json: Json) -> None:
    with values_of(json, "alloy_release") as values:
        values["alloy"]["configMap"]["content"] += (
            '\notelcol.processor.probabilistic_sampler "x" {\n\tpercentage = 10\n}\n'
        )
