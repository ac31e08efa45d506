"""Finds secret values in text: by their form, and by the key that they stand beside."""

import json
import re
from collections.abc import Iterator
from typing import Any, cast

FORMS = {
    "an AWS access key": re.compile(r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b"),
    "a Grafana token": re.compile(r"\bgl(?:c|sa|pat)_[A-Za-z0-9+/=_-]{20,}"),
    "a Grafana token in base64": re.compile(r"\b(?:Z2xjX2V5|Z2xzYV)[A-Za-z0-9+/=]{20,}"),
    "a Slack token": re.compile(r"\bxox[a-z]-[A-Za-z0-9-]{10,}"),
    "a Slack webhook": re.compile(r"hooks\.slack\.com/services/\S+"),
    "a private key": re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----"),
    "a password in a URL": re.compile(r"://[^/\s:@${}]+:[^/\s:@${}]+@"),
    "a JSON web token": re.compile(r"\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]+"),
}
"""Forms of secrets, by what they are."""

KEY = re.compile(
    r"(^|_)(password|secret|token|api_key|access_key|secret_key|integration_key|auth"
    r"|secret_string|secret_string_wo|private_key)$"
)
"""Arguments of Terraform whose value is a secret; it may only be a reference."""

_NAME = (
    r"[\w-]*(?:password|passwd|token|api[_-]?key|access[_-]?key|secret[_-]?key"
    r"|client[_-]?secret|private[_-]?key|integration[_-]?key)"
)
# No bracket, dollar or other sign of a pattern, a template or a reference.
_VALUE = r"[^\s\"'\\(){}\[\]|^$*,;]{4,}"
ASSIGNMENTS = (
    re.compile(rf"[\"']?\b{_NAME}[\"']?\s*[:=]\s*[\"']{_VALUE}[\"']", re.IGNORECASE),
    re.compile(rf"^\s*(?:-\s+)?{_NAME}:[ \t]+(?!null$|true$|false$){_VALUE}[ \t]*$", re.I | re.M),
)
"""A literal beside such a key in JSON, YAML or an Alloy program."""


def literal_secrets(path: str, value: str) -> Iterator[str]:
    """What of a string is a secret, in words. Looks into JSON inside it, however deep."""
    for kind, form in FORMS.items():
        if form.search(value):
            yield kind
    key = re.split(r"[.\]\[]", path)[-1]
    if value and KEY.search(_snake(key)) and "${" not in value:
        yield "a literal value"
    inner = _parsed(value)
    if inner is None:
        if any(form.search(value) for form in ASSIGNMENTS):
            yield "a literal beside the key of a secret"
        return
    for name, text in _leaves("", inner):
        yield from (f"{found} (in {name})" for found in _inside(name, text))


def _inside(name: str, text: str) -> Iterator[str]:
    # Forms were looked for in the whole already; nested quotes may have hidden them.
    found = list(literal_secrets("", text))
    yield from found
    if not found and re.fullmatch(_NAME, _snake(name), re.I) and re.fullmatch(_VALUE, text):
        yield "a literal value"


def _parsed(value: str) -> Any:
    if not value.lstrip().startswith(("{", "[")):
        return None
    try:
        return json.loads(value)
    except ValueError:
        return None


def _leaves(name: str, value: Any) -> Iterator[tuple[str, str]]:
    match value:
        case str():
            yield name, value
        case dict():
            for key, below in cast("dict[str, Any]", value).items():
                yield from _leaves(key, below)
        case list():
            for below in cast("list[Any]", value):
                yield from _leaves(name, below)
        case _:
            return


def _snake(key: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", key).lower()
