"""The harness of rules on logs: lines pass the real masks and are counted by a real Loki."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from commands.engines.build import tool
from commands.masked_lines import Arrived, entries, masked
from proof.lines import SEOUL, TOKYO, Lines, every
from proof.loki import Entry, LokiServer, QueryError, Sample
from settings import load_environment
from tests.support import ROOT

pytestmark = [pytest.mark.rules, pytest.mark.xdist_group("loki")]

START = 1_767_225_600.0
"""The first second of 2026: long before anybody runs this."""
MINUTE = 60
COLLECTORS = ROOT / "docs" / "collectors.md"

CARD = Lines('{"level":"error","msg":"refused 4111 1111 1111 1111"}', every(60, end=300), "ledger")
IN_TOKYO = Lines(CARD.text, CARD.times, "ledger", region=TOKYO)
PLANTED = Lines("ERROR refused 4111:1111:1111:1111", (0,), "ledger", planted=True)
MASKED_YET_PLANTED = Lines(CARD.text, (0,), "ledger", planted=True)
DEBUG = Lines('{"level":"debug","msg":"nothing happened"}', (0,), "ledger")
TRACE_ID = "4bf92f3577b34da6a3ce929d0e0e4736"
TRACED = Lines(f'{{"level":"info","msg":"paid","traceId":"{TRACE_ID}"}}', (0,), "checkout")
STACK = Lines(
    "ERROR 1 --- [main] c.l.App : failed\njava.lang.IllegalStateException: x\n\tat a.B.c(B.java:1)",
    (0,),
    "checkout",
    container="main",
)
CASES = (CARD, IN_TOKYO, PLANTED, MASKED_YET_PLANTED, DEBUG, TRACED, STACK)


@pytest.fixture(scope="module")
def loki(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LokiServer]:
    with LokiServer(tool("loki"), tmp_path_factory.mktemp("loki")) as server:
        yield server


@pytest.fixture(scope="module")
def arrived(alloy: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[Lines, Arrived | None]:
    folder = tmp_path_factory.mktemp("masked")
    return masked(CASES, alloy=alloy, folder=folder, environment=load_environment("prod"))


def line(app: str, at: float, text: str = "paid") -> Entry:
    """A line that no collector has seen."""
    return Entry({"app": app, "region": SEOUL}, {"pod": f"{app}-0"}, text, START + at)


COUNT = 'sum by (app) (count_over_time({app="x"}[5m]))'


def test_a_pushed_line_is_counted(loki: LokiServer) -> None:
    loki.push("counted", [line("x", at) for at in (0, 60, 120)] + [line("y", 0)])
    assert loki.query("counted", COUNT, START + 120) == [Sample({"app": "x"}, 3)]


def test_a_range_ends_with_its_moment_and_leaves_out_its_beginning(loki: LokiServer) -> None:
    loki.push("range", [line("x", at) for at in (0, 300)])
    counted = [loki.query("range", COUNT, START + at) for at in (299, 300, 599, 600)]
    assert [[sample.value for sample in found] for found in counted] == [[1], [1], [1], []]


def test_lines_may_come_in_any_order_and_months_apart(loki: LokiServer) -> None:
    loki.push("order", [line("x", 40 * 86400)])
    loki.push("order", [line("x", at) for at in (120, 0, 60)])
    assert loki.query("order", COUNT, START + 120) == [Sample({"app": "x"}, 3)]


def test_a_tenant_has_lines_of_its_own(loki: LokiServer) -> None:
    loki.push("one", [line("x", 0)])
    assert loki.query("one", COUNT, START) == [Sample({"app": "x"}, 1)]
    assert loki.query("other", COUNT, START) == []


def test_structured_metadata_can_be_asked_for(loki: LokiServer) -> None:
    loki.push("metadata", [line("x", 0)])
    asked = 'sum by (pod) (count_over_time({app="x"} | pod="x-0" [5m]))'
    assert loki.query("metadata", asked, START) == [Sample({"pod": "x-0"}, 1)]


def test_a_push_of_nothing_is_nothing(loki: LokiServer) -> None:
    loki.push("nothing", [])
    assert loki.query("nothing", COUNT, START) == []


def test_a_query_of_more_series_than_loki_allows_is_refused(loki: LokiServer) -> None:
    # The limit is Loki's default; what is aggregated afterwards counts before that.
    loki.push("many", [line("x", 0, f"from=192.0.2.{n % 250} port={n}") for n in range(501)])
    asked = 'sum by ({}) (count_over_time({{app="x"}} | logfmt [5m]))'
    assert len(loki.query("many", asked.format("from"), START)) == 250
    with pytest.raises(QueryError, match=r"maximum number of series \(500\)"):
        loki.query("many", f"topk(1, {asked.format('port')})", START)


@pytest.mark.parametrize(
    ("refused", "because"),
    [
        ('sum by (app) (count_over_time({app="x"))', "parse error"),
        ('{app="x"}', "log queries are not supported as an instant query type"),
        ("count_over_time({}[5m])", "at least one"),
    ],
)
def test_a_bad_query_is_refused_with_a_message_that_names_it(
    loki: LokiServer, refused: str, because: str
) -> None:
    with pytest.raises(QueryError) as told:
        loki.query("refused", refused, START)
    assert refused in str(told.value)
    assert because in str(told.value)


def documented(signal: str) -> set[str]:
    """The names in the row of a signal in the documentation's table of labels."""
    (row,) = re.findall(rf"^\| {signal} \|(.*)\|$", COLLECTORS.read_text(), re.MULTILINE)
    return set(re.findall(r"`(\w+)`", row))


def test_labels_are_those_of_the_collectors(arrived: dict[Lines, Arrived | None]) -> None:
    came = arrived[TRACED]
    assert came is not None
    assert came.labels == {
        "app": "checkout",
        "cluster": "lionpay-prod-seoul",
        "container": "app",
        "environment": "prod",
        "job": "payments/checkout",
        "level": "info",
        "namespace": "payments",
        "region": SEOUL,
    }
    assert set(came.labels) == documented("log streams")
    assert set(came.metadata) == documented("log entries")
    assert came.metadata["trace_id"] == TRACE_ID


def test_a_card_number_arrives_masked_in_every_region(
    arrived: dict[Lines, Arrived | None],
) -> None:
    seoul, tokyo = arrived[CARD], arrived[IN_TOKYO]
    assert seoul is not None
    assert tokyo is not None
    assert seoul.line == tokyo.line == '{"level":"error","msg":"refused [PAN]"}'
    assert tokyo.labels == {**seoul.labels, "region": TOKYO, "cluster": "lionpay-prod-tokyo"}


def test_a_planted_line_keeps_its_text_and_has_the_labels_of_others(
    arrived: dict[Lines, Arrived | None],
) -> None:
    other = arrived[CARD]
    assert other is not None
    for planted in (PLANTED, MASKED_YET_PLANTED):
        came = arrived[planted]
        assert came is not None
        assert (came.line, came.labels) == (planted.text, other.labels)


def test_a_stack_trace_is_one_line(arrived: dict[Lines, Arrived | None]) -> None:
    came = arrived[STACK]
    assert came is not None
    assert came.line == STACK.text
    assert (came.labels["level"], came.labels["container"]) == ("error", "main")


def test_a_debug_line_is_dropped(arrived: dict[Lines, Arrived | None]) -> None:
    assert arrived[DEBUG] is None
    assert entries([DEBUG], arrived, START) == []


def test_masked_lines_are_counted_as_often_as_they_were_written(
    loki: LokiServer, arrived: dict[Lines, Arrived | None]
) -> None:
    # The same line at the same moment, in one stream: Loki by itself would keep one.
    twice = [CARD, CARD, IN_TOKYO, DEBUG]
    loki.push("masked", entries(twice, arrived, START))
    asked = 'sum by (region) (count_over_time({namespace="payments"} |= "[PAN]" [10m]))'
    found = loki.query("masked", asked, START + 4 * MINUTE)
    assert {sample.labels["region"]: sample.value for sample in found} == {SEOUL: 10, TOKYO: 5}
    assert {entry.at - START for entry in entries([IN_TOKYO], arrived, START)} == set(CARD.times)
