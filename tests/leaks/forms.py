"""The forms in which a service writes a key and its value into a log line.

A form is a template with `$key` and `$value`. The part of its name before the slash is its family.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from string import Template
from urllib.parse import quote, quote_plus


def as_it_is(text: str) -> str:
    return text


def in_json(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)[1:-1]


def in_ascii_json(text: str) -> str:
    """As .NET's System.Text.Json writes it by default: ASCII only, and no sign of HTML's."""
    plain = set(map(chr, range(128))) - set("\"&'+<>`")
    return "".join(c if c in plain else f"\\u{ord(c):04X}" for c in text)


def strict_percent(text: str) -> str:
    """Percent-encoded as strict clients do it, underscores too."""
    return percent(text).replace("_", "%5F")


def percent(text: str) -> str:
    return quote(text, safe="")


@dataclass(frozen=True)
class Form:
    name: str
    template: str
    stays: tuple[str, ...] = ("ORD-20418",)
    encode: Callable[[str], str] = as_it_is
    identifier: bool = False
    """Whether a key has to be a name: no blanks."""
    ascii_only: bool = False
    no_blank_in_value: bool = False

    def fits(self, key: str, value: str) -> bool:
        return not (
            (self.identifier and (" " in key or "　" in key))
            or (self.ascii_only and not key.isascii())
            or (self.no_blank_in_value and " " in value)
        )

    def text(self, key: str, value: str) -> str:
        encoded_key = self.encode(key)
        return Template(self.template).substitute(key=encoded_key, value=self.encode(value))


SOAP = (
    '<soapenv:Envelope xmlns:soapenv="http://schemas.example.com/soap/" xmlns:ns2="urn:psp">'
    "<soapenv:Body><ns2:Charge><ns2:OrderId>ORD-20418</ns2:OrderId>"
    "<ns2:$key>$value</ns2:$key></ns2:Charge></soapenv:Body></soapenv:Envelope>"
)
JAVA_STACK = (
    "ERROR c.l.payment.ChargeService - charge failed\n"
    "java.lang.IllegalArgumentException: unexpected $key: $value\n"
    "\tat com.lionpay.payment.ChargeService.authorize(ChargeService.java:42)\n"
    "\tat java.base/java.lang.Thread.run(Thread.java:1583)\n"
    "Caused by: com.lionpay.psp.PspException: ORD-20418 refused"
)
DOTNET_STACK = (
    "fail: Lionpay.Payments.ChargeHandler[0]\n"
    "      System.ArgumentException: $key=$value was refused for ORD-20418\n"
    "         at Lionpay.Payments.ChargeHandler.Authorize() in /src/ChargeHandler.cs:line 42\n"
    "         at Program.<Main>$$(String[] args)"
)
JAVA_FRAME = "ChargeService.authorize(ChargeService.java:42)"

JSON_FORMS = (
    Form(
        "json",
        '{"level":"info","msg":"charge","$key":"$value","orderId":"ORD-20418","amount":15000}',
        ("ORD-20418", '"amount":15000'),
        in_json,
    ),
    Form(
        "json/spaced",
        '{ "orderId" : "ORD-20418", "$key" : "$value", "currency" : "KRW" }',
        ("ORD-20418", '"currency" : "KRW"'),
        in_json,
    ),
    Form(
        "json/pretty",
        '{\n  "orderId": "ORD-20418",\n  "card": {\n    "$key": "$value"\n  },\n'
        '  "currency": "KRW"\n}',
        ("ORD-20418", '"currency": "KRW"'),
        in_json,
    ),
    Form(
        "json/nested",
        '{"payment":{"method":{"$key":"$value"},"orderId":"ORD-20418"}}',
        encode=in_json,
    ),
    Form(
        "json/escaped",
        '{"level":"info","body":"{\\"$key\\":\\"$value\\",\\"currency\\":\\"KRW\\"}",'
        '"orderId":"ORD-20418"}',
        ("ORD-20418", "KRW"),
    ),
    Form(
        "json/escaped-spaced",
        '{"body":"{\\n  \\"$key\\": \\"$value\\",\\n  \\"currency\\": \\"KRW\\"\\n}",'
        '"orderId":"ORD-20418"}',
        ("ORD-20418", "KRW"),
    ),
    Form(
        "json/escaped-twice",
        '{"log":"{\\"body\\":\\"{\\\\\\"$key\\\\\\":\\\\\\"$value\\\\\\"}\\"}",'
        '"orderId":"ORD-20418"}',
    ),
    Form(
        "json/escaped-dotnet",
        '{"Body":"{\\u0022$key\\u0022:\\u0022$value\\u0022,\\u0022currency\\u0022:'
        '\\u0022KRW\\u0022}","OrderId":"ORD-20418"}',
        ("ORD-20418", "KRW"),
        in_ascii_json,
        ascii_only=True,
    ),
)
NUMBER_FORMS = (
    Form(
        "json/number",
        '{"orderId":"ORD-20418","$key":$value,"currency":"KRW"}',
        ("ORD-20418", '"currency":"KRW"'),
    ),
    Form("json/number-last", '{"orderId":"ORD-20418", "$key": $value}'),
    Form("json/number-escaped", '{"body":"{\\"$key\\":$value}","orderId":"ORD-20418"}'),
)
TEXT_FORMS = (
    Form("plain", "Charging order ORD-20418 with $key: $value"),
    Form("plain/equals", "charge of ORD-20418 refused, $key = $value"),
    Form("plain/quoted", "ORD-20418: $key: '$value' was refused by the issuer"),
    Form(
        "key-value",
        "level=info order=ORD-20418 $key=$value amount=15000",
        ("order=ORD-20418", "amount=15000"),
        identifier=True,
        no_blank_in_value=True,
    ),
    Form(
        "key-value/quoted",
        'level=info order=ORD-20418 $key="$value" amount=15000',
        ("order=ORD-20418", "amount=15000"),
        identifier=True,
    ),
    Form("key-value/semicolons", "order=ORD-20418;$key=$value;currency=KRW", identifier=True),
    Form("key-value/toString", "Charge(order=ORD-20418, $key=$value, brand=VISA)", identifier=True),
    Form(
        "key-value/record",
        "Charge{order='ORD-20418', $key='$value', brand='VISA'}",
        identifier=True,
    ),
    Form(
        "key-value/csharp",
        "Charge { Order = ORD-20418, $key = $value, Brand = VISA }",
        identifier=True,
    ),
    Form("stack/java", JAVA_STACK, (JAVA_FRAME, "ORD-20418")),
    Form("stack/dotnet", DOTNET_STACK, ("ChargeHandler.cs:line 42",), identifier=True),
    Form("multi-line", "request refused\n  order: ORD-20418\n  $key: $value\n  currency: KRW"),
)
URL_FORMS = (
    Form(
        "url",
        "GET /v1/charges?order=ORD-20418&$key=$value&currency=KRW HTTP/1.1",
        ("order=ORD-20418", "currency=KRW"),
        percent,
        ascii_only=True,
    ),
    Form(
        "url/strict",
        "POST https://pay.example.com/return?order=ORD-20418&$key=$value 302",
        ("order=ORD-20418",),
        strict_percent,
        ascii_only=True,
    ),
    Form(
        "url/form",
        "body: order=ORD-20418&$key=$value&amount=15000",
        ("order=ORD-20418", "amount=15000"),
        quote_plus,
        ascii_only=True,
    ),
    Form(
        "url/within",
        "order=ORD-20418 redirect=https%3A%2F%2Fpay.example.com%2Freturn%3F$key%3D$value%26l%3Dko",
        ("order=ORD-20418",),
        strict_percent,
        ascii_only=True,
    ),
    Form(
        "url/json",
        "GET /callback?order=ORD-20418&data=%7B%22$key%22%3A%22$value%22%7D HTTP/1.1",
        ("order=ORD-20418",),
        percent,
        ascii_only=True,
    ),
)
XML_FORMS = (
    Form(
        "xml",
        "<Charge><OrderId>ORD-20418</OrderId><$key>$value</$key><Currency>KRW</Currency></Charge>",
        ("ORD-20418", "KRW"),
        escape,
        identifier=True,
    ),
    Form(
        "xml/attribute",
        '<Card order="ORD-20418" $key="$value" brand="VISA"/>',
        encode=escape,
        identifier=True,
    ),
    Form("xml/soap", SOAP, encode=escape, identifier=True),
    Form(
        "xml/cdata",
        "<Charge order='ORD-20418'><$key><![CDATA[$value]]></$key></Charge>",
        identifier=True,
    ),
    Form(
        "xml/escaped",
        "response of ORD-20418: &lt;Card&gt;&lt;$key&gt;$value&lt;/$key&gt;&lt;/Card&gt;",
        identifier=True,
    ),
    Form(
        "xml/in-json",
        '{"response":"<Card type=\\"credit\\">\\n  <$key>$value</$key>\\n</Card>",'
        '"orderId":"ORD-20418"}',
        identifier=True,
    ),
)
SQL_FORMS = (
    Form(
        "sql",
        "SELECT id FROM payment WHERE $key = '$value' AND order_no = 'ORD-20418'",
        identifier=True,
    ),
    Form(
        "sql/update",
        "UPDATE payment SET $key='$value' WHERE order_no='ORD-20418'",
        identifier=True,
    ),
)
FORMS = JSON_FORMS + TEXT_FORMS + URL_FORMS + XML_FORMS + SQL_FORMS
