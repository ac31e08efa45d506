"""Lengths of time, as settings give them."""

import re

_UNITS = {"ms": 0.001, "s": 1, "m": 60, "h": 3600}


def seconds(duration: str) -> float:
    """How long a `Duration` is: `720h` is 2592000."""
    number, unit = re.fullmatch(r"(\d+)([a-z]+)", duration).groups()  # pyright: ignore[reportOptionalMemberAccess]
    return int(number) * _UNITS[unit]
