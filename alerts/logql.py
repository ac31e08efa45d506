"""The phrases that rules on logs are made of."""

from collections.abc import Iterable, Mapping

from settings.services import Service

BY = ("app", "region")
"""Streams know the service as `app`."""


def lines(services: Mapping[str, Service], *matchers: str) -> str:
    """The streams of services: `{app=~"a|b", namespace=~"c"}`."""
    apps, namespaces = sorted(services), sorted({s.namespace for s in services.values()})
    return _selector(
        [f'app=~"{"|".join(apps)}"', f'namespace=~"{"|".join(namespaces)}"', *matchers]
    )


def per_window(log: str, window: str, *, by: Iterable[str] = BY, offset: str = "") -> str:
    """How many lines a window has, by labels."""
    ago = f" offset {offset}" if offset else ""
    return f"sum by ({', '.join(by)}) (count_over_time({log} [{window}]{ago}))"


def by_service(expr: str) -> str:
    """The same with the label `service`, by which alerts are grouped."""
    return f'label_replace({expr}, "service", "$1", "app", "(.+)")'


def _selector(matchers: Iterable[str]) -> str:
    return f"{{{', '.join(matchers)}}}"
