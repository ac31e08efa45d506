"""Harmless lines as programs write them: servers, Kubernetes, Argo CD, stack traces, text."""

import json
from datetime import datetime
from ipaddress import IPv4Address

from tests.leaks.harmless_ids import Chance, Writer, hexadecimal, moment

JAVA_FRAMES = (
    "com.lionpay.payment.ChargeService.authorize(ChargeService.java:{})",
    "com.lionpay.card.CardNumberValidator.validate(CardNumberValidator.java:{})",
    "org.springframework.web.servlet.DispatcherServlet.doDispatch(DispatcherServlet.java:{})",
    "java.base/java.util.concurrent.ThreadPoolExecutor.runWorker(ThreadPoolExecutor.java:{})",
    "io.netty.channel.nio.NioEventLoop.processSelectedKey(NioEventLoop.java:{})",
    "com.zaxxer.hikari.pool.HikariPool.getConnection(HikariPool.java:{})",
)
DOTNET_FRAMES = (
    "Lionpay.Payments.ChargeHandler.Authorize(Charge charge) in /src/ChargeHandler.cs:line {}",
    "Lionpay.Payments.PasswordResetJob.Run() in /src/PasswordResetJob.cs:line {}",
    "Microsoft.AspNetCore.Routing.EndpointMiddleware.Invoke(HttpContext context):line {}",
    "Npgsql.NpgsqlConnector.Open(NpgsqlTimeout timeout, Boolean async) in /src/N.cs:line {}",
    "System.Threading.Tasks.Task.Execute():line {}",
)
SERVICES = ("payment-api", "settlement", "card-vault", "web-front", "alloy", "notification")
NAMESPACES = ("payments", "kube-system", "argocd", "monitoring", "default")


def pod(chance: Chance) -> str:
    return f"{chance.choice(SERVICES)}-{hexadecimal(9, chance)}-{hexadecimal(5, chance)}"


def clock(at: datetime) -> str:
    return f"{at:%m%d %H:%M:%S}.{at.microsecond:06}"


def java_stack(chance: Chance) -> str:
    error = chance.choice(
        (
            "java.lang.NullPointerException",
            "java.net.SocketTimeoutException: Read timed out",
            "org.springframework.dao.DeadlockLoserDataAccessException: deadlock",
            "io.grpc.StatusRuntimeException: UNAVAILABLE: io exception",
        )
    )
    frames = (frame.format(chance.randrange(10, 2000)) for frame in chance.sample(JAVA_FRAMES, 4))
    return error + "".join(f"\n\tat {frame}" for frame in frames)


def dotnet_stack(chance: Chance) -> str:
    error = chance.choice(
        (
            "System.NullReferenceException: Object reference not set to an instance of an object.",
            "System.TimeoutException: The operation has timed out.",
            "Npgsql.NpgsqlException (0x80004005): Exception while reading from stream",
        )
    )
    frames = (f.format(chance.randrange(10, 900)) for f in chance.sample(DOTNET_FRAMES, 3))
    return error + "".join(f"\n   at {frame}" for frame in frames)


def access_log(chance: Chance) -> str:
    address, at = IPv4Address(chance.getrandbits(32)), moment(chance)
    path = chance.choice(
        ("/v1/charges", "/v1/cards", "/healthz", "/v1/orders/ORD-20418", "/pin", "/password/reset")
    )
    status, size = chance.choice((200, 201, 302, 404, 500)), chance.randrange(90_000)
    request = f'"GET {path}?page={chance.randrange(99)}&size=20 HTTP/1.1" {status} {size}'
    agent = chance.choice(('"curl/8.5.0"', '"kube-probe/1.33"', '"ELB-HealthChecker/2.0"'))
    return f'{address} - - [{at:%d/%b/%Y:%H:%M:%S} +0900] {request} "-" {agent} 0.{size % 999:03}'


def sql(chance: Chance) -> str:
    row, limit = chance.randrange(10**6), chance.randrange(1, 500)
    form = chance.choice(
        (
            "SELECT id, card_brand, card_type FROM payment WHERE id = {0} LIMIT {1}",
            "SELECT count(*) FROM card WHERE status = 'ACTIVE' AND shard = {0}",
            "UPDATE charge SET status = 'CAPTURED', version = {1} WHERE id = {0}",
            "INSERT INTO outbox (id, topic, attempts) VALUES ({0}, 'payment.captured', {1})",
            "Executed DbCommand ({1}ms) [Parameters=[@p0='{0}'], CommandType='Text']",
            "binding parameter (1:BIGINT) <- [{0}] (2:VARCHAR) <- [CAPTURED]",
            "DELETE FROM session WHERE expires_at < now() - interval '{1} days' -- {0} rows",
        )
    )
    return form.format(row, limit)


def kubernetes(chance: Chance) -> str:
    at, name, namespace = moment(chance), pod(chance), chance.choice(NAMESPACES)
    form = chance.choice(
        (
            'I{0}    1 controller.go:667] "Adding quota evaluator" pod="{2}/{1}"',
            'E{0} 2314 pod_workers.go:1301] "Error syncing" pod="{2}/{1}" err="CrashLoopBackOff"',
            "I{0}    1 leaderelection.go:271] successfully acquired lease {2}/{1}",
            "W{0}    1 reflector.go:539] watch of *v1.Secret ended: too old resource version",
            "Readiness probe failed: Get http://10.20.30.40:8080/healthz: {2}/{1}",
            "Scaled up replica set {1} to 3 in {2}",
            "Successfully assigned {2}/{1} to ip-10-10-33-7.ap-northeast-2.compute.internal",
            'MountVolume.SetUp succeeded for volume "kube-api-access-7xk2p" pod {2}/{1}',
        )
    )
    return form.format(clock(at), name, namespace)


def argo_cd(chance: Chance) -> str:
    app, took = chance.choice(SERVICES), chance.randrange(1, 9000)
    form = chance.choice(
        (
            'level=info msg="Reconciliation completed" application=argocd/{0} time_ms={1}',
            'level=info msg="Refreshing app status (comparison expired)" application={0} n={1}',
            'level=info msg="git-ls-remote took {1}ms" repo="https://git.example.com/{0}.git"',
            'level=warning msg="Failed to save cluster info: context canceled" app={0} n={1}',
            'level=info msg="Updated sync status: Synced -> OutOfSync" application={0} dest={1}',
            'level=info msg="finished unary call" grpc.method=Get grpc.time_ms={1}.25 app={0}',
        )
    )
    return form.format(app, took)


def external_dns(chance: Chance) -> str:
    at, name = moment(chance), chance.choice(SERVICES)
    form = chance.choice(
        (
            'time="{0}" level=info msg="All records are already up to date"',
            'time="{0}" level=info msg="Desired change: CREATE {1}.example.com A"',
            'time="{0}" level=info msg="Applying provider record filter for domains: [{1}.test]"',
            'time="{0}" level=error msg="Failed to submit 2 changes: Throttling" zone={1}',
        )
    )
    return form.format(f"{at:%Y-%m-%dT%H:%M:%SZ}", name)


def core_dns(chance: Chance) -> str:
    address, port = IPv4Address(chance.getrandbits(24) + (10 << 24)), chance.randrange(1024, 65536)
    query, size = chance.randrange(65536), chance.randrange(40, 400)
    name = f"{chance.choice(SERVICES)}.payments.svc.cluster.local."
    flags = chance.choice(("NOERROR qr,aa,rd", "NXDOMAIN qr,aa,rd", "SERVFAIL qr,rd,ra"))
    question = f'{query} "A IN {name} udp {size} false 1232" {flags} {size}'
    return f"[INFO] {address}:{port} - {question} 0.000{chance.randrange(999):03}s"


def korean(chance: Chance) -> str:
    number = chance.randrange(10, 100_000)
    form = chance.choice(
        (
            "결제 승인 완료: 승인번호 {}, 할부 3개월",
            "비밀번호 재설정 요청이 접수되었습니다 (요청 {})",
            "카드 한도 조회 성공, 응답 시간 {}밀리초",
            "정산 배치 시작: 대상 {:,}건",
            "유효하지 않은 요청입니다. 오류 코드 E{}",
            "배송 주소 우편번호 0{} 확인",
            "전화번호 인증을 {}번 시도했습니다",
            "카드번호 형식이 올바르지 않습니다 (줄 {})",
            "계좌 이체 대기열 {}건 처리 중",
            "이메일 발송 {}건 완료",
        )
    )
    return form.format(number)


def japanese(chance: Chance) -> str:
    number = chance.randrange(10, 100_000)
    form = chance.choice(
        (
            "決済が完了しました 承認コード {}",
            "パスワードの再設定を受け付けました（受付 {}）",
            "カード会社の応答時間 {}ミリ秒",
            "バッチ処理を開始します 対象 {:,}件",
            "電話番号の形式が正しくありません（行 {}）",
            "カード番号の入力画面を表示 {}回",
            "口座振替の待ち行列 {}件",
            "ポイント残高 {:,}点 を確認",
            "メールアドレスの確認メールを {}通 送信しました",
            "第{}回 定期メンテナンスのお知らせ",
        )
    )
    return form.format(number)


def json_in_json(chance: Chance) -> str:
    inner = {"orderId": f"ORD-{chance.randrange(10**5)}", "items": chance.randrange(1, 9)}
    middle = {"topic": chance.choice(SERVICES), "payload": json.dumps(inner)}
    outer = {"level": "info", "offset": chance.randrange(10**7), "body": json.dumps(middle)}
    return json.dumps(chance.choice((outer, middle)))


PHRASES = (
    "image is pinned to its digest",
    "the spinner stops after {} ms",
    "shipping label {} printed",
    "cardinality of the series: {}",
    "discard {} stale entries",
    "tokenizer warmed up in {} ms",
    "password reset requested ({} today)",
    "passwordless login is on for {} users",
    "the bearer of bad news: {} retries",
    "expired session removed, {} left",
    "pinging upstream {}",
    "opinion poll {} closed",
    "mapping {} fields",
    "japan region has {} nodes",
    "company account settings saved in {} ms",
    "discarding {} old cards from the board",
    "wildcard certificate renewed, {} days left",
    "postcard campaign {} started",
    "secretary of batch {} elected",
    "keyspace compaction {} done",
    "secrets controller synced {} objects",
    "token bucket refilled with {} permits",
    "authorization check passed in {} ms",
    "basic tier has {} seats",
    "author of change {} is a bot",
    "email queue drained, {} messages",
    "mobile layout chosen, width {}",
    "phone screen size {} px",
    "telemetry batch {} sent",
    "track {} of the release train",
    "PIN pad firmware check {} ok",
    "cvc-complex-type.2.4.a: invalid content, line {}",
)
FIELDS = (
    '"cardCount":{}', '"cardType":"credit","page":{}', '"cardBrand":"VISA","page":{}',
    '"tokens":{}', '"token_count":{}', '"maxTokens":{}', '"postalCode":"0{}"',
    '"passwordChanged":true,"page":{}', '"passwordLength":{}', '"pinned":true,"page":{}',
    '"shippingFee":{}', '"spinCount":{}', '"expires_in":{}', '"cacheTtl":{}', '"panels":{}',
    '"company":"Lionpay","page":{}', '"accountType":"merchant","page":{}', '"emailCount":{}',
    '"phoneVerified":true,"page":{}', '"keyCount":{}', '"passwordPolicy":"strict","page":{}',
    '"tracking":"none","page":{}', '"cvcProvided":true,"page":{}', '"pinRequired":false,"p":{}',
)  # fmt: skip


def words(chance: Chance) -> str:
    return f"ORD-20418 {chance.choice(PHRASES).format(chance.randrange(1, 100_000))}"


def fields(chance: Chance) -> str:
    field = chance.choice(FIELDS).format(chance.randrange(1, 10_000))
    return f'{{"level":"info",{field},"orderId":"ORD-20418"}}'


def alloy(chance: Chance) -> str:
    at, count = moment(chance), chance.randrange(1, 9000)
    form = chance.choice(
        (
            'ts={} level=info msg="WAL checkpoint complete" component_id=remote_write first={}',
            'ts={} level=info msg="tail routine: started" path=/var/log/pods/a/b/0.log n={}',
            'ts={} level=warn msg="error sending batch, will retry" status=429 bytes={}',
            'ts={} level=info msg="peers changed" new_peers=node-{}',
        )
    )
    return form.format(f"{at:%Y-%m-%dT%H:%M:%S}.{at.microsecond:06}Z", count)


def kafka(chance: Chance) -> str:
    offset, partition = chance.randrange(10**10), chance.randrange(48)
    form = chance.choice(
        (
            "[Consumer clientId=c-{1}, groupId=settlement] Resetting offset to {0}",
            "committed payment.captured-{1}@{0}",
            "partition={1} offset={0} lag=0 topic=payment.captured",
        )
    )
    return form.format(offset, partition)


def markup(chance: Chance) -> str:
    number = chance.randrange(1, 10**6)
    form = chance.choice(
        (
            "<Response><Code>0000</Code><CardBrand>VISA</CardBrand><Seq>{}</Seq></Response>",
            '<ns2:Result xmlns:ns2="urn:psp" seq="{}" status="OK"/>',
            "<CardType>CREDIT</CardType><Installments>{}</Installments>",
            "GET /v1/search?q=%EA%B2%B0%EC%A0%9C&page={}&sort=-created%5Fat HTTP/1.1",
            "redirect=https%3A%2F%2Fpay.example.com%2Freturn%3Forder%3DORD-{}",
        )
    )
    return form.format(number)


LOG_WRITERS: tuple[Writer, ...] = (
    java_stack, dotnet_stack, access_log, sql, kubernetes, argo_cd, external_dns, core_dns,
    korean, japanese, json_in_json, words, fields, alloy, kafka, markup,
)  # fmt: skip
