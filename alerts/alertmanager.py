"""The routes in the form of Alertmanager's own configuration, for `amtool` to prove.

Receivers are names without any address. The root's receiver has a name of its own here, so that
an alert that falls through the tree is not taken for one that was meant for the platform's chat.
"""

import json
from typing import Any

from alerts.contact_points import contact_points
from alerts.mute_timings import MuteTiming, mute_timings
from alerts.routing import Policy, routing
from settings import Environment

FALLEN_THROUGH = "fallen-through"
"""What amtool answers for an alert that no route matches."""

Json = dict[str, Any]


def alertmanager_config(environment: Environment) -> str:
    """The configuration as JSON, which is YAML too."""
    names = [FALLEN_THROUGH, *(point.name for point in contact_points(environment))]
    config = {
        "route": {**_route(routing(environment)), "receiver": FALLEN_THROUGH},
        "receivers": [{"name": name} for name in names],
        "time_intervals": [_timing(timing) for timing in mute_timings(environment)],
    }
    return json.dumps(config, indent=1)


def _route(policy: Policy) -> Json:
    timing = policy.timing
    parts: Json = {
        "receiver": policy.receiver,
        "matchers": [f'{m.label}{m.operator}"{m.value}"' for m in policy.matchers],
        "group_by": list(policy.group_by),
        "group_wait": timing.wait if timing else None,
        "group_interval": timing.interval if timing else None,
        "repeat_interval": timing.repeat if timing else None,
        "mute_time_intervals": list(policy.mute_timings),
        "continue": policy.continue_,
        "routes": [_route(below) for below in policy.policies],
    }
    return {key: value for key, value in parts.items() if value}


def _timing(timing: MuteTiming) -> Json:
    return {
        "name": timing.name,
        "time_intervals": [
            {
                "weekdays": list(interval.weekdays),
                "times": [{"start_time": interval.start, "end_time": interval.end}],
                "location": timing.location,
            }
            for interval in timing.intervals
        ],
    }
