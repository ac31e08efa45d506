"""What rules of the security team must do. Lines pass the collectors' own masks first."""

from proof.case import LogCase, alert
from proof.lines import SEOUL, TOKYO, Lines, every

MISSED = "capture for 4111:1111:1111:1111 accepted"
"""Colons between the groups: the masks are known not to take them (docs/masks.md)."""

MASKED = (
    "card 4111 1111 1111 1111 accepted",
    "card=5555-5555-5555-4444 accepted",
    '{"level":"info","cardNumber":"378282246310005"}',
    "pan 4111111111111111",
    "order 1234567812345678 accepted at 1763700000000",
    "trace 0af7651916cd43dd8448eb211c80319c span 4111111111111112",
)
"""What the masks take out, and what is no card number at all."""

MINUTE, WINDOW = 60, 600


def login(address: str, count: int, *, event: str = "login_failed", start: int = 0) -> Lines:
    """So many logins from an address."""
    text = f'{{"level":"warn","event":"{event}","client_address":"{address}"}}'
    times = tuple(start + i * (WINDOW - 10) // count for i in range(count))
    return Lines(text, times, "auth", "identity")


def audit(region: str, times: tuple[int, ...], container: str = "audit") -> Lines:
    """The audit trail of a region."""
    return Lines('{"level":"info","who":"kim","did":"refund"}', times, "payment-api",
                 container=container, region=region)  # fmt: skip


CASES = (
    LogCase(
        "CardDataInLogs",
        "a form that the masks are known to miss",
        (Lines(MISSED, (30, 40), "payment-api"),),
        at=WINDOW - 1,
        alerts=(
            alert(
                f"payment-api in {SEOUL} wrote what looks like a card number, and it got through",
                description="2 lines in 10 minutes, in payments. The masks do not know this form.",
                app="payment-api",
                service="payment-api",
                namespace="payments",
                region=SEOUL,
            ),
        ),
    ),
    LogCase(
        "CardDataInLogs",
        "a number beside its name, planted past the masks",
        (Lines("cardNumber: 4111111111111111", (30,), "web", "shop", planted=True),),
        at=WINDOW - 1,
        alerts=(
            alert(
                f"web in {SEOUL} wrote what looks like a card number, and it got through",
                description="1 lines in 10 minutes, in shop. The masks do not know this form.",
                app="web",
                service="web",
                namespace="shop",
                region=SEOUL,
            ),
        ),
    ),
    LogCase(
        "CardDataInLogs",
        "what the masks take out, and what is none",
        tuple(Lines(text, (30, 40), "payment-api") for text in MASKED),
        at=WINDOW - 1,
    ),
    LogCase(
        "CardDataInLogs",
        "eleven minutes ago",
        (Lines(MISSED, (30,), "payment-api"),),
        at=WINDOW + 90,
    ),
    LogCase(
        "AuthFailureSpike",
        "21 from one network, by two of its addresses",
        (login("203.0.113.7", 15), login("203.0.113.8", 6), login("198.51.100.9", 3)),
        at=WINDOW - 1,
        alerts=(
            alert(
                f"21 logins from 203.0.113.0/24 failed at auth in {SEOUL}",
                app="auth",
                service="auth",
                network="203.0.113.0/24",
                region=SEOUL,
            ),
        ),
    ),
    LogCase(
        "AuthFailureSpike",
        "20 from one network, and 20 from another",
        (login("203.0.113.7", 20), login("198.51.100.9", 20)),
        at=WINDOW - 1,
    ),
    LogCase(
        "AuthFailureSpike",
        "logins that succeed; and a text that only speaks of failed ones",
        (
            login("203.0.113.7", 40, event="login_succeeded"),
            login("203.0.113.7", 40, event="after login_failed"),
        ),
        at=WINDOW - 1,
    ),
    LogCase(
        "AuthFailureSpike",
        "over for eleven minutes",
        (login("203.0.113.7", 40),),
        at=2 * WINDOW + 90,
    ),
    LogCase(
        "AuditLogSilent",
        "Tokyo writes nothing for 30 minutes",
        (audit(SEOUL, every(MINUTE, end=3600)), audit(TOKYO, every(MINUTE, end=1740))),
        at=3600,
        alerts=(alert(f"{TOKYO} writes no audit trail", container="audit", region=TOKYO),),
    ),
    LogCase(
        "AuditLogSilent",
        "Seoul writes nothing for 30 minutes",
        (audit(SEOUL, every(MINUTE, end=1740)), audit(TOKYO, every(MINUTE, end=3600))),
        at=3600,
        alerts=(alert(f"{SEOUL} writes no audit trail", container="audit", region=SEOUL),),
    ),
    LogCase(
        "AuditLogSilent",
        "what other containers write is no audit trail",
        (
            audit(SEOUL, every(MINUTE, end=3600)),
            audit(TOKYO, every(MINUTE, end=3600), container="app"),
        ),
        at=3599,
        alerts=(alert(f"{TOKYO} writes no audit trail", container="audit", region=TOKYO),),
    ),
    LogCase(
        "AuditLogSilent",
        "a gap of 25 minutes",
        (audit(SEOUL, every(MINUTE, end=3600)), audit(TOKYO, every(MINUTE, end=2100))),
        at=3600,
    ),
)
