"""The leak corpus through the real collectors: nothing of it gets out, by any way."""

import itertools
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, cast

import pytest

from alloy.exits import log_exit
from alloy.mask_logs import groups, mask_logs
from alloy.program import Use, compose, module_texts
from alloy.roles import LOG_ROOT
from alloy.text import Expr, env
from commands.conformance import otlp_messages as otlp
from commands.conformance.fakes.kube_objects import event_object
from commands.conformance.otlp_client import GrpcSender
from commands.conformance.receiving.values import LogEntry
from commands.conformance.region import FARO_KEY, Region
from tests.alloy.conftest import Running, hub_environment
from tests.alloy.pods import CHECKOUT, PODS
from tests.conformance.wire import post_write_request
from tests.leaks.corpus import (
    LeakLine,
    harmless_lines,
    leak_lines,
    leak_spans,
    leaked,
    partial_lines,
)
from tests.leaks.sent import (
    END,
    WAIT,
    changed,
    corpus_pod,
    leaks,
    of_pod,
    post_faro,
    span_text,
    text_of,
    write,
)
from vocabulary.collectors import EnvVar

pytestmark = [pytest.mark.engine, pytest.mark.xdist_group("leaks")]

LINES = leak_lines()
HARMLESS = harmless_lines()
MAY_CHANGE = 0.001
RESOURCE = {"service.name": "checkout", "k8s.pod.uid": CHECKOUT.uid}


def test_no_line_of_the_corpus_leaks_from_a_pods_log(leaky: Running) -> None:
    region, _ = leaky
    pod = corpus_pod("corpus-lines", 1)
    written = write(region, pod, (line.text for line in LINES))
    entries = of_pod(region, pod)
    assert list(leaks(LINES, written, entries)) == []
    lost = [
        f"{line.id}: {word}"
        for line in LINES
        for word in line.stays
        if not any(word in entry.line for entry in entries)
    ]
    assert lost == []


def test_harmless_lines_leave_as_they_came(leaky: Running) -> None:
    region, _ = leaky
    pod = corpus_pod("corpus-harmless", 2)
    # Debug lines are dropped for what they are.
    kept = [line for line in HARMLESS if "debug" not in line.lower() and "trce" not in line]
    written = write(region, pod, kept)
    found = changed(written, of_pod(region, pod))
    assert len(found) <= MAY_CHANGE * len(kept), found


def test_what_the_runtime_cut_in_two_does_not_leak(leaky: Running) -> None:
    region, _ = leaky
    pod = corpus_pod("corpus-partial", 3)
    write(region, pod, [])
    log = region.logs.container(pod)
    for line in partial_lines():
        log.write_parts(line.parts)
    log.write(f"{END} 2")
    region.receiver.wait_for(lambda r: any(f"{END} 2" in e.line for e in r.log_entries()), WAIT)
    text = "\n".join(map(text_of, of_pod(region, pod)))
    assert {
        line.id: leaked(line.gone, text) for line in partial_lines() if leaked(line.gone, text)
    } == {}


def by_id(region: Region, told: Callable[[LogEntry], bool], count: int) -> list[LogEntry]:
    """The entries that are told, when there are so many."""

    def found() -> list[LogEntry]:
        return [entry for entry in region.receiver.log_entries() if told(entry)]

    region.receiver.wait_for(lambda _: len(found()) >= count, WAIT)
    return found()


def leaks_by_id(entries: Sequence[LogEntry], lines: Sequence[LeakLine]) -> list[str]:
    """Leaks of entries that each say the id of their line in brackets."""
    texts = {line.id: "" for line in lines}
    for entry in entries:
        for line in lines:
            if f"({line.id})" in entry.line:
                texts[line.id] += text_of(entry)
    assert all(texts.values()), [id_ for id_, text in texts.items() if not text]
    return [f"{line.id}: {found}" for line in lines if (found := leaked(line.gone, texts[line.id]))]


def test_no_line_leaks_as_an_otlp_log_body_or_attribute(leaky: Running) -> None:
    region, node = leaky
    with GrpcSender(node.grpc) as sender:
        for batch in chunks():
            records = [
                otlp.log_record(
                    line.text, attributes={"corpus": f"({line.id})", "app.note": line.text}
                )
                for line in batch
            ]
            sender.send(otlp.logs(records, RESOURCE))
    entries = by_id(region, lambda e: '"corpus":"(' in e.line, len(LINES))
    assert leaks_by_id(entries, LINES) == []


def test_no_harmless_line_is_refused_as_an_attribute(leaky: Running) -> None:
    region, node = leaky
    with GrpcSender(node.grpc) as sender:
        for number, line in enumerate(HARMLESS):
            attributes = {"harmless": f"({number})", "app.note": line, "app.body": line.encode()}
            sent = otlp.span("harmless", attributes=attributes)
            sender.send(otlp.traces([sent], RESOURCE))
    region.receiver.wait_for(
        lambda r: sum("harmless" in s.attributes for s in r.spans()) >= len(HARMLESS), WAIT
    )


def chunks() -> list[Sequence[LeakLine]]:
    return [LINES[at : at + 100] for at in range(0, len(LINES), 100)]


def test_no_line_leaks_as_a_kubernetes_event(leaky: Running) -> None:
    region, _ = leaky
    for line in LINES:
        name = f"corpus.{line.id.replace('_', '-')}"
        message = f"({line.id}) {line.text}"
        region.kube.put(event_object("shop", name, "Corpus", message, CHECKOUT))
    entries = by_id(region, lambda e: e.labels.get("job") == "kubernetes-events", len(LINES))
    assert leaks_by_id(entries, LINES) == []


@pytest.mark.xdist_group("faro")
def test_no_line_leaks_from_a_browser(faro: Running) -> None:
    region, collector = faro
    for batch in chunks():
        post_faro(collector.faro_url, FARO_KEY, batch)
    entries = by_id(region, lambda e: "kind=log" in e.line, len(LINES))
    assert leaks_by_id(entries, LINES) == []


SHAPED = tuple(
    line
    for line in LINES
    if line.kind in ("pan", "krn", "phone_kr", "phone_jp", "email", "jwt", "aws_access_key")
    and "-keyed-" not in line.id
    and "\n" not in line.text
)
"""Kinds that have a form of their own: beside a key, a label's name decides, not its text."""


def test_no_line_leaks_as_a_label_of_a_metric(leaky: Running) -> None:
    region, node = leaky
    labels = itertools.cycle(("message", "error", "url", "exception_message", "http_route"))
    for line, label in zip(SHAPED, labels, strict=False):
        series = {"__name__": "corpus_total", "id": line.id, label: line.text}
        post_write_request(node.push_url, series, 1.0, int(time.time() * 1000))

    def arrived() -> dict[str, str]:
        found = (s for s in region.receiver.samples() if s.name == "corpus_total")
        return {s.labels["id"]: "\n".join(s.labels.values()) for s in found}

    region.receiver.wait_for(lambda _: len(arrived()) >= len(SHAPED), WAIT)
    texts = arrived()
    assert [line.id for line in SHAPED if leaked(line.gone, texts[line.id])] == []


def sendable(value: Any) -> Any:
    """With tuples for lists, as the sender wants them."""
    if isinstance(value, Mapping):
        return {key: sendable(below) for key, below in cast("Mapping[str, object]", value).items()}
    if isinstance(value, list):
        return tuple(map(sendable, cast("list[object]", value)))
    return value


def test_no_span_of_the_corpus_leaks(leaky: Running) -> None:
    region, node = leaky
    spans = leak_spans()
    with GrpcSender(node.grpc) as sender:
        for span in spans:
            sent = otlp.span(
                span.name,
                attributes=sendable({**span.attributes, "corpus.id": span.id}),
                events=[otlp.event(name, sendable(told)) for name, told in span.events],
                error=span.status_message,
            )
            sender.send(otlp.traces([sent], sendable({**span.resource_attributes, **RESOURCE})))
    region.receiver.wait_for(
        lambda r: sum("corpus.id" in s.attributes for s in r.spans()) >= len(spans), WAIT
    )
    texts = {str(s.attributes.get("corpus.id")): span_text(s) for s in region.receiver.spans()}
    assert [span.id for span in spans if leaked(span.gone, texts[span.id])] == []
    stays = ("ORD-20418", "402")
    assert [s.id for s in spans if not all(word in texts[s.id] for word in stays)] == []


@pytest.mark.parametrize("missing", ["cards", "card_names", "forms", "phones"])
def test_a_mask_that_is_taken_out_is_told_by_its_leaks(
    alloy: Path, tmp_path: Path, missing: str
) -> None:
    environment = hub_environment()
    pods = Use(
        "logs_pods",
        "this",
        {
            "forward_to": (Expr("logs_shape.all.receiver"),),
            "node": env(EnvVar.NODE),
            "kubeconfig_file": env(EnvVar.KUBECONFIG),
            "log_root": LOG_ROOT,
            "first_read_max_age": "1h",
        },
    )
    text = compose("logs alone", "prod", [pods, *log_exit(environment)])
    whole = module_texts()["mask_logs"].partition("\n\n")[2].lstrip()
    reduced = mask_logs([group for group in groups() if group.name != missing])
    assert whole in text
    text = text.replace(whole, reduced.partition("\n\n")[2].lstrip())
    with Region(alloy, tmp_path, environment, pods=PODS) as region, region.collector(text=text):
        pod = corpus_pod("corpus-planted", 4)
        written = write(region, pod, (line.text for line in LINES))
        assert list(leaks(LINES, written, of_pod(region, pod)))
