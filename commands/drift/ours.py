"""What the program makes in an environment's Grafana, by name."""

from collections.abc import Mapping
from dataclasses import dataclass

from alerts import templates
from alerts.catalogue import recordings, rules
from alerts.contact_points import contact_points
from alerts.grafana import rule_groups
from alerts.mute_timings import mute_timings
from alerts.routing import routing
from commands.drift.routes import Route, our_route
from constructs.alert_rules import FOLDER
from dashboards.catalogue import dashboards
from settings import Environment
from settings.grafana import GrafanaCloud

BY_TERRAFORM = "api"
"""The provenance of what the provider makes, unless people may edit it."""


@dataclass(frozen=True)
class Ours:
    """Everything in Grafana that is ours.

    dashboards: the folder of each, by uid. rules: folder and group of each, by uid.
    provenance: what Grafana says of things that Terraform made here.
    """

    folders: frozenset[str]
    dashboards: Mapping[str, str]
    rules: Mapping[str, tuple[str, str]]
    contact_points: frozenset[str]
    mute_timings: frozenset[str]
    templates: frozenset[str]
    routes: Route
    provenance: str


def our_things(environment: Environment, cloud: GrafanaCloud) -> Ours:
    """What `observability` makes."""
    groups = rule_groups(
        rules(environment),
        recordings(environment),
        cloud.data_sources,
        environment.alerting.runbooks,
    )
    shown = dashboards(environment)
    return Ours(
        folders=frozenset(FOLDER.format(team=group.team) for group in groups),
        dashboards={d.uid.value: FOLDER.format(team=d.team) for d in shown},
        rules={
            rule.uid: (FOLDER.format(team=group.team), group.name)
            for group in groups
            for rule in group.rules
        },
        contact_points=frozenset(point.name for point in contact_points(environment)),
        mute_timings=frozenset(timing.name for timing in mute_timings(environment)),
        templates=frozenset({templates.GROUP}),
        routes=our_route(routing(environment)),
        provenance="" if environment.alerting.editable else BY_TERRAFORM,
    )
