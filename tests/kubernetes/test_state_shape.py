"""The table of kube-state-metrics is what the real program told; a change of it is noticed."""

from dataclasses import replace

from commands.conformance.realistic.tables import BY_SCRAPER
from commands.kubernetes.state_shape import PATH, Family, changes, recorded, shape, written
from vocabulary.sources.kube_state_metrics import KUBE_STATE_METRICS
from vocabulary.sources.model import Kind

NOT_ASKED = ("_annotations", "_labels")
"""Ends of families that have no series unless somebody asks for an object's own labels."""
SOMETIMES = {"kube_job_status_failed": {"reason"}}
"""Labels that were not there when it was recorded: no Job had failed."""
TOLD = """# HELP kube_a What it is.
# TYPE kube_a gauge
kube_a{namespace="shop",pod="a"} 1
# HELP kube_b What it is.
# TYPE kube_b counter
"""


def test_the_table_has_every_family_with_its_type_and_labels() -> None:
    told = {n: f for n, f in recorded(PATH.read_text()).items() if not n.endswith(NOT_ASKED)}
    table = {m.name: m for m in KUBE_STATE_METRICS.metrics if m.name not in BY_SCRAPER}
    assert table.keys() == told.keys()
    for name, family in told.items():
        kind = table[name].kind
        assert family.kind == (Kind.GAUGE if kind is Kind.INFO else kind), name
        if family.labels is not None:
            assert set(table[name].labels) - SOMETIMES.get(name, set()) == family.labels, name


def test_a_record_is_read_as_it_was_written() -> None:
    found = shape(TOLD)
    assert found == {
        "kube_a": Family("gauge", frozenset({"namespace", "pod"})),
        "kube_b": Family("counter", None),
    }
    assert recorded(written(found)) == found


def test_every_change_is_told() -> None:
    record = shape(TOLD)
    live = {
        "kube_a": replace(record["kube_a"], labels=frozenset({"namespace", "uid"})),
        "kube_b": Family("gauge", None),
        "kube_c": Family("gauge", None),
    }
    assert list(changes(record, record)) == []
    assert list(changes(live, record)) == [
        "kube_a has other labels: more uid, less pod",
        "kube_b is a gauge, not a counter",
        "kube_c is new",
    ]
    assert list(changes({}, record)) == ["kube_a is gone", "kube_b is gone"]
