"""The services of an environment, as rules ask for them."""

from collections.abc import Iterable, Mapping

from alerts.promql import one_of
from settings import Environment
from settings.services import Service


def teams(environment: Environment) -> list[str]:
    """The teams that answer for a service, sorted."""
    return sorted({service.team for service in environment.services.values()})


def of_team(environment: Environment, team: str) -> Mapping[str, Service]:
    """A team's services, by name."""
    return {name: s for name, s in environment.services.items() if s.team == team}


def of_runtime(services: Mapping[str, Service], runtime: str) -> list[str]:
    """The names of the services on a runtime."""
    return [name for name, service in services.items() if service.runtime == runtime]


def named(services: Iterable[str]) -> str:
    """The matcher of series of these services."""
    return one_of("service", sorted(services))
