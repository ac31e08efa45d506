"""What an environment says of itself: whole, as text, and without secrets."""

import json
import re

import pytest

from alerts.catalogue import recordings, rules
from alerts.routing import Matcher, Policy, routing
from commands.review.facts import UNKNOWN, facts, from_json, text_diffs, to_json
from commands.review.model import Facts
from commands.review.redact import WITHHELD, shown
from commands.review.routes import TREE, reached
from commands.routes import DATASOURCE_ALERTS
from dashboards.catalogue import dashboards
from policies import POLICIES
from settings import UserError, load_environment
from telemetry.environment import collected
from tests.support import ROOT
from vocabulary.labels import AlertLabel
from vocabulary.sources.model import Way

PROD = load_environment("prod")


@pytest.fixture(scope="module")
def told() -> Facts:
    """Production's."""
    return facts(PROD)


def test_facts_are_whole(told: Facts) -> None:
    uids = {rule.uid for rule in rules(PROD)}
    assert set(told.alerts or ()) == uids | {one.uid for one in recordings(PROD)}
    assert set(told.routes or ()) == {*uids, TREE}
    assert set(told.dashboards or ()) == {made.uid.value for made in dashboards(PROD)}
    ways = collected(PROD).ways
    assert told.allowed == {way.value: ways[way].names for way in Way}
    assert told.policies == tuple(policy.intent for policy in POLICIES)
    assert WITHHELD not in to_json(told)


def test_facts_come_back_from_json(told: Facts) -> None:
    assert from_json(to_json(told), "x") == told
    assert text_diffs(told, told) == ()


def test_an_older_base_leaves_parts_out(told: Facts) -> None:
    older = json.loads(to_json(told))
    older.pop("alerts")
    older["of tomorrow"] = {}
    read = from_json(json.dumps(older), "x")
    assert read.alerts is None
    assert read.routes == told.routes
    assert text_diffs(UNKNOWN, told) == ()


@pytest.mark.parametrize("text", ["", "[]", '{"alerts": []}', '{"cost": {"a": "b"}}', "{"])
def test_what_are_no_facts_is_told(text: str) -> None:
    with pytest.raises(UserError, match="no facts of a review"):
        from_json(text, "x")


def test_differences_have_their_subjects(told: Facts) -> None:
    read = json.loads(to_json(told))
    read["alerts"].pop("psp-dependency-errors")
    recording = next(uid for uid, text in read["alerts"].items() if f"{uid}: records " in text)
    read["alerts"][recording] += "other\n"
    read["routes"]["psp-dependency-errors"] = "nobody"
    read["routes"][TREE] = "{}"
    read["dashboards"]["new"] = "new: New"
    read["allowed"]["hub"] = ["up"]
    found = {one.subject: one for one in text_diffs(told, from_json(json.dumps(read), "x"))}
    assert set(found) == {
        "alert psp-dependency-errors",
        f"recording {recording}",
        "route psp-dependency-errors",
        "routes of all alerts",
        "dashboard new",
        "allow-list hub",
    }
    assert found["alert psp-dependency-errors"].after is None
    assert found["dashboard new"].before is None


@pytest.mark.parametrize("name", ["prod", "staging"])
def test_whom_an_alert_reaches_is_what_the_real_amtool_said(name: str) -> None:
    environment = load_environment(name)
    table = (ROOT / "tests" / "alerts" / "routes" / f"{name}.md").read_text()
    rows = [re.split(r" \| ", line.strip("| \n")) for line in table.splitlines() if "|" in line][2:]
    said = {row[0]: row[-1] for row in rows}
    tree = routing(environment)
    for rule in rules(environment):
        places = reached(tree, {**rule.labels, AlertLabel.ALERTNAME: rule.title})
        assert ", ".join(place.receiver for place in places) == said[rule.title]
    (place,) = reached(tree, {AlertLabel.ALERTNAME: DATASOURCE_ALERTS[0]})
    assert place.receiver == said[DATASOURCE_ALERTS[0]]


@pytest.mark.parametrize(
    ("operator", "value", "expected"),
    [
        ("=", "x", "inner"),
        ("=", "y", "outer"),
        ("!=", "y", "inner"),
        ("=~", "x|y", "inner"),
        ("=~", "", "outer"),
        ("!~", "y.*", "inner"),
        ("!~", "x", "outer"),
    ],
)
def test_matchers(operator: str, value: str, expected: str) -> None:
    inner = Policy("inner", (Matcher("a", operator, value),))  # pyright: ignore[reportArgumentType]
    (place,) = reached(Policy("outer", policies=(inner,)), {"a": "x"})
    assert place.receiver == expected


def test_a_listing_is_shown_without_the_lines_that_hold_a_secret() -> None:
    token = "glc_" + "eyJvIjoiMSJ9" * 3
    assert shown(f"one\n  expr {token}\ntwo\n") == f"one\n{WITHHELD}\ntwo\n"
    assert shown("one\ntwo\n") == "one\ntwo\n"
    planted = json.dumps({"alerts": {"x": f"x: X\n {token}\n"}})
    assert token not in str(from_json(planted, "x"))
