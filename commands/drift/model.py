"""What drift is made of, as plain values. No secret is in any of them."""

from dataclasses import dataclass, field
from enum import StrEnum


class Kind(StrEnum):
    """What became of a resource behind Terraform's back."""

    CHANGED = "changed"
    GONE = "gone"


@dataclass(frozen=True)
class Argument:
    """One argument that differs: its path, and its values in short, or that they are withheld."""

    path: str
    before: str
    after: str


@dataclass(frozen=True)
class Change:
    """A resource that is not as the state has it. label: what people recognise it by."""

    address: str
    label: str
    kind: Kind
    arguments: tuple[Argument, ...] = ()


@dataclass(frozen=True)
class Waiting:
    """A resource on which code and state differ though reality and state agree."""

    address: str
    label: str
    action: str


@dataclass(frozen=True)
class StackDrift:
    """One stack.

    put_back: changed by hand, and the next deploy undoes it.
    left: changed in what the code says nothing about, so that a deploy leaves it.
    added: rules and routes in what is ours that no stack made; a deploy leaves them too.
    waiting: not deployed yet, or changed by hand and accepted into the state since.
    deployed: whether its state has anything.
    problem: why the stack could not be planned in full, in Terraform's own words; empty if it was.
    """

    stack: str
    put_back: tuple[Change, ...] = ()
    left: tuple[Change, ...] = ()
    added: tuple[str, ...] = ()
    waiting: tuple[Waiting, ...] = ()
    problem: str = ""
    deployed: bool = True

    @property
    def differs(self) -> bool:
        """Whether a person should look. `left` is no drift: AWS fills in much by itself."""
        return bool(self.put_back or self.added or self.waiting)


@dataclass(frozen=True)
class ByHand:
    """Something in Grafana that the program did not make, or that is not as it made it."""

    kind: str
    name: str
    where: str
    what: str


@dataclass(frozen=True)
class GrafanaDrift:
    """Grafana, asked directly. asked: False when nobody named one."""

    asked: bool
    found: tuple[ByHand, ...] = ()
    problem: str = ""


@dataclass(frozen=True)
class Report:
    """All of an environment."""

    environment: str
    stacks: tuple[StackDrift, ...]
    grafana: GrafanaDrift = field(default_factory=lambda: GrafanaDrift(asked=False))

    @property
    def differs(self) -> bool:
        """Whether anything is not as the code says."""
        return bool(self.grafana.found) or any(stack.differs for stack in self.stacks)

    @property
    def complete(self) -> bool:
        """Whether everything that was asked gave an answer."""
        return not self.grafana.problem and not any(stack.problem for stack in self.stacks)
