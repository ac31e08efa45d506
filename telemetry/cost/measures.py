"""What each measure saves: the same estimate with it and without it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from settings import Environment
from settings.network import Network
from settings.types import Model
from telemetry.collect import Collection
from telemetry.cost.bill import estimated
from telemetry.cost.model import Estimate
from telemetry.environment import collected
from vocabulary.sources.model import Kind, Way

M = TypeVar("M", bound=Model)

Case = tuple[Environment, Collection]
"""What an estimate is made of."""


@dataclass(frozen=True)
class Measure:
    """Something that is done to save. without: the case as it would be if it were not done."""

    name: str
    without: Callable[[Environment, Collection], Case]


@dataclass(frozen=True)
class Saving:
    """One measure's effect. Where it is not in force, both estimates are the same."""

    name: str
    with_it: Estimate
    without: Estimate

    @property
    def usd(self) -> float:
        """Saved in a month; below zero for what costs more than it saves."""
        return self.without.total - self.with_it.total


def savings(environment: Environment) -> tuple[Saving, ...]:
    """Each measure by itself, all others staying as they are: the sum is not their joint effect."""
    collection = collected(environment)
    now = estimated(environment, collection)
    return tuple(
        Saving(measure.name, now, estimated(*measure.without(environment, collection)))
        for measure in MEASURES
    )


def all_names(environment: Environment, collection: Collection) -> Case:
    """Every way lets through all that its sources offer."""
    names: dict[Way, list[str]] = {way: [] for way in Way}
    for offer in collection.offered:
        if offer.source.way:
            names[offer.source.way].append(offer.name)
    ways = {
        way: replace(shipped, names=tuple(sorted(names[way])), drop_buckets={})
        for way, shipped in collection.ways.items()
    }
    return environment, replace(collection, ways=ways)


def all_buckets(environment: Environment, collection: Collection) -> Case:
    """Every histogram of which anything is shipped has all its buckets."""
    histograms: dict[Way, set[str]] = {way: set() for way in Way}
    for offer in collection.offered:
        way, name = offer.source.way, offer.metric.name
        if way and offer.metric.kind is Kind.HISTOGRAM and offer.name in collection.ways[way].names:
            histograms[way].add(f"{name}_bucket")
    ways = {
        way: replace(
            shipped, names=tuple(sorted({*shipped.names, *histograms[way]})), drop_buckets={}
        )
        for way, shipped in collection.ways.items()
    }
    return environment, replace(collection, ways=ways)


def four_samples(environment: Environment, collection: Collection) -> Case:
    """A scrape every 15 seconds."""
    metrics = changed(environment.collectors.metrics, scrape_interval="15s")
    return with_collectors(environment, metrics=metrics), collection


def debug_lines(environment: Environment, collection: Collection) -> Case:
    """Lines at debug level leave the cluster like the others."""
    return with_load(environment, debug_share=0), collection


def all_traces(environment: Environment, collection: Collection) -> Case:
    """Every trace is kept."""
    sampling = changed(environment.collectors.sampling, percentage=100)
    return with_collectors(environment, sampling=sampling), collection


def s3_by_nat(environment: Environment, collection: Collection) -> Case:
    """S3, from where images come, is reached through NAT gateways."""
    return with_network(environment, lambda _: {"enable_s3_endpoint": False}), collection


def aws_by_nat(environment: Environment, collection: Collection) -> Case:
    """AWS' services are reached through NAT gateways."""
    return with_network(environment, lambda _: {"interface_endpoints": ()}), collection


def all_flows(environment: Environment, collection: Collection) -> Case:
    """Flow logs tell of traffic that passed as well."""

    def all_traffic(network: Network) -> Mapping[str, Any]:
        return {"flow_log": changed(network.flow_log, traffic_type="ALL")}

    return with_network(environment, all_traffic), collection


MEASURES = (
    Measure("allow-lists: only what is asked for", all_names),
    Measure("buckets that no query asks for dropped", all_buckets),
    Measure("a scrape each minute, not every 15 s", four_samples),
    Measure("debug lines dropped", debug_lines),
    Measure("traces sampled", all_traces),
    Measure("S3 by its gateway endpoint, not NAT", s3_by_nat),
    Measure("AWS by interface endpoints, not NAT", aws_by_nat),
    Measure("flow logs of refused traffic only", all_flows),
)


def changed(model: M, **values: object) -> M:
    """A part of the settings with some values replaced."""
    return model.model_copy(update=values)


def with_collectors(environment: Environment, **values: object) -> Environment:
    """With other settings of the collectors."""
    return environment.model_copy(update={"collectors": changed(environment.collectors, **values)})


def with_load(environment: Environment, **values: object) -> Environment:
    """With another load in every region."""
    regions = {
        key: region.model_copy(update={"load": changed(region.load, **values)})
        for key, region in environment.regions.items()
    }
    return environment.model_copy(update={"regions": regions})


def with_network(
    environment: Environment, values: Callable[[Network], Mapping[str, Any]]
) -> Environment:
    """With other options of each region's network, where it is of our own."""
    regions = {
        key: region.model_copy(
            update={"network": region.network.model_copy(update=values(region.network))}
        )
        if region.network
        else region
        for key, region in environment.regions.items()
    }
    return environment.model_copy(update={"regions": regions})
