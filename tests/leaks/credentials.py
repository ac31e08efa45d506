"""Made-up credentials for the leak corpus, put together at run time.

No literal here has the shape of a credential, so secret scanners stay quiet. The values are
random but the same in every run.
"""

import base64
import json
import random
import string
from itertools import chain, repeat

LETTERS_AND_DIGITS = string.ascii_letters + string.digits

PASSWORDS = ("hunter2Secret", "S3oul-Rain_88", "Tr0ub4dor.Zz", "kR7!vQ2xW9", "n0t4GoodOne")


def characters(length: int, alphabet: str, seed: str) -> str:
    chance = random.Random(seed)
    return "".join(chance.choice(alphabet) for _ in range(length))


def opaque_tokens() -> tuple[str, ...]:
    """What OAuth servers give out: 32 to 64 characters without a form of their own."""
    lengths = (32, 40, 43, 64)
    return tuple(characters(n, LETTERS_AND_DIGITS, f"opaque {n}") for n in lengths)


def api_keys() -> tuple[str, ...]:
    """Keys without a form of their own, which only the key's name gives away."""
    hexadecimal = characters(32, "0123456789abcdef", "hexadecimal key")
    mixed = characters(40, LETTERS_AND_DIGITS, "mixed key")
    return (hexadecimal, mixed, f"lp-{characters(24, LETTERS_AND_DIGITS, 'own key')}")


def shaped_api_keys() -> tuple[str, ...]:
    """Keys that can be told without a name beside them: Stripe, Toss Payments, Grafana Cloud."""
    stripe = ("_".join(("sk", mode, "")) for mode in ("live", "test"))
    toss = ("_".join((mode, "sk", "")) for mode in ("live", "test"))
    restricted = "_".join(("rk", "live", ""))
    grafana = "".join(("g", "l", "c", "_"))
    prefixes = chain(stripe, toss, (restricted, grafana))
    return tuple(p + characters(32, LETTERS_AND_DIGITS, f"key of {p}") for p in prefixes)


def aws_access_keys() -> tuple[str, ...]:
    prefixes = ("AK" + "IA", "AS" + "IA")
    alphabet = string.ascii_uppercase + "234567"
    return tuple(p + characters(16, alphabet, f"access key {p}") for p in prefixes)


def aws_secret_keys() -> tuple[str, ...]:
    seeds = ("first", "second", "third")
    plain = tuple(characters(40, LETTERS_AND_DIGITS, f"aws secret {seed}") for seed in seeds[:2])
    with_signs = characters(38, LETTERS_AND_DIGITS, "aws secret third")
    return (*plain, f"{with_signs[:12]}/{with_signs[12:30]}+{with_signs[30:]}")


def encoded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def jwts() -> tuple[str, ...]:
    """Signed tokens whose signatures nobody can check."""
    headers = ({"alg": "HS256", "typ": "JWT"}, {"alg": "RS256", "kid": "test"}, {"typ": "JWT"})
    tokens: list[str] = []
    for header, subject in zip(headers, ("user-one", "user-two", "user-three"), strict=True):
        claims = {"sub": subject, "iss": "https://login.example.com"}
        signature = characters(43, LETTERS_AND_DIGITS + "-_", f"signature {subject}")
        compact = (json.dumps(part, separators=(",", ":")) for part in (header, claims))
        parts = (encoded(part.encode()) for part in compact)
        tokens.append(".".join((*parts, signature)))
    return tuple(tokens)


def basic_credentials(user: str, password: str) -> str:
    """What stands behind `Authorization: Basic`."""
    return base64.b64encode(f"{user}:{password}".encode()).decode()


def padding(length: int) -> str:
    """Harmless words of exactly this many bytes."""
    words = "settling batch of the night shift, nothing to see here; "
    return "".join(repeat(words, length // len(words) + 1))[:length]
