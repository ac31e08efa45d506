"""What rules stand on that Lionpay's own code must offer, with what each means."""

from collections.abc import Sequence
from dataclasses import dataclass

from alerts.payments import AUTHORIZATIONS, DIFFERENCE, DUPLICATES, SETTLED_AT
from alerts.rule import Rule
from alerts.security import AUDIT, LOGIN_FAILED


@dataclass(frozen=True)
class Offered:
    """A metric, a log field or a container.

    asked_as: what a rule's query has in it when it needs this.
    """

    what: str
    kind: str
    labels: str
    meaning: str
    asked_as: str

    def needed_by(self, rules: Sequence[Rule]) -> list[str]:
        """The names of the rules that ask for it."""
        return list(dict.fromkeys(r.name for r in rules if self.asked_as in repr(r.query)))


OFFERED: tuple[Offered, ...] = (
    Offered(
        f"`{AUTHORIZATIONS}`",
        "counter",
        "`provider`, `result`",
        "Answers of a payment provider to authorizations. `provider` is its key in the environment"
        " file, such as `cardnet`; `result` is `declined` where it declines, another word where it"
        " does not.",
        AUTHORIZATIONS,
    ),
    Offered(
        f"`{DUPLICATES}`",
        "counter",
        "",
        "Charges for which the same order was charged before. Counted where it is found out, once"
        " for each.",
        DUPLICATES,
    ),
    Offered(
        f"`{SETTLED_AT}`",
        "gauge, seconds since 1970",
        "",
        "When a settlement batch last ended well. A job that ends before a scrape pushes it.",
        SETTLED_AT,
    ),
    Offered(
        f"`{DIFFERENCE}`",
        "gauge, minor units of the currency",
        "`currency`",
        "The ledger's sum less that of the providers' statements. It is sent when it is zero, too:"
        " its absence is an alert.",
        DIFFERENCE,
    ),
    Offered(
        f"`event={LOGIN_FAILED}` with `client_address`",
        "fields of a line in JSON",
        "",
        "A login that failed, and the IP address that it came from.",
        LOGIN_FAILED,
    ),
    Offered(
        f"container `{AUDIT}`",
        "container of a pod",
        "",
        "Writes the audit trail to its output, in every region; at least a line in half an hour, at"
        " a level above debug.",
        f'container="{AUDIT}"',
    ),
)
