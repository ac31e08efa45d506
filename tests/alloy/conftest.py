"""Regions with real collectors that several modules share; who shares one is in one xdist group."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from commands.conformance.region import Collector, Region, quick, with_collectors
from settings import Environment, load_environment
from settings.collectors import Faro, Logs, TailSampling
from tests.alloy.pods import PODS
from vocabulary.collectors import Role

Running = tuple[Region, Collector]


MADE_UP = (
    "batch_rows_total",
    "corpus_total",
    "k_after_total",
    "k_in_flight",
    "k_latency",
    "k_not",
    "k_not_delta_duration",
    "k_not_delta_total",
    "k_orders_total",
    "k_queue",
    "otlp_request_duration_seconds",
    "otlp_requests_total",
)
"""Metrics of the tests' own applications, which would otherwise not be sent."""


def with_made_up(environment: Environment) -> Environment:
    """The environment with the tests' own metrics among its extras."""
    metrics = environment.collectors.metrics.model_copy(update={"extra": MADE_UP})
    return with_collectors(environment, metrics=metrics)


def hub_environment() -> Environment:
    """Production with one namespace denied and quick intervals."""
    environment = with_made_up(quick(load_environment("prod")))
    return with_collectors(environment, logs=Logs(deny_namespaces=("sandbox",)))


@pytest.fixture(scope="session")
def hub(alloy: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A node of production's hub; its tests are in the group `hub`."""
    folder = tmp_path_factory.mktemp("hub")
    with Region(alloy, folder, hub_environment(), pods=PODS) as region, region.collector() as node:
        yield region, node


def faro_environment() -> Environment:
    """Production with a receiver of browsers, and every trace kept."""
    settings = Faro(
        enabled=True, allowed_origins=("https://shop.lionpay.example",), rate_per_second=1000
    )
    return with_collectors(all_traces(quick(load_environment("prod"))), faro=settings)


@pytest.fixture(scope="session")
def faro(alloy: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """The receiver of browsers; its tests are in the group `faro`."""
    folder = tmp_path_factory.mktemp("faro")
    environment = faro_environment()
    with Region(alloy, folder, environment) as region, region.collector(Role.FARO) as collector:
        yield region, collector


def all_traces(environment: Environment) -> Environment:
    """With head sampling that keeps everything."""
    sampling = environment.collectors.sampling
    return with_collectors(environment, sampling=sampling.model_copy(update={"percentage": 100}))


def tail_environment() -> Environment:
    """Staging, whose samplers decide after two seconds."""
    sampling = TailSampling(
        mode="tail", percentage=20, slow="2s", keep_routes=("/v1/refunds",), decision_wait="2s"
    )
    return with_collectors(quick(load_environment("staging")), sampling=sampling)
