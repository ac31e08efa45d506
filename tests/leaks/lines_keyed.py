"""Leak lines in which a key names the value: every kind, every key name, in every form."""

import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import cycle

from tests.leaks import credentials, numbers
from tests.leaks.forms import FORMS, NUMBER_FORMS, Form, in_ascii_json
from tests.leaks.records import LeakLine

CARD_KEYS = (
    "cardNumber", "card_number", "card-number", "CARD_NUMBER", "card number", "Card Number",
    "customerCardNumber", "card_number_1", "payment.card.number", "CardNumber", "cardNo",
    "card_no", "CardNo", "pan", "PAN", "primaryAccountNumber", "creditCardNumber", "cc_number",
    "ccNum", "cardnum", "카드번호", "카드 번호", "신용카드번호", "カード番号", "ｶｰﾄﾞ番号",
    "クレジットカード番号",
)  # fmt: skip
CVC_KEYS = (
    "cvc", "CVC", "cvv", "CVV", "cvv2", "CVV2", "cvc2", "cardCvc", "card_cvv", "card.cvc",
    "securityCode", "security_code", "card-security-code", "SECURITY_CODE", "security code",
    "cardVerificationValue", "セキュリティコード", "ｾｷｭﾘﾃｨｺｰﾄﾞ", "보안코드", "카드보안코드",
)  # fmt: skip
EXPIRY_KEYS = (
    "cardExpiry", "card_expiry", "card-expiry", "CARD_EXPIRY", "expiryDate", "expiry_date",
    "expirationDate", "expiration_date", "cardExpirationDate", "expDate", "exp_date",
    "card expiry", "유효기간", "카드유효기간", "有効期限",
)  # fmt: skip
RESIDENT_KEYS = (
    "residentRegistrationNumber", "resident_registration_number", "residentNumber",
    "resident_no", "rrn", "RRN", "jumin", "juminNo", "jumin_no", "주민등록번호", "주민번호",
    "주민 등록 번호", "외국인등록번호",
)  # fmt: skip
MY_NUMBER_KEYS = (
    "myNumber", "my_number", "my-number", "MY_NUMBER", "individualNumber", "individual_number",
    "マイナンバー", "ﾏｲﾅﾝﾊﾞｰ", "個人番号",
)  # fmt: skip
PHONE_KEYS = (
    "phone", "phoneNumber", "phone_number", "mobile", "tel", "receiverPhone", "전화번호",
    "휴대폰", "휴대폰번호", "연락처", "電話番号", "携帯電話番号", "to",
)  # fmt: skip
ACCOUNT_KEYS = (
    "accountNumber", "account_number", "account-number", "ACCOUNT_NUMBER", "account_no",
    "accountNo", "bankAccount", "bank_account_number", "bankAccountNumber", "account number",
    "계좌번호", "계좌 번호", "환불계좌번호", "口座番号", "振込先", "振込先口座番号",
)  # fmt: skip
EMAIL_KEYS = (
    "email", "e-mail", "userEmail", "user_email", "EMAIL", "이메일", "メールアドレス", "buyer",
)  # fmt: skip
PASSWORD_KEYS = (
    "password", "Password", "PASSWORD", "passwd", "pwd", "userPassword", "new_password",
    "old-password", "DB_PASSWORD", "spring.datasource.password", "passphrase", "비밀번호",
    "새 비밀번호", "パスワード", "ﾊﾟｽﾜｰﾄﾞ",
)  # fmt: skip
PIN_KEYS = (
    "pin", "PIN", "cardPin", "card_pin", "card-pin", "pinNumber", "pin_number", "PIN_NUMBER",
    "pinBlock", "暗証番号", "핀번호", "카드비밀번호",
)  # fmt: skip
TOKEN_KEYS = (
    "access_token", "accessToken", "ACCESS_TOKEN", "refresh_token", "refreshToken", "id_token",
    "auth_token", "authToken", "bearerToken", "bearer_token",
)  # fmt: skip
API_KEYS = (
    "x-api-key", "X-Api-Key", "api_key", "apiKey", "API_KEY", "apikey", "api-key", "pspApiKey",
    "secretKey", "secret_key", "SECRET_KEY", "client_secret", "clientSecret", "merchantSecret",
    "private_key",
)  # fmt: skip
AWS_ID_KEYS = (
    "accessKeyId", "AccessKeyId", "aws_access_key_id", "AWS_ACCESS_KEY_ID", "credential", "user",
)  # fmt: skip
AWS_SECRET_KEYS = (
    "aws_secret_access_key", "AWS_SECRET_ACCESS_KEY", "SecretAccessKey", "secretAccessKey",
    "secret_access_key", "aws.secretKey", "aws_session_token", "AWS_SESSION_TOKEN",
    "SessionToken",
)  # fmt: skip
JWT_KEYS = ("jwt", "session", "assertion", "id_token", "SAMLResponse", "state", "token")
TRACK_1_KEYS = ("track1", "track1Data", "track_1", "Track1", "magstripe", "swipe")
TRACK_2_KEYS = ("track2", "track2Data", "track_2", "Track2", "track2EquivalentData", "swipe")

CVCS = ("737", "482", "916", "7391", "6358")
EXPIRIES = ("12/28", "09/2029", "2812", "0929", "2028-12", "11-29")
PINS = ("8642", "9753", "935172", "7364")
EMAILS = (
    "hong.gildong@example.com", "taro+pay@mail.example.org", "USER_01@example.co.kr",
    "kim-minsu@shop.example.net",
)  # fmt: skip


def track_1(card: str) -> str:
    return f"%B{card}^HONG/GILDONG^28121010000098760000?"


def track_2(card: str) -> str:
    return f";{card}=28121010000098760000?"


def telling_pieces(kind: str, value: str) -> tuple[str, ...]:
    """The value, and what of it would be a leak by itself."""
    if kind == "track1":
        return tuple(value.removeprefix("%B").rstrip("?").split("^"))
    if kind == "track2":
        return tuple(value.strip(";?").split("="))
    if kind == "jwt":
        return (value, *value.split(".")[1:])
    if kind == "aws_secret_key":
        return tuple(dict.fromkeys((value, *re.split("[/+]", value))))
    if kind == "email":
        return (value, value.split("@", maxsplit=1)[0])
    return (value,)


@dataclass(frozen=True)
class Keyed:
    kind: str
    keys: tuple[str, ...]
    values: tuple[str, ...]


def plain_and_grouped_cards() -> tuple[str, ...]:
    cards = numbers.all_cards()
    return tuple(
        (card, numbers.grouped(card, "-"), card, numbers.grouped(card, " "))[turn % 4]
        for turn, card in enumerate(cards)
    )


def resident_numbers() -> tuple[str, ...]:
    hyphenated = numbers.RESIDENT_NUMBERS
    return hyphenated[:4] + tuple(number.replace("-", "") for number in hyphenated[4:])


def keyed_kinds() -> tuple[Keyed, ...]:
    cards = numbers.published_cards()
    my_numbers = (*numbers.MY_NUMBERS, "1234 5678 9018", "2468-1357-9024")
    return (
        Keyed("pan", CARD_KEYS, plain_and_grouped_cards()),
        Keyed("cvc", CVC_KEYS, CVCS),
        Keyed("expiry", EXPIRY_KEYS, EXPIRIES),
        Keyed("track1", TRACK_1_KEYS, tuple(track_1(card) for card in cards)),
        Keyed("track2", TRACK_2_KEYS, tuple(track_2(card) for card in cards)),
        Keyed("krn", RESIDENT_KEYS, resident_numbers()),
        Keyed("my_number", MY_NUMBER_KEYS, my_numbers),
        Keyed("phone_kr", PHONE_KEYS, numbers.KOREAN_PHONES),
        Keyed("phone_jp", PHONE_KEYS, numbers.JAPANESE_PHONES),
        Keyed("bank_account", ACCOUNT_KEYS, numbers.BANK_ACCOUNTS),
        Keyed("email", EMAIL_KEYS, EMAILS),
        Keyed("password", PASSWORD_KEYS, credentials.PASSWORDS),
        Keyed("bearer", TOKEN_KEYS, credentials.opaque_tokens()),
        Keyed("api_key", API_KEYS, credentials.api_keys()),
        Keyed("aws_access_key", AWS_ID_KEYS, credentials.aws_access_keys()),
        Keyed("aws_secret_key", AWS_SECRET_KEYS, credentials.aws_secret_keys()),
        Keyed("jwt", JWT_KEYS, credentials.jwts()),
        Keyed("pin", PIN_KEYS, PINS),
    )


NUMERIC = ("pan", "cvc", "expiry", "krn", "my_number", "bank_account", "pin")
ASCII_JSON = Form(
    "json/ascii",
    '{"OrderId":"ORD-20418","$key":"$value","Currency":"KRW"}',
    ("ORD-20418", '"Currency":"KRW"'),
    in_ascii_json,
)


def in_form(kind: str, form: Form, key: str, value: str) -> LeakLine:
    gone = tuple(form.encode(piece) for piece in telling_pieces(kind, value))
    return LeakLine("", kind, form.name, form.text(key, value), gone, form.stays)


def combined(kind: Keyed) -> Iterator[tuple[Form, str, str]]:
    """Every form with some keys, and every key in some form."""
    waiting = deque((key, value) for key, value in zip(kind.keys * 2, cycle(kind.values)))
    for form in FORMS * 2:
        fitting = [pair for pair in waiting if form.fits(*pair)]
        if fitting:
            waiting.remove(fitting[0])
            waiting.append(fitting[0])
            yield form, *fitting[0]


def numeric(kind: Keyed) -> Iterator[tuple[Form, str, str]]:
    numbers_only = [value for value in kind.values if value.isdigit() and value[0] != "0"]
    keys, values = cycle(kind.keys[::-1]), cycle(numbers_only)
    for form in NUMBER_FORMS * 2:
        yield form, next(keys), next(values)


def in_ascii(kind: Keyed) -> Iterator[tuple[Form, str, str]]:
    for key in [key for key in kind.keys if not key.isascii()][:3]:
        yield ASCII_JSON, key, kind.values[-1]


def keyed_lines() -> Iterator[LeakLine]:
    for kind in keyed_kinds():
        combinations = (*combined(kind), *in_ascii(kind))
        if kind.kind in NUMERIC:
            combinations += tuple(numeric(kind))
        for form, key, value in dict.fromkeys(combinations):
            yield in_form(kind.kind, form, key, value)
