"""Real plans beside the synthesis: what they do, where they disagree, what they must not show."""

import copy
import json
from pathlib import Path
from typing import Any

import pytest

from commands.review.differences import compare
from commands.review.model import Action, Change, Differences
from commands.review.planned import with_plans
from commands.review.plans import drifted, planned, read_plans, secrets
from commands.review.redact import WITHHELD
from policies import Synthesized
from settings import UserError
from tests.policies.planting import first
from tests.review.planning import PLANS, PLANTED, Json, entry, plan, write

HUB = "network-seoul"
Stacks = dict[str, Synthesized]


def of_a_plan(*changes: Json, **more: Any) -> Differences:
    """What is said of a stack of which nothing differs as synthesized."""
    return with_plans(Differences("main", ()), {HUB: plan(*changes, **more)})


@pytest.fixture(scope="module")
def whole() -> dict[str, Change]:
    """What the committed plan does, by address."""
    plans = read_plans(PLANS, [HUB])
    return {c.address: c for c in planned(HUB, plans[HUB], secrets(plans, ()))}


def test_a_planted_secret_reaches_nothing(whole: dict[str, Change], prod: Stacks) -> None:
    assert len(whole) == 6
    assert PLANTED not in str(whole)
    plans = read_plans(PLANS, [HUB])
    known = secrets(plans, list(prod.values()))
    assert PLANTED in known
    united = with_plans(Differences("main", ()), plans, known)
    assert PLANTED not in str(united)
    # Where only its place is marked, it is withheld for that.
    marked = list(planned(HUB, plans[HUB]))
    topic = next(change for change in marked if change.type == "aws_sns_topic")
    assert [(a.before, a.after) for a in topic.arguments] == [('"one"', json.dumps(WITHHELD))]


def test_a_replacement_says_what_forces_it(whole: dict[str, Change]) -> None:
    change = whole["aws_vpc.vpc_6776A399"]
    assert (change.action, change.stateful) == (Action.REPLACED, True)
    assert change.words == "VPC lionpay-prod-seoul gets another range, so it is replaced."
    assert change.why.startswith("Forced by cidr_block. Lost: its id")
    told = {a.path: (a.before, a.after) for a in change.arguments}
    assert told["cidr_block"] == ('"10.10.0.0/16"', '"10.0.0.0/8"')
    assert "tags_all.Note" not in told


def test_what_is_not_known_yet_is_shown_where_it_forces() -> None:
    change = entry(
        "aws_subnet.x",
        "delete",
        "create",
        before={"vpc_id": "vpc-1", "arn": "a"},
        after_unknown={"vpc_id": True, "arn": True},
        replace_paths=[["vpc_id"]],
    )
    (found,) = of_a_plan(change).changes
    assert [a.path for a in found.arguments] == ["vpc_id"]
    assert "known after" in found.arguments[0].after


NOTHING = ["no-op"], ["read"]


@pytest.mark.parametrize(
    ("actions", "expected"),
    [
        (["create"], Action.ADDED),
        (["update"], Action.CHANGED),
        (["delete"], Action.DESTROYED),
        (["delete", "create"], Action.REPLACED),
        (["create", "delete"], Action.REPLACED),
        (["forget"], Action.CHANGED),
        (["an action of tomorrow"], Action.REPLACED),
    ],
)
def test_actions(actions: list[str], expected: Action) -> None:
    (found,) = of_a_plan(entry("aws_vpc.x", *actions)).changes
    assert found.action is expected


@pytest.mark.parametrize("actions", NOTHING)
def test_nothing_is_no_change(actions: list[str]) -> None:
    assert of_a_plan(entry("aws_vpc.x", *actions)).changes == ()


def test_what_a_replacement_left_behind_is_not_red() -> None:
    old = {**entry("aws_vpc.x", "delete"), "deposed": "0a1b2c3d"}
    (found,) = of_a_plan(old).changes
    assert not found.stateful
    assert "An old copy of" in found.words


def test_reasons_of_terraform_are_told() -> None:
    tainted = {**entry("aws_vpc.x", "delete", "create"), "action_reason": "replace_because_tainted"}
    (found,) = of_a_plan(tainted).changes
    assert "it is tainted" in found.why


def test_marks_that_are_missing_withhold_the_side() -> None:
    change = entry("aws_vpc.x", "update", before={"tags": {"Note": PLANTED}}, after={"tags": {}})
    for side in ("before_sensitive", "after_sensitive"):
        change["change"].pop(side)
    assert PLANTED not in str(of_a_plan(change))


def changed_vpc(prod: Stacks) -> Differences:
    """Production with another range for a VPC, and another tag."""
    after = copy.deepcopy(prod)
    first(after[HUB].json, "aws_vpc")["cidr_block"] = "10.0.0.0/8"
    first(after[HUB].json, "aws_vpc")["tags"]["Note"] = "new"
    return compare("main", list(prod.values()), list(after.values()))


def test_the_plan_is_right_where_both_tell_of_a_resource(prod: Stacks) -> None:
    found = changed_vpc(prod)
    real = plan(entry("aws_vpc.vpc_6776A399", "update", before={"a": 1}, after={"a": 2}))
    united = with_plans(found, {HUB: real})
    (vpc,) = [c for c in united.changes if c.type == "aws_vpc"]
    assert vpc.action is Action.CHANGED
    assert united.planned == (HUB,)
    assert any(
        "aws_vpc.vpc_6776A399: the synthesis says replaced, the plan changed" in told
        for told in united.disagreements
    )
    assert any("aws_subnet" in t and "the plan does nothing" in t for t in united.disagreements)


def test_where_both_agree_nothing_is_said(prod: Stacks) -> None:
    after = copy.deepcopy(prod)
    first(after[HUB].json, "aws_vpc")["tags"]["Note"] = "new"
    found = compare("main", list(prod.values()), list(after.values()))
    real = plan(entry("aws_vpc.vpc_6776A399", "update", before={"a": 1}, after={"a": 2}))
    united = with_plans(found, {HUB: real})
    assert united.disagreements == ()
    assert [c.arguments for c in united.changes] == [c.arguments for c in found.changes]


def test_a_group_of_which_a_rule_changes_agrees(prod: Stacks) -> None:
    after = copy.deepcopy(prod)
    group = next(iter(after["observability"].json["resource"]["grafana_rule_group"]))
    rule = first(after["observability"].json, "grafana_rule_group")["rule"][0]
    rule["labels"]["team"] = "sre"
    found = compare("main", list(prod.values()), list(after.values()))
    real = plan(entry(f"grafana_rule_group.{group}", "update"))
    united = with_plans(found, {"observability": real})
    assert united.disagreements == ()
    assert [c.type for c in united.changes] == ["rule"]
    replaced = plan(entry(f"grafana_rule_group.{group}", "delete", "create"))
    united = with_plans(found, {"observability": replaced})
    assert "the synthesis says changed, the plan replaced" in united.disagreements[0]
    assert {c.action for c in united.changes} == {Action.CHANGED, Action.REPLACED}


def test_what_only_the_plan_knows_is_told() -> None:
    united = of_a_plan(entry("aws_vpc.x", "create"))
    assert united.disagreements == (
        f"{HUB}, aws_vpc.x: only the plan says added: what is deployed is not the base.",
    )


def test_drift_is_told_by_the_names_of_arguments() -> None:
    drift = json.loads((PLANS / f"{HUB}.json").read_text())["resource_drift"]
    told = of_a_plan(resource_drift=drift).disagreements
    assert told == (f"{HUB}, aws_vpc.vpc_6776A399: changed outside of Terraform: tags.Drift.",)
    gone = entry("aws_eip.x", "delete", before={"a": 1}, after=None)
    assert drifted(plan(resource_drift=[gone])) == {"aws_eip.x": ()}


@pytest.mark.parametrize(
    ("more", "expected"),
    [({"errored": True}, "failed halfway"), ({"complete": False}, "for a later run")],
)
def test_a_plan_that_is_not_whole_says_so(more: Json, expected: str) -> None:
    assert expected in of_a_plan(**more).disagreements[0]


def test_a_text_that_the_code_says_in_clear_is_no_secret(prod: Stacks) -> None:
    real = plan(
        entry(
            "aws_vpc.x",
            "update",
            after={"tags": {"a": "lionpay-prod-seoul", "b": PLANTED}},
            after_sensitive={"tags": True},
        )
    )
    assert secrets({HUB: real}, list(prod.values())) == {PLANTED}


BROKEN: dict[str, tuple[Any, str]] = {
    "no JSON": (None, "It is not JSON"),
    "a state": ({"values": {}}, "but no plan"),
    "another format": ({**plan(), "format_version": "2.0"}, "Its format is 2.0"),
    "no list": ({**plan(), "resource_changes": {}}, "a form that is not known"),
    "no actions": ({**plan({"address": "a", "mode": "managed", "type": "t"})}, "not known"),
}


@pytest.mark.parametrize(("content", "expected"), BROKEN.values(), ids=BROKEN)
def test_what_is_no_plan_is_told(content: Any, expected: str, tmp_path: Path) -> None:
    folder = write(tmp_path / "plans", network_seoul=content)
    if content is None:
        (folder / f"{HUB}.json").write_bytes(b"PK\x03\x04\xff")
    with pytest.raises(UserError, match=expected) as error:
        read_plans(folder, [HUB])
    assert "terraform show -json" in str(error.value)


def test_a_plan_of_no_stack_and_a_folder_without_plans_are_told(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="There is no stack network-osaka"):
        read_plans(write(tmp_path / "one", network_osaka=plan()), [HUB])
    (tmp_path / "two").mkdir()
    with pytest.raises(UserError, match="No plan is in there"):
        read_plans(tmp_path / "two", [HUB])
    with pytest.raises(UserError, match="No such file"):
        read_plans(tmp_path / "three.json", [HUB])


def test_one_file_is_read_too(tmp_path: Path) -> None:
    folder = write(tmp_path / "plans", network_seoul=plan())
    assert list(read_plans(folder / f"{HUB}.json", [HUB])) == [HUB]
