"""The phrases that rules on metrics are made of. Windows are as PromQL writes them: `10m`."""

from collections.abc import Iterable, Sequence


def selector(metric: str, *matchers: str) -> str:
    """`metric{a="b", c=~"d"}`."""
    return f"{metric}{{{', '.join(matchers)}}}" if matchers else metric


def one_of(label: str, values: Iterable[str]) -> str:
    """A matcher of any of the values, which are taken as they are written."""
    wanted = list(values)
    if len(wanted) == 1:
        return f'{label}="{wanted[0]}"'
    return f'{label}=~"{"|".join(value.replace(".", chr(92) * 2 + ".") for value in wanted)}"'


def per_second(series: str, window: str, by: Sequence[str], *, offset: str = "") -> str:
    """The sum of counters' rates, by labels."""
    ago = f" offset {offset}" if offset else ""
    return f"sum by ({', '.join(by)}) (rate({series}[{window}]{ago}))"


def increased(series: str, window: str, by: Sequence[str]) -> str:
    """How much counters grew that are there from the start, by labels."""
    return f"sum by ({', '.join(by)}) (increase({series}[{window}]))"


def grown(series: str, window: str, by: Sequence[str]) -> str:
    """How much counters grew, by labels, also those that began within the window.

    `increase` alone sees nothing of a counter that appears with its first event. One that was seen
    in the six hours before was only away for a while.
    """
    began = f"({series} unless last_over_time({series}[6h] offset {window}))"
    return f"sum by ({', '.join(by)}) ({began} or increase({series}[{window}]))"


def guarded(value: str, count: str, at_least: float) -> str:
    """The value, only where enough was counted for it to say something."""
    return f"({value})\nand\n{count} >= {at_least:g}"


def share_of(
    bad: str, series: str, *, window: str, seconds: int, by: Sequence[str], at_least: float
) -> str:
    """The share of a window's events that are bad, only where there were enough of them."""
    ratio = f"{per_second(bad, window, by)} / {per_second(series, window, by)}"
    return guarded(ratio, requests(series, window, seconds, by), at_least)


def requests(series: str, window: str, seconds: int, by: Sequence[str]) -> str:
    """How many were counted in a window of so many seconds."""
    return f"{per_second(series, window, by)} * {seconds}"
