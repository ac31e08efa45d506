"""Every dashboard of an environment. A new module of one is named here, once."""

from collections.abc import Callable

from dashboards import (
    collectors,
    cost,
    delivery,
    kubernetes,
    payments,
    providers,
    regions,
    runtime,
    services,
    triage,
)
from dashboards.model import Dashboard
from settings import Environment

MODULES: tuple[Callable[[Environment], Dashboard], ...] = (
    payments.dashboard,
    services.dashboard,
    regions.dashboard,
    providers.dashboard,
    runtime.dashboard,
    kubernetes.dashboard,
    delivery.dashboard,
    collectors.dashboard,
    triage.dashboard,
    cost.dashboard,
)


def dashboards(environment: Environment) -> tuple[Dashboard, ...]:
    """The dashboards, in the order of the catalogue."""
    return tuple(dashboard(environment) for dashboard in MODULES)
