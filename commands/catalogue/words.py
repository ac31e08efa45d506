"""How a rule is said to a person: when it fires, what it says, who gets it, where it is seen."""

import re
from collections.abc import Callable, Iterable, Sequence

from alerts.rule import Condition, OnError, OnNoData, Rule, Unit
from alerts.text import Text
from vocabulary.alerting import HEARTBEAT, WATCHDOG, default_place
from vocabulary.dashboards import Panel

_FIELD = re.compile(r"\{([a-z][\w.]*)(?::(\w+))?\}")


def fires_when(rule: Rule) -> str:
    """For example `above 3 % for 5m`."""
    pending = ", at once" if rule.pending == "0s" else f" for {rule.pending}"
    said = f"{rule.fires.comparison} {threshold(rule.fires)}{pending}"
    if rule.on_no_data is OnNoData.ALERTING:
        said += ", or while its query gives nothing"
    if rule.error_state is OnError.ALERTING:
        said += ", or while its query fails"
    return said


def threshold(fires: Condition) -> str:
    """A threshold with its unit, for example `3 %` or `26 hours`."""
    value = fires.threshold
    if fires.unit == "ratio":
        return f"{value * 100:g} %"
    if fires.unit == "seconds":
        return _duration(value)
    return " ".join([f"{value:g}", *_UNITS[fires.unit]])


_UNITS: dict[Unit, tuple[str, ...]] = {
    "count": (),
    "days": ("days",),
    "per second": ("per second",),
    "times": ("times",),
}


def _duration(value: float) -> str:
    for unit, size in (("hours", 3600), ("minutes", 60)):
        if value > size and not value % size:
            return f"{value / size:g} {unit}"
    return f"{value:g} s"


def says(text: Text) -> str:
    """A text in Markdown: labels in italics, the value as `N`."""

    def field(match: re.Match[str]) -> str:
        if match[1] != "value":
            return f"*{match[1]}*"
        return "N %" if match[2] == "percent" else "N"

    return cell(_FIELD.sub(field, text.template))


def receivers(rule: Rule) -> str:
    """Who is told: the team's default place, then those in `also`."""
    if rule.name == WATCHDOG:
        return HEARTBEAT
    places = dict.fromkeys((default_place(rule.team, rule.severity), *rule.also))
    return ", ".join(place.receiver for place in places)


def seen_on(panel: Panel | None, grafana: str | None) -> str:
    """A panel, as a link where Grafana's address is known."""
    if not panel:
        return "none"
    said = f"{panel.dashboard.value}, panel {panel.id}"
    address = f"{grafana}d/{panel.dashboard.value}?viewPanel={panel.id}"
    return f"[{said}]({address})" if grafana else said


def by_name(rules: Iterable[Rule]) -> dict[str, list[Rule]]:
    """The variants of each name of the catalogue, in their order."""
    names: dict[str, list[Rule]] = {}
    for rule in rules:
        names.setdefault(rule.name, []).append(rule)
    return names


def told_apart(variants: Sequence[Rule], say: Callable[[Rule], str]) -> str:
    """What all variants say alike, once; otherwise each with the variants that say it."""
    said: dict[str, list[str]] = {}
    for rule in variants:
        said.setdefault(say(rule), []).append(rule.of)
    if len(said) == 1:
        return next(iter(said))
    return "<br>".join(
        text if which == [text] else f"{', '.join(which)}: {text}" for text, which in said.items()
    )


def cell(text: str) -> str:
    """A text as it may stand in a table."""
    return " ".join(text.split()).replace("|", "\\|")
