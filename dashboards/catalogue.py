"""Every dashboard of an environment. A new module of one is named here, once."""

from collections.abc import Callable

from dashboards import payments
from dashboards.model import Dashboard
from settings import Environment

MODULES: tuple[Callable[[Environment], Dashboard], ...] = (payments.dashboard,)


def dashboards(environment: Environment) -> tuple[Dashboard, ...]:
    """The dashboards, in the order of the catalogue."""
    return tuple(dashboard(environment) for dashboard in MODULES)
