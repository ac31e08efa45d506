"""All that a review shows, and what follows from it for whoever draws it."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from alerts.rule import Rule
from commands.preview.samples import Samples
from commands.review.model import Action, Argument, Change, Differences, Facts, TextDiff
from commands.review.telemetry_path import Lane
from dashboards.model import Dashboard
from network.plan import NetworkPlan
from settings import Environment, Problem

MINUS = "\N{MINUS SIGN}"
"""As wide as a plus, which a hyphen is not."""

SYMBOLS: Mapping[Action, str] = {
    Action.REPLACED: "±",
    Action.DESTROYED: MINUS,
    Action.CHANGED: "~",
    Action.ADDED: "+",
}
"""In the order in which changes are told: what may hurt comes first."""

ORDER = tuple(SYMBOLS)
LOSING = (Action.REPLACED, Action.DESTROYED)


@dataclass(frozen=True)
class Review:
    """Everything that is drawn.

    plans: of the regions' networks, by region; one that adopts a network has none. texts: listings
    that differ; their subjects begin with what they are (`alert`, `dashboard`). samples, note: what
    dashboards are drawn from, and what to know of it. intents: of all policies. stops: why `make`
    would refuse this.
    """

    environment: Environment
    differences: Differences
    before: Facts
    now: Facts
    texts: tuple[TextDiff, ...]
    plans: Mapping[str, NetworkPlan]
    lanes: tuple[Lane, ...]
    rules: tuple[Rule, ...]
    dashboards: tuple[Dashboard, ...]
    samples: Samples
    note: str
    intents: tuple[str, ...]
    stops: tuple[Problem, ...] = ()

    @property
    def title(self) -> str:
        """What the page is called."""
        return f"Review of {self.environment.name}"

    @property
    def losses(self) -> tuple[Change, ...]:
        """Changes that lose what is stateful."""
        return tuple(change for change in self.differences.changes if loses(change))

    def of(self, *kinds: str) -> tuple[TextDiff, ...]:
        """The listings of these kinds."""
        return tuple(text for text in self.texts if text.subject.partition(" ")[0] in kinds)


def loses(change: Change) -> bool:
    """Whether something stateful is replaced or destroyed."""
    return change.stateful and change.action in LOSING


def tally(changes: Sequence[Change]) -> dict[Action, int]:
    """How many of each action."""
    counted = Counter(change.action for change in changes)
    return {action: counted[action] for action in ORDER}


def tally_text(changes: Sequence[Change]) -> str:
    """`2 replaced, 1 added`."""
    told = [f"{number} {action}" for action, number in tally(changes).items() if number]
    return ", ".join(told) or "nothing changes"


def by_stack(changes: Sequence[Change]) -> dict[str, list[Change]]:
    """Changes of each stack: stacks with losses first, and in each what may hurt first."""
    stacks: dict[str, list[Change]] = {}
    for change in sorted(changes, key=_weight):
        stacks.setdefault(change.stack, []).append(change)
    return stacks


def _weight(change: Change) -> tuple[bool, int, str, str]:
    return (not loses(change), ORDER.index(change.action), change.stack, change.address)


def before_and_after(argument: Argument) -> str:
    """An argument's values in one line, for where there is little room."""
    match argument.before, argument.after:
        case "", after:
            return f"= {after}"
        case before, "":
            return f"{before} goes"
        case before, after:
            return f"{before} → {after}"


def total(cost: Mapping[str, float] | None) -> float | None:
    """US dollars a month of all items, where they are known."""
    return None if cost is None else sum(cost.values())


def money(value: float | None) -> str:
    """`1,234.50`, or a dash where it is not known."""
    return "—" if value is None else f"{value:,.2f}"


def signed(value: float, decimals: int = 2) -> str:
    """With its sign, `±0` where nothing changes."""
    if abs(value) < 0.5 * 10**-decimals:
        return "±0"
    return f"{'+' if value > 0 else MINUS}{abs(value):,.{decimals}f}"


@dataclass(frozen=True)
class Refusal:
    """Problems that one thing mends. policy: what they break, where that is one line for all."""

    problems: tuple[Problem, ...]
    policy: str
    fix: str


def refusals(stops: Sequence[Problem]) -> list[Refusal]:
    """Problems by what mends them, so that it is said once."""
    groups: dict[tuple[str, str], list[Problem]] = {}
    for problem in stops:
        *lines, last = problem.what.splitlines() or [""]
        policy = last if lines and last.startswith("Policy ") else ""
        what = "\n".join(lines) if policy else problem.what
        of = groups.setdefault((policy, problem.fix), [])
        of.append(Problem(problem.where, what, problem.fix))
    return [Refusal(tuple(of), policy, fix) for (policy, fix), of in groups.items()]


@dataclass(frozen=True)
class Figure:
    """A number by item, before and after; None where it is not known or not there."""

    item: str
    before: float | None
    after: float | None

    @property
    def moved(self) -> float | None:
        """By how much it changes; None where a side is not known."""
        return None if None in (self.before, self.after) else self._less()

    def _less(self) -> float:
        return (self.after or 0) - (self.before or 0)


def figures(
    before: Mapping[str, float] | None, after: Mapping[str, float] | None
) -> Iterator[Figure]:
    """Every item of either side. What a known side lacks is nothing; an unknown side is None."""
    empty: dict[str, float] = {}
    items = [*(after or empty), *(before or empty)]
    for item in dict.fromkeys(items):
        yield Figure(
            item,
            None if before is None else before.get(item, 0.0),
            None if after is None else after.get(item, 0.0),
        )


@dataclass(frozen=True)
class NamesDiff:
    """What one way ships, before and after."""

    way: str
    before: int
    after: int
    added: tuple[str, ...]
    gone: tuple[str, ...]


def allowed(review: Review) -> tuple[NamesDiff, ...] | None:
    """Changes of allow-lists, by way; None where the base cannot tell."""
    before, after = review.before.allowed, review.now.allowed
    if before is None or after is None:
        return None
    return tuple(
        NamesDiff(
            way,
            len(before.get(way, ())),
            len(after.get(way, ())),
            tuple(sorted({*after.get(way, ())} - {*before.get(way, ())})),
            tuple(sorted({*before.get(way, ())} - {*after.get(way, ())})),
        )
        for way in sorted({*before, *after})
    )
