"""Requests and limits by the size of a cluster."""

import pytest

from charts.sizes import SIZES, resources
from settings.collectors import Cluster


def mebibytes(quantity: str) -> int:
    unit = {"Mi": 1, "Gi": 1024}[quantity[-2:]]
    return int(quantity[:-2]) * unit


@pytest.mark.parametrize("size", ["s", "m", "l"])
def test_memory_is_promised_as_it_is_limited_and_a_processor_is_not_limited(size: str) -> None:
    found = resources(Cluster.model_validate({"size": size}))
    assert found["limits"] == {"memory": found["requests"]["memory"]}
    assert found["requests"]["cpu"] == SIZES[size].cpu


def test_a_larger_cluster_has_more() -> None:
    memory = [mebibytes(SIZES[size].memory) for size in ("s", "m", "l")]
    cores = [int(SIZES[size].cpu.removesuffix("m")) for size in ("s", "m", "l")]
    assert memory == sorted(set(memory))
    assert cores == sorted(set(cores))


@pytest.mark.parametrize(("size", "logs"), [("s", 1), ("m", 3), ("l", 10)])
def test_a_size_holds_its_logs_and_ten_thousand_series(size: str, logs: int) -> None:
    engine, of_logs, of_series = 250, 120 * logs, 10_000 * 10 / 1024
    assert mebibytes(SIZES[size].memory) > engine + of_logs + of_series


def test_a_memory_limit_of_its_own_is_the_request_too() -> None:
    found = resources(Cluster(size="l", memory_limit="3Gi"))
    assert found["limits"]["memory"] == found["requests"]["memory"] == "3Gi"
    assert found["requests"]["cpu"] == SIZES["l"].cpu
