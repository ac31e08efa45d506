"""Log lines that the container runtime splits, with a sensitive value on both sides of the cut."""

from tests.leaks.credentials import (
    PASSWORDS,
    aws_access_keys,
    aws_secret_keys,
    jwts,
    opaque_tokens,
    padding,
)
from tests.leaks.records import PartialLine

CONTAINERD_LIMIT = 16 * 1024
"""Containerd writes at most this many bytes of a line and flags the rest as its next part."""


def split_in(text: str, value: str, at: int) -> tuple[str, str]:
    """The text in two parts, cut within the value."""
    place = text.index(value) + at
    return text[:place], text[place:]


def short_lines() -> tuple[tuple[str, str, str, int], ...]:
    """Name, text, value and where in the value the cut is."""
    jwt, token = jwts()[0], opaque_tokens()[0]
    card = "4111111111111111"
    return (
        ("pan-middle", f"ORD-20418 paid with {card} today", card, 8),
        ("pan-first-digit", f"ORD-20418 paid with {card} today", card, 1),
        ("pan-last-digit", f"ORD-20418 paid with {card} today", card, 15),
        ("pan-grouped", "ORD-20418 with 5555 5555 5555 4444 today", "5555 5555 5555 4444", 9),
        ("pan-at-blank", "ORD-20418 with 4242 4242 4242 4242 today", "4242 4242 4242 4242", 10),
        ("pan-amex", 'ORD-20418 {"memo":"378282246310005"}', "378282246310005", 6),
        ("pan-key", '{"id":"ORD-20418","cardNumber":"4000056655665556"}', "4000056655665556", 0),
        ("cvc-after-key", '{"id":"ORD-20418","cvc":"737"}', "737", 0),
        ("cvc-middle", "order=ORD-20418 cvc=482 amount=15000", "482", 2),
        ("krn", "ORD-20418 resident 900101-1234567 checked", "900101-1234567", 7),
        ("phone", "ORD-20418 sms to 010-0000-1234 sent", "010-0000-1234", 5),
        (
            "email",
            "ORD-20418 mail to hong.gildong@example.com sent",
            "hong.gildong@example.com",
            13,
        ),
        ("password", f"order=ORD-20418 password={PASSWORDS[0]} user=app", PASSWORDS[0], 4),
        ("bearer", f"ORD-20418 Authorization: Bearer {token}", token, 9),
        ("jwt", f"ORD-20418 session {jwt} opened", jwt, 40),
        ("aws-id", f"ORD-20418 key {aws_access_keys()[0]} used", aws_access_keys()[0], 4),
        (
            "aws-secret",
            f"ORD-20418 aws_secret_access_key={aws_secret_keys()[0]}",
            aws_secret_keys()[0],
            20,
        ),
    )


def full_parts() -> tuple[PartialLine, ...]:
    """Parts as long as containerd makes them: the value lies across the limit."""
    card = "5105105105105100"
    start = "ORD-20418 " + padding(CONTAINERD_LIMIT - 18)
    long_json = start + card + padding(200) + " end of batch"
    two_cuts = start + card + padding(CONTAINERD_LIMIT - 16) + "010-0000-5678 end of batch"
    return (
        partial("pan-at-the-limit", long_json, (card,), "end of batch"),
        partial("two-values-two-cuts", two_cuts, (card, "010-0000-5678"), "end of batch"),
        PartialLine(
            "partial-pan-in-three",
            ("ORD-20418 4111", "11111111", "1111 paid"),
            ("4111111111111111",),
            ("ORD-20418", "paid"),
        ),
    )


def partial(name: str, text: str, gone: tuple[str, ...], last: str) -> PartialLine:
    starts = range(0, len(text), CONTAINERD_LIMIT)
    parts = tuple(text[start : start + CONTAINERD_LIMIT] for start in starts)
    return PartialLine(f"partial-{name}", parts, gone, ("ORD-20418", last))


def partial_lines() -> tuple[PartialLine, ...]:
    short = tuple(
        PartialLine(f"partial-{name}", split_in(text, value, at), (value,), ("ORD-20418",))
        for name, text, value, at in short_lines()
    )
    return short + full_parts()
