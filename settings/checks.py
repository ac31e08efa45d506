"""What the keys of an environment file must say about each other."""

import difflib
from collections.abc import Iterator, Mapping
from ipaddress import IPv4Network
from itertools import combinations

from settings.addressing import AZ_LETTERS, needed_prefix, tier_prefixes
from settings.durations import seconds
from settings.grafana import Credentials
from settings.model import LocalState, Region, State
from settings.network import Destination, Network
from settings.problems import Problem
from settings.regions import RegionTable

PROD = "prod"
"""The environment whose secrets must not be in a local state."""

MINIMUM_OVERLAP = 24 * 3600
"""Seconds in which the old token and the new one are both good, at the least."""


def region_problems(key: str, region: Region, table: RegionTable) -> Iterator[Problem]:
    """What is wrong with one region by itself; `where` is a key path without the file."""
    if region.aws_region not in table:
        near = difflib.get_close_matches(region.aws_region, table, n=1)
        yield Problem(
            f"{key}.aws_region",
            f'"{region.aws_region}" is not in the table of regions.',
            f"Did you mean {near[0]}? " if near else "" + "Add it to environments/regions.toml.",
        )
        return
    if (region.network is None) == (region.existing is None):
        found = "Neither network nor existing is" if region.network is None else "Both are"
        yield Problem(
            key,
            f"{found} given.",
            "Give network to make a VPC, or existing = { vpc_id = ... } to use one.",
        )
    known = table[region.aws_region]
    if region.network:
        yield from _az_problems(f"{key}.network.azs", region.network.azs, region.aws_region, known)
        yield from _network_problems(f"{key}.network", region.network, known)
    if region.existing:
        for name in ("private_subnet_ids", "private_route_table_ids"):
            azs: Mapping[str, str] = getattr(region.existing, name)
            yield from _az_problems(f"{key}.existing.{name}", tuple(azs), region.aws_region, known)


def environment_problems(regions: Mapping[str, Region]) -> Iterator[Problem]:
    """What is wrong between regions: ranges that overlap, one AWS region twice."""
    for (a, first), (b, second) in combinations(regions.items(), 2):
        if first.aws_region == second.aws_region:
            yield Problem(
                f"regions.{b}.aws_region",
                f"{second.aws_region} is already regions.{a}.",
                "Give each region of AWS once.",
            )
        one, other = _range(a, first), _range(b, second)
        if one and other and one[1].overlaps(other[1]):
            yield Problem(
                other[0],
                f"{other[1]} overlaps {one[0]} ({one[1]}).",
                "Give each region its own range, for example 10.20.0.0/16.",
            )


def role_problems(roles: Mapping[str, object], link: bool) -> Iterator[Problem]:
    """What is wrong with the roles, by region: exactly one hub, and a spoke for a link."""
    hubs = [key for key, role in roles.items() if role == "hub"]
    if not hubs:
        yield Problem("regions", "No region is the hub.", 'Give one region role = "hub".')
    if len(hubs) > 1:
        yield Problem(
            "regions",
            f"{' and '.join(hubs)} are both the hub.",
            'Leave role = "hub" to one of them and make the others spokes.',
        )
    if link and len(roles) == 1:
        yield Problem("link.enabled", "There is no spoke to link.", "Add a spoke, or set it false.")


def credential_problems(credentials: Credentials) -> Iterator[Problem]:
    """What is wrong with the collectors' credentials by themselves."""
    key = "credentials"
    life, window = credentials.expire_after, credentials.early_rotation_window
    for name in ("expire_after", "early_rotation_window"):
        if getattr(credentials, name).endswith("ms"):
            yield Problem(f"{key}.{name}", "It is in milliseconds.", 'Give hours, such as "720h".')
            return
    if seconds(window) >= seconds(life):
        yield Problem(
            f"{key}.early_rotation_window",
            f"{window} is not shorter than expire_after ({life}): every run would make a token.",
            "Give a shorter one, for example a third of expire_after.",
        )
    if seconds(window) < MINIMUM_OVERLAP:
        yield Problem(
            f"{key}.early_rotation_window",
            f"{window} is all the time that a run has to make the next token before this one ends.",
            "Give 24h or more.",
        )


def pinning_problems(credentials: Credentials, regions: Mapping[str, Region]) -> Iterator[Problem]:
    """Tokens that are to work from NAT addresses only, of a region that has none."""
    if credentials.put_by == "operator" or not credentials.pin_subnets:
        return
    for key, region in regions.items():
        network = region.network
        if network and not network.enable_nat_gateway and not network.grafana_privatelink:
            yield Problem(
                "credentials.pin_subnets",
                f"regions.{key} has no NAT gateway, so there is no address to pin its token to.",
                "Set it false, or give the region a way out of its own.",
            )


def state_problems(name: str, credentials: Credentials, state: State) -> Iterator[Problem]:
    """State that holds tokens and lies on somebody's disk."""
    if name == PROD and credentials.put_by == "terraform" and isinstance(state, LocalState):
        yield Problem(
            "state",
            f"{name}'s tokens would lie in a file on this machine: Terraform's resource for a token"
            " keeps its value in the state.",
            'Give backend = "s3" or "hcp", or credentials.put_by = "operator".',
        )


def _range(key: str, region: Region) -> tuple[str, IPv4Network] | None:
    part = region.network or region.existing
    name = "network" if region.network else "existing"
    return (f"regions.{key}.{name}.cidr", part.cidr) if part else None


def _az_problems(
    where: str, azs: tuple[str, ...], aws_region: str, known: tuple[str, ...]
) -> Iterator[Problem]:
    for az in azs:
        if az not in known:
            yield Problem(
                where,
                f'"{az}" is not a zone of {aws_region}.',
                f"Its zones are {', '.join(known)}; a new one goes into environments/regions.toml.",
            )
        elif az[-1] not in AZ_LETTERS:
            yield Problem(where, f'"{az}" has no slot.', f"Zones end in one of {AZ_LETTERS}.")
    for az in sorted({az for az in azs if azs.count(az) > 1}):
        yield Problem(where, f'"{az}" is there twice.', "Give each zone once.")


def _network_problems(key: str, network: Network, known: tuple[str, ...]) -> Iterator[Problem]:
    needed = needed_prefix(tier_prefixes(network))
    if not 16 <= network.cidr.prefixlen <= 28:
        yield Problem(f"{key}.cidr", f"It is {network.cidr}.", "AWS takes a VPC of /16 to /28.")
    elif network.cidr.prefixlen > needed:
        yield Problem(
            f"{key}.cidr",
            f"{network.cidr} is too small for subnets of {_prefixes(network)} in {len(AZ_LETTERS)}"
            " zones (the room for zones to come is kept free).",
            f"Give a range of /{max(needed, 16)} or larger, or smaller subnets."
            if needed >= 16
            else "Make the subnets smaller: no VPC is larger than /16.",
        )
    if not network.cidr.is_private:
        yield Problem(
            f"{key}.cidr",
            f"{network.cidr} is public.",
            "Give a private range (RFC 1918).",
        )
    if network.single_nat_gateway and not network.enable_nat_gateway:
        yield Problem(
            f"{key}.single_nat_gateway",
            "It is true, but enable_nat_gateway is false.",
            "Take out one of the two.",
        )
    gateways = network.model_copy(update={"azs": network.azs or known[:3]}).nat_gateway_azs
    for az in network.external_nat_ip_ids:
        if az not in gateways:
            yield Problem(
                f"{key}.external_nat_ip_ids.{az}",
                "That zone has no NAT gateway.",
                f"Zones with one: {', '.join(gateways) or 'none'}.",
            )
    names = [destination.name for destination in network.node_egress]
    for position, destination in enumerate(network.node_egress):
        where = f"{key}.node_egress.{position}"
        if names.count(destination.name) > 1:
            yield Problem(where, f'"{destination.name}" is there twice.', "Give each its own name.")
        yield from _destination_problems(where, destination)


def _destination_problems(where: str, destination: Destination) -> Iterator[Problem]:
    if (destination.cidr is None) == (destination.security_group_id is None):
        yield Problem(
            where,
            "It has both a range and a group." if destination.cidr else "It has no target.",
            "Give either cidr or security_group_id.",
        )
    if destination.cidr and not destination.cidr.is_private:
        yield Problem(
            f"{where}.cidr",
            f"{destination.cidr} is public; nodes reach the internet by TCP 443 only.",
            "Give a private range inside the network or linked to it.",
        )
    first, last = destination.port_range
    if not 0 < first <= last <= 65535:
        yield Problem(
            f"{where}.ports",
            f'It is "{destination.ports}".',
            'Give a port from 1 to 65535, or a range such as "9092-9098".',
        )


def _prefixes(network: Network) -> str:
    return ", ".join(f"/{p} ({tier})" for tier, p in tier_prefixes(network).items())
