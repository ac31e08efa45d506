"""The collection of an environment: what its rules, recordings and dashboards make of it."""

from alerts.catalogue import recordings, rules
from dashboards.catalogue import dashboards
from settings import Environment, UserError
from telemetry.collect import Collection, collect
from telemetry.problems import problems

_REMEMBERED: dict[str, Collection] = {}
"""By all that an environment says: each of its programs is made of the same."""


def collected(environment: Environment) -> Collection:
    """What an environment's collectors ship."""
    said = environment.model_dump_json()
    if said not in _REMEMBERED:
        _REMEMBERED[said] = collect(
            environment, rules(environment), recordings(environment), dashboards(environment)
        )
    return _REMEMBERED[said]


def check_collected(environment: Environment) -> None:
    """Raises UserError that names everything that is asked for and does not arrive."""
    if found := problems(collected(environment), environment):
        raise UserError(found)
