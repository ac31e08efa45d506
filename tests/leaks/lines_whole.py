"""Leak lines with several secrets at once, as whole requests are logged, and lines cut short."""

from collections.abc import Iterator
from itertools import product

from tests.leaks.credentials import PASSWORDS, jwts, opaque_tokens, padding
from tests.leaks.numbers import grouped
from tests.leaks.records import LeakLine, markers_in

CARDS = ("4111111111111111", "2223003122003222", "378282246310005", "9430123412341233")
REQUESTS = (
    (
        "json/request",
        '{{"orderId":"ORD-20418","card":{{"number":"{0}","cvc":"{1}","expiry":"{2}"}},'
        '"customer":{{"email":"{3}","phone":"{4}"}},"currency":"KRW"}}',
    ),
    (
        "json/request-pretty",
        '{{\n  "orderId": "ORD-20418",\n  "cardNumber": "{0}",\n  "securityCode": "{1}",\n'
        '  "expiryDate": "{2}",\n  "email": "{3}",\n  "phone": "{4}",\n  "currency": "KRW"\n}}',
    ),
    (
        "json/request-escaped",
        '{{"level":"info","body":"{{\\"cardNumber\\":\\"{0}\\",\\"cvc\\":\\"{1}\\",'
        '\\"expiry_date\\":\\"{2}\\",\\"email\\":\\"{3}\\",\\"phone\\":\\"{4}\\",'
        '\\"orderId\\":\\"ORD-20418\\"}}","currency":"KRW"}}',
    ),
    (
        "json/request-escaped-twice",
        '{{"log":"{{\\"body\\":\\"{{\\\\\\"pan\\\\\\":\\\\\\"{0}\\\\\\",\\\\\\"cvv\\\\\\":'
        '\\\\\\"{1}\\\\\\",\\\\\\"cardExpiry\\\\\\":\\\\\\"{2}\\\\\\",\\\\\\"to\\\\\\":\\\\\\"{3}'
        '\\\\\\",\\\\\\"tel\\\\\\":\\\\\\"{4}\\\\\\"}}\\"}}","orderId":"ORD-20418"}}',
    ),
    (
        "json/request-dotnet",
        '{{"OrderId":"ORD-20418","Body":"{{\\u0022cardNumber\\u0022:\\u0022{0}\\u0022,'
        "\\u0022cvc\\u0022:\\u0022{1}\\u0022,\\u0022cardExpiry\\u0022:\\u0022{2}\\u0022,"
        '\\u0022email\\u0022:\\u0022{3}\\u0022,\\u0022phone\\u0022:\\u0022{4}\\u0022}}"}}',
    ),
    (
        "key-value/request",
        "level=info order=ORD-20418 card_number={0} cvc={1} card_expiry={2} email={3} phone={4} "
        "amount=15000",
    ),
    (
        "key-value/request-toString",
        "Charge(order=ORD-20418, card=Card(cardNumber={0}, cvc={1}, cardExpiry={2}), "
        "customer=Customer(email={3}, phone={4}), currency=KRW)",
    ),
    (
        "url/request",
        "POST /v1/charges?order=ORD-20418&cardNumber={0}&cvc={1}&expiryDate={2}&email={3}&tel={4}"
        "&lang=ko HTTP/1.1",
    ),
    (
        "xml/request",
        "<Charge><OrderId>ORD-20418</OrderId><CardNumber>{0}</CardNumber><Cvc>{1}</Cvc>"
        "<ExpiryDate>{2}</ExpiryDate><Email>{3}</Email><Phone>{4}</Phone></Charge>",
    ),
    (
        "sql/request",
        "UPDATE payment SET card_no='{0}', cvc='{1}', card_expiry='{2}', email='{3}', "
        "phone='{4}' WHERE order_no='ORD-20418'",
    ),
    (
        "plain/korean-request",
        "ORD-20418 카드번호: {0}, CVC: {1}, 유효기간: {2}, 이메일: {3}, 휴대폰: {4}",
    ),
    (
        "plain/japanese-request",
        "ORD-20418 カード番号：{0}、セキュリティコード：{1}、有効期限：{2}、メール：{3}、電話：{4}",
    ),
    (
        "stack/request",
        "java.lang.IllegalStateException: card number: {0}, cvc: {1}, expiry date: {2}\n"
        "\tat A.b(A.java:7)\nCaused by: PspException: {3} / {4} of ORD-20418",
    ),
    (
        "multi-line/request",
        "request of ORD-20418\n  card_number: {0}\n  cvc: {1}\n  card_expiry: {2}\n  email: {3}\n"
        "  phone: {4}\n  currency: KRW",
    ),
)
CUT_SHORT = (
    ("pan", "json/cut-short", '{{"id":"ORD-20418","cardNumber":"{}', "4111111111111111"),
    ("pan", "json/cut-short", '{{"id":"ORD-20418","body":"{{\\"pan\\":\\"{}', "5555555555554444"),
    ("pan", "key-value/cut-short", "order=ORD-20418 card_no={}", "4242 4242 4242 4242"),
    ("cvc", "json/cut-short", '{{"id":"ORD-20418","cvc":"{}', "737"),
    ("password", "json/cut-short", '{{"id":"ORD-20418","password":"{}', PASSWORDS[0]),
    ("bearer", "header/cut-short", "ORD-20418 Authorization: Bearer {}", opaque_tokens()[0]),
    ("jwt", "json/cut-short", '{{"id":"ORD-20418","session":"{}', jwts()[0].rsplit(".", 1)[0]),
    ("krn", "xml/cut-short", "<Order>ORD-20418</Order><ResidentNumber>{}", "9001011234567"),
    ("email", "json/cut-short", '{{"id":"ORD-20418","memo":"{}', "hong.gildong@example.com"),
)
BLANKS_AFTER_A_KEY = (
    "order=ORD-20418 cardNumber={} currency=KRW",
    "ORD-20418 카드번호 {} 승인 거절",
    "ORD-20418 カード番号 {} は使えません",
    "ORD-20418 PAN {} declined",
)


def whole_lines() -> Iterator[LeakLine]:
    for (form, template), card in product(REQUESTS, CARDS[:2]):
        values = (card, "737", "12/28", "hong.gildong@example.com", "010-0000-1234")
        text = template.format(*values)
        yield LeakLine("", "pan", form, text, values, markers_in(template))
    for kind, form, template, value in CUT_SHORT:
        yield LeakLine("", kind, form, template.format(value), (value,), ("ORD-20418",))
    for template, card, separator in product(BLANKS_AFTER_A_KEY, CARDS, (" ", "-")):
        written = grouped(card, separator)
        text = template.format(written)
        yield LeakLine("", "pan", "plain/after-key", text, (written,), markers_in(template))
    for card in CARDS:
        text = f"ORD-20418 {padding(8_000)}{card}; {padding(2_000)}"
        yield LeakLine("", "pan", "plain/long", text, (card,), ("ORD-20418",))
