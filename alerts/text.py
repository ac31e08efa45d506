"""Texts of alerts: written once, rendered for Grafana and for Prometheus."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

_FIELD = re.compile(r"\{([a-z][\w.]*)(?::(\w+))?\}")

_FORMS = {
    "percent": "humanizePercentage {0}",
    "duration": "humanizeDuration {0}",
    "decimal": 'printf "%.1f" {0}',
    "whole": 'printf "%.0f" {0}',
}
"""Functions that Prometheus' templates and Grafana's have alike."""

_SPOKEN = {"decimal": "{:.1f}", "whole": "{:.0f}"}
"""The same for what no template engine renders here: rules on logs."""


@dataclass(frozen=True)
class Text:
    """A sentence with labels, such as `{region}`, and the value, such as `{value:percent}`."""

    template: str

    @property
    def labels(self) -> frozenset[str]:
        """The labels that it speaks of."""
        return frozenset(name for name, _ in _FIELD.findall(self.template) if name != "value")

    def for_prometheus(self) -> str:
        """As a rule file of Prometheus takes it."""
        return self._rendered("$value")

    def for_grafana(self) -> str:
        """As Grafana takes it: its `$value` is a sentence, the number is the reduced query's."""
        return self._rendered("$values.B.Value")

    def spoken(self, labels: Mapping[str, str], value: float | None = None) -> str:
        """As a person reads it. Raises KeyError where it speaks of what is not given."""

        def field(match: re.Match[str]) -> str:
            if match[1] == "value" and value is not None:
                return _SPOKEN[match[2]].format(value)
            return labels[match[1]]

        return _FIELD.sub(field, self.template)

    def _rendered(self, value: str) -> str:
        def field(match: re.Match[str]) -> str:
            name, form = match[1], match[2]
            if name == "value":
                return f"{{{{ {_FORMS[form].format(value)} }}}}"
            return f"{{{{ $labels.{name} }}}}"

        return _FIELD.sub(field, self.template)


def text(template: str) -> Text:
    """A text. Raises ValueError for a value without a form that is known."""
    for name, form in _FIELD.findall(template):
        if (name == "value") != bool(form) or (form and form not in _FORMS):
            raise ValueError(f"{{{name}:{form}}}: forms are {', '.join(_FORMS)}, of value only")
    if re.sub(_FIELD, "", template).strip("{}") != re.sub(_FIELD, "", template):
        raise ValueError(f"a field of {template!r} is not understood")
    return Text(template)
