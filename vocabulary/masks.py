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
    MONTH = "month"
    """Month and year as a card says them: of names that are said of other dates too."""
    COOKIES = "cookies"
    """Names and values with semicolons between them."""


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
        ("카드 번호", "신용 카드", "カード番号", "ｶｰﾄﾞ番号", "カードNo", "卡号"),
    ),
    KeyMask(
        "CVC",
        Shape.CODE,
        ("cvc", "cvc code", "cvc number", "cvc no", "cvc value", "cvv", "cvv code", "cvv number",
         "cvv no", "cvv value", "cvn", "csc", "csc code", "security code", "security cd",
         "card code", "card verification", "verification value", "verification code"),
        ("보안 코드", "セキュリティコード", "セキュリティーコード", "ｾｷｭﾘﾃｨｺｰﾄﾞ", "ｾｷｭﾘﾃｨｰｺｰﾄﾞ"),
    ),
    KeyMask(
        "EXPIRY",
        Shape.DATE,
        ("expiry", "expiry date", "expiry month", "expiry year", "expiration",
         "expiration date", "expiration month", "expiration year", "exp date", "exp month",
         "exp year", "exp mm", "exp yy", "exp dt", "exp ym", "exp yymm", "exp mmyy", "expiry mmyy",
         "expiry yymm", "expiry dt", "expire date", "expire dt", "card exp", "card expire",
         "card expires", "valid thru", "card valid to"),
        ("유효 기간", "유효 년월", "만료일", "만료월", "만료 연도", "만료 년도", "有効期限"),
    ),
    KeyMask("EXPIRY", Shape.MONTH, ("exp", "expires", "expires on", "valid until", "valid to",
            "valid through", "good thru")),
    KeyMask(
        "PIN",
        Shape.CODE,
        ("pin", "pin code", "pin number", "pin no", "otp", "otp code", "otp number"),
        ("핀 번호", "카드 비밀번호", "인증 번호", "인증 코드", "暗証番号", "認証コード"),
    ),
    KeyMask("PIN", Shape.ANY, ("pin block",)),
    KeyMask(
        "KRN",
        Shape.NUMBER,
        ("rrn", "jumin", "jumin no", "jumin number", "resident number", "resident no",
         "resident registration number", "resident registration no", "resident id", "jumin bunho",
         "national id", "ssn"),
        ("주민 등록 번호", "주민 번호", "외국인 등록 번호"),
    ),
    KeyMask(
        "MY_NUMBER",
        Shape.NUMBER,
        ("my number", "individual number"),
        ("マイナンバー", "個人番号", "ﾏｲﾅﾝﾊﾞｰ", "마이넘버"),
    ),
    KeyMask(
        "ACCOUNT",
        Shape.NUMBER,
        ("account number", "account num", "account no", "acct number", "acct num", "acct no",
         "accnt no", "acnt no", "bank account", "bank acct", "virtual account", "vbank num",
         "refund account", "refund acct", "deposit account", "withdraw account"),
        ("계좌 번호", "계좌", "口座番号", "口座", "振込先", "普通預金"),
    ),
    KeyMask("ACCOUNT", Shape.ANY, ("iban",)),
    KeyMask(
        "PHONE",
        Shape.NUMBER,
        ("phone", "phone number", "phone no", "mobile", "mobile number", "mobile no", "tel",
         "tel no", "fax", "fax no", "msisdn"),
        ("전화 번호", "휴대폰", "휴대폰 번호", "휴대전화", "핸드폰", "연락처", "電話番号", "携帯電話", "携帯番号"),
    ),
    KeyMask(
        "PASSWORD",
        Shape.ANY,
        ("password", "passwd", "passphrase", "passcode", "pwd", "user pw", "login pw", "admin pw",
         "card pw", "user pass", "smtp pass", "mail pass"),
        ("비밀 번호", "비번", "패스워드", "암호", "パスワード", "ﾊﾟｽﾜｰﾄﾞ"),
    ),
    KeyMask(
        "SECRET",
        Shape.ANY,
        ("api key", "access key", "access key id", "private key", "signing key",
         "encryption key", "admin key", "merchant key", "sign key", "hash key", "enc key",
         "master key", "hmac key", "license key", "billing key", "account key", "imp key",
         "subscription key", "amz signature", "jsessionid", "phpsessid", "token"),
        ("인증 키", "비밀 키", "시크릿 키", "토큰", "秘密鍵", "トークン"),
    ),
    KeyMask("SECRET", Shape.COOKIES, ("cookie",)),
    # In an ARN, `:secret:` stands before the secret's name.
    KeyMask("SECRET", Shape.ANY, ("secret", "secret key"), not_after=":"),
    KeyMask("AUTHORIZATION", Shape.CREDENTIAL, ("authorization",)),
)  # fmt: skip
"""A name also finds what ends in it: `token` finds accessToken, `pin` card_pin."""

BY_VALUE = (
    ValueMask(
        "PRIVATE_KEY",
        ("PRIVATE KEY", "PRIVATE%20KEY", "PRIVATE+KEY"),
        r"-{4,5} ?BEGIN(?:[A-Z0-9 +]|%20)*PRIVATE(?: |%20|\+)KEY(?: BLOCK)? ?-{4,5}((?:[^-]|-[^-])*)",
    ),
    # The end of a key whose lines came one by one, and such a line.
    ValueMask(
        "PRIVATE_KEY", ("PRIVATE KEY",), r"([A-Za-z0-9+/=]+)\s*-----END [A-Z ]*PRIVATE KEY"
    ),
    ValueMask(
        "TRACK1",
        ("^", "%5E", "%5e", "u005E", "u005e"),
        r"[Bb]([0-9][0-9 ]{11,21}[0-9]?(?:\^|%5[Ee]|\\+u005[eE])[^^]{2,40}?(?:\^|%5[Ee]|\\+u005[eE])"
        r"[0-9]{0,60})",
    ),
    # A signed or an encrypted token; in base64, any JSON object begins so.
    ValueMask("JWT", ("eyJ",), r"(eyJ[A-Za-z0-9+/=_-]{14,}(?:\.[A-Za-z0-9_-]*){0,4})"),
    ValueMask(
        "TOKEN",
        ("earer ", "EARER ", "earer%20", "earer+"),
        r"(?i)earer(?: |%20|\+)+([A-Za-z0-9._~+/=-]{8,})",
    ),
    ValueMask("TOKEN", ("asic ",), r"asic ([A-Za-z0-9+/]{12,}={0,2})(?:$|[\s\"'\\,;<])"),
    ValueMask(
        "AWS_KEY",
        ("AKIA", "ASIA"),
        r"(A[KS]IA[0-9A-Z]{16})(?:[^A-Za-z0-9/+]{1,6}([A-Za-z0-9/+]{40}))?",
    ),
    ValueMask(
        "TOKEN",
        ("k_live_", "k_test_", "glc_", "glsa_", "glpat-", "ghp_", "gho_", "ghs_", "ghu_", "ghr_",
         "github_pat_", "xox", "xapp-", "AIza", "ya29.", "GOCSPX-", "_sk_", "_gsk_", "whsec_",
         "hvs.", "hooks.slack.com/", "api/webhooks/"),
        r"([srp]k_(?:live|test)_[0-9A-Za-z]{8,}|(?:live|test)_g?sk_[0-9A-Za-z]{8,}|gl(?:c|sa)_[0-9A-Za-z_=+/-]{8,}"
        r"|gh[oprsu]_[0-9A-Za-z]{20,}|github_pat_[0-9A-Za-z_]{20,}|x(?:ox[a-z]|app)[-.][0-9A-Za-z.-]{8,}"
        r"|AIza[0-9A-Za-z_-]{30,}|ya29\.[0-9A-Za-z_-]{16,}|GOCSPX-[0-9A-Za-z_-]{16,}|glpat-[0-9A-Za-z_-]{16,}"
        r"|whsec_[0-9A-Za-z+/=]{16,}|hvs\.[0-9A-Za-z_-]{16,}|hooks\.slack\.com/[a-z]+/[0-9A-Za-z/]{10,}"
        r"|api/webhooks/[0-9]+/[0-9A-Za-z_-]{16,})",
    ),
    ValueMask("SECRET", ("sig=",), r"(?:[?&;]|u0026)sig=([^\s&\"'\\]{12,})"),
    ValueMask(
        "SECRET",
        ("--",),
        r"(?i)--[a-z-]{0,20}(?:password|passwd|secret|token|api-?key|access-?key)(?: +|=)"
        r"""["']?([^\s"']+)""",
    ),
    # In a URL, and in the drivers' own: redis://:secret@host, jdbc:oracle:thin:user/secret@host.
    ValueMask(
        "PASSWORD",
        ("@",),
        r"(?::\\*/\\*/(?:[^\s/:@\"'<>]*:([^\s\"'<>/]+)|([0-9A-Za-z_-]{16,}))|:thin:[^\s/@]+/([^\s@]+))@",
    ),
    ValueMask(
        "PASSWORD", ("%40",), r"%3[Aa]%2[Ff]%2[Ff][^\s%&]*%3[Aa]((?:[^\s&\"'%]|%[0-35-9][0-9A-Fa-f])+)%40"
    ),
    ValueMask(
        "PASSWORD",
        ("DENTIFIED BY", "dentified by", "ASSWORD", "assword "),
        r"(?i)(?:identified by|\bpassword)(?: values)?[ (]{1,3}(?:'((?:[^']|'')+)'|\"([^\"]+)\")",
    ),
    ValueMask(
        "PASSWORD", ("pw=", "pass="), r"\bp(?:ass|w)=([^\s&;,\"'<>=]*[^\s&;,\"'<>=0-9][^\s&;,\"'<>]*)"
    ),
    # Told in a sentence, without a sign: only what is no word of the sentence.
    ValueMask(
        "PASSWORD",
        ("비밀번호", "비밀 번호", "패스워드", "암호", "パスワード"),
        r"(?:비밀 ?번호|패스워드|암호|パスワード)[는은가이をはが]?[ 「『]{0,2}([0-9A-Za-z!#$%&*+@^_][!-~]{5,})",
    ),
    ValueMask(
        "PHONE",
        ("０",),
        r"(０[０-９][０-９0-9\s．・－ー\x{2010}-\x{2015}\x{3000}-]{7,14}[０-９0-9])",
    ),
    ValueMask(
        "EMAIL",
        ("@", "%40", "%2540", "＠", "&#64;", "&#x40;", "u0040"),
        r"([0-9A-Za-z\x{00c0}-\x{024f}가-힣ぁ-んァ-ヶａ-ｚＡ-Ｚ０-９._+-][0-9A-Za-z\x{00c0}-\x{024f}가-힣ぁ-んァ-ヶａ-ｚＡ-Ｚ０-９．._%+-]*"
        r"[\x{200b}\x{2060}]?(?:@|%(?:25)*40|＠|&#64;|&#x40;|\\+u0040)"
        r"(?:[0-9A-Za-zａ-ｚＡ-Ｚ０-９-]+|[가-힣ぁ-んァ-ヶー一-龥]+)(?:(?:\.|．|%2[Ee])[0-9A-Za-zａ-ｚＡ-Ｚ０-９-]+)*"
        r"(?:\.|．|%2[Ee])(?:[A-Za-zａ-ｚＡ-Ｚ]{2,}|한국|みんな|コム))",
    ),
    ValueMask(
        "PHONE",
        ("+8", "%2B8", "%2b8", "u002B8", "u002b8", "&#43;8"),
        r"((?:\+|%2[Bb]|u002[Bb]|&#43;)8[12](?:[ ().+-]|%20){0,3}[0-9](?:(?:[ ().+-]|%20){0,2}[0-9]){7,10})",
    ),
)  # fmt: skip
"""Masks whose form has a literal in it, and may therefore wait behind the literals' gate."""

RESIDENT_NUMBER = (
    r"[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])"
    r"(?: ?[-\x{2010}-\x{2015}\x{2212}\x{ff0d}] ?|%2[Dd])[1-8][0-9]{6}"
)
"""A Korean resident registration number with its hyphen: date of birth, then a digit that tells
century and sex (5 to 8 for foreigners), then six more."""

DOMESTIC_PHONE = (
    r"0[1-9][0-9]{0,2}(?:[ .)+-]{1,2}|[\x{00a0}\x{2010}-\x{2015}]|%20|%2[Dd])[0-9]{3,4}"
    r"(?:[ .+-]|[\x{00a0}\x{2010}-\x{2015}]|%20|%2[Dd])[0-9]{4}"
    r"|0[1-9][0-9]{0,2}\([0-9]{3,4}\)[0-9]{4}|05[0-9]{2}-[0-9]{3,4}-[0-9]{4}"
    r"|01[016789](?:[ ._/-]{1,3}[0-9]{3,4}[ ._/-]{0,3}[0-9]{4}|[0-9]{7,8})|0[789]0[0-9]{8}"
    r"|(?:00)?8[12]-?(?:10|[789]0)(?:-[0-9]{4}-[0-9]{4}|[0-9]{8})|(?:00)?8[12] [1789]0 [0-9]{4} [0-9]{4}"
)
"""Korean and Japanese numbers: any with their hyphens, mobile ones without, and with their
country's number."""

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
