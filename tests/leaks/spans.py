"""Spans with sensitive values: in names, attributes of every type, events, status, resource."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import count
from string import Template
from urllib.parse import quote

from tests.leaks import credentials, numbers
from tests.leaks.lines_cards import SEPARATORS
from tests.leaks.lines_keyed import telling_pieces, track_1, track_2
from tests.leaks.records import LeakSpan

CHARGE: dict[str, object] = {
    "order.id": "ORD-20418",
    "http.request.method": "POST",
    "http.response.status_code": 402,
}
PAYMENT_API: dict[str, object] = {"service.name": "payment-api"}
SELECT = Template("SELECT id FROM payment WHERE $key = '$value' LIMIT 1")
UPDATE = Template("UPDATE payment SET $key='$value' WHERE id = 1")
STAYS = ("ORD-20418", "402", "payment-api")


@dataclass(frozen=True)
class Secret:
    """A value and a key that names it; `by_shape` if the value can be told without its key."""

    kind: str
    key: str
    value: str
    by_shape: bool

    @property
    def text(self) -> str:
        return self.value if self.by_shape else f"{self.key}={self.value}"

    def gone(self, written: str) -> tuple[str, ...]:
        """The telling pieces, as they stand in what was written."""
        pieces = telling_pieces(self.kind, self.value)
        return tuple(p if p in written else quote(p, safe="") for p in pieces)


def secrets() -> tuple[Secret, ...]:
    card = "5555555555554444"
    return (
        Secret("pan", "card_number", "4111111111111111", True),
        Secret("pan", "cardNumber", "2223003122003222", True),
        Secret("pan", "pan", "378282246310005", True),
        Secret("pan", "카드번호", "9430123412341233", True),
        Secret("cvc", "card.cvc", "737", False),
        Secret("expiry", "card_expiry", "12/28", False),
        Secret("track1", "track1", track_1(card), True),
        Secret("track2", "track2", track_2(card), True),
        Secret("krn", "resident_number", "900101-1234567", True),
        Secret("krn", "주민등록번호", "9912313456789", False),
        Secret("my_number", "my_number", "123456789018", False),
        Secret("phone_kr", "phone", "010-0000-1234", True),
        Secret("phone_jp", "phone", "090-0000-5678", True),
        Secret("bank_account", "account_number", "110-000-123457", False),
        Secret("bank_account", "口座番号", "7654018", False),
        Secret("email", "user.email", "hong.gildong@example.com", True),
        Secret("password", "password", credentials.PASSWORDS[0], False),
        Secret("password", "비밀번호", credentials.PASSWORDS[2], False),
        Secret("bearer", "access_token", credentials.opaque_tokens()[1], False),
        Secret("api_key", "api_key", credentials.api_keys()[1], False),
        Secret("api_key", "memo", credentials.shaped_api_keys()[0], True),
        Secret("aws_access_key", "aws_access_key_id", credentials.aws_access_keys()[0], True),
        Secret("aws_secret_key", "aws_secret_access_key", credentials.aws_secret_keys()[0], False),
        Secret("jwt", "session", credentials.jwts()[0], True),
        Secret("pin", "card_pin", "8642", False),
        Secret("pin", "cardPin", "8643", False),
        Secret("cvc", "cardCvv", "739", False),
        Secret("bearer", "sessionToken", credentials.opaque_tokens()[2], False),
    )


def span(kind: str, form: str, gone: tuple[str, ...], **attributes: object) -> LeakSpan:
    """A span of a refused charge, with these attributes too; two underscores stand for a dot."""
    dotted = {key.replace("__", "."): value for key, value in attributes.items()}
    return LeakSpan(
        id="",
        kind=kind,
        form=form,
        gone=gone,
        stays=STAYS,
        attributes=CHARGE | dotted,
        resource_attributes=PAYMENT_API,
    )


def attribute(secret: Secret, form: str, key: str, value: object) -> LeakSpan:
    return span(secret.kind, form, secret.gone(str(value)), **{key: value})


def keyed_attributes(secret: Secret) -> Iterator[LeakSpan]:
    yield attribute(secret, "attribute", secret.key, secret.value)
    yield attribute(secret, "attribute/prefix", f"app.payment.{secret.key}", secret.value)
    yield attribute(secret, "attribute/list", f"app.{secret.key}", [secret.value])
    yield attribute(secret, "attribute/map", "app.request", {secret.key: secret.value, "n": 1})
    deeper = {"card": {"holder": {secret.key: secret.value}}, "currency": "KRW"}
    yield attribute(secret, "attribute/map-deeper", "app.request", deeper)
    in_list = [{"currency": "KRW"}, {secret.key: secret.value}]
    yield attribute(secret, "attribute/map-in-list", "app.requests", in_list)


def texts(secret: Secret) -> Iterator[tuple[str, str, str]]:
    """Form, attribute and text that holds key and value."""
    query = f"{quote(secret.key)}={quote(secret.value, safe='')}"
    body = json.dumps({secret.key: secret.value, "currency": "KRW"}, ensure_ascii=False)
    if secret.key.isascii():
        yield "url", "url.full", f"https://pay.example.com/v1/charges?l=ko&{query}"
        yield "url/query", "url.query", f"l=ko&{query}"
        yield "url/target", "http.target", f"/v1/charges?{query}&l=ko"
    yield "sql", "db.query.text", SELECT.substitute(key=secret.key, value=secret.value)
    yield "sql/statement", "db.statement", UPDATE.substitute(key=secret.key, value=secret.value)
    yield "json", "http.request.body", body
    yield "json/escaped", "messaging.message.body", json.dumps({"b": body}, ensure_ascii=False)
    yield "plain", "app.note", f"refused {secret.text} today"


def text_attributes(secret: Secret) -> Iterator[LeakSpan]:
    for form, key, text in texts(secret):
        yield attribute(secret, f"attribute/{form}", key, text)
    body = json.dumps({secret.key: secret.value}, ensure_ascii=False)
    as_bytes = attribute(secret, "attribute/bytes", "app.body", body.encode())
    yield replace(as_bytes, gone=secret.gone(body))
    yield attribute(secret, "attribute/text-in-list", "app.notes", ["first", f"to {secret.text}"])


def elsewhere(secret: Secret) -> Iterator[LeakSpan]:
    """In the span's other fields."""
    bare = span(secret.kind, "name", secret.gone(secret.text))
    yield replace(bare, name=f"charge {secret.text}")
    yield replace(bare, form="status", status_message=f"psp refused {secret.text}")
    yield replace(bare, form="event/name", events=((f"retry of {secret.text}", {}),))
    failure = {
        "exception.type": "com.lionpay.psp.PspException",
        "exception.message": f"refused {secret.text}",
        "exception.stacktrace": f"com.lionpay.PspException: refused {secret.text}\n\tat A.b(A:7)",
    }
    yield replace(bare, form="event/exception", events=(("exception", failure),))
    log = {secret.key: secret.value, "attempt": 2}
    yield replace(bare, form="event/attribute", events=(("retry", log),), gone=keyed_gone(secret))
    command = {"process.command_args": ["java", "-jar", "pay.jar", f"--{secret.text}"]}
    yield replace(bare, form="resource/list", resource_attributes=PAYMENT_API | command)
    resource = PAYMENT_API | {f"app.{secret.key}": secret.value}
    gone = keyed_gone(secret)
    yield replace(bare, form="resource", resource_attributes=resource, gone=gone)


def keyed_gone(secret: Secret) -> tuple[str, ...]:
    return secret.gone(secret.value)


def other_types() -> Iterator[LeakSpan]:
    """Numbers that are numbers: what cannot be rewritten has to be deleted."""
    for card in ("4111111111111111", "2223003122003222", "378282246310005", "9430123412341233"):
        yield span("pan", "int", (card,), card__number=int(card))
        yield span("pan", "int/innocent-key", (card,), app__reference=int(card))
        yield span("pan", "int/list", (card,), app__references=[1, int(card)])
        yield span("pan", "int/map", (card,), app__request={"reference": int(card)})
    for card in ("4111111111111111", "2223003122003222", "378282246310005"):
        yield span("pan", "float", (card,), card__number=float(card))
        yield span("pan", "float/innocent-key", (card,), app__reference=float(card))
    yield span("cvc", "int", ("737",), card__cvc=737)
    yield span("cvc", "int/map", ("482",), app__request={"cvc": 482})
    yield span("pin", "int", ("8642",), card__pin=8642)
    yield span("krn", "int", ("9001011234567",), resident_number=9001011234567)
    yield span("my_number", "int", ("123456789018",), my_number=123456789018)
    yield span("bank_account", "int", ("11000098765432",), account_number=11000098765432)
    yield span("password", "int", ("98765432",), password=98765432)
    yield span("expiry", "int", ("2812",), card_expiry=2812)


def written_otherwise() -> Iterator[LeakSpan]:
    """Card numbers with separators, and headers as lists."""
    for name, separator in SEPARATORS:
        card = numbers.grouped("4111111111111111", separator)
        yield span("pan", f"grouped/{name}", (card,), app__note=f"paid with {card} today")
        amex = numbers.grouped("378282246310005", separator)
        yield replace(span("pan", f"grouped/{name}", (amex,)), status_message=f"refused {amex}")
    wide = numbers.full_width("4111111111111111")
    yield span("pan", "full-width", (wide,), app__note=f"カード {wide} で決済")
    for card in numbers.published_cards():
        path = f"/v1/cards/{card}/charges"
        yield replace(span("pan", "url/path", (card,), url__path=path), name=f"GET {path}")
    token, key = credentials.opaque_tokens()[0], credentials.api_keys()[0]
    header = "http.request.header."
    yield span("bearer", "header", (token,), **{f"{header}authorization": [f"Bearer {token}"]})
    yield span("bearer", "header/string", (token,), **{f"{header}authorization": f"Bearer {token}"})
    yield span("api_key", "header", (key,), **{f"{header}x-api-key": [key]})
    card, epoch = "5105105105105100", 1795400130000
    both = span("pan", "int/beside-epoch", (card,), app__ref=int(card), app__at=epoch)
    yield replace(both, stays=(*STAYS, str(epoch)))


SHAPES: tuple[Callable[[Secret], Iterator[LeakSpan]], ...] = (
    keyed_attributes,
    text_attributes,
    elsewhere,
)


def all_spans() -> Iterator[LeakSpan]:
    for secret in secrets():
        for shape in SHAPES:
            yield from shape(secret)
    yield from other_types()
    yield from written_otherwise()


def leak_spans() -> tuple[LeakSpan, ...]:
    number = count(1)
    return tuple(replace(span, id=f"{span.kind}-span-{next(number):04}") for span in all_spans())
