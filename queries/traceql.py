"""TraceQL: what a metrics query of traces asks for."""

from dataclasses import dataclass

from queries.lezer import Branch

_METRICS = (
    "MetricsOperation",
    "MetricsOperationBasic",
    "MetricsOperationHistogram",
    "MetricsOperationQuantile",
    "MetricsOperationCompare",
    "MetricsOverTime",
)


@dataclass(frozen=True)
class TraceQuery:
    """A metrics query of traces.

    attributes: those that it looks at, such as `resource.service.name`.
    intrinsics: what every span has, such as `status`.
    groups: attributes that its result is by; Grafana makes labels of them.
    """

    attributes: tuple[str, ...]
    intrinsics: tuple[str, ...]
    groups: tuple[str, ...]


def query(tree: Branch) -> TraceQuery:
    """What it asks for. Raises ValueError for one that gives traces: nothing can compare those."""
    if not list(tree.all(*_METRICS)):
        raise ValueError("it gives traces, not numbers")
    return asked(tree)


def asked(tree: Branch) -> TraceQuery:
    """What a query asks for, whether it gives numbers or traces."""
    return TraceQuery(
        attributes=_texts(tree, "AttributeField"),
        intrinsics=_texts(tree, "IntrinsicField"),
        groups=tuple(
            group
            for by in tree.all("GroupOperation")
            for group in _texts(by, "AttributeField", "IntrinsicField")
        ),
    )


def _texts(branch: Branch, *names: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(found.text for found in branch.all(*names)))
