"""The page says everything that a reviewer needs, and nothing on it runs or loads."""

import copy
import json
import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from commands.review.build import holding, policies_of, stops
from commands.review.diffs import compared, readable
from commands.review.marks import Marks
from commands.review.model import Action, Argument, Change, TextDiff
from commands.review.network_map import network_map
from commands.review.page import page
from commands.review.report import report
from commands.review.review import (
    NamesDiff,
    allowed,
    by_stack,
    figures,
    refusals,
    signed,
    tally,
)
from commands.review.telemetry_path import Does, lanes
from commands.review.verdict import sentences
from policies import Synthesized
from settings import Problem
from stacks.network import network_plan
from telemetry.environment import collected
from tests.review.support import (
    BEFORE,
    BOARDS,
    CHANGES,
    EIP,
    EVIL,
    NAT,
    NOTHING,
    PROD,
    STAGING,
    SUBNET,
    review,
)

LOADS = re.compile(r"<(?:script|link|img|iframe|object|embed|image|use|form)\b|@import|url\(", re.I)
"""What would load something or run."""


class Ids(HTMLParser):
    """Ids of a page and where its own links lead."""

    def __init__(self) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Reads an element."""
        of = {name: value or "" for name, value in attrs}
        self.ids += [of["id"]] if "id" in of else []
        self.links += [of["href"]] if "href" in of else []
        if tag != "meta":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Every element ends in its turn."""
        assert self.open.pop() == tag


def read(text: str) -> Ids:
    """The page, parsed."""
    found = Ids()
    found.feed(text)
    assert found.open == []
    return found


def test_every_section_is_there_and_every_link_leads_somewhere() -> None:
    found = read(page(review()))
    sections = ("verdict", "resources", "network", "telemetry", "alerts", "dashboards",
                "allow-lists", "cost", "policies")  # fmt: skip
    assert set(sections) <= set(found.ids)
    assert len(found.ids) == len(set(found.ids))
    inside = [link[1:] for link in found.links if link.startswith("#")]
    assert inside
    assert set(inside) <= set(found.ids)


def test_nothing_is_loaded_or_run() -> None:
    assert not LOADS.search(page(review()))
    assert LOADS.search("<script src=x>")


def test_text_of_others_stays_text() -> None:
    evil = replace(
        NAT, words=EVIL, why=EVIL, arguments=(Argument(EVIL, f'"{EVIL}"', f'"{EVIL}\\n{EVIL}"'),)
    )
    texts = tuple(
        TextDiff(f"{kind} {EVIL}", EVIL, None) for kind in ("alert", "route", "dashboard")
    )
    now = replace(BEFORE, cost={EVIL: 1.0}, allowed={EVIL: (EVIL,)}, policies=(EVIL,))
    made = review((evil,), base=EVIL, now=now, texts=texts, note=EVIL)
    text = page(replace(made, stops=(Problem(EVIL, EVIL, EVIL),), intents=(EVIL,)))
    assert not LOADS.search(text)
    assert text.count("&lt;script&gt;") > 15
    read(text)


def test_losses_are_told_first_with_what_is_lost() -> None:
    text = page(review())
    top = text[: text.index('class="counts"')]
    assert "2 stateful resources would be lost." in top
    for change in (NAT, EIP):
        assert change.words in top
        assert change.why in top
        assert change.address in top
    assert SUBNET.words not in top


def test_without_losses_the_top_is_calm() -> None:
    text = page(review((SUBNET,)))
    assert "Nothing stateful is replaced or destroyed." in text
    assert 'class="losses"' not in text


@pytest.mark.parametrize(
    ("made", "said"),
    [
        (review(()), "Nothing changes in Terraform."),
        (review((NAT,)), "1 stateful resource would be lost."),
        (replace(review(()), stops=(Problem("a", "b", "c"),)), "make stops: 1 problem."),
    ],
)
def test_the_verdict_in_one_sentence(made: object, said: str) -> None:
    assert sentences(made) == [said]  # type: ignore[arg-type]


def test_what_a_base_cannot_tell_is_said() -> None:
    text = page(review(before=NOTHING))
    assert text.count("The base cannot tell: its code is older than this listing.") == 6
    assert "the base cannot tell what it was" in text


def test_problems_that_stop_make_are_at_the_top() -> None:
    made = replace(review(()), stops=(Problem("stack x", "It is open.", "Close it."),))
    text = page(made)
    top = text[: text.index('class="counts"')]
    assert "stack x" in top
    assert "Close it." in top


def test_policies_that_break_or_go_are_named() -> None:
    made = review()
    before = replace(BEFORE, policies=(*made.intents, "an intent that is gone"))
    now = replace(made.now, policies=made.intents[1:])
    text = page(replace(made, before=before, now=now))
    assert f"broken: </b>{made.intents[0]}" in text.replace("&#x27;", "'")
    assert "an intent that is gone" in text
    assert "not all hold" in text


def test_only_dashboards_that_changed_are_drawn_in_full() -> None:
    text = page(review())
    assert f'id="{BOARDS[0].uid}-panel-' in text
    assert f'id="{BOARDS[1].uid}-panel-' not in text
    assert all(f'id="dashboard-{made.uid}"' in text for made in BOARDS)


def test_the_page_stays_small() -> None:
    assert len(page(review()).encode()) < 1_000_000


def test_changes_are_by_stack_and_what_hurts_comes_first() -> None:
    found = by_stack(CHANGES)
    assert list(found) == ["network-seoul", "network-tokyo", "observability"]
    assert [change.action for change in found["network-seoul"]] == [
        "replaced",
        "destroyed",
        "changed",
    ]
    assert sum(tally(CHANGES).values()) == len(CHANGES)


def test_many_additions_of_a_stack_are_folded_and_losses_are_not() -> None:
    many = tuple(
        Change("new", f"aws_eip.a{n}", "aws_eip", Action.ADDED, f"Address {n}.") for n in range(40)
    )
    text = page(review((*many, replace(NAT, stack="new"))))
    article = text[text.index('id="stack-new"') :]
    assert "+ 40 added" in article
    assert article.index(NAT.words) < article.index("<summary>+ 40 added")


def test_a_map_marks_what_changes_and_names_the_rest() -> None:
    plan = network_plan(PROD, "seoul")
    assert plan
    marks = Marks([change for change in CHANGES if change.stack == "network-seoul"])
    drawn = network_map("seoul", plan, marks, ())
    assert "± NAT gateway" in drawn
    assert "\N{MINUS SIGN} Elastic IP" in drawn
    assert drawn.count("± NAT gateway") == 1
    assert [change.type for change in marks.left()] == ["aws_cloudwatch_metric_alarm"]


def test_a_map_has_every_subnet_gateway_route_and_endpoint() -> None:
    plan = network_plan(PROD, "tokyo")
    assert plan
    drawn = network_map("tokyo", plan, Marks(()), ())
    assert all(str(subnet.cidr) in drawn for subnet in plan.subnets)
    assert drawn.count(">NAT gateway<") == len(plan.gateways) == 3
    assert drawn.count(">0.0.0.0/0<") == len(plan.gateway_of)
    assert all(f">{name}<" in drawn for name in plan.network.interface_endpoints)
    assert all(subnet.az in drawn[: drawn.index("</desc>")] for subnet in plan.subnets)


def test_a_map_shows_one_gateway_that_serves_two_zones_and_the_link() -> None:
    plan = network_plan(STAGING, "seoul")
    assert plan
    drawn = network_map("seoul", plan, Marks(()), ("tokyo 10.120.0.0/16",))
    assert drawn.count(">NAT gateway<") == 1
    assert "no NAT gateway here" in drawn
    assert "peering with tokyo 10.120.0.0/16" in drawn


def test_the_path_says_what_the_settings_say() -> None:
    told = {lane.signal: lane.stages for lane in lanes(PROD, collected(PROD))}
    head = next(stage for stage in told["traces"] if stage.does is Does.SAMPLE)
    assert head.share == 0.15
    assert "15 %" in head.title
    told = {lane.signal: lane.stages for lane in lanes(STAGING, collected(STAGING))}
    tail = next(stage for stage in told["traces"] if stage.does is Does.SAMPLE)
    assert "20 %" in tail.title
    assert any("2s" in part.name for part in tail.parts)


def test_masks_are_before_every_exit() -> None:
    for lane in lanes(PROD, collected(PROD)):
        does = [stage.does for stage in lane.stages]
        assert does.index(Does.MASK) < does.index(Does.EXIT) == len(does) - 1


def test_allow_lists_are_compared_by_way() -> None:
    assert allowed(review()) == (
        NamesDiff("hub", 1, 1, (), ()),
        NamesDiff("kubelet", 2, 2, ("kubelet_volume_stats_used_bytes",), ("kubelet_running_pods",)),
    )
    assert allowed(review(before=NOTHING)) is None


def test_figures_know_what_is_new_and_what_is_unknown() -> None:
    ((new,), (unknown,)) = (figures({}, {"a": 2.0}), figures(None, {"a": 2.0}))
    assert new.moved == 2
    assert unknown.moved is None
    assert (signed(1.5), signed(-1.5), signed(0.001)) == ("+1.50", "\N{MINUS SIGN}1.50", "±0")


def test_a_difference_shows_its_surroundings_and_says_what_it_leaves_out() -> None:
    before = "\n".join(f"line {n}" for n in range(50))
    lines = compared(before, before.replace("line 25", "other"))
    assert [line.sign for line in lines] == [" ", " ", "-", "+", " ", " "]
    assert compared(None, "a\nb")[0].sign == "+"
    cut = compared(None, before, most=10)
    assert (len(cut), cut[-1].text) == (11, "40 more lines")


def test_a_program_inside_of_json_is_compared_line_by_line() -> None:
    program = "\n".join(f'line "{n}"' for n in range(100))
    before = json.dumps({"alloy": {"content": program}})
    after = json.dumps({"alloy": {"content": program.replace('"50"', '"x"')}})
    lines = compared(readable(before), readable(after))
    assert [line.text.strip() for line in lines if line.sign in "+-"] == ['line "50"', 'line "x"']
    # As one line of a listing that was cut out of JSON.
    cut = [
        f'  "content": {json.dumps(json.loads(one)["alloy"]["content"])},'
        for one in (before, after)
    ]
    lines = compared(readable(cut[0]), readable(cut[1]))
    assert [line.text for line in lines if line.sign in "+-"] == ['line "50"', 'line "x"']


def test_a_line_without_an_end_is_cut() -> None:
    assert len(readable("x" * 10_000)) < 500


def test_what_mends_several_problems_is_said_once() -> None:
    stops = [
        Problem(f"stack {n}", f"It is gone.\nLost: {n}.\nPolicy stay: nothing goes.", "Undo it.")
        for n in range(3)
    ]
    (refusal,) = refusals([*stops])
    assert (refusal.policy, refusal.fix) == ("Policy stay: nothing goes.", "Undo it.")
    assert [problem.what for problem in refusal.problems] == [
        f"It is gone.\nLost: {n}." for n in range(3)
    ]
    assert page(replace(review(()), stops=tuple(stops))).count("Undo it.") == 1


def test_many_losses_are_folded_but_counted() -> None:
    many = tuple(replace(EIP, address=f"aws_eip.a{n}") for n in range(30))
    text = page(review(many))
    assert "30 stateful resources would be lost." in text
    assert "22 more" in text
    assert all(f"aws_eip.a{n}<" in text for n in range(30))


def test_a_policy_that_a_violation_breaks_does_not_hold(prod: dict[str, Synthesized]) -> None:
    stacks = tuple(prod.values())
    policies = policies_of("prod")
    assert holding(policies, stacks) == tuple(policy.intent for policy in policies)
    assert stops(PROD, policies, stacks) == ()
    network = prod["network-seoul"]
    broken = copy.deepcopy(network.json)
    del broken["resource"]["aws_vpc"]
    planted = [s if s is not network else replace(s, json=broken) for s in stacks]
    assert len(holding(policies, planted)) < len(policies)
    assert stops(PROD, policies, planted)


def test_machines_are_told_the_same() -> None:
    told = json.loads(json.dumps(report(review())))
    assert told["counts"] == {"replaced": 1, "destroyed": 1, "changed": 3, "added": 1}
    assert [change["address"] for change in told["losses"]] == [NAT.address, EIP.address]
    assert told["now"]["policies"] == len(review().intents)
