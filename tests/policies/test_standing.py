"""Nothing that holds data, an address or a history is replaced unseen: planted, one by one."""

import copy
import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from commands import standing as command
from policies import POLICIES, Synthesized, Violation, violations
from policies.standing import (
    argument_at,
    read_standing,
    standing,
    standing_file,
    standing_policies,
    text,
)
from settings import UserError
from tests.commands.test_main import run_main
from tests.policies.planting import first
from tests.support import TWO_REGIONS, seoul
from vocabulary.replacement import KINDS

Json = dict[str, Any]
HUB = "network-seoul"
STAY, CURRENT = (one.name for one in standing_policies("prod"))


def found(prod: dict[str, Synthesized], stack: str, plant: Callable[[Json], None]) -> list[str]:
    """What the standing policies say of production after `plant`, by policy and in words."""
    stacks = copy.deepcopy(prod)
    plant(stacks[stack].json)
    told = violations(standing_policies("prod"), list(stacks.values()))
    return [f"{p.name}: {v.stack}: {v.resource}: {v.reason}" for p, v in told]


def a_gateway_moves(json: Json) -> None:
    gateways = list(json["resource"]["aws_nat_gateway"].values())
    gateways[0]["subnet_id"] = gateways[1]["subnet_id"]


def an_address_is_given_back(json: Json) -> None:
    addresses = json["resource"]["aws_eip"]
    addresses.pop(next(iter(addresses)))


def the_vpc_grows(json: Json) -> None:
    first(json, "aws_vpc")["cidr_block"] = "10.0.0.0/8"


def everything_moves_to_osaka(json: Json) -> None:
    json["provider"]["aws"][0]["region"] = "ap-northeast-3"


def a_folder_is_another(json: Json) -> None:
    first(json, "grafana_folder")["uid"] = "other"


def a_dashboard_is_another(json: Json) -> None:
    made = first(json, "grafana_dashboard")
    made["config_json"] = made["config_json"].replace('"uid":"lionpay-collectors"', '"uid":"x"')


def a_rule_is_another(json: Json) -> None:
    first(json, "grafana_rule_group")["rule"][0]["uid"] = "other"


def a_secret_is_renamed(json: Json) -> None:
    first(json, "aws_secretsmanager_secret")["name"] = "lionpay/other"


REPLACING: list[tuple[str, Callable[[Json], None], str]] = [
    (HUB, a_gateway_moves, "moves to another subnet"),
    (HUB, an_address_is_given_back, "The Elastic IP is gone"),
    (HUB, the_vpc_grows, 'cidr_block was "10.10.0.0/16" and is now "10.0.0.0/8"'),
    (HUB, everything_moves_to_osaka, "The KMS key moves to another region"),
    ("observability", a_folder_is_another, "The folder gets another uid"),
    ("observability", a_dashboard_is_another, "The dashboard gets another uid"),
    ("observability", a_rule_is_another, "The alert rule is gone"),
    ("secrets", a_secret_is_renamed, "The secret gets another name"),
]


@pytest.mark.parametrize(
    ("stack", "plant", "expected"), REPLACING, ids=[p.__name__ for _, p, _ in REPLACING]
)
def test_a_replacement_is_stopped_and_told(
    stack: str, plant: Callable[[Json], None], expected: str, prod: dict[str, Synthesized]
) -> None:
    told = found(prod, stack, plant)
    assert any(line.startswith(f"{STAY}: {stack}: ") and expected in line for line in told)
    assert all("Lost: " in line for line in told if line.startswith(STAY))


def test_what_is_new_makes_the_file_outdated(prod: dict[str, Synthesized]) -> None:
    def plant(json: Json) -> None:
        json["resource"]["aws_vpc"]["second"] = {"cidr_block": "10.90.0.0/16"}

    assert found(prod, HUB, plant) == [
        f"{CURRENT}: {HUB}: aws_vpc.second: This VPC is not in the file."
    ]


def rename(json: Json) -> None:
    named = json["resource"]["aws_vpc"]
    named["renamed"] = named.pop("vpc_6776A399")


def test_a_rename_is_recognised(prod: dict[str, Synthesized]) -> None:
    told = found(prod, HUB, rename)
    assert f"{STAY}: {HUB}: aws_vpc.vpc_6776A399" in told[0]
    assert "aws_vpc.renamed is new and the same; a rename destroys it too." in told[0]


def test_a_move_keeps_it(prod: dict[str, Synthesized]) -> None:
    def plant(json: Json) -> None:
        rename(json)
        json["moved"] = [{"from": "aws_vpc.vpc_6776A399", "to": "aws_vpc.renamed"}]

    assert {line.split(":")[0] for line in found(prod, HUB, plant)} == {CURRENT}


def test_a_stack_that_is_gone_is_told_once(prod: dict[str, Synthesized]) -> None:
    left = [stack for name, stack in prod.items() if name != "network-tokyo"]
    told = [v for _, v in violations(standing_policies("prod"), left)]
    assert [v.resource for v in told] == ["all of it"]
    assert "aws_nat_gateway" in told[0].reason


def test_changes_that_replace_nothing_go_through(prod: dict[str, Synthesized]) -> None:
    def plant(json: Json) -> None:
        first(json, "aws_vpc")["tags"]["Name"] = "other"
        json["resource"].pop("aws_route")

    assert not found(prod, HUB, plant)


@pytest.mark.parametrize("block", [{"id": "lt-1"}, [{"id": "lt-1"}], '{"id": "lt-1"}'])
def test_an_argument_is_found_in_a_block_and_in_json(block: object) -> None:
    assert argument_at({"launch_template": block}, "launch_template.id") == "lt-1"
    assert argument_at({"launch_template": block}, "launch_template.name") is None
    assert argument_at({}, "launch_template.id") is None


def test_a_rule_may_move_to_another_group(prod: dict[str, Synthesized]) -> None:
    def plant(json: Json) -> None:
        one, other, *_ = json["resource"]["grafana_rule_group"].values()
        other["rule"].append(one["rule"].pop())

    assert not found(prod, "observability", plant)


@pytest.mark.parametrize("name", ["prod", "staging"])
def test_the_committed_files_are_current_small_and_say_what_they_are(
    name: str, request: pytest.FixtureRequest
) -> None:
    stacks = list(request.getfixturevalue(name).values())
    written = standing_file(name).read_text()
    assert written == text(stacks)
    assert next(iter(json.loads(written))) == "//"
    assert len(written) < 20_000
    assert not violations(standing_policies(name), stacks)


def test_every_type_that_is_synthesized_is_known(
    prod: dict[str, Synthesized], staging: dict[str, Synthesized]
) -> None:
    types = {r.type for stack in [*prod.values(), *staging.values()] for r in stack.resources()}
    assert not unknown(types)
    assert unknown({*types, "aws_planted"}) == {"aws_planted"}


def unknown(types: set[str]) -> set[str]:
    """The types of which vocabulary/replacement.py does not say what replaces them."""
    return types - set(KINDS)


def test_the_comparison_costs_next_to_nothing(prod: dict[str, Synthesized]) -> None:
    stacks = list(prod.values())
    started = time.process_time()
    violations(standing_policies("prod"), stacks)
    assert time.process_time() - started < 0.1


def test_an_environment_without_a_file_is_not_compared(
    prod: dict[str, Synthesized], tmp_path: Path
) -> None:
    path = tmp_path / "prod.toml"
    path.touch()
    assert standing_policies(str(path)) == ()
    assert violations(POLICIES, list(prod.values())) == []
    assert standing(list(prod.values()))


@pytest.mark.parametrize("content", ["", "[]", '{"network-seoul": []}', '{"x": {"aws_vpc.x": 1}}'])
def test_a_broken_file_is_told(content: str, tmp_path: Path) -> None:
    path = tmp_path / "prod.json"
    path.write_text(content)
    with pytest.raises(UserError, match="no file of standing resources"):
        read_standing(path)


def test_make_stops_and_says_what_to_do(tmp_path: Path) -> None:
    run = run_main(tmp_path, TWO_REGIONS)
    assert "make standing writes it" in run.stdout
    name = str(tmp_path / "trial.toml")
    assert command.write(name) == tmp_path / "standing" / "trial.json"
    assert "make standing writes it" not in run_main(tmp_path, TWO_REGIONS).stdout
    run = run_main(tmp_path, seoul(cidr="10.40.0.0/16"))
    assert run.returncode == 2
    for expected in (
        "stack network-seoul: aws_vpc.",
        'cidr_block was "10.10.0.0/16" and is now "10.40.0.0/16"',
        "Lost: its id",
        "terraform state mv",
        f"make standing ENV={name}",
    ):
        assert expected in run.stderr
    assert "Traceback" not in run.stderr


def test_a_violation_names_its_resource(prod: dict[str, Synthesized]) -> None:
    stacks = copy.deepcopy(prod)
    a_gateway_moves(stacks[HUB].json)
    ((_, violation),) = violations(standing_policies("prod"), list(stacks.values()))
    assert isinstance(violation, Violation)
    assert violation.resource.startswith("aws_nat_gateway.egress_gateway-ap-northeast-2a")
