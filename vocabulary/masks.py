"""What must not leave a cluster: the one table that every mask is made from.

To mask one more field, add its name to `BY_KEY` in plain words ("card number"), run `make programs`
and add a line to the leak corpus. Every spelling follows from the words: cardNumber, CardNumber,
card_number, card-number, "card number", CARD_NUMBER, with any prefix such as `customer`.
"""

from dataclasses import dataclass
from enum import Enum


class Shape(Enum):
    """What a value beside a key looks like."""

    ANY = "any"
    """Up to the closing quote, tag or delimiter."""
    CREDENTIAL = "credential"
    """The same with a scheme before it, as a header has it: `Bearer ...`."""
    NUMBER = "number"
    """Digits with what may stand between them."""
    CODE = "code"
    """Three to twelve digits, nothing between them."""
    DATE = "date"
    """A month, a year, or both."""


@dataclass(frozen=True)
class KeyMask:
    """Values that are masked by the name beside them."""

    tag: str
    """What a value is replaced by, in brackets."""
    shape: Shape
    words: tuple[str, ...]
    """English names, in lower-case words."""
    native: tuple[str, ...] = ()
    """Korean and Japanese names as they are written; a space may also be missing."""
    not_after: str = ""
    """Characters before a name that make it another one."""


@dataclass(frozen=True)
class ValueMask:
    """Values that are masked by their own form."""

    tag: str
    literals: tuple[str, ...]
    """One of them is in every line that `expression` can match: the cheap first test."""
    expression: str
    """RE2; what is in its capture groups is replaced."""


BY_KEY = (
    KeyMask(
        "PAN",
        Shape.NUMBER,
        ("card number", "card num", "card no", "cc number", "cc num", "cc no", "credit card",
         "debit card", "pan"),
        ("카드 번호", "カード番号", "ｶｰﾄﾞ番号", "卡号"),
    ),
    KeyMask(
        "CVC",
        Shape.CODE,
        ("cvc", "cvv", "cvn", "csc", "security code", "card code", "card verification",
         "verification value", "verification code"),
        ("보안 코드", "セキュリティコード", "セキュリティーコード", "ｾｷｭﾘﾃｨｺｰﾄﾞ", "ｾｷｭﾘﾃｨｰｺｰﾄﾞ"),
    ),
    KeyMask(
        "EXPIRY",
        Shape.DATE,
        ("expiry", "expiry date", "expiry month", "expiry year", "expiration",
         "expiration date", "expiration month", "expiration year", "exp date", "exp month",
         "exp year", "exp mm", "exp yy", "card exp", "valid thru"),
        ("유효 기간", "만료일", "有効期限"),
    ),
    KeyMask(
        "PIN",
        Shape.CODE,
        ("pin", "pin code", "pin number", "pin no", "pin block"),
        ("핀 번호", "카드 비밀번호", "暗証番号"),
    ),
    KeyMask(
        "KRN",
        Shape.NUMBER,
        ("rrn", "jumin", "jumin no", "jumin number", "resident number", "resident no",
         "resident registration number", "resident registration no", "resident id"),
        ("주민 등록 번호", "주민 번호", "외국인 등록 번호"),
    ),
    KeyMask(
        "MY_NUMBER",
        Shape.NUMBER,
        ("my number", "individual number"),
        ("マイナンバー", "個人番号", "ﾏｲﾅﾝﾊﾞｰ"),
    ),
    KeyMask(
        "ACCOUNT",
        Shape.NUMBER,
        ("account number", "account num", "account no", "acct number", "acct no",
         "bank account", "virtual account", "iban"),
        ("계좌 번호", "계좌", "口座番号", "口座", "振込先"),
    ),
    KeyMask(
        "PHONE",
        Shape.NUMBER,
        ("phone", "phone number", "phone no", "mobile", "mobile number", "mobile no", "tel",
         "tel no"),
        ("전화 번호", "휴대폰", "휴대폰 번호", "휴대전화", "연락처", "電話番号", "携帯電話", "携帯番号"),
    ),
    KeyMask(
        "PASSWORD",
        Shape.ANY,
        ("password", "passwd", "passphrase", "passcode", "pwd"),
        ("비밀 번호", "암호", "パスワード", "ﾊﾟｽﾜｰﾄﾞ"),
    ),
    KeyMask(
        "SECRET",
        Shape.ANY,
        ("api key", "access key", "access key id", "private key", "signing key",
         "encryption key", "token"),
        ("인증 키", "비밀 키", "秘密鍵"),
    ),
    # In an ARN, `:secret:` stands before the secret's name.
    KeyMask("SECRET", Shape.ANY, ("secret", "secret key"), not_after=":"),
    KeyMask("AUTHORIZATION", Shape.CREDENTIAL, ("authorization",)),
)  # fmt: skip
"""A name also finds what ends in it: `token` finds accessToken, `pin` card_pin."""

BY_VALUE = (
    ValueMask(
        "PRIVATE_KEY",
        ("PRIVATE KEY-----",),
        r"-----BEGIN [A-Z ]*PRIVATE KEY-----((?:[^-]|-[^-])*)",
    ),
    ValueMask(
        "TRACK1",
        ("^", "%5E", "%5e"),
        r"[Bb]([0-9][0-9 ]{11,21}[0-9]?(?:\^|%5[Ee])[^^]{2,40}?(?:\^|%5[Ee])[0-9]{0,60})",
    ),
    ValueMask("JWT", ("eyJ",), r"(eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]*)?)"),
    ValueMask(
        "TOKEN",
        ("earer ", "EARER ", "earer%20", "earer+"),
        r"(?i)earer(?: |%20|\+)+([A-Za-z0-9._~+/=-]{8,})",
    ),
    ValueMask("TOKEN", ("asic ",), r"asic ([A-Za-z0-9+/]{12,}={0,2})(?:$|[\s\"'\\,;<])"),
    ValueMask("AWS_KEY", ("AKIA", "ASIA"), r"(A[KS]IA[0-9A-Z]{16})"),
    ValueMask(
        "TOKEN",
        ("k_live_", "k_test_", "glc_", "glsa_", "ghp_", "gho_", "ghs_", "github_pat_", "xoxb-",
         "xoxp-", "xapp-", "AIza", "_sk_", "_gsk_"),
        r"([srp]k_(?:live|test)_[0-9A-Za-z]{8,}|(?:live|test)_g?sk_[0-9A-Za-z]{8,}|gl(?:c|sa)_[0-9A-Za-z_=+/-]{8,}"
        r"|gh[pos]_[0-9A-Za-z]{20,}|github_pat_[0-9A-Za-z_]{20,}|x(?:ox[bp]|app)-[0-9A-Za-z-]{8,}"
        r"|AIza[0-9A-Za-z_-]{30,})",
    ),
    ValueMask(
        "SECRET",
        ("--",),
        r"(?i)--[a-z-]{0,20}(?:password|passwd|secret|token|api-?key|access-?key)(?: +|=)"
        r"""["']?([^\s"']+)""",
    ),
    ValueMask(
        "PHONE",
        ("０",),
        r"(０[０-９][０-９0-9\s．・－ー\x{2010}-\x{2015}\x{3000}-]{7,14}[０-９0-9])",
    ),
    ValueMask(
        "EMAIL",
        ("@", "%40", "＠"),
        r"([0-9A-Za-z가-힣ぁ-んァ-ヶ._+-][0-9A-Za-z가-힣ぁ-んァ-ヶ._%+-]*(?:@|%40|＠)"
        r"[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*\.[A-Za-z]{2,})",
    ),
    ValueMask(
        "PHONE",
        ("+8", "%2B8", "%2b8", "u002B8", "u002b8"),
        r"((?:\+|%2[Bb]|u002[Bb])8[12](?:[ ().+-]|%20){0,3}[0-9](?:(?:[ ().+-]|%20){0,2}[0-9]){7,10})",
    ),
)  # fmt: skip
"""Masks whose form has a literal in it, and may therefore wait behind the literals' gate."""

RESIDENT_NUMBER = r"[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])-[1-8][0-9]{6}"
"""A Korean resident registration number with its hyphen: date of birth, then a digit that tells
century and sex (5 to 8 for foreigners), then six more."""

DOMESTIC_PHONE = (
    r"0[1-9][0-9]{0,2}(?:[ .)+-]{1,2}|%20|%2[Dd])[0-9]{3,4}(?:[ .+-]|%20|%2[Dd])[0-9]{4}"
    r"|01[016789][0-9]{7,8}|0[789]0[0-9]{8}"
)
"""Korean and Japanese numbers: any with their hyphens, mobile ones without."""

ISSUERS = r"(?:4|5|2[2-7]|3[04-9]|6|8[12]|9)"
"""First digits of card numbers: Visa, Mastercard (5, 2-series), Mir (22), Amex, Diners, JCB (3),
Maestro, Discover and UnionPay (6), RuPay (8), Korean domestic cards (9). ISO/IEC 7812 and the
networks' own tables. None of today's epoch timestamps, which begin with 1, is among them."""

FREE_TEXT_LABELS = (
    "client", "client_id", "error", "error_message", "error_type", "exception", "exception_message",
    "http_route", "http_target", "http_url", "message", "method", "path", "query", "reason", "route",
    "server_address", "uri", "url", "url_full", "url_path", "url_query", "user", "user_id",
    "username", "view",
)  # fmt: skip
"""Labels of metrics that an application may fill with any text."""
