"""What is said of a change: planted in a copy of what production synthesizes."""

import copy
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from commands.review.differences import compare
from commands.review.model import Action, Change
from policies import Synthesized
from tests.policies.planting import first

Json = dict[str, Any]
Stacks = dict[str, Synthesized]
HUB = "network-seoul"


def found(before: Stacks, stack: str, plant: Callable[[Json], Any]) -> dict[str, Change]:
    """The changes that a plant makes, by address; each must be of its stack."""
    after = {name: copy.deepcopy(one) if name == stack else one for name, one in before.items()}
    plant(after[stack].json)
    changes = compare("main", list(before.values()), list(after.values())).changes
    return {f"{'' if c.stack == stack else c.stack + ':'}{c.address}": c for c in changes}


def of(changes: Mapping[str, Change], *parts: str) -> Change:
    """The one change whose address holds all parts."""
    (one,) = [c for address, c in changes.items() if all(part in address for part in parts)]
    return one


def test_nothing_differs_from_itself(prod: Stacks) -> None:
    assert compare("main", list(prod.values()), list(prod.values())).changes == ()


def test_a_gateway_that_moves_is_replaced_and_red(prod: Stacks) -> None:
    def plant(json: Json) -> None:
        one, other, *_ = json["resource"]["aws_nat_gateway"].values()
        one["subnet_id"] = other["subnet_id"]

    changes = found(prod, HUB, plant)
    change = of(changes, "aws_nat_gateway")
    assert (change.action, change.stateful) == (Action.REPLACED, True)
    assert change.words == (
        "NAT gateway lionpay-prod-seoul-ap-northeast-2a moves to another subnet, so it is replaced."
    )
    assert "Forced by subnet_id. Lost: every open connection" in change.why
    (argument,) = change.arguments
    assert argument.path == "subnet_id"
    assert "2a" in argument.before
    assert "2b" in argument.after
    # Its route names it by an argument that is changed in its place.
    assert len(changes) == 1


def test_replacements_follow_references_that_force(prod: Stacks) -> None:
    changes = found(prod, HUB, lambda json: first(json, "aws_vpc").update(cidr_block="10.0.0.0/8"))
    replaced = {c.type for c in changes.values() if c.action is Action.REPLACED}
    assert {"aws_vpc", "aws_subnet", "aws_nat_gateway", "aws_route_table", "aws_route"} <= replaced
    # Their ids are what rules and targets name, in place.
    assert not {"aws_eip", "aws_internet_gateway", "aws_iam_role", "aws_kms_key"} & replaced
    assert "names a VPC that is replaced" in of(changes, "aws_vpc_endpoint.endpoints_s3").words


def test_replacements_follow_outputs_into_other_stacks(staging: Stacks) -> None:
    changes = found(
        staging, HUB, lambda json: first(json, "aws_vpc").update(cidr_block="10.0.0.0/8")
    )
    assert of(changes, "link:aws_vpc_peering_connection.").action is Action.REPLACED


def test_a_name_that_stays_replaces_nobody(prod: Stacks) -> None:
    def plant(json: Json) -> None:
        first(json, "grafana_folder")["org_id"] = "2"

    # Its groups name it by its uid, which stays.
    (change,) = found(prod, "observability", plant).values()
    assert (change.type, change.action) == ("grafana_folder", Action.REPLACED)


def test_a_security_rule_that_names_another_kind_of_peer_is_replaced(prod: Stacks) -> None:
    def plant(json: Json) -> None:
        rule = first(json, "aws_vpc_security_group_ingress_rule", "from-nodes")
        rule["cidr_ipv4"] = "10.10.0.0/16"
        del rule["referenced_security_group_id"]

    change = of(found(prod, HUB, plant), "from-nodes")
    assert change.action is Action.REPLACED
    assert "names cidr_ipv4 where it named referenced_security_group_id" in change.words


def test_what_changes_in_place_says_which_arguments(prod: Stacks) -> None:
    change = of(
        found(prod, HUB, lambda json: first(json, "aws_vpc")["tags"].update(Note="new")), "aws_vpc."
    )
    assert change.action is Action.CHANGED
    assert change.words == "VPC lionpay-prod-seoul changes in place: tags.Note."
    assert [(a.path, a.before, a.after) for a in change.arguments] == [("tags.Note", "", '"new"')]


def test_what_is_ignored_is_no_change(prod: Stacks) -> None:
    def plant(json: Json) -> None:
        vpc = first(json, "aws_vpc")
        vpc["lifecycle"] = {"ignore_changes": ["tags"]}
        vpc["tags"]["Note"] = "new"

    (change,) = found(prod, HUB, plant).values()
    assert [a.path for a in change.arguments] == ["lifecycle"]


def test_a_destroyed_address_says_what_is_lost(prod: Stacks) -> None:
    def plant(json: Json) -> None:
        addresses = json["resource"]["aws_eip"]
        addresses.pop(next(iter(addresses)))

    change = of(found(prod, HUB, plant), "aws_eip")
    assert (change.action, change.stateful) == (Action.DESTROYED, True)
    assert "allow-lists" in change.why


def rename(json: Json) -> None:
    named = json["resource"]["aws_vpc"]
    named["renamed"] = named.pop("vpc_6776A399")


def test_a_rename_is_told_as_one(prod: Stacks) -> None:
    changes = found(prod, HUB, rename)
    gone = of(changes, "aws_vpc.vpc_")
    assert gone.action is Action.DESTROYED
    assert "the same as the new aws_vpc.renamed: a rename" in gone.why
    assert of(changes, "aws_vpc.renamed").action is Action.ADDED


def test_a_move_destroys_nothing(prod: Stacks) -> None:
    def plant(json: Json) -> None:
        rename(json)
        json["moved"] = [{"from": "aws_vpc.vpc_6776A399", "to": "aws_vpc.renamed"}]

    (change,) = found(prod, HUB, plant).values()
    assert change.action is Action.CHANGED
    assert "it was aws_vpc.vpc_6776A399" in change.words


def test_protection_is_told(prod: Stacks) -> None:
    def renamed(json: Json) -> None:
        first(json, "aws_secretsmanager_secret")["name"] = "other"

    def taken_away(json: Json) -> None:
        json["resource"].pop("aws_secretsmanager_secret")

    told = of(found(prod, "secrets", renamed), "aws_secretsmanager_secret.").why
    assert "makes Terraform refuse this" in told
    gone = found(prod, "secrets", taken_away)
    told = of(gone, "aws_secretsmanager_secret.seoul").why
    assert "does not stop this" in told


def test_rules_are_told_by_their_uids(prod: Stacks) -> None:
    def plant(json: Json) -> None:
        groups = json["resource"]["grafana_rule_group"].values()
        one, other, *_ = [group for group in groups if len(group["rule"]) > 2]
        one["rule"][0]["uid"] = "other"
        other["rule"].append(one["rule"].pop())
        other["rule"][0]["labels"]["team"] = "sre"
        other["rule"][1]["data"][0]["model"] = "{}"

    changes = list(found(prod, "observability", plant).values())
    assert [c.action for c in changes].count(Action.REPLACED) == 1
    assert all(c.type == "rule" for c in changes)
    told = " ".join(c.words for c in changes)
    assert "gets another uid, other, so it is replaced." in told
    assert "moves to the group" in told
    assert "changes: labels.team." in told
    assert "changes: data.A.model" in told


def test_a_program_is_compared_by_line(prod: Stacks) -> None:
    def plant(json: Json) -> None:
        release = first(json, "helm_release", "alloy")
        release["values"][0] = release["values"][0].replace('"60s', '"30s')

    change = of(found(prod, "collectors-seoul", plant), "helm_release.alloy")
    (argument,) = [a for a in change.arguments if a.path.endswith("configMap.content")]
    assert 'scrape_interval = "60s' in argument.before
    assert len(argument.before.splitlines()) < 40


def test_a_stack_that_is_new_and_one_that_is_gone(prod: Stacks) -> None:
    left = [stack for name, stack in prod.items() if name != "network-tokyo"]
    gone = compare("main", list(prod.values()), left).changes
    assert gone[0].words == "The stack network-tokyo is no longer made, with 63 resources."
    assert gone[0].stateful
    assert "make destroy" in gone[0].why
    assert len(gone) == 64
    new = compare("main", left, list(prod.values())).changes
    assert new[0].words == "The stack network-tokyo is new, with 63 resources."
    assert {c.action for c in new} == {Action.ADDED}


def test_a_state_that_moves_is_red(prod: Stacks) -> None:
    def plant(json: Json) -> None:
        json["terraform"]["backend"] = {"s3": {"bucket": "other"}}

    change = of(found(prod, "credentials", plant), "terraform.backend")
    assert change.stateful
    assert "--migrate-state" in change.why


@pytest.mark.parametrize("kind", ["output", "variable"])
def test_sensitive_blocks_do_not_show_values(kind: str, prod: Stacks) -> None:
    def plant(json: Json) -> None:
        value = "value" if kind == "output" else "default"
        json.setdefault(kind, {})["planted"] = {value: "abc", "sensitive": True}

    change = of(found(prod, HUB, plant), f"{kind}.planted")
    assert "abc" not in str(change)


def test_an_unknown_type_says_so_and_shows_nothing(prod: Stacks) -> None:
    before = copy.deepcopy(prod)
    before[HUB].json["resource"]["aws_planted"] = {"x": {"name": "one"}}

    def plant(json: Json) -> None:
        json["resource"]["aws_planted"]["x"]["name"] = "other"

    change = of(found(before, HUB, plant), "aws_planted")
    assert "is not known" in change.why
    assert "one" not in [a.before for a in change.arguments]
