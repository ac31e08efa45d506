"""Leak lines with credentials: headers, connection strings, commands, and keys by their shape."""

from collections.abc import Iterator
from itertools import cycle

from tests.leaks.credentials import (
    PASSWORDS,
    api_keys,
    aws_access_keys,
    aws_secret_keys,
    basic_credentials,
    jwts,
    opaque_tokens,
    shaped_api_keys,
)
from tests.leaks.records import LeakLine, markers_in

BEARER = (
    ("header", "> Authorization: Bearer {}\n> X-Order: ORD-20418"),
    ("header/lower-case", "authorization: bearer {}\nx-order: ORD-20418"),
    ("header/curl", "curl -H 'Authorization: Bearer {}' https://api.example.com/ORD-20418"),
    ("header/java", "headers={{Authorization=[Bearer {}], X-Order=[ORD-20418]}}"),
    ("header/dotnet", "Headers: {{ Authorization: Bearer {}\n  X-Order: ORD-20418 }}"),
    ("json", '{{"order":"ORD-20418","headers":{{"Authorization":"Bearer {}"}}}}'),
    ("json/array", '{{"order":"ORD-20418","headers":{{"authorization":["Bearer {}"]}}}}'),
    ("json/escaped", '{{"order":"ORD-20418","req":"{{\\"Authorization\\":\\"Bearer {}\\"}}"}}'),
    (
        "json/escaped-dotnet",
        '{{"Order":"ORD-20418","R":"{{\\u0022A\\u0022:\\u0022Bearer {}\\u0022}}"}}',
    ),
    ("plain", "calling the issuer for ORD-20418 with Bearer {}"),
    ("key-value", 'level=info order=ORD-20418 authorization="Bearer {}"'),
    ("url", "GET /v1/charges?order=ORD-20418&authorization=Bearer%20{} HTTP/1.1"),
    ("url/fragment", "redirect to /done?order=ORD-20418#access_token={}&token_type=bearer"),
    ("xml", "<Request order='ORD-20418'><Authorization>Bearer {}</Authorization></Request>"),
    ("stack/java", "java.io.IOException: ORD-20418 401 for Bearer {}\n\tat A.b(A.java:7)"),
)
BASIC = (
    ("header", "> Authorization: Basic {}\n> X-Order: ORD-20418"),
    ("header/proxy", "Proxy-Authorization: Basic {}\nX-Order: ORD-20418"),
    ("header/curl", "curl -H 'Authorization: Basic {}' https://api.example.com/ORD-20418"),
    ("json", '{{"order":"ORD-20418","headers":{{"Authorization":"Basic {}"}}}}'),
    ("json/escaped", '{{"order":"ORD-20418","req":"{{\\"authorization\\":\\"Basic {}\\"}}"}}'),
)
PASSWORD = (
    ("url/user-info", "connecting ORD-20418 to postgres://app:{}@db.example.com:5432/pay"),
    ("url/user-info", "ORD-20418 amqp://worker:{}@mq.example.com/"),
    ("url/jdbc", "ORD-20418 jdbc:mysql://db.example.com/pay?user=app&password={}&useSSL=true"),
    ("key-value/connection-string", "ORD-20418 Server=db.example.com;User Id=app;Password={};"),
    ("key-value/connection-string", "ORD-20418 Host=db.example.com;Username=app;Pwd={}"),
    ("plain/command", "ORD-20418 run: migrate --user app --password {} --dry-run"),
    ("plain/command", "ORD-20418 run: migrate --user=app --password={} --dry-run"),
    ("plain/environment", "ORD-20418\nDB_USER=app\nDB_PASSWORD={}\nDB_NAME=pay"),
    ("plain/yaml", "order: ORD-20418\nspring:\n  datasource:\n    password: {}\n    pool: 5"),
    ("json/with-quote", '{{"order":"ORD-20418","password":"a\\"{}"}}'),
    ("json/ldap", '{{"order":"ORD-20418","userPassword":["{}"]}}'),
    ("plain/korean", "ORD-20418 비밀번호: {} 불일치"),
    ("plain/japanese", "ORD-20418 パスワード：{} が違います"),
)
PASSPHRASE = ("correct horse staple", "correct", "horse", "staple")
WITH_BLANKS = (
    ("json/with-blanks", '{{"order":"ORD-20418","password":"{}","user":"app"}}'),
    ("json/with-blanks", '{{"order":"ORD-20418","body":"{{\\"passwd\\":\\"{}\\"}}","user":"app"}}'),
    ("key-value/with-blanks", 'order=ORD-20418 password="{}" user=app'),
    ("xml/with-blanks", "<Login order='ORD-20418'><Password>{}</Password></Login>"),
    ("url/with-blanks", "POST /login?order=ORD-20418&password={}&lang=ko HTTP/1.1"),
    ("sql/with-blanks", "UPDATE member SET pwd = '{}' WHERE order_no = 'ORD-20418'"),
)
API_KEY = (
    ("header", "> X-Api-Key: {}\n> X-Order: ORD-20418"),
    ("header/lower-case", "x-api-key: {}\nx-order: ORD-20418"),
    ("header/java", "headers={{X-API-KEY=[{}], X-Order=[ORD-20418]}}"),
    ("header/curl", "curl -H 'X-Api-Key: {}' https://psp.example.com/ORD-20418"),
    ("header/apikey", "Authorization: ApiKey {}\nX-Order: ORD-20418"),
    ("plain/environment", "ORD-20418\nPSP_API_KEY={}\nPSP_URL=https://psp.example.com"),
    ("plain/command", "ORD-20418 run: sync --api-key {} --dry-run"),
    ("url", "GET https://psp.example.com/ORD-20418?api_key={}&lang=ko 200"),
)
BY_SHAPE = (
    ("plain", "ORD-20418 was signed with {} by the gateway"),
    ("json", '{{"orderId":"ORD-20418","memo":"{}"}}'),
    ("json/escaped", '{{"orderId":"ORD-20418","body":"{{\\"memo\\":\\"{}\\"}}"}}'),
    (
        "json/escaped-dotnet",
        '{{"OrderId":"ORD-20418","Body":"{{\\u0022m\\u0022:\\u0022{}\\u0022}}"}}',
    ),
    ("key-value", "level=info order=ORD-20418 memo={} amount=15000"),
    ("url", "GET /v1/search?order=ORD-20418&q={} HTTP/1.1"),
    ("url/path", "GET /v1/keys/{}/usage HTTP/1.1 order=ORD-20418"),
    ("xml", "<Notice><Order>ORD-20418</Order><Memo>{}</Memo></Notice>"),
    ("sql", "SELECT 1 FROM client WHERE memo = '{}' AND order_no = 'ORD-20418'"),
    ("stack/java", "java.io.IOException: ORD-20418 refused {}\n\tat A.b(A.java:7)"),
    ("stack/dotnet", "System.Exception: ORD-20418 refused '{}'\n   at A.B() in A.cs:line 7"),
    ("multi-line", "order ORD-20418\n{}\nrefused"),
    ("plain/brackets", "order ORD-20418 [{}] refused"),
)
AWS = (
    "ORD-20418\nexport AWS_ACCESS_KEY_ID={}\nexport AWS_SECRET_ACCESS_KEY={}",
    '{{"order":"ORD-20418","Credentials":{{"AccessKeyId":"{}","SecretAccessKey":"{}"}}}}',
    "[default]\naws_access_key_id = {}\naws_secret_access_key = {}\n# ORD-20418",
    "ORD-20418 Credentials(accessKeyId={}, secretAccessKey={})",
)


def secret(kind: str, form: str, template: str, *gone: str) -> LeakLine:
    return LeakLine("", kind, form, template.format(*gone), gone, markers_in(template))


def jwt(form: str, template: str, token: str) -> LeakLine:
    _, claims, signature = token.split(".")
    gone = (token, claims, signature)
    return LeakLine("", "jwt", form, template.format(token), gone, markers_in(template))


def secret_lines() -> Iterator[LeakLine]:
    for (form, template), token in zip(BEARER, cycle(opaque_tokens())):
        yield secret("bearer", form, template, token)
    for (form, template), token in zip(BEARER + BY_SHAPE, cycle(jwts())):
        yield jwt(form, template, token)
    for (form, template), password in zip(BASIC, cycle(PASSWORDS)):
        yield secret("password", form, template, basic_credentials("app", password))
    for (form, template), password in zip(PASSWORD, cycle(PASSWORDS)):
        yield secret("password", form, template, password)
    for form, template in WITH_BLANKS:
        blank = "%20" if form.startswith("url") else " "
        phrase = (PASSPHRASE[0].replace(" ", blank), *PASSPHRASE[1:])
        yield secret("password", form, template, *phrase)
    for (form, template), key in zip(API_KEY, cycle(api_keys())):
        yield secret("api_key", form, template, key)
    for (form, template), key in zip(BY_SHAPE * 2, cycle(shaped_api_keys())):
        yield secret("api_key", form, template, key)
    for (form, template), key in zip(BY_SHAPE, cycle(aws_access_keys())):
        yield secret("aws_access_key", form, template, key)
    for template, key, key_id in zip(AWS, cycle(aws_secret_keys()), cycle(aws_access_keys())):
        yield secret("aws_secret_key", "plain/profile", template, key_id, key)
