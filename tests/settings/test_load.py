"""Environment files: what is accepted, and what a person reads when one is wrong."""

from pathlib import Path
from typing import Any

import pydantic
import pytest

from settings import UserError, load_environment
from settings.model import HcpState, LocalState, S3State
from tests.support import (
    EXISTING,
    GRAFANA,
    TWO_REGIONS,
    Tables,
    changed,
    environment_from,
    seoul,
    with_grafana,
)


def test_committed_environments_load() -> None:
    prod, staging = load_environment("prod"), load_environment("staging")
    assert (prod.hub, prod.spokes) == ("seoul", ("tokyo",))
    assert isinstance(prod.state, S3State)
    assert staging.state == LocalState()
    tokyo = prod.regions["tokyo"].network
    assert tokyo
    assert tokyo.nat_gateway_azs == ("ap-northeast-1a", "ap-northeast-1c", "ap-northeast-1d")
    one = staging.regions["tokyo"].network
    assert one
    assert one.nat_gateway_azs == ("ap-northeast-1a",)


def test_zones_default_to_the_first_three_of_the_region(tmp_path: Path) -> None:
    environment = environment_from(TWO_REGIONS, tmp_path)
    tokyo = environment.regions["tokyo"].network
    assert tokyo
    assert tokyo.azs == ("ap-northeast-1a", "ap-northeast-1c", "ap-northeast-1d")


def test_state_in_hcp_is_one_line(tmp_path: Path) -> None:
    tables = changed(TWO_REGIONS, state={"backend": "hcp", "organization": "lionpay"})
    state = environment_from(tables, tmp_path).state
    assert state == HcpState(backend="hcp", organization="lionpay")


def test_settings_cannot_be_changed() -> None:
    with pytest.raises(pydantic.ValidationError, match="frozen"):
        load_environment("prod").name = "other"  # pyright: ignore[reportAttributeAccessIssue]


ADOPTED = changed(TWO_REGIONS, regions__seoul__network=None, regions__seoul__existing=EXISTING)

WRONG: dict[str, tuple[Tables, str, str, str]] = {
    "unknown key": (
        seoul(single_nat_gatway=True),
        "regions.seoul.network.single_nat_gatway",
        "There is no such key.",
        "Did you mean single_nat_gateway?",
    ),
    "unknown key in a list": (
        seoul(node_egress=[{"name": "db", "ports": "5432", "cidr": "10.9.0.0/16", "prot": "tcp"}]),
        "regions.seoul.network.node_egress.0.prot",
        "There is no such key.",
        "Did you mean protocol?",
    ),
    "unknown key of a chosen backend": (
        changed(
            TWO_REGIONS, state={"backend": "hcp", "organization": "lion", "worskpace_prefix": "y"}
        ),
        "state.worskpace_prefix",
        "There is no such key.",
        "Did you mean workspace_prefix?",
    ),
    "unknown backend": (
        changed(TWO_REGIONS, state={"backend": "gcs"}),
        "state",
        '"gcs"',
        "'local', 'hcp', 's3'",
    ),
    "missing key": (
        changed(TWO_REGIONS, tags__owner=None),
        "tags.owner",
        "It is missing.",
        "Add it.",
    ),
    "a number in quotes": (
        seoul(private_subnet_prefix="20"),
        "regions.seoul.network.private_subnet_prefix",
        '"20"',
        "whole number",
    ),
    "a text for a switch": (
        seoul(enable_nat_gateway="yes"),
        "regions.seoul.network.enable_nat_gateway",
        '"yes"',
        "true or false",
    ),
    "a name of its own": (
        changed(TWO_REGIONS, name="other"),
        "name",
        "There is no such key.",
        "file's own name",
    ),
    "a malformed range": (
        seoul(cidr="10.10.0.0/33"),
        "regions.seoul.network.cidr",
        '"10.10.0.0/33"',
        "10.20.0.0/16",
    ),
    "host bits in a range": (
        seoul(cidr="10.10.0.1/16"),
        "regions.seoul.network.cidr",
        '"10.10.0.1/16"',
        "host bits",
    ),
    "a public range": (
        seoul(cidr="8.8.0.0/16"),
        "regions.seoul.network.cidr",
        "8.8.0.0/16 is public",
        "RFC 1918",
    ),
    "a range larger than AWS takes": (
        seoul(cidr="172.16.0.0/12"),
        "regions.seoul.network.cidr",
        "172.16.0.0/12",
        "/16 to /28",
    ),
    "overlapping ranges": (
        seoul(cidr="10.20.0.0/16"),
        "regions.tokyo.network.cidr",
        "10.20.0.0/16 overlaps regions.seoul.network.cidr (10.20.0.0/16).",
        "Give each region its own range",
    ),
    "a range that overlaps an adopted network": (
        changed(
            ADOPTED,
            regions__tokyo__network__cidr="10.10.128.0/17",
            regions__tokyo__network__private_subnet_prefix=22,
        ),
        "regions.tokyo.network.cidr",
        "overlaps regions.seoul.existing.cidr",
        "Give each region its own range",
    ),
    "a range too small for its subnets": (
        seoul(cidr="10.10.0.0/20"),
        "regions.seoul.network.cidr",
        "too small for subnets of /20 (private), /24 (public), /24 (intra)",
        "/16 or larger",
    ),
    "subnets too large for any VPC": (
        seoul(private_subnet_prefix=18),
        "regions.seoul.network.cidr",
        "too small for subnets of /18",
        "Make the subnets smaller",
    ),
    "a zone of another region": (
        seoul(azs=["ap-northeast-1a"]),
        "regions.seoul.network.azs",
        '"ap-northeast-1a" is not a zone of ap-northeast-2',
        "ap-northeast-2a, ap-northeast-2b, ap-northeast-2c, ap-northeast-2d",
    ),
    "a zone that Tokyo does not have": (
        changed(TWO_REGIONS, regions__tokyo__network__azs=["ap-northeast-1b"]),
        "regions.tokyo.network.azs",
        '"ap-northeast-1b" is not a zone of ap-northeast-1',
        "ap-northeast-1a, ap-northeast-1c, ap-northeast-1d",
    ),
    "a zone twice": (
        seoul(azs=["ap-northeast-2a", "ap-northeast-2a"]),
        "regions.seoul.network.azs",
        '"ap-northeast-2a" is there twice',
        "once",
    ),
    "an unknown region": (
        changed(TWO_REGIONS, regions__tokyo__aws_region="ap-northeast-9"),
        "regions.tokyo.aws_region",
        '"ap-northeast-9" is not in the table',
        "Did you mean ap-northeast-",
    ),
    "a region twice": (
        changed(TWO_REGIONS, regions__tokyo__aws_region="ap-northeast-2"),
        "regions.tokyo.aws_region",
        "already regions.seoul",
        "once",
    ),
    "no hub": (
        changed(TWO_REGIONS, regions__seoul__role="spoke"),
        "regions",
        "No region is the hub.",
        'role = "hub"',
    ),
    "two hubs": (
        changed(TWO_REGIONS, regions__tokyo__role="hub"),
        "regions",
        "seoul and tokyo are both the hub.",
        "make the others spokes",
    ),
    "an unknown role": (
        changed(TWO_REGIONS, regions__tokyo__role="leaf"),
        "regions.tokyo.role",
        '"leaf"',
        "'hub' or 'spoke'",
    ),
    "a link to nowhere": (
        changed(TWO_REGIONS, regions__tokyo=None, link={"enabled": True}),
        "link.enabled",
        "no spoke",
        "Add a spoke",
    ),
    "neither a network nor an existing one": (
        changed(TWO_REGIONS, regions__tokyo__network=None),
        "regions.tokyo",
        "Neither network nor existing is given.",
        "vpc_id",
    ),
    "a network and an existing one": (
        changed(TWO_REGIONS, regions__seoul__existing=EXISTING),
        "regions.seoul",
        "Both are given.",
        "vpc_id",
    ),
    "an adopted subnet in a zone of another region": (
        changed(
            ADOPTED,
            regions__seoul__existing__private_subnet_ids={
                "ap-northeast-1a": "subnet-0123456789abcdef0"
            },
        ),
        "regions.seoul.existing.private_subnet_ids",
        '"ap-northeast-1a" is not a zone of ap-northeast-2',
        "ap-northeast-2a",
    ),
    "one gateway of none": (
        seoul(single_nat_gateway=True, enable_nat_gateway=False),
        "regions.seoul.network.single_nat_gateway",
        "enable_nat_gateway is false",
        "Take out one of the two.",
    ),
    "an address for a zone without a gateway": (
        seoul(
            single_nat_gateway=True,
            external_nat_ip_ids={"ap-northeast-2c": "eipalloc-0123456789abcdef0"},
        ),
        "regions.seoul.network.external_nat_ip_ids.ap-northeast-2c",
        "no NAT gateway",
        "ap-northeast-2a",
    ),
    "an address that is no allocation id": (
        seoul(external_nat_ip_ids={"ap-northeast-2a": "203.0.113.10"}),
        "regions.seoul.network.external_nat_ip_ids.ap-northeast-2a",
        '"203.0.113.10"',
        "eipalloc-",
    ),
    "a public destination": (
        seoul(node_egress=[{"name": "db", "ports": "5432", "cidr": "203.0.114.0/24"}]),
        "regions.seoul.network.node_egress.0.cidr",
        "203.0.114.0/24 is public",
        "private range",
    ),
    "a destination without a target": (
        seoul(node_egress=[{"name": "db", "ports": "5432"}]),
        "regions.seoul.network.node_egress.0",
        "no target",
        "cidr or security_group_id",
    ),
    "ports that do not exist": (
        seoul(node_egress=[{"name": "db", "ports": "70000", "cidr": "10.9.0.0/16"}]),
        "regions.seoul.network.node_egress.0.ports",
        '"70000"',
        "1 to 65535",
    ),
    "a retention that CloudWatch does not take": (
        seoul(flow_log={"retention_in_days": 31}),
        "regions.seoul.network.flow_log.retention_in_days",
        "31",
        "30, 60, 90",
    ),
    "a rotation window that never closes": (
        with_grafana(expire_after="720h", early_rotation_window="720h"),
        "credentials.early_rotation_window",
        "not shorter than expire_after (720h)",
        "shorter one",
    ),
    "a rotation window that no run can meet": (
        with_grafana(early_rotation_window="1h"),
        "credentials.early_rotation_window",
        "1h is all the time",
        "24h or more",
    ),
    "a life in milliseconds": (
        with_grafana(expire_after="5000ms"),
        "credentials.expire_after",
        "milliseconds",
        "720h",
    ),
    "a life in days, which Grafana's provider does not know": (
        with_grafana(expire_after="90d"),
        "credentials.expire_after",
        '"90d"',
        "ms|s|m|h",
    ),
    "a token pinned to addresses that do not exist": (
        changed(seoul(enable_nat_gateway=False), grafana=GRAFANA),
        "credentials.pin_subnets",
        "regions.seoul has no NAT gateway",
        "Set it false",
    ),
    "an administrator that is a pattern": (
        with_grafana(administrators=["arn:aws:iam::111122223333:role/*"]),
        "credentials.administrators.0",
        "role/*",
        "role/",
    ),
    "a recovery window that AWS does not take": (
        with_grafana(recovery_window_in_days=3),
        "credentials.recovery_window_in_days",
        "3",
        "0, 7, 14 or 30",
    ),
}


@pytest.mark.parametrize(("tables", "key", "given", "wanted"), WRONG.values(), ids=WRONG)
def test_a_mistake_is_told_with_file_key_given_and_wanted(
    tables: Tables, key: str, given: str, wanted: str, tmp_path: Path
) -> None:
    with pytest.raises(UserError) as caught:
        environment_from(tables, tmp_path)
    (problem,) = caught.value.problems
    assert problem.where == f"{tmp_path / 'trial.toml'}: {key}"
    assert given in problem.what
    assert wanted in problem.fix


@pytest.mark.parametrize("state", [None, {"backend": "local", "path": "/tmp/state"}])  # noqa: S108
def test_production_keeps_no_token_on_this_machine(state: Tables | None, tmp_path: Path) -> None:
    tables = with_grafana() if state is None else changed(with_grafana(), state=state)
    with pytest.raises(UserError) as caught:
        environment_from(tables, tmp_path, "prod")
    (problem,) = caught.value.problems
    assert problem.where == f"{tmp_path / 'prod.toml'}: state"
    assert "file on this machine" in problem.what
    assert 'put_by = "operator"' in problem.fix


@pytest.mark.parametrize(
    "tables",
    [
        with_grafana(put_by="operator"),
        changed(with_grafana(), state={"backend": "hcp", "organization": "lionpay"}),
        TWO_REGIONS,
    ],
    ids=["a person puts the token", "state in HCP Terraform", "no Grafana Cloud"],
)
def test_production_takes_a_state_that_holds_no_token_here(tables: Tables, tmp_path: Path) -> None:
    assert environment_from(tables, tmp_path, "prod").name == "prod"


def test_other_environments_may_keep_tokens_in_a_local_state(tmp_path: Path) -> None:
    assert environment_from(with_grafana(), tmp_path).state == LocalState()


def test_all_mistakes_of_a_file_are_told_at_once(tmp_path: Path) -> None:
    mistakes: dict[str, Any] = {
        "tags__owner": None,
        "regions__seoul__network__cidrs": "10.0.0.0/16",
        "regions__tokyo__role": "hub",
        "regions__tokyo__network__azs": ["ap-northeast-1b"],
    }
    with pytest.raises(UserError) as caught:
        environment_from(changed(TWO_REGIONS, **mistakes), tmp_path)
    keys = [problem.where.partition(": ")[2] for problem in caught.value.problems]
    assert keys == [
        "tags.owner",
        "regions.seoul.network.cidrs",
        "regions",
        "regions.tokyo.network.azs",
    ]


@pytest.mark.parametrize(
    ("name", "fix"), [("prd", "Did you mean prod?"), ("nowhere", "prod, staging")]
)
def test_an_unknown_environment_is_told_with_the_known_ones(name: str, fix: str) -> None:
    with pytest.raises(UserError, match="no such environment file") as caught:
        load_environment(name)
    assert fix in str(caught.value)


def test_the_region_table_is_no_environment() -> None:
    with pytest.raises(UserError, match="no such environment file"):
        load_environment("regions")


def test_invalid_toml_is_told_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "broken.toml"
    path.write_text("[tags\nowner = 1\n")
    with pytest.raises(UserError, match=r"not valid TOML.*line 1"):
        load_environment(str(path))


def test_a_broken_region_table_is_told(tmp_path: Path) -> None:
    table = tmp_path / "regions.toml"
    table.write_text('[ap-northeast-2]\nzones = ["ap-northeast-2a"]\n')
    with pytest.raises(UserError) as caught:
        load_environment("prod", table)
    assert "ap-northeast-2.azs" in str(caught.value)
