"""Policies on how alerts reach people: what Grafana would refuse at the deploy, or change."""

import re
from collections.abc import Iterator

from policies.policy import Stacks, Violation, policy
from policies.secrets import CONTACT_SECRETS
from policies.synthesized import Body, Synthesized, as_list, referenced

TREE = "grafana_notification_policy"
CONTACT_POINT = "grafana_contact_point"
MUTE_TIMING = "grafana_mute_timing"
TEMPLATE = "grafana_message_template"

LEVELS = 5
"""Policies below the root that the provider takes."""

_OPERATORS = ("=", "!=", "=~", "!~")
_NOT_IN_GO = re.compile(r"\(\?(?:[=!>]|<[=!])|\\[1-9]")
"""Lookaround, atomic groups and references back, which Go's regular expressions lack."""
_UNITS = {
    "y": 31_536_000_000,
    "w": 604_800_000,
    "d": 86_400_000,
    "h": 3_600_000,
    "m": 60_000,
    "s": 1000,
    "ms": 1,
}
_DURATION = re.compile(r"(\d+)(ms|[smhdwy])")
_CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d|24:00")
_DAYS = ("sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday")
_DEFINED = re.compile(r'\{\{-?\s*define\s+"([^"]+)"')
_USED = re.compile(r'\{\{-?\s*template\s+"([^"]+)"')


@policy(
    "contact points and mute timings that a route uses are in the stack",
    fix="Refer to the name of a contact point or mute timing of this stack.",
)
def routes_end_somewhere(stacks: Stacks) -> Iterator[Violation]:
    for stack in stacks:
        for label, _, node in _nodes(stack):
            uses = [(CONTACT_POINT, node.get("contact_point"))]
            uses += [(MUTE_TIMING, name) for name in node.get("mute_timings", [])]
            for kind, name in uses:
                if name is not None and not _is_there(stack, kind, name):
                    yield Violation(stack.name, label, f"There is no {kind} {name}.")


@policy(
    "matchers of routes are understood, and come back from Grafana as they were written",
    fix="Use = != =~ or !~, a regular expression that Go takes, and no quotes.",
)
def matchers_are_understood(stacks: Stacks) -> Iterator[Violation]:
    for stack in stacks:
        for label, depth, node in _nodes(stack):
            if depth > LEVELS:
                yield Violation(stack.name, label, f"A route is {depth} levels below the root.")
            if depth and not node.get("matcher"):
                yield Violation(stack.name, label, "A route has no matcher and takes everything.")
            for matcher in as_list(node.get("matcher")):
                if wrong := _wrong_matcher(matcher):
                    yield Violation(stack.name, label, f"{matcher.get('label')}: {wrong}")


@policy(
    "durations of routes are written as Grafana gives them back, or every plan has a change in it",
    fix="Write the largest whole units: 1m for 60s, 1d for 24h, 1w for 7d.",
)
def durations_are_canonical(stacks: Stacks) -> Iterator[Violation]:
    for stack in stacks:
        for label, _, node in _nodes(stack):
            for key in ("group_wait", "group_interval", "repeat_interval"):
                given = node.get(key)
                if given is not None and given != canonical(given):
                    yield Violation(stack.name, label, f"{key} is {given}: {canonical(given)}.")
                if key != "group_wait" and given == "0s":
                    yield Violation(stack.name, label, f"{key} is zero, which Grafana refuses.")


@policy(
    "mute timings are intervals that Grafana takes, and gives back as they were written",
    fix="Write HH:MM, the start before the end, days in lower case from Sunday on.",
)
def mute_timings_are_understood(stacks: Stacks) -> Iterator[Violation]:
    for stack in stacks:
        for timing in stack.resources(MUTE_TIMING):
            for interval in as_list(timing.body.get("intervals")):
                if not interval.get("location"):
                    yield Violation(stack.name, timing.label, "It has no time zone: it is in UTC.")
                for times in as_list(interval.get("times")):
                    start, end = str(times.get("start")), str(times.get("end"))
                    if not (_CLOCK.fullmatch(start) and _CLOCK.fullmatch(end) and start < end):
                        yield Violation(stack.name, timing.label, f"From {start} to {end}.")
                for days in interval.get("weekdays", []):
                    if not _is_canonical_range(days):
                        yield Violation(stack.name, timing.label, f"Weekdays are {days}.")


@policy(
    "groups of message templates start with a definition, and templates that are used are defined",
    fix="Start the group with {{ define, and use names that are defined in it.",
)
def templates_are_defined(stacks: Stacks) -> Iterator[Violation]:
    for stack in stacks:
        groups = stack.resources(TEMPLATE)
        texts = {group.label: str(group.body.get("template")) for group in groups}
        defined = {name for text in texts.values() for name in _DEFINED.findall(text)}
        for label, text in texts.items():
            if not text.startswith("{{ define") or text != text.strip():
                yield Violation(stack.name, label, "It does not start and end with a definition.")
        for path, text in stack.strings():
            if path.startswith(f"resource.{CONTACT_POINT}.") or text in texts.values():
                for name in sorted(set(_USED.findall(text)) - defined):
                    yield Violation(stack.name, path, f"There is no template {name}.")


@policy(
    "the key or address of a contact point is a reference, as all else of it is no secret",
    fix="Take it from a sensitive variable, or from AWS Secrets Manager; rotate what was written.",
)
def keys_of_contact_points_are_references(stacks: Stacks) -> Iterator[Violation]:
    for stack in stacks:
        for point in stack.resources(CONTACT_POINT):
            for kind, key in CONTACT_SECRETS.items():
                for integration in as_list(point.body.get(kind)):
                    if not str(integration.get(key, "")).startswith("${"):
                        yield Violation(stack.name, point.label, f"{kind}.{key} is written out.")


def canonical(duration: str) -> str:
    """A duration as Grafana writes it; what is none comes back as a question mark."""
    parts = _DURATION.findall(duration)
    if "".join(number + unit for number, unit in parts) != duration or not parts:
        return "?"
    left = sum(int(number) * _UNITS[unit] for number, unit in parts)
    written = ""
    for unit, length in _UNITS.items():
        # 90d stays as it is; years and weeks are only written where they are the whole of it.
        if unit in ("y", "w") and left % length:
            continue
        if left // length:
            written += f"{left // length}{unit}"
            left %= length
    return written or "0s"


def _nodes(stack: Synthesized) -> Iterator[tuple[str, int, Body]]:
    """Every node of the stack's trees, with the tree's label and how deep it is."""
    for tree in stack.resources(TREE):
        yield from _below(tree.label, 0, tree.body)


def _below(label: str, depth: int, node: Body) -> Iterator[tuple[str, int, Body]]:
    yield label, depth, node
    for child in as_list(node.get("policy")):
        yield from _below(label, depth + 1, child)


def _is_there(stack: Synthesized, kind: str, name: str) -> bool:
    resources = stack.resources(kind)
    return referenced(name) in {r.address for r in resources} or name in {
        r.body.get("name") for r in resources
    }


def _wrong_matcher(matcher: Body) -> str | None:
    operator, value = matcher.get("match"), str(matcher.get("value"))
    if operator not in _OPERATORS:
        return f"there is no operator {operator}."
    if '"' in value:
        return f"{value} has quotes in it."
    if operator in ("=~", "!~"):
        try:
            re.compile(value)
        except re.error as error:
            return f"{value} is no regular expression: {error}."
        if _NOT_IN_GO.search(value):
            return f"{value} is no regular expression in Go."
    return None


def _is_canonical_range(days: str) -> bool:
    first, colon, last = days.partition(":")
    if not colon:
        return first in _DAYS
    return first in _DAYS and last in _DAYS and _DAYS.index(first) < _DAYS.index(last)
