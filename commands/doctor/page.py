"""What was found, as a page for people or as JSON."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from commands.doctor.check import NEEDED_FOR, Need, Result, State

MARKS = {State.OK: "ok", State.WARN: "warn", State.FAIL: "FAIL", State.SKIPPED: "-"}


def page(environment: str, results: Sequence[Result], *, quiet: bool) -> Iterator[str]:
    """The lines of the page. quiet: only what somebody should do something about."""
    width = max((len(result.name) for result in results), default=0)
    for need, title in NEEDED_FOR.items():
        of = [result for result in results if result.need is need]
        shown = [r for r in of if not quiet or r.state in (State.WARN, State.FAIL)]
        if shown:
            yield title
        for result in _merged(shown):
            yield f"  {MARKS[result.state]:>4}  {result.name:{width}}  {result.found}"
            if result.state is not State.OK:
                yield from (f"        {'':{width}}  > {line}" for line in result.fix.splitlines())
        if shown:
            yield ""
    yield verdict(environment, results)


def verdict(environment: str, results: Sequence[Result]) -> str:
    """The last line: what a person can do now."""
    counts = Counter(result.state for result in results)
    wrong = [NEEDED_FOR[need] for need in Need if _fails(results, need)]
    told = ", ".join(
        f"{counts[state]} {word}"
        for state, word in (
            (State.OK, "well"),
            (State.WARN, "worth a look"),
            (State.FAIL, "to mend"),
            (State.SKIPPED, "not set up"),
        )
    )
    if wrong:
        return f"{environment}: {told}. Mend first what is {wrong[0].lower()}."
    if counts[State.SKIPPED]:
        return f"{environment}: {told}. Nothing is wrong; set up the rest when you need it."
    return f"{environment}: {told}."


def as_json(environment: str, results: Sequence[Result]) -> dict[str, Any]:
    """The same for machines."""
    return {
        "environment": environment,
        "checks": [
            {
                "name": result.name,
                "needed_for": result.need.value,
                "state": result.state.value,
                "found": result.found,
                "fix": result.fix,
            }
            for result in results
        ],
    }


def _merged(results: Sequence[Result]) -> Iterator[Result]:
    """The results, but those that only wait for the same other thing in one line."""
    waiting: dict[str, list[Result]] = {}
    for result in results:
        if result.state is State.SKIPPED and not result.fix:
            waiting.setdefault(result.found, []).append(result)
        else:
            yield result
    for found, of in waiting.items():
        if len(of) == 1:
            yield of[0]
        else:
            names = ", ".join(result.name for result in of)
            yield replace(of[0], name=f"{len(of)} more", found=f"{found}: {names}")


def _fails(results: Sequence[Result], need: Need) -> bool:
    return any(r.need is need and r.state is State.FAIL for r in results)
