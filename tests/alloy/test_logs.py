"""How a line gets from a pod to Grafana Cloud: its entry, its labels, its level."""

import time
from pathlib import Path

import pytest

from alloy.exits import log_exit
from alloy.program import Use, compose
from alloy.roles import LOG_ROOT
from alloy.text import Expr, env
from commands.conformance.exposition import total
from commands.conformance.fakes.kube_objects import event_object
from commands.conformance.fakes.pod_logs import STDERR
from commands.conformance.receiving.values import LogEntry
from commands.conformance.region import Collector, Region, with_collectors
from commands.conformance.waiting import wait_until
from settings.collectors import Logs
from tests.alloy.conftest import Running, hub_environment
from tests.alloy.pods import CHECKOUT, DNS, EXTERNAL_DNS, LEDGERS, PODS, SANDBOX, SERVER
from vocabulary.collectors import EnvVar

pytestmark = [pytest.mark.engine, pytest.mark.xdist_group("hub")]

WAIT = 60
JAVA = (
    "2026-11-23 10:15:30.250 ERROR 1 --- [nio-8080-exec-1] c.l.p.ChargeService : ORD-java refused",
    "com.lionpay.psp.PspException: refused by the issuer",
    "\tat com.lionpay.psp.Client.charge(Client.java:71)",
    "\t... 12 more",
    "Caused by: java.net.SocketTimeoutException: Read timed out",
    "\tat java.base/sun.nio.ch.NioSocketImpl.timedRead(NioSocketImpl.java:288)",
)
DOTNET = (
    "fail: LionPay.Ledger.Booking[0]",
    "      ORD-dotnet was not booked",
    "      System.InvalidOperationException: no such account",
    "         at LionPay.Ledger.Booking.Book(Order order) in /src/Booking.cs:line 42",
    "      --- End of stack trace from previous location ---",
    "         at LionPay.Ledger.Booking.Retry() in /src/Booking.cs:line 58",
)


def entries(region: Region, marker: str) -> list[LogEntry]:
    return [entry for entry in region.receiver.log_entries() if marker in entry.line]


def arrived(region: Region, *markers: str) -> list[LogEntry]:
    """The first entry with each marker, when all of them are there."""
    region.receiver.wait_for(lambda _: all(entries(region, marker) for marker in markers), WAIT)
    return [entries(region, marker)[0] for marker in markers]


def test_an_entry_has_few_labels_and_the_rest_as_structured_metadata(hub: Running) -> None:
    region, _ = hub
    trace = "4bf92f3577b34da6a3ce929d0e0e4736"
    region.logs.container(CHECKOUT).write(
        f'{{"level":"info","msg":"m-labels","traceId":"{trace}"}}'
    )
    (entry,) = arrived(region, "m-labels")
    assert entry.labels == {
        "app": "checkout",
        "cluster": "lionpay-prod-seoul",
        "container": "checkout",
        "environment": "prod",
        "job": "shop/checkout",
        "level": "info",
        "namespace": "shop",
        "region": "ap-northeast-2",
    }
    assert entry.structured_metadata == {
        "node": "node-1",
        "pod": CHECKOUT.name,
        "stream": "stdout",
        "trace_id": trace,
    }


def test_the_time_of_an_entry_is_the_time_at_which_the_container_wrote_it(hub: Running) -> None:
    region, _ = hub
    before = time.time_ns()
    region.logs.container(LEDGERS).write("m-time")
    after = time.time_ns()
    (entry,) = arrived(region, "m-time")
    assert before - 1_000_000 <= entry.timestamp_ns <= after


def test_management_tools_have_one_job_each(hub: Running) -> None:
    region, _ = hub
    pods = (SERVER, EXTERNAL_DNS, DNS)
    for pod in pods:
        region.logs.container(pod).write(f"m-job-{pod.name}", stream=STDERR)
    found = arrived(region, *(f"m-job-{pod.name}" for pod in pods))
    jobs = [entry.labels["job"] for entry in found]
    assert jobs == ["argocd", "external-dns", f"kube-system/{DNS.name}"]
    assert {entry.structured_metadata["stream"] for entry in found} == {"stderr"}


def test_what_the_runtime_cut_is_one_entry_again(hub: Running) -> None:
    region, _ = hub
    log = region.logs.container(LEDGERS)
    log.write_parts(["m-cut 0123456", "789012345 ", "end-of-cut"])
    log.write("m-long " + "x" * 40_000 + " end-of-long")
    cut, long = arrived(region, "end-of-cut", "end-of-long")
    assert cut.line == "m-cut 0123456789012345 end-of-cut"
    assert long.line == "m-long " + "x" * 40_000 + " end-of-long"


def test_a_stack_trace_is_one_entry_with_the_level_of_its_head(hub: Running) -> None:
    region, _ = hub
    for pod, lines in ((CHECKOUT, JAVA), (LEDGERS, DOTNET)):
        region.logs.container(pod).write("before", *lines, f"After {pod.app}")
    java, dotnet, *after = arrived(
        region, "ORD-java", "ORD-dotnet", "After checkout", "After ledger"
    )
    assert (java.line, dotnet.line) == ("\n".join(JAVA), "\n".join(DOTNET))
    assert java.labels["level"] == dotnet.labels["level"] == "error"
    assert [entry.line for entry in after] == ["After checkout", "After ledger"]


LEVELS = (
    ('{"level":"WARN","msg":"%s"}', "warn"),
    ('{"@l":"Warning","Level":"Warning","msg":"%s"}', "warn"),
    ('{"severity":"CRITICAL","msg":"%s"}', "critical"),
    ('{"log.level":"error","msg":"%s"}', "error"),
    ("2026-11-23T10:15:30.250Z  INFO 1 --- [main] c.l.App : %s", "info"),
    ("2026-11-23 10:15:30 [main] FATAL App - %s", "critical"),
    ("warn: LionPay.Api[3] %s", "warn"),
    ("crit: LionPay.Api[3] %s", "critical"),
    ('{"level":"notice","msg":"%s"}', "info"),
    ('{"level":"alert","msg":"%s"}', "critical"),
    ("time=2026-11-23T10:15:30Z level=error msg=%s", "error"),
    ('{"level":"Information","msg":"%s"}', "info"),
    ("E1123 10:15:30.000000 1 klog %s", None),
    ("GET /v1/orders 200 %s", None),
)


def test_the_level_is_found_in_json_and_in_plain_text(hub: Running) -> None:
    region, _ = hub
    markers = [f"m-level-{number}-" for number in range(len(LEVELS))]
    lines = (line % marker for marker, (line, _) in zip(markers, LEVELS, strict=True))
    region.logs.container(SERVER).write(*lines, "INFO end of levels")
    found = [entry.labels.get("level") for entry in arrived(region, *markers)]
    assert found == [level for _, level in LEVELS]


DEBUG = (
    '{"level":"debug","msg":"m-debug"}',
    '{"level":"Trace","msg":"m-debug"}',
    "2026-11-23T10:15:30.250Z DEBUG 1 --- [main] c.l.App : m-debug",
    "dbug: LionPay.Api[3] m-debug",
    "trce: LionPay.Api[3] m-debug",
    '{"Level":"Verbose","msg":"m-debug"}',
    "level=debug msg=m-debug",
)


def test_debug_and_below_is_dropped_and_counted(hub: Running) -> None:
    region, node = hub
    region.logs.container(LEDGERS).write(*DEBUG, "INFO end of debug")
    arrived(region, "end of debug")
    assert not entries(region, "m-debug")
    eventually_dropped(node, "debug", len(DEBUG))


def test_masked_lines_are_counted_by_kind_where_labels_are_few(hub: Running) -> None:
    region, node = hub
    region.logs.container(LEDGERS).write(
        *("m-masked pan 4111 1111 1111 1111" for _ in range(3)), "INFO [PAID] end of masked"
    )
    arrived(region, "end of masked")
    name = "loki_process_custom_masked_lines_total"
    series = {"masked": "PAN", "app": "ledger", "namespace": "shop"}
    wait_until(
        "masked lines are counted", lambda: total(node.engine.metrics(), name, **series) == 3, WAIT
    )
    found = {key for labels, _ in node.engine.metrics()[name] for key in labels}
    assert found <= {*series, "component_id", "component_path", "container", "job", "level"}
    region.receiver.wait_for(
        lambda r: [s for s in r.samples() if s.name == name and s.labels["masked"] == "PAN"], WAIT
    )


def test_a_denied_namespace_stays_in_the_cluster(hub: Running) -> None:
    region, node = hub
    region.logs.container(SANDBOX).write("m-denied")
    region.logs.container(CHECKOUT).write("m-not-denied")
    arrived(region, "m-not-denied")

    eventually_dropped(node, "namespace", 1)
    assert not entries(region, "m-denied")
    assert "sandbox" not in {entry.labels.get("namespace") for entry in entries(region, "")}


def test_an_event_of_the_cluster_arrives_as_an_entry(hub: Running) -> None:
    region, _ = hub
    event = event_object("shop", "m-event.1", "BackOff", "m-event back-off restarting", CHECKOUT)
    region.kube.put(event)
    (entry,) = arrived(region, "m-event")
    assert entry.labels["job"] == "kubernetes-events"
    assert entry.labels["namespace"] == "shop"
    assert '"reason":"BackOff"' in entry.line


def test_only_allowed_namespaces_leave_and_what_has_none(alloy: Path, tmp_path: Path) -> None:
    environment = with_collectors(hub_environment(), logs=Logs(allow_namespaces=("shop",)))
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
    with Region(alloy, tmp_path, environment, pods=PODS) as region, region.collector(text=text):
        region.logs.container(SERVER).write("m-not-allowed")
        region.logs.container(SANDBOX).write("m-not-allowed")
        region.logs.container(CHECKOUT).write("m-allowed")
        arrived(region, "m-allowed")
        time.sleep(2)
        assert [entry.labels["namespace"] for entry in entries(region, "allowed")] == ["shop"]


def eventually_dropped(node: Collector, reason: str, at_least: int) -> None:
    """Returns when so many lines have been dropped for a reason, as the engine counts."""

    def dropped() -> float:
        name = "loki_process_dropped_lines_total"
        return total(node.engine.metrics(), name, reason=reason)

    wait_until(f"{reason} is counted", lambda: dropped() >= at_least, WAIT)
