"""What a review says: the values between what finds changes and what draws them."""

from dataclasses import dataclass
from enum import StrEnum


class Action(StrEnum):
    """What an apply would do to a resource."""

    ADDED = "added"
    CHANGED = "changed"
    REPLACED = "replaced"
    DESTROYED = "destroyed"


@dataclass(frozen=True)
class Argument:
    """One argument that differs, as text that may be shown: secret values are already gone.

    path: keys to it, such as `tags.owner`. before, after: JSON text, empty where there is none.
    """

    path: str
    before: str
    after: str


@dataclass(frozen=True)
class Change:
    """What happens to one resource of a stack.

    words: one plain sentence. stateful: losing it loses data, an address that others rely on, or
    the history under an id. why: of a replacement or a destruction, what forces it and what is
    lost.
    """

    stack: str
    address: str
    type: str
    action: Action
    words: str
    arguments: tuple[Argument, ...] = ()
    stateful: bool = False
    why: str = ""


@dataclass(frozen=True)
class Differences:
    """Everything between a base and what is now synthesized.

    base: how a person calls it, such as `main (1a2b3c4)`. disagreements: where a real plan and the
    synthesis differ, one sentence each; planned: stacks whose real plan was read.
    """

    base: str
    changes: tuple[Change, ...]
    planned: tuple[str, ...] = ()
    disagreements: tuple[str, ...] = ()


@dataclass(frozen=True)
class TextDiff:
    """A listing that people review, before and after: alerts, routes, dashboards, allow-lists.

    subject: what it is, such as `alert PaymentApiDown`; before is None for what is new, after for
    what is gone.
    """

    subject: str
    before: str | None
    after: str | None


@dataclass(frozen=True)
class Facts:
    """What an environment says beyond its Terraform JSON, as plain text by name.

    Written beside a saved synthesis and read back from a base, whose code may be older: a part that
    the base cannot tell is None. alerts, routes, dashboards, programs: listings by uid or name.
    allowed: names of series that each way ships. cost: US dollars a month by item; series: active
    series by region. policies: intents that hold.
    """

    alerts: dict[str, str] | None
    routes: dict[str, str] | None
    dashboards: dict[str, str] | None
    allowed: dict[str, tuple[str, ...]] | None
    cost: dict[str, float] | None
    series: dict[str, float] | None
    policies: tuple[str, ...] | None
