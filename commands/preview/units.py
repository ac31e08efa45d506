"""Numbers with their units as Grafana shows them, roughly."""

import math
from collections.abc import Sequence

from dashboards.model import Unit

Scale = Sequence[tuple[float, str]]
"""From which size on, and what it is called then."""

SHORT: Scale = ((1, ""), (1e3, " K"), (1e6, " Mil"), (1e9, " Bil"), (1e12, " Tri"))
RATE: Scale = ((1, ""), (1e3, "K"), (1e6, "M"), (1e9, "G"))
BYTES: Scale = ((1, " B"), (2**10, " KiB"), (2**20, " MiB"), (2**30, " GiB"), (2**40, " TiB"))
BYTES_PER_SECOND: Scale = ((1, " B/s"), (1e3, " kB/s"), (1e6, " MB/s"), (1e9, " GB/s"))
MINUTE, HOUR, DAY, WEEK, YEAR = 60, 3600, 86400, 604800, 31536000
SECONDS: Scale = (
    (1e-9, " ns"),
    (1e-6, " µs"),
    (1e-3, " ms"),
    (1, " s"),
    (MINUTE, " min"),
    (HOUR, " hours"),
    (DAY, " days"),
    (WEEK, " weeks"),
    (YEAR, " years"),
)


def formatted(value: float, unit: Unit, decimals: int | None = None) -> str:  # noqa: PLR0911 - one each
    """A value as a person reads it."""
    if not math.isfinite(value):
        return {math.inf: "+Inf", -math.inf: "-Inf"}.get(value, "NaN")
    match unit:
        case Unit.PERCENT:
            share = value * 100
            # Digits after the point say nothing of a share of hundreds of percent.
            return f"{number(share, decimals if abs(share) < 100 else 0)}%"
        case Unit.SECONDS:
            return scaled(value, SECONDS, decimals) if value else "0 s"
        case Unit.DAYS:
            return scaled(value * DAY, SECONDS[5:], decimals)
        case Unit.BYTES:
            return scaled(value, BYTES, decimals)
        case Unit.BYTES_PER_SECOND:
            return scaled(value, BYTES_PER_SECOND, decimals)
        case Unit.PER_SECOND:
            return f"{scaled(value, RATE, decimals)} req/s"
        case Unit.OPERATIONS:
            return f"{scaled(value, RATE, decimals)} ops/s"
        case Unit.TIMES:
            return f"{number(value, decimals)}x"
        case Unit.SHORT:
            return scaled(value, SHORT, decimals)
        case Unit.MINOR_UNITS:
            return f"{value:,.{decimals or 0}f}"
        case Unit.NONE:
            return number(value, decimals)


def scaled(value: float, scale: Scale, decimals: int | None) -> str:
    """A value by the greatest step that is not above it, or by the first."""
    size, name = next((step for step in reversed(scale) if abs(value) >= step[0]), scale[0])
    told = number(value / size, decimals)
    return told + (name[:-1] if told == "1" and name.endswith("s") and size >= HOUR else name)


def number(value: float, decimals: int | None) -> str:
    """With so many decimals, or with three digits that count."""
    if decimals is not None:
        return f"{value:.{decimals}f}"
    if abs(value) >= 100:
        return f"{value:.0f}"
    digits = 2 - math.floor(math.log10(abs(value))) if value else 0
    text = f"{value:.{max(digits, 0)}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
