"""Leak lines in which a card number's own shape gives it away: grouped, glued, next to others."""

import re
from collections.abc import Iterator
from itertools import cycle, product

from tests.leaks.numbers import all_cards, full_width, grouped, made_cards
from tests.leaks.records import LeakLine, markers_in

CARD = "4111111111111111"
SPACED = "4111 1111 1111 1111"
DASHED = "4111-1111-1111-1111"

SENTENCES = (
    ("plain", "Charging card {} for order ORD-20418"),
    ("plain/first", "{} was declined for order ORD-20418"),
    ("plain/last", "order ORD-20418 was paid with {}"),
    ("plain/full-stop", "order ORD-20418 was paid with {}."),
    ("plain/brackets", "order ORD-20418 [{}] declined"),
    ("plain/parentheses", "order ORD-20418 ({}) declined"),
    ("plain/quoted", "order ORD-20418: no such card '{}'"),
    ("plain/comma", "ORD-20418,{},KRW,15000"),
    ("plain/tab", "ORD-20418\t{}\tKRW\t15000"),
    ("plain/bar", "ORD-20418|{}|KRW"),
    ("plain/korean", "주문 ORD-20418 카드 {}로 결제 실패"),
    ("plain/japanese", "注文 ORD-20418 カード{}の決済に失敗しました"),
)
SEPARATORS = (
    ("space", " "),
    ("dash", "-"),
    ("dot", "."),
    ("underscore", "_"),
    ("two-spaces", "  "),
    ("no-break-space", "\u00a0"),
    ("narrow-no-break-space", "\u202f"),
    ("en-dash", "\u2013"),
    ("no-break-hyphen", "\u2011"),
    ("space-dash-space", " - "),
    ("ideographic-space", "\u3000"),
    ("tab", "\t"),
)
PLACES = (
    ("url/path", "GET /v1/cards/{}/charges HTTP/1.1 order=ORD-20418"),
    ("url/path-end", "DELETE https://pay.example.com/cards/{} order=ORD-20418"),
    ("url/query", "GET /v1/lookup?q={}&order=ORD-20418 HTTP/1.1"),
    ("json/array", '{{"orderId":"ORD-20418","tried":["{}"],"currency":"KRW"}}'),
    ("json/array-number", '{{"orderId":"ORD-20418","tried":[{}],"currency":"KRW"}}'),
    ("json/array-numbers", '{{"orderId":"ORD-20418","values":[1,{},2]}}'),
    ("json/innocent-key", '{{"orderId":"ORD-20418","memo":"{}"}}'),
    ("json/innocent-number", '{{"orderId":"ORD-20418","reference":{}}}'),
    ("json/innocent-escaped", '{{"orderId":"ORD-20418","body":"{{\\"memo\\":\\"{}\\"}}"}}'),
    (
        "json/innocent-dotnet",
        '{{"OrderId":"ORD-20418","Body":"{{\\u0022m\\u0022:\\u0022{}\\u0022}}"}}',
    ),
    ("json/after-line-feed", '{{"orderId":"ORD-20418","body":"memo\\n{}\\n"}}'),
    ("key-value/innocent-key", "level=info order=ORD-20418 ref={} amount=15000"),
    ("url/percent-blank", "GET /v1/lookup?order=ORD-20418&q=card%20{}%20visa HTTP/1.1"),
    ("url/percent-quote", "GET /v1/lookup?order=ORD-20418&q=%22{}%22 HTTP/1.1"),
    ("xml/innocent-element", "<Charge><Id>ORD-20418</Id><Memo>{}</Memo></Charge>"),
    ("sql/values", "INSERT INTO payment VALUES ('ORD-20418', '{}', 15000)"),
    ("sql/where", "SELECT 1 FROM payment WHERE memo = '{}' AND order_no = 'ORD-20418'"),
    ("sql/number", "UPDATE payment SET ref = {} WHERE order_no = 'ORD-20418'"),
    ("sql/parameters", "Executing order 'ORD-20418' [Parameters=[@p0='{}' (Size = 19)]]"),
    ("stack/java", 'java.lang.NumberFormatException: For input string: "{}"\n\tat A.b(A.java:7)'),
    ("stack/dotnet", "System.FormatException: '{}' was refused\n   at A.B() in /src/A.cs:line 7"),
    ("multi-line", "receipt of ORD-20418\n{}\napproved"),
    ("glued/before", "ORD-20418 PAN{}"),
    ("glued/after", "ORD-20418 {}X"),
    ("glued/both", "order ORD-20418 PAN{}X paid"),
    ("glued/underscores", "cache key ORD-20418 card_{}_visa"),
    ("glued/colour", "order ORD-20418 \u001b[31m{}\u001b[0m declined"),
    ("glued/korean", "주문 ORD-20418 카드{}번 승인"),
)
NEIGHBOURS = (
    ("cvc", f"{CARD} 123"),
    ("cvc-comma", f"{CARD},123"),
    ("cvc-slash", f"{CARD}/123"),
    ("expiry", f"{CARD} 12/28"),
    ("expiry-bar", f"{CARD}|12|28"),
    ("spaced-cvc", f"{SPACED}  123"),
    ("spaced-expiry", f"{SPACED} 12/28"),
    ("spaced-expiry-long", f"{SPACED} 12/2028"),
    ("spaced-amount", f"{SPACED} 15000"),
    ("spaced-amount-comma", f"{SPACED} 15,000"),
    ("dashed-date", f"{DASHED} 2026-11-23"),
    ("dashed-amount", f"{DASHED} 15000.00"),
    ("amount-spaced", f"100 {SPACED}"),
    ("four-digits-spaced", f"5000 {SPACED}"),
    ("amount-currency", f"15,000 KRW {SPACED}"),
    ("date-spaced", f"2026-11-23 {SPACED}"),
    ("time-spaced", f"10:15:30 {SPACED}"),
    ("time-plain", f"10:15:30.250 {CARD}"),
    ("date-plain", f"20261123 {CARD}"),
    ("epoch-plain", f"1795400130000 {CARD}"),
    ("epoch-spaced", f"1795400130000 {SPACED}"),
    ("plain-epoch", f"{CARD} 1795400130000"),
    ("spaced-epoch", f"{SPACED} 1795400130000"),
    ("epoch-comma", f"1795400130000,{CARD}"),
    ("two-cards", f"{CARD} 5555555555554444"),
    ("two-cards-spaced", f"{SPACED} 5555 5555 5555 4444"),
    ("two-cards-dashed", f"{DASHED} 5555-5555-5555-4444"),
    ("two-cards-comma", f"{CARD},5555555555554444"),
    ("sequence-number", f"1 {SPACED}"),
    ("sequence-dot", f"1. {SPACED}"),
    ("dash-before", f"- {DASHED}"),
    ("colon-before", f"7:{CARD}"),
)
WITH_SECURITY_CODE = (
    ("adjacent/glued-cvc", "4111111111111111123", "123"),
    ("adjacent/glued-cvc-amex", "3782822463100057391", "7391"),
    ("adjacent/dashed-cvc", "4111-1111-1111-1111-123", "123"),
    ("adjacent/spaced-cvc", "4111 1111 1111 1111 123", "123"),
    ("adjacent/glued-expiry", "4111111111111111=2512", "=2512"),
)
"""A security code right after a number goes with it: together they look like 19 digits."""
TRACKS = (
    ("track2", "plain", "swiped {} at the kiosk", "4111111111111111=28121010000098760000"),
    ("track2", "plain/sentinels", "swiped ;{}? now", "5555555555554444=28121010000098760000"),
    ("track2", "plain/letter-d", "tag 57 {} read", "4111111111111111D28121010000098760000F"),
    ("track2", "plain/amex", "swiped ;{}? now", "378282246310005=28121010000098760000"),
    ("track2", "plain/long", "swiped ;{}? now", "6205500000000000004=28121010000098760000"),
    ("track2", "glued/length", "field 35: 37{} read", "4111111111111111=28121010000098760000"),
    ("track1", "plain", "swiped %B{}? now", "4111111111111111^HONG/GILDONG^28121010000098760000"),
    ("track1", "plain/blank", "swiped %B{}? now", "4242424242424242^YAMADA/TARO MR^2812101000009"),
    ("track1", "plain/amex", "swiped B{} now", "378282246310005^KIM/MINSU^28121010000098760000"),
    ("track1", "plain/grouped", "at %B{}?", "4111 1111 1111 1111^LEE/JIWOO^28121010000098760000"),
)

SAMPLES = (
    CARD,
    "2223003122003222",
    "378282246310005",
    "30569309025904",
    "6205500000000000004",
    "9430123412341233",
)
SECOND = "5555555555554444"
AS_WRITTEN = (CARD, SPACED, DASHED, SECOND, grouped(SECOND, " "), grouped(SECOND, "-"))
BESIDE = (
    "ORD-20418 at 1795400130000 with {}",
    "{} at 1795400130000123 for ORD-20418",
    "ORD-20418 with {} traceId=4bf92f3577b34da6a3ce929d0e0e4736",
    "request 3f2504e0-4f89-41d3-9a0c-0305e82c3301 of ORD-20418 with {}",
    "terminal 4000123412341300 took {} for ORD-20418",
    "{} for ORD-20418 from 10.20.30.40 in 250ms",
    "account 123456789012 of ORD-20418 was sent {}",
    "v1.18.1 2026-11-23T10:15:30.250Z ORD-20418 {}",
)
MUST_STAY = (
    "ORD-20418",
    "1795400130000",
    "1795400130000123",
    "4bf92f3577b34da6a3ce929d0e0e4736",
    "3f2504e0-4f89-41d3-9a0c-0305e82c3301",
    "4000123412341300",
    "10.20.30.40",
    "250ms",
    "123456789012",
    "v1.18.1",
    "2026-11-23T10:15:30.250Z",
)
"""What must stay beside a card; the terminal's number is not Luhn-valid."""


def pan(form: str, text: str, *gone: str) -> LeakLine:
    return LeakLine("", "pan", form, text, gone, markers_in(text))


def in_sentences() -> Iterator[LeakLine]:
    for card, (form, sentence) in zip(all_cards() * 2, cycle(SENTENCES)):
        yield pan(form, sentence.format(card), card)


def in_groups() -> Iterator[LeakLine]:
    for card, (name, separator) in product(SAMPLES, SEPARATORS):
        written = grouped(card, separator)
        yield pan(f"grouped/{name}", f"paid ORD-20418 with {written} today", written)
    for card, (_, separator) in product(SAMPLES, SEPARATORS[:2]):
        written = grouped(card, separator)
        yield pan("grouped/json", f'{{"id":"ORD-20418","memo":"paid by {written}"}}', written)
        yield pan("grouped/key-value", f'order=ORD-20418 memo="paid by {written}"', written)


def in_full_width() -> Iterator[LeakLine]:
    for card, separator in product(SAMPLES, ("", " ", "-")):
        written = full_width(grouped(card, separator))
        yield pan("full-width", f"注文 ORD-20418 カード {written} で決済", written)
    for card in SAMPLES:
        written = full_width(card)
        yield pan("full-width/json", f'{{"id":"ORD-20418","memo":"{written}"}}', written)
        dashed = grouped(written, "-")
        yield pan("full-width/ascii-dashes", f"ORD-20418 {dashed} 결제", dashed)


def in_places() -> Iterator[LeakLine]:
    for card, (form, place) in zip(made_cards("places"), PLACES * 2, strict=False):
        yield pan(form, place.format(card), card)


def next_to_numbers() -> Iterator[LeakLine]:
    for name, text in NEIGHBOURS:
        gone = tuple(card for card in AS_WRITTEN if card in text)
        yield pan(f"adjacent/{name}", f"order ORD-20418 {text}", *gone)
    for form, text, code in WITH_SECURITY_CODE:
        yield pan(form, f"order ORD-20418 {text} declined", text, code)
    for form, text in (("sql/values", "VALUES ('{}','123')"), ("sql/row", "('{}', '12/28', 123)")):
        yield pan(form, f"INSERT INTO card {text.format(CARD)}", CARD)


def with_its_length() -> Iterator[LeakLine]:
    """ISO 8583's LLVAR fields: two digits of length, then the number."""
    for card in (CARD, "5555555555554444", "378282246310005", "6205500000000000004"):
        yield pan("adjacent/length", f"field 2: {len(card)}{card} of ORD-20418", card)


def percent_encoded() -> Iterator[LeakLine]:
    for card, separator in product(SAMPLES, ("%20", "+", "%2D", "-")):
        written = grouped(card, separator)
        text = f"GET /v1/lookup?order=ORD-20418&q={written}&lang=ko HTTP/1.1"
        yield pan("url/grouped", text, written)


def beside_what_stays() -> Iterator[LeakLine]:
    for card, text in zip(made_cards("beside"), BESIDE * 2, strict=False):
        stays = tuple(word for word in MUST_STAY if word in text)
        yield LeakLine("", "pan", "plain/beside", text.format(card), (card,), stays)


def tracks() -> Iterator[LeakLine]:
    for kind, form, sentence, track in TRACKS:
        pieces = tuple(re.split(r"[=^]|(?<=\d)D", track))
        yield LeakLine("", kind, form, sentence.format(track), pieces, (sentence.split()[0],))


def card_lines() -> Iterator[LeakLine]:
    yield from in_sentences()
    yield from in_groups()
    yield from in_full_width()
    yield from in_places()
    yield from next_to_numbers()
    yield from with_its_length()
    yield from percent_encoded()
    yield from beside_what_stays()
    yield from tracks()
