"""Leak lines about people: resident and phone numbers, e-mail addresses, accounts, card data."""

from collections.abc import Iterator
from itertools import cycle

from tests.leaks.numbers import (
    JAPANESE_PHONES,
    KOREAN_PHONES,
    RESIDENT_NUMBERS,
    full_width,
)
from tests.leaks.records import LeakLine, markers_in

SENTENCES = (
    ("plain", "ORD-20418: receipt sent to {} by the worker"),
    ("plain/first", "{} asked for the receipt of ORD-20418"),
    ("plain/last", "receipt of ORD-20418 went to {}"),
    ("plain/full-stop", "receipt of ORD-20418 went to {}."),
    ("plain/parentheses", "customer ({}) of ORD-20418 was notified"),
    ("plain/angle-brackets", "notified <{}> about ORD-20418"),
    ("plain/comma", "ORD-20418,{},KRW,15000"),
    ("plain/korean", "주문 ORD-20418 고객 {}에게 알림 발송"),
    ("plain/japanese", "注文 ORD-20418 のお客様{}に通知しました"),
    ("json/innocent-key", '{{"orderId":"ORD-20418","memo":"{}"}}'),
    ("json/array", '{{"orderId":"ORD-20418","recipients":["{}"]}}'),
    ("json/escaped", '{{"orderId":"ORD-20418","body":"{{\\"memo\\":\\"{}\\"}}"}}'),
    (
        "json/escaped-dotnet",
        '{{"OrderId":"ORD-20418","Body":"{{\\u0022m\\u0022:\\u0022{}\\u0022}}"}}',
    ),
    ("key-value", "level=info order=ORD-20418 memo={} amount=15000"),
    ("url/path", "GET /v1/customers/{}/receipts HTTP/1.1 order=ORD-20418"),
    ("url/query", "GET /v1/search?q={}&order=ORD-20418 HTTP/1.1"),
    ("xml", "<Notice><Order>ORD-20418</Order><Memo>{}</Memo></Notice>"),
    ("sql", "INSERT INTO notice VALUES ('ORD-20418', '{}', 15000)"),
    ("sql/where", "SELECT 1 FROM member WHERE memo = '{}' AND order_no = 'ORD-20418'"),
    ("stack/java", "java.lang.IllegalStateException: no such customer {}\n\tat A.b(A.java:7)"),
    ("stack/dotnet", "System.InvalidOperationException: unknown '{}'\n   at A.B() in A.cs:line 7"),
    ("multi-line", "notice of ORD-20418\n  to: {}\n  sent"),
)
EMAILS = (
    "hong.gildong@example.com",
    "taro.yamada@example.co.kr",
    "kim+receipts@mail.example.org",
    "USER_01@EXAMPLE.NET",
    "o-brien@pay.example",
)
ENCODED = (
    ("phone_kr", "url/percent", "%2B82-10-0000-1234"),
    ("phone_kr", "url/percent", "%2B82%2010%200000%205678"),
    ("phone_kr", "url/form", "010+0000+2468"),
    ("phone_jp", "url/percent", "%2B81-90-0000-1234"),
    ("phone_jp", "url/form", "090+0000+5678"),
    ("email", "url/percent", "hong.gildong%40example.com"),
    ("email", "url/percent", "kim%2Breceipts%40mail.example.org"),
    ("krn", "url/path", "900101-1234567"),
)
WIDE = (
    ("krn", "991231-3456789"),
    ("phone_kr", "010-0000-1234"),
    ("phone_jp", "090-0000-5678"),
)
BANK_TRANSFERS = (
    ("plain", "ORD-20418 환불 계좌번호: {} 예금주 확인", "110-000-123457"),
    ("plain", "ORD-20418 환불 계좌번호 {} 확인", "1002-000-246801"),
    ("plain", "ORD-20418 口座番号：{} を確認", "7654018"),
    ("plain", "ORD-20418 振込先: 普通 {} を確認", "7654018"),
    ("multi-line", "refund of ORD-20418\n  bank: SHINHAN\n  account number: {}", "110-000-135791"),
    ("json/number", '{{"orderId":"ORD-20418","accountNo":{},"bank":"088"}}', "11000098765432"),
)
"""Account numbers have no form of their own: a key stands before them, or a word between."""
SECURITY_CODES = (
    ("cvc", "plain", "ORD-20418 card ok, cvc {} wrong", "737"),
    ("cvc", "plain", "ORD-20418 CVV2: {}", "482"),
    ("cvc", "plain/full-width-colon", "ORD-20418 セキュリティコード：{}", "916"),
    ("cvc", "multi-line", "card check of ORD-20418\nCVV={}\nrefused", "737"),
    ("pin", "plain/full-width-colon", "ORD-20418 暗証番号：{}", "8642"),
    ("pin", "plain", "ORD-20418 PIN: {}", "9753"),
    ("expiry", "plain/full-width-colon", "ORD-20418 有効期限：{}", "12/28"),
    ("expiry", "plain", "ORD-20418 유효기간 {}", "11/29"),
    ("my_number", "plain/full-width-colon", "ORD-20418 マイナンバー：{}", "123456789018"),
    ("krn", "plain/full-width-colon", "ORD-20418 주민등록번호：{}", "9001011234567"),
)
MONTH_AND_YEAR = (
    ("json/number", '{{"orderId":"ORD-20418",{},{}}}', '"exp_month":12', '"exp_year":2028'),
    ("json/number", '{{"orderId":"ORD-20418",{},{}}}', '"expMonth":11', '"expYear":2029'),
    ("json", '{{"orderId":"ORD-20418",{},{}}}', '"expiryMonth":"12"', '"expiryYear":"28"'),
    ("key-value", "order=ORD-20418 {} {}", "exp_month=12", "exp_year=2028"),
    ("url", "GET /v1/charges?order=ORD-20418&{}&{} HTTP/1.1", "exp_month=12", "exp_year=28"),
    (
        "xml",
        "<Card order='ORD-20418'>{}{}</Card>",
        "<ExpMonth>12</ExpMonth>",
        "<ExpYear>2028</ExpYear>",
    ),
)
"""A month alone is any number: here key and value together must be gone."""


def in_sentence(kind: str, form: str, sentence: str, *values: str) -> LeakLine:
    text = sentence.format(*values)
    return LeakLine("", kind, form, text, values, markers_in(sentence))


def personal_lines() -> Iterator[LeakLine]:
    by_kind = (
        ("krn", RESIDENT_NUMBERS),
        ("phone_kr", KOREAN_PHONES),
        ("phone_jp", JAPANESE_PHONES),
        ("email", EMAILS),
    )
    for kind, values in by_kind:
        for (form, sentence), value in zip(SENTENCES, cycle(values), strict=False):
            in_url = form.startswith("url")
            written = value.replace("+", "%2B").replace(" ", "%20") if in_url else value
            yield in_sentence(kind, form, sentence, written)
    for kind, form, value in ENCODED:
        sentence = "GET /v1/search?order=ORD-20418&q={}&lang=ko HTTP/1.1"
        yield in_sentence(kind, form, sentence, value)
    for kind, value in WIDE:
        yield in_sentence(kind, "full-width", "注文 ORD-20418 に {} を登録", full_width(value))
    for form, sentence, value in BANK_TRANSFERS:
        yield in_sentence("bank_account", form, sentence, value)
    for kind, form, sentence, value in SECURITY_CODES:
        yield in_sentence(kind, form, sentence, value)
    for form, sentence, month, year in MONTH_AND_YEAR:
        yield in_sentence("expiry", form, sentence, month, year)
