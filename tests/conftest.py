"""Fixtures: the committed environments, each synthesized once."""

from pathlib import Path

import pytest

from commands.engines.alloy import find_alloy
from policies.synthesized import Synthesized
from settings import load_environment
from tests.support import environment_from, on_hcp, synthesize, with_cluster


@pytest.fixture(scope="session")
def prod(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Synthesized]:
    """Production's stacks, by name."""
    return synthesize(load_environment("prod"), tmp_path_factory.mktemp("prod"))


@pytest.fixture(scope="session")
def staging(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Synthesized]:
    """Staging's stacks, by name; they include the link and flow logs in S3."""
    return synthesize(load_environment("staging"), tmp_path_factory.mktemp("staging"))


@pytest.fixture(scope="session")
def hcp(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Synthesized]:
    """Production's stacks with state and runs in HCP Terraform, by name."""
    folder = tmp_path_factory.mktemp("hcp")
    return synthesize(environment_from(on_hcp(), folder, "prod"), folder)


@pytest.fixture(scope="session")
def created(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Synthesized]:
    """Two regions, of which Seoul has an EKS cluster of our own."""
    folder = tmp_path_factory.mktemp("created")
    return synthesize(environment_from(with_cluster(), folder), folder)


@pytest.fixture(scope="session")
def alloy() -> Path:
    """The real Alloy; without one a test fails, with what to do: nothing is skipped unseen."""
    return find_alloy().path
