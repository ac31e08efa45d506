"""What things cost: the dated table of list prices, and how an environment file overrides it."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal, cast

from pydantic import Field, StringConstraints, ValidationError

from settings.files import read_toml
from settings.problems import UserError
from settings.shape import shape_problems
from settings.types import Model

Price = Annotated[float, Field(ge=0, allow_inf_nan=False)]
"""In the table's currency, without taxes."""

Address = Annotated[str, StringConstraints(pattern=r"^https://\S+$")]


class GrafanaPrices(Model):
    """Grafana Cloud's prices of a month, and what is included, for one stack."""

    as_of: date
    """The day on which these prices were read."""
    sources: tuple[Address, ...] = Field(min_length=1)
    platform_month: Price
    """The plan's own fee."""
    series_thousand: Price
    """A thousand billed series."""
    series_included: Price
    points_per_minute: Annotated[float, Field(gt=0)]
    """Samples of a series in a minute that its price holds. More of them are billed as series."""
    logs_process_gb: Price
    """Each GB that arrives."""
    logs_write_gb: Price
    """Each GB that is written, with 30 days of retention."""
    logs_included_gb: Price
    """GB of those written."""
    traces_process_gb: Price
    traces_write_gb: Price
    traces_included_gb: Price
    checks_ten_thousand: Price
    """Ten thousand executions of synthetic checks."""
    checks_included: Price


class AwsPrices(Model):
    """One AWS region's prices, of the first tier where there are tiers."""

    as_of: date
    """The day on which these prices were read."""
    sources: tuple[Address, ...] = Field(min_length=1)
    nat_gateway_hour: Price
    nat_gateway_gb: Price
    """Each GB that a NAT gateway processes, in either direction."""
    public_address_hour: Price
    """A public IPv4 address."""
    internet_out_gb: Price
    between_zones_gb: Price
    """Each GB from one zone to another, once for each end."""
    interface_endpoint_hour: Price
    """An interface endpoint in one zone."""
    interface_endpoint_gb: Price
    flow_log_cloudwatch_gb: Price
    """Each GB of flow logs written to CloudWatch Logs."""
    flow_log_s3_gb: Price
    """Each GB of flow logs delivered to S3."""
    cloudwatch_gb_month: Price
    """A GB kept in CloudWatch Logs, as compressed there."""
    s3_gb_month: Price
    alarm_month: Price
    """One metric of a CloudWatch alarm."""
    key_month: Price
    """A KMS key."""
    secret_month: Price
    """A secret, or a replica of one, in Secrets Manager."""


class Prices(Model):
    """Every price. What an environment file leaves out is as in environments/prices.toml."""

    currency: Literal["USD"]
    grafana: GrafanaPrices
    aws: dict[str, AwsPrices]
    """By AWS region."""


def load_price_table(path: Path) -> dict[str, Any]:
    """The tables of environments/prices.toml. Raises UserError when they are not whole."""
    tables = read_toml(path)
    try:
        Prices.model_validate(tables)
    except ValidationError as error:
        raise UserError(shape_problems(error, path, Prices)) from None
    return tables


def overridden(table: Mapping[str, Any], by: object) -> object:
    """A table with some of its values replaced, at any depth."""
    if not isinstance(by, dict):
        return by
    result = dict(table)
    for key, value in cast("dict[str, object]", by).items():
        below = result.get(key)
        result[key] = (
            overridden(cast("dict[str, Any]", below), value) if isinstance(below, dict) else value
        )
    return result
