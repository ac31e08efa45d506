"""From how much traffic on an interface endpoint is cheaper than the NAT gateways."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import get_args

from settings import Environment, Network
from settings.network import InterfaceService
from settings.prices import AwsPrices
from telemetry.cost.bill import region_prices
from telemetry.cost.model import HOURS

SERVICES: tuple[InterfaceService, ...] = get_args(InterfaceService)


@dataclass(frozen=True)
class BreakEven:
    """One service in one region, in a month.

    gb: what passes, by the environment file. break_even_gb: from where on the endpoint is cheaper,
    or None where no amount makes it so. extra_usd: by how much the endpoint is dearer now, below
    zero where it saves. there: whether the environment has it.
    """

    region: str
    service: InterfaceService
    gb: float
    break_even_gb: float | None
    extra_usd: float
    there: bool


def break_evens(environment: Environment) -> tuple[BreakEven, ...]:
    """Every service that could have an endpoint, in each region with NAT gateways of our own.

    The gateways stay, for the internet, so that their hours count on neither side.
    """
    return tuple(_break_evens(environment))


def _break_evens(environment: Environment) -> Iterator[BreakEven]:
    prices = region_prices(environment)
    for key, region in environment.regions.items():
        network = region.network
        if network is None or not network.nat_gateway_azs:
            continue
        fixed = len(network.azs) * HOURS * prices[key].interface_endpoint_hour
        saved = _nat_gb(network, prices[key]) - prices[key].interface_endpoint_gb
        for service in SERVICES:
            gb = region.load.aws_gb.get(service, 0)
            yield BreakEven(
                key,
                service,
                gb,
                fixed / saved if saved > 0 else None,
                fixed - gb * saved,
                service in network.interface_endpoints,
            )


def _nat_gb(network: Network, prices: AwsPrices) -> float:
    """A GB through a NAT gateway, with the way to another zone's where there is only one."""
    zones = len(network.azs)
    across = (zones - len(network.nat_gateway_azs)) / zones
    return prices.nat_gateway_gb + across * 2 * prices.between_zones_gb
