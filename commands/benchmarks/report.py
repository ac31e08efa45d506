"""The part of docs/performance.md that tells of the collectors."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from alloy.mask_logs import groups
from commands.benchmarks import mix
from commands.benchmarks.measure import Cost
from commands.benchmarks.memory import Memory
from commands.benchmarks.spans import MASKED, PASS

BEGIN = "<!-- The collectors' part, written by `python -m commands.benchmarks`; do not edit. -->"
AIM = 3.0
BASE, MASKS, FILTER = "pass-through", "the masks alone", "loki.secretfilter alone"

TEXT = """## Collectors

The real Alloy, CPU time of its process only, medians of {rounds} rounds in which every row took its
turn. Ratios hold on other machines, microseconds do not. The lines are those of
commands/benchmarks/mix.txt: {templates} forms of lines, one in forty with something to mask, {size:.0f}
bytes each on average with containerd's head.

Pass-through is `loki.source.file`, `stage.cri` and `loki.write`. The filter is `loki.secretfilter`
with its own rules (experimental; it knows no card numbers, names or telephone numbers). The whole way
is what a node runs: shape, masks, exit.

{lines}

Aim: the masks at most {aim:g} times a pass-through ({masks:.2f}: {reached}), and no dearer than the
filter ({to_filter:.2f} of it: {cheaper}).

What each group of masks adds. Alone: the CPU of the masks with this group only, above a pass-through.
Saved: by how much all masks together get cheaper without it; names share one gate, so that leaving
out one group of them saves less than it costs alone. Differences below one microsecond are noise.

{groups}

{spans}

Memory while series are scraped, masked and sent (one scrape every five seconds):

{memory}

### How the gates were chosen

There is no `or` between a selector's filters, so one selector asks that nothing of a long list is in
the line, and marks it as clean; only the rest meets the expressions. What a test costs on a line of
300 bytes decides its form:

- a literal: 30 to 200 ns. Cheapest where its first letter is rare: hexadecimal ids are full of `a` to
  `f`, so a name is searched from a letter outside them where it can be (`hone`, not `phone`).
- an expression that begins with a literal: 50 to 500 ns, by how often its first character occurs.
- any other expression: 3 to 15 us. One class of Korean, Japanese and full-width characters cost 5 us
  on every English line; the beginnings of the names, as literals whose first byte no English line
  has, cost a quarter of that, and a Korean line without such a name is clean again.

And how often it opens in vain decides whether a literal is enough. Half of the mix opened the first
gates: `@` is in ECS's and Serilog's own keys (`"@timestamp"`), `pan` in `span.id`, `bile` in every
`Mobile Safari`, `ard` in `cardBrand`. So these are expressions now that look a few characters further
(`@` needs a domain, `ard` needs `number`, `code` or `exp`), and an end is asked of telephone numbers,
which four groups of a UUID looked like. tests/alloy holds every spelling of every name against them.
"""


@dataclass(frozen=True)
class Measured:
    """Everything that one run measured: costs by pipeline, by group of masks and by kind of span."""

    lines: Mapping[str, Cost]
    grouped: Mapping[str, Cost]
    spans: Mapping[str, Cost]
    memories: Sequence[Memory]
    rounds: int


def part(measured: Measured) -> str:
    """The whole part, with the line that begins it."""
    lines, spans = measured.lines, measured.spans
    base, masks = lines[BASE], lines[MASKS]
    ratio, to_filter = masks.micros / base.micros, masks.micros / lines[FILTER].micros
    text = TEXT.format(
        rounds=measured.rounds,
        templates=len(mix.templates()),
        size=base.size / base.count,
        lines=costs(lines, BASE, "line"),
        aim=AIM,
        masks=ratio,
        reached="reached" if ratio <= AIM else "NOT reached",
        to_filter=to_filter,
        cheaper="reached" if to_filter <= 1 else "NOT reached",
        groups=by_group(measured.grouped, base, masks),
        spans=costs({"pass-through": spans[PASS], "the masks": spans[MASKED]}, "", "span"),
        memory=memory(measured.memories),
    )
    return f"{BEGIN}\n{text}"


def costs(found: Mapping[str, Cost], base: str, what: str) -> str:
    """A table of costs, with ratios to the base, by default the first."""
    first = found[base] if base else next(iter(found.values()))
    head = (
        f"| {what}s through | CPU us per {what} | times | CPU s per GB | {what}s/s |\n"
        "| --- | --- | --- | --- | --- |"
    )
    rows = [
        f"| {name} | {cost.micros:.1f} | {cost.micros / first.micros:.2f} "
        f"| {cost.per_gigabyte:.0f} | {cost.count / cost.wall:.0f} |"
        for name, cost in found.items()
    ]
    return "\n".join([head, *rows])


def by_group(found: Mapping[str, Cost], base: Cost, masks: Cost) -> str:
    """What each group costs alone, and what leaving it out saves."""
    head = "| group | alone, us per line | saved without it, us |\n| --- | --- | --- |"
    rows = [
        f"| {group.name.replace('_', ' ')} | {found[f'only {group.name}'].micros - base.micros:.1f} "
        f"| {masks.micros - found[f'without {group.name}'].micros:.1f} |"
        for group in groups()
    ]
    return "\n".join([head, *rows])


def memory(found: Sequence[Memory]) -> str:
    """A table of memory."""
    least = found[0]
    rows = [
        f"| {each.series} | {each.rss / 2**20:.0f} | {each.peak / 2**20:.0f} "
        f"| {_each(each, least)} |"
        for each in found
    ]
    head = (
        "| series | RSS, MiB | peak, MiB | KiB for each further series |\n| --- | --- | --- | --- |"
    )
    return "\n".join([head, *rows])


def _each(more: Memory, less: Memory) -> str:
    if more.series == less.series:
        return "-"
    return f"{(more.rss - less.rss) / (more.series - less.series) / 1024:.1f}"


def with_part(page: str, text: str) -> str:
    """The page with another part of the collectors."""
    return f"{page.partition(BEGIN)[0].rstrip()}\n\n{text}"
