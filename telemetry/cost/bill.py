"""The estimate of an environment: what it uses in a month and what each part of it costs."""

from collections.abc import Iterator, Mapping
from itertools import chain

from settings import Environment, Problem, UserError
from settings.files import PRICE_TABLE
from settings.prices import AwsPrices
from telemetry.collect import Collection
from telemetry.cost.aws import aws_items
from telemetry.cost.grafana_cloud import grafana_items
from telemetry.cost.model import Estimate, Usage
from telemetry.cost.usage import usage
from telemetry.environment import collected


def estimate(environment: Environment) -> Estimate:
    """Of an environment as it is. Raises UserError where a region has no price."""
    return estimated(environment, collected(environment))


def estimated(environment: Environment, collection: Collection) -> Estimate:
    """With any collection, so that what another would cost can be asked."""
    prices = region_prices(environment)
    used = used_by(environment, collection)
    items = chain(
        grafana_items(environment, used),
        *(aws_items(environment, key, used[key], prices[key]) for key in used),
    )
    return Estimate(environment.name, used, tuple(item for item in items if item.quantity))


def used_by(environment: Environment, collection: Collection) -> dict[str, Usage]:
    """What each region sends; this asks for no price."""
    return {key: usage(environment, key, collection) for key in environment.regions}


def region_prices(environment: Environment) -> Mapping[str, AwsPrices]:
    """The prices of each region. Raises UserError that names all that have none."""
    if missing := list(_missing(environment)):
        raise UserError(missing)
    prices = environment.prices.aws
    return {key: prices[region.aws_region] for key, region in environment.regions.items()}


def _missing(environment: Environment) -> Iterator[Problem]:
    for key, region in environment.regions.items():
        if region.aws_region not in environment.prices.aws:
            yield Problem(
                f"{PRICE_TABLE}: aws.{region.aws_region}",
                f"There is none, so regions.{key} cannot be priced.",
                "Add its prices, with the keys of the other regions, or give them in the"
                f" environment file as [prices.aws.{region.aws_region}].",
            )
