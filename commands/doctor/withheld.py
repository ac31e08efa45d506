"""The last wall before a screen: values of secret settings are taken out of every text.

Checks do not put secrets into their answers. Where one did by mistake, it would be stopped here.
"""

import re
from collections.abc import Mapping
from dataclasses import replace

from commands.doctor.check import Result

WITHHELD = "(withheld)"

_SECRET_NAME = re.compile(
    r"^TF_VAR_|TOKEN|SECRET|PASSWORD|PASSWD|AUTH|CREDENTIAL|API_?KEY|ACCESS_KEY|WEBHOOK", re.I
)
_SHORTEST = 6
"""Shorter values would blacken ordinary words."""


def secrets_in(environ: Mapping[str, str]) -> tuple[str, ...]:
    """The values of all settings that may be secret, the longest first."""
    found = {
        value.strip()
        for name, value in environ.items()
        if _SECRET_NAME.search(name) and len(value.strip()) >= _SHORTEST
    }
    return tuple(sorted(found, key=len, reverse=True))


def without(text: str, secrets: tuple[str, ...]) -> str:
    """The text with each secret replaced."""
    for secret in secrets:
        text = text.replace(secret, WITHHELD)
    return text


def clean(result: Result, secrets: tuple[str, ...]) -> Result:
    """A result without secrets."""
    return replace(result, found=without(result.found, secrets), fix=without(result.fix, secrets))
