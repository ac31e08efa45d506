"""Card and personal numbers for the leak corpus: published test numbers and made-up ones.

Nothing here belongs to anyone. Cards are the networks' published test numbers, or numbers made
from a network's range. Resident numbers are of birthdays yet to come, or fail their check digit.
"""

import random
import re
from collections.abc import Iterator
from itertools import count

VISA = (
    "4111111111111111",
    "4242424242424242",
    "4012888888881881",
    "4000056655665556",
    "4988438843884305",
)
MASTERCARD = (
    "5555555555554444",
    "5105105105105100",
    "5200828282828210",
    "5424000000000015",
)
MASTERCARD_2_SERIES = ("2223003122003222", "2223000048400011", "2222400070000005")
AMEX = ("378282246310005", "371449635398431", "378734493671000", "343434343434343")
DINERS = ("30569309025904", "38520000023237", "36227206271667", "36700102000000")
DISCOVER = ("6011111111111117", "6011000990139424", "6011000000000004")
JCB = ("3530111333300000", "3566002020360505", "3569990010095841")
UNIONPAY = ("6200000000000005", "6243030000000001", "6205500000000000004")
MAESTRO = ("6771798021000008", "6759649826438453")
MIR = ("2201382000000013",)


def check_digit(payload: str) -> str:
    """The Luhn digit that completes a number."""
    doubled = [int(digit) * 2 for digit in payload[::-2]]
    single = [int(digit) for digit in payload[-2::-2]]
    total = sum(number // 10 + number % 10 for number in doubled) + sum(single)
    return str(-total % 10)


def luhn_valid(digits: str) -> bool:
    return check_digit(digits[:-1]) == digits[-1]


def digits_of(length: int, chance: random.Random) -> str:
    return "".join(chance.choice("0123456789") for _ in range(length))


def made_card(prefix: str, length: int, chance: random.Random) -> str:
    """A Luhn-valid number in a network's range."""
    payload = prefix + digits_of(length - len(prefix) - 1, chance)
    return payload + check_digit(payload)


def near_miss(prefix: str, length: int, chance: random.Random) -> str:
    """A number of an issuer's shape in which no card number begins: no prefix is Luhn-valid."""
    while True:
        digits = prefix + digits_of(length - len(prefix), chance)
        if not card_in(digits):
            return digits


MADE_RANGES = (
    ("413", 13),
    ("402", 19),
    ("51", 16),
    ("53", 16),
    ("54", 16),
    ("2221", 16),
    ("2345", 16),
    ("2600", 16),
    ("2720", 16),
    ("34", 15),
    ("300", 14),
    ("305", 14),
    ("38", 14),
    ("39", 14),
    ("6011", 16),
    ("644", 16),
    ("65", 16),
    ("352", 16),
    ("3589", 16),
    ("622126", 16),
    ("622925", 16),
    ("6212", 19),
    ("5018", 13),
    ("5612", 16),
    ("5781", 16),
    ("58", 18),
    ("6304", 19),
    ("6390", 16),
    ("2200", 16),
    ("2202", 16),
    ("2204", 16),
    ("6070", 16),
    ("817", 16),
    ("8201", 16),
    ("9410", 16),
    ("9430", 16),
    ("9445", 16),
    ("9490", 16),
    ("9520", 16),
    ("9550", 16),
)
"""Prefix and length: Visa to RuPay, and at the end the domestic cards of Korea."""


def published_cards() -> tuple[str, ...]:
    visa_of_13 = ("4222222222222",)
    mastercard = MASTERCARD + MASTERCARD_2_SERIES
    older = AMEX + DINERS + DISCOVER + JCB
    return VISA + visa_of_13 + mastercard + older + UNIONPAY + MAESTRO + MIR


def all_cards() -> tuple[str, ...]:
    """Every published number, and one made in each range."""
    chance = random.Random("cards")
    made = tuple(made_card(prefix, length, chance) for prefix, length in MADE_RANGES)
    return published_cards() + made


def made_cards(seed: str) -> Iterator[str]:
    """Card numbers without end, of all networks in turn, different for each seed."""
    chance = random.Random(f"cards of {seed}")
    for turn in count():
        prefix, length = MADE_RANGES[turn % len(MADE_RANGES)]
        yield made_card(prefix, length, chance)


ISSUER = re.compile(r"3|4|5|6|22|23|24|25|26|27|81|82|9")


def issuer_shaped(digits: str) -> bool:
    """Of a card's length, and beginning like some network's cards."""
    return 13 <= len(digits) <= 19 and ISSUER.match(digits) is not None


def card_in(digits: str) -> bool:
    """Whether a run of digits is, or begins with, a Luhn-valid number of an issuer's shape."""
    prefixes = (digits[:length] for length in range(13, min(len(digits), 19) + 1))
    return any(issuer_shaped(prefix) and luhn_valid(prefix) for prefix in prefixes)


def grouped(card: str, separator: str) -> str:
    """A card number as it is printed on the card: 4-6-5, 4-6-4 or groups of four."""
    if len(card) in (14, 15):
        return separator.join((card[:4], card[4:10], card[10:]))
    return separator.join(card[start : start + 4] for start in range(0, len(card), 4))


def full_width(text: str) -> str:
    """ASCII's digits, blank and hyphen as Korean and Japanese input methods write them."""
    return text.translate(str.maketrans("0123456789 -", "０１２３４５６７８９　－"))


RESIDENT_NUMBERS = (
    "900101-1234567",
    "851231-2345678",
    "991231-3456789",
    "870615-4321098",
    "780304-5678901",
    "920722-6543210",
    "961130-7654321",
    "880229-8123456",
)
"""Korean resident registration numbers, and foreigners' (5 to 8), hyphenated."""

MY_NUMBERS = ("123456789018", "987654321090", "246813579024", "135792468013")
"""Japanese individual numbers. The first is the usual sample."""

KOREAN_PHONES = (
    "010-0000-1234",
    "010-0000-5678",
    "010 0000 2468",
    "01000001357",
    "+82-10-0000-8642",
    "+82 10 0000 9753",
    "+821000003579",
    "02-0000-4682",
    "031-000-7913",
    "011-000-8024",
    "070-0000-6172",
)
JAPANESE_PHONES = (
    "090-0000-1234",
    "080-0000-5678",
    "070-0000-2468",
    "09000001357",
    "+81-90-0000-8642",
    "+81 90 0000 9753",
    "+819000003579",
    "03-0000-4682",
    "06-0000-7913",
    "050-0000-8024",
)
BANK_ACCOUNTS = (
    "110-000-123457",
    "1002-000-246801",
    "000000-04-135790",
    "11000098765432",
    "3333-00-8642097",
    "0246813",
    "7654018",
)
"""Shapes of Korean banks, and the seven digits of Japanese ones."""
