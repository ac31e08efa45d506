"""Runs checks side by side, none longer than its bound, all of them within a total."""

import queue
import threading
import time
from collections.abc import Callable, Sequence

from commands.doctor.check import Answer, Check, Result, fail, warn

BOUND = 5.0
TOTAL = 14.0
"""Seconds."""

AT_ONCE = 8
"""More would only wait for each other's Node and Terraform to start."""

Told = Callable[[Result, int], None]
"""Is told each result as it comes, and how many are still out."""


def run(
    checks: Sequence[Check], told: Told, *, bound: float = BOUND, total: float = TOTAL
) -> list[Result]:
    """Every result, in the order of the checks. What does not end in time is told so and left."""
    events: queue.SimpleQueue[tuple[int, Answer | None]] = queue.SimpleQueue()
    slots = threading.Semaphore(AT_ONCE)
    due: dict[int, float] = {}
    results: dict[int, Result] = {}
    end = time.monotonic() + total

    def probe(at: int) -> None:
        slots.acquire()
        events.put((at, None))
        events.put((at, _answered(checks[at])))

    def settle(at: int, answer: Answer) -> None:
        if due.pop(at, None) is not None:
            slots.release()
        check = checks[at]
        results[at] = Result(check.name, check.need, answer.state, answer.found, answer.fix)
        told(results[at], len(checks) - len(results))

    for at in range(len(checks)):
        # A daemon: one that hangs in a system call must not keep the command from ending.
        threading.Thread(target=probe, args=(at,), daemon=True).start()
    while len(results) < len(checks):
        now = time.monotonic()
        for at in [at for at, late in due.items() if now >= late]:
            settle(at, warn(f"no answer within {bound:g} s", "Look at the network; try again."))
        if now >= end:
            for at in [at for at in range(len(checks)) if at not in results]:
                settle(at, warn("no time was left for it", "Try again."))
        try:
            at, answer = events.get(timeout=max(0.0, min([*due.values(), end]) - now))
        except queue.Empty:
            continue
        if at not in results:
            if answer is None:
                due[at] = time.monotonic() + bound
            else:
                settle(at, answer)
    return [results[at] for at in range(len(checks))]


def _answered(check: Check) -> Answer:
    try:
        return check.probe()
    except Exception as error:
        # What it says may hold anything; its kind does not.
        fix = "This is a fault of the check itself: please report it."
        return fail(f"the check broke ({type(error).__name__})", fix)
