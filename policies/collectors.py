"""Policies on the collectors: what their programs, pods and releases must never do."""

import re
from collections.abc import Iterator
from typing import Any, cast

from policies.helm_values import ReleaseValues, at, collectors
from policies.policy import Stacks, Violation, policy

EXITS = {
    "loki.write": {"exit_logs"},
    "prometheus.remote_write": {"exit_metrics"},
    "otelcol.exporter.otlp": {"exit_traces"},
    "otelcol.exporter.loadbalancing": {"sampling_tail"},
}
"""Components that send out of the pod, and the modules that they may stand in."""

SENDERS = re.compile(
    r'^\t*(loki\.write|loki\.echo|prometheus\.(?:remote_write|write\.\w+)'
    r'|otelcol\.exporter\.(?!prometheus|loki\b)\w+) "', re.MULTILINE,
)  # fmt: skip
MASKS = {
    "exit_logs.grafana_cloud.receiver": "mask_logs",
    "exit_metrics.grafana_cloud.receiver": "mask_metrics",
}
"""What leads out, and the one module that may name it."""

DECLARED = re.compile(r'^declare "(\w+)" \{\n(.*?)^\}', re.MULTILINE | re.DOTALL)
USED = re.compile(r'^(\w+) "\w+" \{\n(.*?)^\}', re.MULTILINE | re.DOTALL)
TRANSFORM = re.compile(r'^\totelcol\.processor\.transform "\w+" \{\n(.*?)^\t\}', re.M | re.S)
PINNED = re.compile(r"^\d+\.\d+\.\d+$")

INSTANCE_METADATA = "169.254.169.254/32"


@policy(
    "every release is of a pinned chart, waits until it is ready and is rolled back otherwise",
    fix="Install by constructs.charts.ChartRelease.",
)
def releases_are_careful(stacks: Stacks) -> Iterator[Violation]:
    for stack in stacks:
        for release in stack.resources("helm_release"):
            body = release.body
            if not PINNED.match(str(body.get("version", ""))):
                yield Violation(stack.name, release.label, "Its chart's version is not pinned.")
            for key in ("atomic", "wait", "timeout", "max_history"):
                if not body.get(key):
                    yield Violation(stack.name, release.label, f"{key} is not set.")


@policy(
    "nothing leaves a collector but by the exits behind the masks",
    fix="Send to mask_logs, mask_metrics or mask_otlp, and let these send on.",
)
def every_exit_is_behind_a_mask(stacks: Stacks) -> Iterator[Violation]:
    for release in _collectors(stacks):
        program = release.program
        for module, text in DECLARED.findall(program):
            for sender in SENDERS.findall(text):
                if module not in EXITS.get(sender, set()):
                    yield _violation(release, f"{sender} stands in {module}.")
        for module, text in USED.findall(program):
            for target, mask in MASKS.items():
                if target in text and module != mask:
                    yield _violation(release, f"{module} sends to {target}, past {mask}.")
        if SENDERS.search(DECLARED.sub("", program)):
            yield _violation(release, "A sender stands outside every module.")
        if 'otelcol.receiver.otlp "applications"' in program and not re.search(
            r"traces  *= \[mask_otlp\.applications\.input\]", program
        ):
            yield _violation(release, "Spans of applications do not go to mask_otlp.")


@policy(
    "a mask that fails lets nothing pass",
    fix='Set error_mode = "propagate" in every otelcol.processor.transform.',
)
def masks_fail_closed(stacks: Stacks) -> Iterator[Violation]:
    for release in _collectors(stacks):
        for body in TRANSFORM.findall(release.program):
            if not re.search(r'error_mode += "propagate"|error_mode = "propagate"', body):
                yield _violation(release, "A transform ignores its errors.")
            if re.search(r'error_mode\s*=\s*"(?:ignore|silent)"', body):
                yield _violation(release, "A transform ignores its errors.")


@policy(
    "no collector prints raw lines or opens its insides",
    fix="Take out debug logging, live debugging and profiling; leave usage reporting off.",
)
def collectors_are_discreet(stacks: Stacks) -> Iterator[Violation]:
    for release in _collectors(stacks):
        if at(release.values, "alloy", "enableReporting") is not False:
            yield _violation(release, "Usage reporting is on.")
        arguments = cast("list[str]", at(release.values, "alloy", "extraArgs") or [])
        for needed in ("--server.http.enable-pprof=false", "--server.http.disable-support-bundle"):
            if needed not in arguments:
                yield _violation(release, f"{needed} is missing.")
        if re.search(r'level\s*=\s*"debug"', release.program):
            yield _violation(release, "Its program logs at level debug.")
        if re.search(r"livedebugging \{|otelcol\.exporter\.debug|loki\.echo", release.program):
            yield _violation(release, "Its program shows what passes through it.")


@policy(
    "collectors send over TLS, and without it only to their own samplers",
    fix="Give https:// addresses, and leave `insecure` to the module sampling_tail.",
)
def collectors_send_over_tls(stacks: Stacks) -> Iterator[Violation]:
    for release in _collectors(stacks):
        for variable in _variables(release):
            if str(variable.get("value", "")).startswith("http://"):
                yield _violation(release, f"{variable['name']} is {variable['value']}.")
        for module, text in DECLARED.findall(release.program):
            if module != "sampling_tail" and re.search(r"insecure(?:_skip_verify)?\s*= true", text):
                yield _violation(release, f"{module} does not check whom it talks to.")


@policy(
    "the token reaches pods from a Secret only, and a pod without it does not start",
    fix="Name it by secretKeyRef, without optional and without envFrom.",
)
def tokens_come_from_secrets(stacks: Stacks) -> Iterator[Violation]:
    for release in _collectors(stacks):
        variables = {str(v.get("name")): v for v in _variables(release)}
        for name in ("GRAFANA_CLOUD_TOKEN", "GRAFANA_CLOUD_METRICS_USERNAME"):
            reference = at(variables.get(name, {}), "valueFrom", "secretKeyRef")
            if not isinstance(reference, dict):
                yield _violation(release, f"{name} is not read from a Secret.")
            elif cast("dict[str, Any]", reference).get("optional"):
                yield _violation(release, f"{name} is optional.")
        if at(release.values, "alloy", "envFrom"):
            yield _violation(release, "envFrom takes whatever a Secret holds.")


@policy(
    "collectors may not read Secrets or ConfigMaps, and have no wildcard",
    fix="List in charts/rbac.py just what a program reads.",
)
def collectors_read_no_secrets(stacks: Stacks) -> Iterator[Violation]:
    for release in _collectors(stacks):
        for key in ("rules", "clusterRules"):
            rules = cast("list[dict[str, list[str]]]", at(release.values, "rbac", key) or [])
            # An empty list would bring the chart's own rules back, which read every Secret.
            if not rules:
                yield _violation(release, f"rbac.{key} is empty.")
            for rule in rules:
                named = {*rule.get("resources", []), *rule.get("verbs", [])}
                for banned in named & {"secrets", "configmaps", "*", "nodes/proxy", "create"}:
                    yield _violation(release, f"rbac.{key} grants {banned}.")


@policy(
    "collectors' containers write nothing but their storage and have no capability",
    fix="Leave charts.alloy's security context as it is.",
)
def collectors_are_confined(stacks: Stacks) -> Iterator[Violation]:
    for release in _collectors(stacks):
        context = cast("dict[str, Any]", at(release.values, "alloy", "securityContext") or {})
        if context.get("readOnlyRootFilesystem") is not True:
            yield _violation(release, "Its root file system can be written.")
        if context.get("allowPrivilegeEscalation") is not False or context.get("privileged"):
            yield _violation(release, "It may gain privileges.")
        if context.get("capabilities") != {"drop": ["ALL"]}:
            yield _violation(release, "It has capabilities.")
        if (
            context.get("runAsUser") == 0
            and at(release.values, "controller", "type") != "daemonset"
        ):
            yield _violation(release, "It is root and reads nothing of the host.")
        for mount in cast(
            "list[dict[str, Any]]", at(release.values, "alloy", "mounts", "extra") or []
        ):
            if str(mount.get("mountPath", "")).startswith("/host") and not mount.get("readOnly"):
                yield _violation(release, f"It can write {mount['mountPath']}.")


@policy(
    "network rules of collectors name their ports, and never lead to the instance metadata",
    fix="Derive them in charts/network_policy.py.",
)
def network_rules_are_narrow(stacks: Stacks) -> Iterator[Violation]:
    for release in _collectors(stacks):
        for found in release.objects("NetworkPolicy"):
            spec = found["spec"]
            if set(spec.get("policyTypes", [])) != {"Ingress", "Egress"}:
                yield _violation(release, "Its NetworkPolicy leaves a direction open.")
            for rule in [*spec.get("ingress", []), *spec.get("egress", [])]:
                if not rule.get("ports"):
                    yield _violation(release, "A rule of its NetworkPolicy names no port.")
            for rule in spec.get("egress", []):
                for place in rule.get("to", []):
                    block = place.get("ipBlock", {})
                    wide = block.get("cidr") in ("0.0.0.0/0", "::/0")
                    if wide and INSTANCE_METADATA not in block.get("except", []):
                        yield _violation(release, "Its NetworkPolicy leads to instance metadata.")


@policy(
    "sampling is decided once, by head or by tail, and its share is always told",
    fix="Set sampling_percentage, and leave sampling_head out where sampling_tail is.",
)
def sampling_is_decided_once(stacks: Stacks) -> Iterator[Violation]:
    for release in _collectors(stacks):
        program = release.program
        head = "otelcol.processor.probabilistic_sampler" in program
        if head and "otelcol.exporter.loadbalancing" in program:
            yield _violation(release, "A head sampler stands before the tail samplers.")
        if head and not re.search(r"^\tpercentage\s*= [0-9]", program, re.MULTILINE):
            yield _violation(release, "Its sampler has no share, which means none.")


def _collectors(stacks: Stacks) -> Iterator[ReleaseValues]:
    return (release for stack in stacks for release in collectors(stack))


def _variables(release: ReleaseValues) -> list[dict[str, Any]]:
    return cast("list[dict[str, Any]]", at(release.values, "alloy", "extraEnv") or [])


def _violation(release: ReleaseValues, reason: str) -> Violation:
    return Violation(release.stack, release.resource.label, reason)
