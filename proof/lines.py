"""Log lines that rules on logs are proven with."""

from dataclasses import dataclass

SEOUL = "ap-northeast-2"
TOKYO = "ap-northeast-1"


@dataclass(frozen=True)
class Lines:
    """The same line of one container, written at some moments.

    text: as the container writes it, before masks; the level is found by the collectors.
    times: seconds since the beginning of the case.
    planted: pushed past the masks, for a form that they are known to miss.
    """

    text: str
    times: tuple[int, ...]
    app: str
    namespace: str = "payments"
    container: str = "app"
    region: str = SEOUL
    planted: bool = False


def every(seconds: int, *, start: int = 0, end: int) -> tuple[int, ...]:
    """Moments from start to before end."""
    return tuple(range(start, end, seconds))
