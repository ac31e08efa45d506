"""What a policy is, and how all of them are enforced."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from policies.synthesized import Synthesized
from settings import Problem, UserError


@dataclass(frozen=True)
class Violation:
    """One place that breaks a policy: which resource (or key) of which stack, and why."""

    stack: str
    resource: str
    reason: str


Stacks = Sequence[Synthesized]
Check = Callable[[Stacks], Iterator[Violation]]


@dataclass(frozen=True)
class Policy:
    """An intent in one line, the check that finds what breaks it, and what to do then."""

    intent: str
    fix: str
    check: Check

    @property
    def name(self) -> str:
        """The name of the check."""
        return self.check.__name__


def policy(intent: str, *, fix: str) -> Callable[[Check], Policy]:
    """Makes a policy of a check over all stacks."""
    return lambda check: Policy(intent, fix, check)


def violations(policies: Sequence[Policy], stacks: Stacks) -> list[tuple[Policy, Violation]]:
    """Everything that breaks a policy."""
    return [(policy, found) for policy in policies for found in policy.check(stacks)]


def enforce(policies: Sequence[Policy], stacks: Stacks) -> None:
    """Raises UserError that names every violation: stack, resource, reason and what to do."""
    found = violations(policies, stacks)
    if found:
        raise UserError(
            [
                Problem(
                    f"stack {violation.stack}: {violation.resource}",
                    f"{violation.reason}\nPolicy {policy.name}: {policy.intent}.",
                    policy.fix,
                )
                for policy, violation in found
            ]
        )
