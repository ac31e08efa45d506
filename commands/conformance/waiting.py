"""Waits for what nobody tells us: a file, a metric of the engine, the end of a process."""

import time
from collections.abc import Callable

POLL_INTERVAL = 0.1


def wait_until(what: str, holds: Callable[[], bool], timeout: float) -> None:
    """Returns as soon as it holds; raises TimeoutError, which names it, after `timeout` seconds."""
    deadline = time.monotonic() + timeout
    while not holds():
        if time.monotonic() > deadline:
            raise TimeoutError(f"after {timeout} s still not so: {what}")
        time.sleep(POLL_INTERVAL)
