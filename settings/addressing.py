"""Carves a VPC's range into subnets.

Each tier has eight slots of equal size, one for each zone letter a to h, whether the zone is used
or not. A zone's subnets therefore depend on its name alone: adding or removing another zone moves
none of them. For 10.10.0.0/16 and the default prefixes:

    private  10.10.0.0/17    a = 10.10.0.0/20, b = 10.10.16.0/20, ... h = 10.10.112.0/20
    public   10.10.128.0/21  a = 10.10.128.0/24, ...
    intra    10.10.136.0/21  a = 10.10.136.0/24, ...
    free     10.10.144.0 and up
"""

from dataclasses import dataclass
from ipaddress import IPv4Network
from typing import Literal

from settings.network import Network

Tier = Literal["private", "public", "intra"]

AZ_LETTERS = "abcdefgh"
"""One slot in each tier for each; no AWS region has more zones than six."""


@dataclass(frozen=True)
class Subnet:
    """One subnet: `(tier, az)` identifies it in its VPC."""

    tier: Tier
    az: str
    cidr: IPv4Network


def tier_prefixes(network: Network) -> dict[Tier, int]:
    """The prefix length of a subnet of each tier, in the order in which the tiers are laid out."""
    return {
        "private": network.private_subnet_prefix,
        "public": network.public_subnet_prefix,
        "intra": network.intra_subnet_prefix,
    }


def needed_prefix(prefixes: dict[Tier, int]) -> int:
    """The smallest VPC (as a prefix length) in which the slots of every tier fit."""
    end = 0
    for prefix in prefixes.values():
        end = _tier_start(end, prefix) + _tier_size(prefix)
    return 32 - (end - 1).bit_length()


def carve(cidr: IPv4Network, azs: tuple[str, ...], prefixes: dict[Tier, int]) -> tuple[Subnet, ...]:
    """The subnets of every tier in every zone, by tier and then by zone.

    `cidr` must have room (see `needed_prefix`) and each zone must end in one of `AZ_LETTERS`.
    """
    subnets: list[Subnet] = []
    end = 0
    for tier, prefix in prefixes.items():
        start = _tier_start(end, prefix)
        for az in sorted(azs):
            offset = start + AZ_LETTERS.index(az[-1]) * 2 ** (32 - prefix)
            subnets.append(Subnet(tier, az, IPv4Network((int(cidr[0]) + offset, prefix))))
        end = start + _tier_size(prefix)
    return tuple(subnets)


def _tier_size(prefix: int) -> int:
    return len(AZ_LETTERS) * 2 ** (32 - prefix)


def _tier_start(end: int, prefix: int) -> int:
    """The first multiple of the tier's size from `end` on: a tier is itself a CIDR block."""
    size = _tier_size(prefix)
    return -(-end // size) * size
