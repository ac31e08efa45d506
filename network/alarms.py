"""CloudWatch alarms on a NAT gateway, as plain values."""

from dataclasses import dataclass

from settings.network import NatAlarms


@dataclass(frozen=True)
class Query:
    """One line of a metric query: a metric of the gateway summed, or an expression over others."""

    id: str
    metric: str | None = None
    expression: str | None = None
    label: str | None = None


@dataclass(frozen=True)
class NatAlarm:
    """An alarm for each NAT gateway. The last query is what is compared, by `>`.

    `evaluation_periods` periods of `period` seconds must all be over `threshold`.
    """

    name: str
    description: str
    queries: tuple[Query, ...]
    threshold: float
    period: int
    evaluation_periods: int


def nat_alarms(options: NatAlarms) -> tuple[NatAlarm, ...]:
    """Ports that ran out, and dropped packets as a share of all packets that came in.

    Source: https://docs.aws.amazon.com/vpc/latest/userguide/metrics-dimensions-nat-gateway.html
    """
    return (
        NatAlarm(
            "port-allocation",
            "The NAT gateway had no port left for a connection: connections are failing now.",
            (Query("errors", metric="ErrorPortAllocation"),),
            threshold=0,
            period=60,
            evaluation_periods=1,
        ),
        NatAlarm(
            "dropped-packets",
            f"The NAT gateway drops more than {options.dropped_packets_percent} % of its packets.",
            (
                Query("dropped", metric="PacketsDropCount"),
                Query("from_source", metric="PacketsInFromSource"),
                Query("from_destination", metric="PacketsInFromDestination"),
                Query(
                    "share",
                    # An idle gateway has no packets; nothing divided by nothing is no data.
                    expression="IF(from_source + from_destination > 0, "
                    "100 * dropped / (from_source + from_destination), 0)",
                    label="Dropped packets, percent",
                ),
            ),
            threshold=options.dropped_packets_percent,
            period=300,
            evaluation_periods=3,
        ),
    )
