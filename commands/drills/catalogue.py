"""Every drill, and the fault that it must notice when it is planted.

Drills whose losses are all by design have none: no fault of the program could lose more.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

from commands.drills import breaks, load, outages
from commands.drills.outcomes import Outcome
from commands.drills.stage import Terms

Change = tuple[str, str]
"""A text of the program, and what is planted in its place."""


@dataclass(frozen=True)
class Drill:
    """One drill."""

    name: str
    run: Callable[[Terms], list[Outcome]]
    faults: tuple[Change, ...]
    alone: bool = False
    """Whether it loads the machine so much that others would suffer."""

    def planted(self, terms: Terms) -> Terms:
        """The same terms with the fault in the program."""
        return replace(terms, plant=self._plant)

    def _plant(self, text: str) -> str:
        for sound, faulty in self.faults:
            if sound not in text:
                raise ValueError(f"{self.name}: {sound!r} is not in the program")
            text = text.replace(sound, faulty)
        return text


GIVES_UP: Change = ("max_backoff_retries = 60", "max_backoff_retries = 2")
NO_RETRY: Change = ("retry_on_http_429 = true", "retry_on_http_429 = false")
UNLIMITED: Change = (
    "traces  = [otelcol.processor.memory_limiter.first.input]",
    "traces  = [otelcol.processor.k8sattributes.pod.input]",
)
NO_CLUSTER: Change = ("clustering {\n\t\t\tenabled = true", "clustering {\n\t\t\tenabled = false")
HOARDS: Change = ('min_backoff_period  = "500ms"', 'batch_wait = "1m"')
"""Lines wait in memory for longer than positions are kept from the disk."""
SHORT_READ: Change = ("tail_from_end = false", "tail_from_end = true")

DRILLS = (
    *(
        Drill(name, partial(outages.survived, name), (GIVES_UP,))
        for name in ("endpoint down", "answers 500", "hangs")
    ),
    Drill("answers 429", partial(outages.survived, "answers 429"), (NO_RETRY,)),
    Drill("answers 401", outages.refused, ()),
    Drill("answers 429 without a delay", outages.exhausted, ()),
    Drill("killed, endpoint up", breaks.killed, (HOARDS,)),
    Drill("killed in an outage", breaks.killed_in_an_outage, ()),
    Drill("rotated while read", breaks.rotated, (SHORT_READ,)),
    Drill("rotated twice while blocked", breaks.rotated_while_blocked, ()),
    Drill("truncated while read", breaks.truncated, (SHORT_READ,)),
    Drill("bad program reloaded", breaks.misconfigured, ()),
    Drill("peer gone", load.peer_gone, (NO_CLUSTER,)),
    Drill("flood", load.flood, (UNLIMITED,), alone=True),
)
