"""Tail sampling: whole traces, decided in one place, while the samplers grow from two to three."""

import math
import os
import random
import subprocess
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import pytest

from commands.conformance import otlp_messages as otlp
from commands.conformance.exposition import total
from commands.conformance.loopback import LOOPBACK
from commands.conformance.otlp_client import GrpcSender
from commands.conformance.receiver import Credentials, Receiver
from commands.conformance.receiving.values import Attributes
from commands.conformance.region import TOKEN, USERS, Collector, Region
from commands.conformance.waiting import wait_until
from tests.alloy.conftest import tail_environment
from tests.alloy.test_otlp import CARD, CONFIDENT, last_values, named, within_interval
from vocabulary.collectors import Role

pytestmark = [pytest.mark.engine, pytest.mark.xdist_group("tail")]

WAIT = 90
NAME = "samplers.monitoring.test"
"""Of the samplers' headless service."""
SAMPLERS = 3
SHARE = 0.2
PAUSE = 0.05
"""Seconds between two batches of traces."""
LAG = 0.5
"""Seconds after which the rest of a trace follows; the samplers wait for two."""
PHASE = 6.0
"""Seconds of traffic with two samplers, and then with three."""
SLACK = 0.5
"""Seconds: the node has a queue, and counts a batch when it was sent."""
SPIED = 200
MARKERS = 200
GRAPH = "traces_service_graph_request_total"

PLAIN, ERROR, SLOW, ROUTE = "plain", "error", "slow", "route"
BATCH = (*[PLAIN] * 8, ERROR, SLOW, ROUTE)
ROOT, CALL, SERVED, INNER = (letter * 16 for letter in "abcd")
SPANS = (ROOT, CALL, SERVED, INNER)
"""Of each trace: two of the caller, which come last, and two of the called service."""


class Hosts:
    """A hosts file that one engine alone sees in the place of /etc/hosts.

    The engine runs in a mount namespace of its own; Go reads the file anew every five seconds.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        path.write_text("")
        user = [] if os.geteuid() == 0 else ["--user", "--map-root-user"]
        script = f'mount --bind "{path}" /etc/hosts && exec "$@"'
        self.prefix = ("unshare", *user, "--mount", "sh", "-c", script, "sh")
        tried = subprocess.run([*self.prefix, "true"], capture_output=True, text=True, check=False)
        if tried.returncode:
            pytest.fail(
                "this machine gives no mount namespace, without which no name leads to several"
                f" addresses of loopback ({tried.stderr.strip()}).\nRun as root, or allow user"
                " namespaces: sysctl -w kernel.apparmor_restrict_unprivileged_userns=0"
            )

    def set(self, addresses: Iterable[str]) -> None:
        """Lets the name lead to these; in place, since the mount holds the file itself."""
        with self._path.open("r+") as file:
            file.write("".join(f"{address} {NAME}\n" for address in addresses))
            file.truncate()


@dataclass
class Trace:
    """One trace that is sent, and between which moments."""

    kind: str
    id: str
    begun: float = field(default_factory=time.monotonic)
    ended: float = float("inf")
    start_ns: int = field(default_factory=time.time_ns)
    """What its spans say, however late they are sent."""

    def called(self) -> list[otlp.Span]:
        """A server's span and one in it, with the error if there is one."""
        error = "refused" if self.kind == ERROR else None
        return [
            self._span("POST /charge", SERVED, parent=CALL),
            self._span("charge", INNER, parent=SERVED, kind="INTERNAL", error=error),
        ]

    def caller(self) -> list[otlp.Span]:
        """The root, which is slow or of a listed route if the trace is, and its call."""
        route = "/v1/refunds" if self.kind == ROUTE else "/v1/orders"
        duration = 2500 if self.kind == SLOW else 100
        return [
            self._span("POST /order", ROOT, route=route, duration_ms=duration),
            self._span("POST", CALL, parent=ROOT, kind="CLIENT"),
        ]

    def _span(
        self,
        name: str,
        span_id: str,
        *,
        parent: str = "",
        kind: str = "SERVER",
        error: str | None = None,
        route: str = "",
        duration_ms: float = 10,
    ) -> otlp.Span:
        return otlp.span(
            name,
            kind=kind,
            error=error,
            trace_id=self.id,
            span_id=span_id,
            parent_span_id=parent,
            start_ns=self.start_ns,
            duration_ms=duration_ms,
            attributes={"http.route": route} if route else None,
        )


@dataclass
class Traffic:
    """Sends traces without a pause, each in two parts, as two services would."""

    address: str
    sent: list[Trace] = field(default_factory=list[Trace])
    _enough: threading.Event = field(default_factory=threading.Event)
    _failed: list[BaseException] = field(default_factory=list[BaseException])

    def __enter__(self) -> "Traffic":
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._enough.set()
        self._thread.join()
        if self._failed:
            raise self._failed[0]

    def _run(self) -> None:
        try:
            with GrpcSender(self.address) as sender:
                self._send(sender)
        except BaseException as failed:
            self._failed.append(failed)

    def _send(self, sender: GrpcSender) -> None:
        begun: list[list[Trace]] = []
        while begun or not self._enough.is_set():
            if not self._enough.is_set():
                begun.append([Trace(kind, otlp.new_trace_id()) for kind in BATCH])
                self.sent += begun[-1]
                send(sender, "checkout", [span for trace in begun[-1] for span in trace.called()])
            if begun and time.monotonic() - begun[0][0].begun >= LAG:
                ending = begun.pop(0)
                send(sender, "gateway", [span for trace in ending for span in trace.caller()])
                for trace in ending:
                    trace.ended = time.monotonic()
            time.sleep(PAUSE)


def send(sender: GrpcSender, service: str, spans: Sequence[otlp.Span]) -> None:
    resource: Attributes = {"service.name": service}
    sender.send(otlp.traces(spans, resource))


@dataclass
class Scaled:
    """What was seen of the way from two samplers to three."""

    spied: bytes
    """All that a sampler was sent before the traffic, uncompressed."""
    spied_spans: int
    sent: list[Trace]
    under_way: tuple[float, float]
    """Between these the node learnt of the third sampler."""
    receivers: list[Receiver]
    """In the place of Grafana Cloud, one for each sampler."""
    region: Region
    sent_later: list[Trace]
    left: tuple[float, float]
    """Between these the third sampler stopped; the node learnt of it some seconds later."""

    def moving(self, trace: Trace) -> bool:
        """Whether it was under way, as far as one can tell, when the node learnt of the third."""
        first, last = self.under_way
        return trace.begun <= last + SLACK and trace.ended + SLACK >= first

    def of(self, *kinds: str, moving: bool) -> list[Trace]:
        """The traces of some kinds, either those under way at that moment or the others."""
        return [t for t in self.sent if t.kind in kinds and self.moving(t) is moving]

    @cached_property
    def found(self) -> Mapping[str, Mapping[int, list[str]]]:
        """By trace, the spans that each sampler sent on."""
        found: dict[str, dict[int, list[str]]] = defaultdict(lambda: defaultdict(list))
        for number, receiver in enumerate(self.receivers):
            for span in receiver.spans():
                found[span.trace_id][number].append(span.span_id)
        return {trace: dict(by_sampler) for trace, by_sampler in found.items()}

    def share_of_the_third(self) -> float:
        """Of the traces that began when it was known."""
        known = [t for t in self.sent if t.begun > self.under_way[1] + SLACK and t.id in self.found]
        return sum(2 in self.found[trace.id] for trace in known) / len(known)

    def is_whole(self, trace: Trace) -> bool:
        """Whether one sampler sent every span of it, once."""
        return [sorted(ids) for ids in self.found.get(trace.id, {}).values()] == [sorted(SPANS)]

    def arrived(self, trace: Trace) -> list[str]:
        """Its spans, from whichever sampler."""
        return sorted(id_ for ids in self.found.get(trace.id, {}).values() for id_ in ids)


@pytest.fixture(scope="module")
def scaled(alloy: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scaled]:
    folder = tmp_path_factory.mktemp("tail")
    hosts = Hosts(folder / "hosts")
    chance = random.Random()  # noqa: S311 - so that runs side by side do not meet
    network = f"127.{chance.randrange(1, 255)}.{chance.randrange(255)}"
    addresses = [f"{network}.{number}" for number in range(1, SAMPLERS + 1)]
    credentials = {signal: Credentials(user, TOKEN) for signal, user in USERS.items()}
    receivers = [Receiver(credentials, tls=True) for _ in addresses]
    with ExitStack() as stack:
        # In the place of a sampler: the samplers listen at its port, each at its own address.
        spy = stack.enter_context(Receiver())
        port = spy.traces_address.rpartition(":")[2]
        for receiver in receivers:
            stack.enter_context(receiver)
        region = stack.enter_context(Region(alloy, folder, tail_environment()))

        def start(number: int) -> Collector:
            trusted = folder / f"authorities-{number}.pem"
            trusted.write_text(receivers[number].ca_pem)
            sampler = region.collector(
                Role.SAMPLER,
                LISTEN_ADDRESS=addresses[number],
                SAMPLER_PORT=port,
                GRAFANA_CLOUD_TRACES_ENDPOINT=receivers[number].traces_address,
                GRAFANA_CLOUD_METRICS_URL=receivers[number].metrics_url,
                SSL_CERT_FILE=str(trusted),
            )
            return stack.enter_context(sampler)

        start(0)
        start(1)
        hosts.set([LOOPBACK])
        node = stack.enter_context(
            region.collector(prefix=hosts.prefix, SAMPLER_HOST=NAME, SAMPLER_PORT=port)
        )
        spied = spy_on(node, spy)
        resolvers = updates(node)
        hosts.set(addresses[:2])
        wait_until("the node knows two", lambda: updates(node) == 2 * resolvers, WAIT)
        with Traffic(node.grpc) as traffic:
            time.sleep(PHASE)
            third = start(2)
            hosts.set(addresses)
            under_way = time_of(
                "the node sends to the third", lambda: sent_to(node, addresses[2]) > 0
            )
            wait_until("every part knows it", lambda: updates(node) == 3 * resolvers, WAIT)
            time.sleep(PHASE)
        settle(node, receivers, "after three")
        with Traffic(node.grpc) as later:
            time.sleep(2 * LAG)
            stopping = time.monotonic()
            third.engine.stop()
            left = (stopping, time.monotonic())
            hosts.set(addresses[:2])
            wait_until("it knows two again", lambda: updates(node) == 4 * resolvers, WAIT)
            time.sleep(2 * LAG)
        settle(node, receivers[:2], "after two")
        yield Scaled(*spied, traffic.sent, under_way, receivers, region, later.sent, left)


def updates(node: Collector) -> float:
    """How often the node has learnt of other samplers; each signal's part asks for itself."""
    return total(node.engine.metrics(), "otelcol_loadbalancer_num_backend_updates_total")


def sent_to(node: Collector, address: str) -> float:
    """How many batches one sampler was sent, taken or not."""
    outcomes = node.engine.metrics().get("otelcol_loadbalancer_backend_outcome_total", [])
    return sum(value for labels, value in outcomes if labels["endpoint"].startswith(address))


def time_of(what: str, holds: Callable[[], bool]) -> tuple[float, float]:
    """When it began to hold: not before the first moment, nor after the last."""
    seen = [time.monotonic()]

    def look() -> bool:
        found = holds()
        seen.append(time.monotonic())
        return found

    wait_until(what, look, WAIT)
    return seen[-3] if len(seen) > 2 else seen[0], seen[-1]


def spy_on(node: Collector, spy: Receiver) -> tuple[bytes, int]:
    """What a sampler is sent, of spans with card numbers wherever they may be."""
    attributes: Attributes = {"card": CARD, "url.full": f"https://pay/?cardNumber={CARD}", "n": 7}
    spans = [
        otlp.span(f"GET {CARD}", attributes=attributes, events=[otlp.event("paid", attributes)])
        for _ in range(SPIED)
    ]
    with GrpcSender(node.grpc) as sender:
        send(sender, "spied", spans)
    spy.wait_for(lambda r: len(r.spans()) >= SPIED, WAIT)
    return repr(spy.spans()).encode(), len(spy.spans())


def settle(node: Collector, receivers: Sequence[Receiver], name: str) -> None:
    """Returns when what was sent later has come out of every sampler, which keep their order."""
    markers = [otlp.span(name, error="kept") for _ in range(MARKERS)]
    with GrpcSender(node.grpc) as sender:
        send(sender, "marker", markers)

    def marked() -> list[int]:
        return [sum(s.name == name for s in r.spans()) for r in receivers]

    wait_until("every sampler sent what came last", lambda: sum(marked()) == MARKERS, WAIT)
    assert all(marked()), marked()


def test_nothing_is_sampled_on_the_node_and_the_hop_to_the_samplers_is_masked(
    scaled: Scaled,
) -> None:
    assert scaled.spied_spans == SPIED
    assert CARD.encode() not in scaled.spied
    assert b"cardNumber=[PAN]" in scaled.spied
    everything = repr([receiver.spans() for receiver in scaled.receivers])
    assert CARD not in everything


@pytest.mark.parametrize("kind", [ERROR, SLOW, ROUTE])
def test_errors_slow_traces_and_listed_routes_arrive_whole_from_one_sampler(
    scaled: Scaled, kind: str
) -> None:
    sent = scaled.of(kind, moving=False)
    assert len(sent) > 50
    assert [trace for trace in sent if not scaled.is_whole(trace)] == []


def test_of_the_rest_a_share_arrives_and_whole(scaled: Scaled) -> None:
    sent = scaled.of(PLAIN, moving=False)
    kept = [trace for trace in sent if trace.id in scaled.found]
    assert within_interval(len(kept), len(sent), SHARE), (len(kept), len(sent))
    assert [trace for trace in kept if not scaled.is_whole(trace)] == []


def test_the_third_sampler_takes_its_part_from_when_it_is_known(scaled: Scaled) -> None:
    first, last = scaled.under_way
    before = [trace for trace in scaled.sent if trace.ended < first]
    after = [trace for trace in scaled.sent if trace.begun > last + SLACK]
    assert {sampler for t in before for sampler in scaled.found.get(t.id, ())} == {0, 1}
    assert {sampler for t in after for sampler in scaled.found.get(t.id, ())} == {0, 1, 2}
    assert 0.15 < scaled.share_of_the_third() < 0.55


def test_only_traces_under_way_at_the_moment_of_scaling_are_torn_and_their_reasons_arrive(
    scaled: Scaled,
) -> None:
    """The node sends a trace's later spans to the third sampler if that takes the trace over.

    Whoever has the reason (the error, the slow root) keeps its part; the other part is lost.
    """
    moving = scaled.of(ERROR, SLOW, ROUTE, moving=True)
    torn = [trace for trace in moving if not scaled.is_whole(trace)]
    share = scaled.share_of_the_third()
    bound = len(moving) * share + CONFIDENT * math.sqrt(len(moving) * share * (1 - share))
    assert len(torn) <= bound, (len(torn), len(moving))
    for trace in moving:
        assert (INNER if trace.kind == ERROR else ROOT) in scaled.arrived(trace)
    # Both samplers draw the same lot for a trace that has no other reason.
    for trace in scaled.of(PLAIN, moving=True):
        assert scaled.arrived(trace) in ([], sorted(SPANS))


def test_when_a_sampler_leaves_only_what_it_was_about_to_take_is_lost(scaled: Scaled) -> None:
    """The node sends to it for seconds more, and then what it did not take to the others.

    A sampler that is asked to stop decides about all that it has.
    """
    begun, ended = scaled.left
    kept = [trace for trace in scaled.sent_later if trace.kind != PLAIN]
    lacking = [trace for trace in kept if set(scaled.arrived(trace)) != set(SPANS)]
    early, late = begun - LAG - SLACK, ended + SLACK
    assert [trace for trace in lacking if not early <= trace.begun <= late] == []
    after = [trace for trace in kept if trace.begun > late]
    assert len(after) > 20
    # The rest of it was under way between two samplers, and a third of that went to this one.
    at_risk = [trace for trace in kept if early <= trace.begun <= late]
    assert len(lacking) <= 0.7 * len(at_risk), (len(lacking), len(at_risk))


def test_span_metrics_on_the_node_count_every_span(scaled: Scaled) -> None:
    name = "traces_span_metrics_calls_total"
    names = ("POST /charge", "charge", "POST /order", "POST")

    def counted() -> Mapping[str, float]:
        samples = named(scaled.region.receiver.samples(), name)
        return {
            span: sum(last_values(s for s in samples if s.labels["span_name"] == span).values())
            for span in names
        }

    expected = dict.fromkeys(names, len(scaled.sent) + len(scaled.sent_later))
    wait_until("every span is counted", lambda: counted() == expected, WAIT)
    spied = named(scaled.region.receiver.samples(), name, span_name="GET [PAN]")
    assert sum(last_values(spied).values()) == SPIED


def test_the_service_graph_has_both_ends_of_every_call(scaled: Scaled) -> None:
    def calls() -> float:
        return sum(
            value
            for receiver in scaled.receivers
            for value in last_values(
                named(receiver.samples(), GRAPH, client="gateway", server="checkout")
            ).values()
        )

    moving = scaled.of(*BATCH, moving=True)
    begun, ended = scaled.left
    leaving = [t for t in scaled.sent_later if begun - 2 * LAG <= t.begun <= ended + SLACK]
    least = len(scaled.sent) + len(scaled.sent_later) - len(moving) - len(leaving)
    wait_until("the calls are counted", lambda: calls() >= least, WAIT)
    # A batch may be repeated while a sampler leaves.
    assert calls() <= 1.05 * (len(scaled.sent) + len(scaled.sent_later))
    assert not named(scaled.region.receiver.samples(), GRAPH), "the node makes none"


def test_no_two_samplers_write_one_series_and_none_writes_a_sample_twice(scaled: Scaled) -> None:
    written = [
        {(*sorted(s.labels.items()),): s for s in receiver.samples() if "service_graph" in s.name}
        for receiver in scaled.receivers
    ]
    assert all(written)
    assert len({series for found in written for series in found}) == sum(map(len, written))
    for receiver in scaled.receivers:
        graph = named(receiver.samples(), GRAPH)
        times = [(*sorted(s.labels.items()), s.timestamp_ms) for s in graph]
        assert len(times) == len(set(times))
