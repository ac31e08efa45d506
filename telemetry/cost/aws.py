"""What AWS bills in a region for what the stacks make there, and for the traffic through it."""

from collections.abc import Iterator
from dataclasses import dataclass

from access.plan import keeps_secrets, secret_plans
from network.alarms import nat_alarms
from settings import Environment, Network
from settings.prices import AwsPrices
from settings.workload import Workload
from telemetry.cost.model import HOURS, Item, Part, Usage
from telemetry.cost.usage import sent_gb

ARCHIVED = 0.15
"""Of a log's bytes, what is kept in CloudWatch Logs, which bills them as gzip leaves them. Typical,
not measured."""

DAYS = HOURS / 24


@dataclass(frozen=True)
class Traffic:
    """GB of a region in a month, by the way that they take.

    nat: through NAT gateways, in either direction. endpoints: through interface endpoints.
    internet_out: out to the internet, which is paid for beside what carries it.
    """

    nat: float
    endpoints: float
    internet_out: float


def traffic(network: Network, load: Workload, used: Usage) -> Traffic:
    """Which way a region's traffic takes. S3's gateway endpoint costs nothing, so is left out."""
    sent = sent_gb(used)
    linked = sum(gb for signal, gb in sent.items() if signal in network.grafana_privatelink)
    inside = sum(
        gb for service, gb in load.aws_gb.items() if service in network.interface_endpoints
    )
    if not network.nat_gateway_azs:
        return Traffic(0, linked + inside, 0)
    out = sum(sent.values()) - linked + load.internet_out_gb
    to_aws = sum(load.aws_gb.values()) - inside
    to_s3 = 0 if network.enable_s3_endpoint else load.s3_gb
    return Traffic(out + load.internet_in_gb + to_aws + to_s3, linked + inside, out)


def aws_items(environment: Environment, key: str, used: Usage, prices: AwsPrices) -> Iterator[Item]:
    """The lines of one region's bill. Of a network that exists already nothing is counted."""
    region = environment.regions[key]
    if region.network:
        yield from _network_items(key, region.network, region.load, used, prices)
    if keeps_secrets(environment):
        yield from _secret_items(environment, key, prices)


def _network_items(
    key: str, network: Network, load: Workload, used: Usage, prices: AwsPrices
) -> Iterator[Item]:
    def item(name: str, quantity: float, unit: str, price: float) -> Item:
        return Item(Part.NETWORK, name, key, quantity, unit, quantity * price)

    gb = traffic(network, load, used)
    zones, gateways = len(network.azs), len(network.nat_gateway_azs)
    yield item("NAT gateways", gateways * HOURS, "hours", prices.nat_gateway_hour)
    yield item("through NAT gateways", gb.nat, "GB", prices.nat_gateway_gb)
    yield item("public addresses", gateways * HOURS, "hours", prices.public_address_hour)
    # Each zone but the gateway's own reaches it across a border, which is paid at both ends.
    across = gb.nat * (zones - gateways) / zones * 2 if gateways else 0
    yield item("to another zone's gateway", across, "GB", prices.between_zones_gb)
    yield item("out to the internet", gb.internet_out, "GB", prices.internet_out_gb)
    endpoints = len(network.interface_endpoints) + len(network.grafana_privatelink)
    hours = endpoints * zones * HOURS
    yield item("interface endpoints", hours, "hours", prices.interface_endpoint_hour)
    yield item("through interface endpoints", gb.endpoints, "GB", prices.interface_endpoint_gb)
    yield from _flow_log_items(key, network, load, prices)
    if network.nat_alarms.enabled:
        alarms = nat_alarms(network.nat_alarms)
        metrics = sum(1 for alarm in alarms for query in alarm.queries if query.metric)
        yield item("metrics of NAT alarms", gateways * metrics, "metrics", prices.alarm_month)
    yield item("key of flow logs and alarms", 1, "keys", prices.key_month)


def _flow_log_items(
    key: str, network: Network, load: Workload, prices: AwsPrices
) -> Iterator[Item]:
    log = network.flow_log
    gb = load.flow_log_gb * (load.rejected_share if log.traffic_type == "REJECT" else 1)
    held = gb * log.retention_in_days / DAYS
    if log.destination_type == "s3":
        write, keep = prices.flow_log_s3_gb, prices.s3_gb_month
    else:
        write, keep, held = (
            prices.flow_log_cloudwatch_gb,
            prices.cloudwatch_gb_month,
            held * ARCHIVED,
        )
    yield Item(Part.NETWORK, "flow logs written", key, gb, "GB", gb * write)
    yield Item(Part.NETWORK, "flow logs kept", key, held, "GB", held * keep)


def _secret_items(environment: Environment, key: str, prices: AwsPrices) -> Iterator[Item]:
    """Secrets are billed where they are: originals in the hub's region, replicas in the others."""
    here = environment.regions[key].aws_region
    plans = secret_plans(environment)
    secrets = sum(
        (plan.written_in == here) + (plan.replicated and plan.read_in == here) for plan in plans
    )
    yield Item(
        Part.SECRETS, "secrets and replicas", key, secrets, "secrets", secrets * prices.secret_month
    )
    yield Item(Part.SECRETS, "key of secrets", key, 1, "keys", prices.key_month)
