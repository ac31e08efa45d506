"""Leak lines that an attack on the masks got out: odd groups, escapes, dumps, other spellings."""

from collections.abc import Iterator
from itertools import cycle, pairwise, product

from tests.leaks.credentials import (
    LETTERS_AND_DIGITS,
    PASSWORDS,
    aws_access_keys,
    aws_secret_keys,
    basic_credentials,
    characters,
    opaque_tokens,
)
from tests.leaks.numbers import full_width, grouped
from tests.leaks.records import LeakLine, markers_in

CARD = "4111111111111111"
CARDS = (CARD, "5555555555554444", "378282246310005", "30569309025904", "6205500000000000004")
SIZES = (
    (2,) * 10, (1,) * 19, (6, 13), (8, 8, 3), (4, 15), (6, 6, 7), (5, 5, 5, 5), (3,) * 7,
    (4, 4, 11), (12, 7), (6, 2, 4, 7), (6, 4, 9), (4, 3, 4, 8), (7, 12),
)  # fmt: skip
"""Groups in which nobody prints a card number, but programs cut one."""
HIDDEN = (
    "\u200b", "\ufeff", "\u2060", "\u00ad", "\u200d", "\u200e", "\u2009", "\u2003", "\u00b7",
    "\u2022", "\u2212", "\u2012", "\u2014", "\uff0d", "/", "|", "~", "    ", "\u0085",
)  # fmt: skip
ESCAPED = (
    "\\u200b", "\\u2060", "\\u00ad", "\\ufeff", "\\u002d", "\\u0020", "\\\\u00a0", "\\xa0", "\\x20",
    "\\n", "\\r", "\\302\\240", "&nbsp;", "&#xA0;", "&#8203;", "&shy;", "&thinsp;", "&#45;",
    "%2520", "%252D", "%c2%a0", "%E2%80%8B", "%2F", "%09", "%5F", "%0A",
)  # fmt: skip
AROUND = (
    "queue ORD-20418 %2522{}%2522", "field 2: 00{} of ORD-20418", "zeros 00000000{} ORD-20418",
    "field 2: 016{} of ORD-20418", "record 20261123101530{} ORD-20418", "tag 5A08{} ORD-20418",
    "key 1795400130000{} of ORD-20418", "emv 5A08{}5F2403281231 ORD-20418",
    "bytes \\x22{}\\x22 of ORD-20418",
)  # fmt: skip
"""With something glued to it."""
FORMATTED = (
    "4,111,111,111,111,111", "4'111'111'111'111'111", "4_111_111_111_111_111",
    "4.111111111111111E15", "34 31 31 31 31 31 31 31 31 31 31 31 31 31 31 31",
    "34313131313131313131313131313131", "41 11 11 11 11 11 11 11", '4111","1111","1111","1111',
    "\\uff14" + "\\uff11" * 15, "%EF%BC%94" + "%EF%BC%91" * 15,
)  # fmt: skip
"""As number formats (`MessageFormat`), floats and dumps write it."""
CODES = (
    "cvvCode={}", "CVV_CODE={}", "cvcNumber: {}", "cvv was {}", "cvv->{}", "cvv|{}", "cvv (3): {}",
    "CVC번호: {}", "CVC코드 {}", "セキュリティコードは「{}」です", "cvv[0]={}", "card%5Bcvc%5D={}",
    "cvv%253D{}", "%2522cvv%2522%253A%2522{}%2522", '<cvv xmlns="urn:a:b" xsi:type="s">{}</cvv>',
    '<param name="cvv" value="{}"/>', "<name>cvv</name><value>{}</value>", "cvv=“{}”",
    '{{"name":"cvv","value":"{}"}}', '{{"cvc":{{"value":"{}"}}}}', "securityCd={}", "cvcs: {}",
)  # fmt: skip
DATES = (
    "expires {}", "exp={}", "exp: {}", "EXP: {}", "card expires {}", "valid until {}",
    "good thru {}", "expDt={}", "exp_dt: {}", "expYm={}", "expireDate={}", "cardExpire={}",
    "유효기간(월/년): {}", "만료월: {}", "expiry[month]={}", '"expiry":{{"month":{}}}', "exp {}",
)  # fmt: skip
TEXTS = (
    "password%253D{}", "password[]={}", "user%5Bpassword%5D={}", '"password":{{"value":"{}"}}',
    '<add key="Password" value="{}"/>', '{{"name":"password","value":"{}"}}', "login pw={} l=ko",
    "비밀번호는 {} 입니다", "비번: {}", "パスワードは{}です", "IDENTIFIED BY '{}'", "userPw: {}",
    "ALTER USER app WITH PASSWORD '{}'", "redis://:{}@redis:6379/0", "redis://u:{}@10.0.0.5:6379",
    "postgres://app:{}@db:5432/pay", "amqps://u:{}@mq/v", "jdbc:oracle:thin:u/{}@//db:1521/x",
    "jdbc:mysql:\\/\\/u:{}@db\\/pay", "redirect=ftp%3A%2F%2Fu%3A{}%40host", "smtp_pass={}",
    '<a><Password Type="http://example.com/a-long-name-of-one#PasswordText">{}</Password></a>',
)  # fmt: skip
TOKENS = (
    "Cookie: SESSION={}; l=ko", 'set-cookie: ["sid={}; Path=/"]', "/a;jsessionid={}?x=1",
    "Authorization: SECRET_KEY {}", 'Authorization: Digest username="u", response="{}"',
    "Authorization: AWS4-HMAC-SHA256 Credential=c, Signature={}", "adminKey: {}",
    "AccountKey={}==;",
    "X-Amz-Signature={}", "https://x.example.com/c?sv=1&sig={}&se=2", "토큰: {}", "トークン：{}",
    "wh" + "sec_{}", "https://hooks.sl" + "ack.com/services/T0/B0/{}", "gh" + "u_{}",
    "ya" + "29.{}",
    "https://{}@git.example.com/x.git", "merchantKey={}", "billing_key: {}", "시크릿키: {}",
)  # fmt: skip
PHONES = (
    "010-12345678", "010_1234_5678", "010 - 1234 - 5678", "010–1234–5678",
    "010\u00a01234\u00a05678",
    "(02) 1234-5678", "02)1234-5678", "82-10-1234-5678", "821012345678", "0082-10-1234-5678",
    "&#43;821012345678", "0505-123-4567",
)  # fmt: skip
KEYED_PHONES = ("phone=", "TEL ", "연락처: ", "電話番号：")
MORE_PHONES = ("+82 (0)10-1234-5678", "+82(10)1234-5678", "(02)1234-5678", "03(1234)5678")
RESIDENTS = ("900101 - 1234567", "900101–1234567", "900101%2D1234567", "900101\u20111234567")
EMAILS = (
    "hong%2540example.com", "hong&#64;example.com", "hong\\u0040example.com", "hong@예시.kr",
    "ｈｏｎｇ＠ｅｘａｍｐｌｅ．ｃｏｍ", "jos\u00e9@example.com", "hong@example%2Ecom",
)  # fmt: skip
ACCOUNTS = (
    "accountNo[0]={}", "acctNum: {}", "refundAccount={}", "Account No.: {}", "계좌: 신한은행 {}",
    "振込先：三井住友銀行 普通 {}", "口座番号（普通）{}", "普通預金 {}", "<AcctNo>{}</AcctNo>",
)  # fmt: skip


def line(kind: str, form: str, template: str, *values: str) -> LeakLine:
    template = template if "ORD-20418" in template else f"ORD-20418 {template}"
    text = template.format(*values)
    return LeakLine("", kind, form, text, values, markers_in(template))


def cut(card: str, sizes: tuple[int, ...], separator: str) -> str:
    """A card number in groups of these sizes."""
    starts = [sum(sizes[:at]) for at in range(len(sizes) + 1)]
    groups = (card[a:b] for a, b in pairwise(starts))
    return separator.join(group for group in groups if group)


def odd_groups() -> Iterator[LeakLine]:
    for card, sizes, separator in product(CARDS, SIZES, (" ", "-")):
        yield line("pan", "grouped/odd", "paid {} today", cut(card, sizes, separator))
    for (card, separator), around in zip(
        product(CARDS[::2], HIDDEN), cycle(("paid {}", "'{}' ok"))
    ):
        yield line("pan", "grouped/hidden", around, grouped(card, separator))
    for card, separator in product(CARDS[::2], ESCAPED):
        yield line("pan", "grouped/escaped", "paid {} today", grouped(card, separator))


def otherwise() -> Iterator[LeakLine]:
    for around, card in product(AROUND, (CARD, "5555555555554444")):
        yield line("pan", "glued", around, card)
    for written in FORMATTED:
        yield line("pan", "escaped/format", 'sum ["{}"] end', written)
    for separator in ("\u200b", "＿", "／"):
        wide = grouped(full_width(CARD), separator)
        yield line("pan", "full-width/hidden", "カード {} で決済", wide)


def keyed() -> Iterator[LeakLine]:
    for template in CODES:
        yield line("cvc", "plain/attack", template, "739")
    for template in DATES:
        month_only = "월:" in template or "month" in template
        yield line("expiry", "plain/attack", template, "12" if month_only else "12/28")
    for template, password in zip(TEXTS, cycle(PASSWORDS)):
        yield line("password", "plain/attack", template, password.replace("!", "-"))
    for number, template in enumerate(TOKENS):
        token = characters(26, LETTERS_AND_DIGITS, f"attack {number}")
        yield line("bearer", "plain/attack", template, token)
    yield line("bearer", "plain/jwe", "sent eyJhbGciOiJkaXIifQ..{}.{}", *opaque_tokens()[:2])
    yield line(
        "password", "header/lines", "Proxy-Authorization: Basic {}", basic_credentials("a", "b")
    )
    pair = (aws_access_keys()[0], aws_secret_keys()[2])
    for between in (":", ",", " ", '", "'):
        yield line("aws_secret_key", "plain/beside", f"keys {{}}{between}{{}}", *pair)


def private_keys() -> Iterator[LeakLine]:
    """The lines of a key, each a line of the log."""
    body = [characters(n, LETTERS_AND_DIGITS, f"pem {n}") for n in (64, 63, 62, 24)]
    for kind in ("PRIVATE KEY", "RSA PRIVATE KEY"):
        text = "\n".join([f"ORD-20418\n-----BEGIN {kind}-----", *body, f"-----END {kind}-----"])
        yield LeakLine("", "api_key", "multi-line/pem", text, tuple(body), ("ORD-20418",))
    for feed in ("\\n", "\\r\\n", "%0A"):
        text = (
            f"ORD-20418 -----BEGIN PRIVATE KEY-----{feed}{body[0]}{feed}-----END PRIVATE KEY-----"
        )
        yield LeakLine("", "api_key", "plain/pem", text, (body[0],), ("ORD-20418",))


def personal() -> Iterator[LeakLine]:
    for phone in PHONES:
        yield line("phone_kr", "plain/attack", "call {} now", phone)
    for key, phone in product(KEYED_PHONES, (*PHONES, *MORE_PHONES)):
        yield line("phone_kr", "plain/attack", f"{key}{{}}", phone)
    for number, template in product(RESIDENTS, ("person {} ok", '{{"a":"{}"}}')):
        yield line("krn", "plain/attack", template, number)
    for address, template in product(EMAILS, ("mail {} sent", '{{"to":"{}"}}')):
        yield line("email", "plain/attack", template, address)
    for template, number in product(ACCOUNTS, ("110-123-456789", "1234567")):
        yield line("bank_account", "plain/attack", template, number)
    for block in ("0412AC89CF123456", "A1B2C3D4E5F60718"):
        yield line("pin", "plain/attack", "pinBlock={}", block)
    for template in ("otp={}", "PIN번호: {}", "인증번호 [{}]", "pin[0]={}", "暗証番号「{}」"):
        yield line("pin", "plain/attack", template, "864213")


def form_lines() -> Iterator[LeakLine]:
    yield from odd_groups()
    yield from otherwise()
    yield from keyed()
    yield from private_keys()
    yield from personal()
