"""Texts that must come through Helm and Terraform as they are."""

import json
from collections.abc import Mapping


def through_tpl(text: str) -> str:
    """A text that Helm's `tpl` leaves as it is: it would take `{{` for the start of an action."""
    return text.replace("{{", "{{`{{`}}")


def through_terraform(text: str) -> str:
    """A text that Terraform leaves as it is, in values that `as_json` writes.

    `${` would be the start of a template; of `%{`, `as_json` takes care.
    """
    return text.replace("${", "$${")


def as_json(values: Mapping[str, object]) -> str:
    """A release's values as JSON, without a percent sign.

    Terraform's time to read a text grows with the square of them: a minute for a node's program.
    JSON may write any character by its number, and Helm reads it back.
    """
    return json.dumps(values, ensure_ascii=False).replace("%", "\\u0025")
