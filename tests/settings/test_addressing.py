"""Subnets: they fit, they do not overlap, and other zones never move them."""

from ipaddress import IPv4Network
from itertools import combinations, product

import pytest

from settings.addressing import Tier, carve, needed_prefix

DEFAULT: dict[Tier, int] = {"private": 20, "public": 24, "intra": 24}
VPC = IPv4Network("10.10.0.0/16")


def test_default_layout_is_the_documented_one() -> None:
    subnets = {(s.tier, s.az): str(s.cidr) for s in carve(VPC, ("xa", "xh"), DEFAULT)}
    assert subnets == {
        ("private", "xa"): "10.10.0.0/20",
        ("private", "xh"): "10.10.112.0/20",
        ("public", "xa"): "10.10.128.0/24",
        ("public", "xh"): "10.10.135.0/24",
        ("intra", "xa"): "10.10.136.0/24",
        ("intra", "xh"): "10.10.143.0/24",
    }


def test_another_zone_moves_no_subnet() -> None:
    one = carve(VPC, ("xb",), DEFAULT)
    four = carve(VPC, ("xa", "xb", "xc", "xd"), DEFAULT)
    assert set(one) < set(four)


@pytest.mark.parametrize("prefixes", list(product((18, 20, 24, 28), repeat=3)))
def test_subnets_fit_into_the_needed_range_and_no_smaller_one(
    prefixes: tuple[int, int, int],
) -> None:
    tiers: dict[Tier, int] = dict(zip(("private", "public", "intra"), prefixes, strict=True))
    needed = needed_prefix(tiers)
    vpc = IPv4Network((int(VPC[0]) >> (32 - needed) << (32 - needed), needed))
    subnets = [s.cidr for s in carve(vpc, tuple("abcdefgh"), tiers)]
    assert len(subnets) == 24
    assert all(subnet.subnet_of(vpc) for subnet in subnets)
    assert not any(a.overlaps(b) for a, b in combinations(subnets, 2))
    half = next(vpc.subnets())
    assert not all(subnet.subnet_of(half) for subnet in subnets)
