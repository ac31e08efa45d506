"""Harmless lines with numbers and identifiers that look a little like something secret."""

import base64
import random
import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address, IPv6Address

from tests.leaks.numbers import digits_of, near_miss

Chance = random.Random
Writer = Callable[[Chance], str]

ERA_START = datetime(2024, 1, 1, tzinfo=UTC)
ERA_SECONDS = 7 * 365 * 86_400
"""Moments from 2024 to 2030."""

ISSUER_LIKE = ("3", "4", "5", "6", "9", "22", "25", "81", "34", "37", "41", "51", "62", "94")
JSON_NUMBER = '{{"level":"info","{key}":{value},"orderId":"ORD-20418"}}'
NUMBER_FORMS = (
    '{{"level":"info","{key}":"{value}","orderId":"ORD-20418"}}',
    "level=info {key}={value} order=ORD-20418",
    "{key}: {value} of ORD-20418",
    "settled ORD-20418 ({key} {value})",
    "GET /v1/orders/ORD-20418?{key}={value} HTTP/1.1",
)


def hexadecimal(length: int, chance: Chance) -> str:
    return "".join(chance.choice("0123456789abcdef") for _ in range(length))


def moment(chance: Chance) -> datetime:
    return ERA_START + timedelta(milliseconds=chance.randrange(ERA_SECONDS * 1000))


def numbered_line(keys: tuple[str, ...], value: str, chance: Chance) -> str:
    forms = (*NUMBER_FORMS, JSON_NUMBER) if value.isdigit() else NUMBER_FORMS
    return chance.choice(forms).format(key=chance.choice(keys), value=value)


TIME_KEYS = ("timestamp", "ts", "createdAt", "eventTime", "lastSeen", "updated_at", "startTime")


def epoch_seconds(chance: Chance) -> str:
    return numbered_line(TIME_KEYS, str(int(moment(chance).timestamp())), chance)


def epoch_13(chance: Chance) -> str:
    value = int(moment(chance).timestamp() * 1000)
    return numbered_line(TIME_KEYS, str(value), chance)


def epoch_16(chance: Chance) -> str:
    value = int(moment(chance).timestamp()) * 10**6 + chance.randrange(10**6)
    return numbered_line(TIME_KEYS, str(value), chance)


def epoch_19(chance: Chance) -> str:
    value = int(moment(chance).timestamp()) * 10**9 + chance.randrange(10**9)
    return numbered_line((*TIME_KEYS, "timeUnixNano"), str(value), chance)


ID_KEYS = ("orderId", "transactionId", "txnId", "paymentId", "merchantUid", "invoice", "batch")


def identifier_16(chance: Chance) -> str:
    value = near_miss(chance.choice(ISSUER_LIKE), 16, chance)
    return numbered_line(ID_KEYS, value, chance)


def order_number(chance: Chance) -> str:
    length = chance.choice((13, 14, 15, 17, 18, 19))
    return numbered_line(
        ("orderNo", "order_no", "주문번호"), near_miss("2", length, chance), chance
    )


def dated_order_number(chance: Chance) -> str:
    value = f"{moment(chance):%Y%m%d}-{digits_of(chance.choice((4, 5)), chance)}"
    return numbered_line(("orderNo", "order", "주문번호", "注文番号"), value, chance)


def snowflake(chance: Chance) -> str:
    value = near_miss(chance.choice(("17", "18", "19", "20")), 19, chance)
    return numbered_line(("snowflake", "eventId", "messageId", "id"), value, chance)


def aws_account(chance: Chance) -> str:
    form = chance.choice(
        (
            "assuming the role of AWS account {}",
            '{{"awsRegion":"ap-northeast-2","accountId":"{}","eventName":"AssumeRole"}}',
            '{{"recipientAccountId":"{}","eventSource":"kms.amazonaws.com"}}',
            "level=info aws_account={} region=ap-northeast-1",
            "pulling {}.dkr.ecr.ap-northeast-2.amazonaws.com/payment-api",
            "bucket lionpay-logs-{} is in ap-northeast-2",
        )
    )
    return form.format(digits_of(12, chance))


def arn(chance: Chance) -> str:
    account = digits_of(12, chance)
    form = chance.choice(
        (
            "arn:aws:iam::{}:role/alloy-seoul",
            "arn:aws:sts::{}:assumed-role/external-dns/1795400130000000000",
            "arn:aws:secretsmanager:ap-northeast-2:{}:secret:grafana-cloud-AbCdEf",
            "arn:aws:kms:ap-northeast-1:{}:key/3f2504e0-4f89-41d3-9a0c-0305e82c3301",
            "arn:aws:eks:ap-northeast-2:{}:cluster/seoul",
            "arn:aws:elasticloadbalancing:ap-northeast-2:{}:loadbalancer/net/a/50dc6c495c0c9188",
        )
    )
    verb = chance.choice(("reading", "not authorized to use", "role"))
    return f"{verb} {form.format(account)}"


def trace_id(chance: Chance) -> str:
    trace, span = hexadecimal(32, chance), hexadecimal(16, chance)
    form = chance.choice(
        (
            '{{"trace_id":"{0}","span_id":"{1}","msg":"charge accepted"}}',
            "traceparent: 00-{0}-{1}-01",
            "level=info traceId={0} spanId={1} msg=accepted",
            "[payment-api,{0},{1}] charge accepted",
            "X-Amzn-Trace-Id: Root=1-67891234-{0:.24};Sampled=1",
        )
    )
    return form.format(trace, span)


def span_id(chance: Chance) -> str:
    return numbered_line(("span_id", "spanId", "parentSpanId"), hexadecimal(16, chance), chance)


def uuid_line(chance: Chance) -> str:
    value = str(uuid.UUID(int=chance.getrandbits(128), version=4))
    return numbered_line(("requestId", "correlation-id", "uid", "operationId"), value, chance)


def amount(chance: Chance) -> str:
    value = chance.randrange(1, 10**8)
    form = chance.choice(
        (
            "captured {:,} KRW",
            "captured ₩{:,}",
            "refunded ¥{:,}",
            '{{"amount":{},"currency":"KRW"}}',
            "level=info amount={}.00 currency=JPY",
            "<Amount>{}</Amount>",
            "결제 금액 {:,}원",
            "合計 {:,}円",
            "balance -{}.25 USD",
        )
    )
    return form.format(value)


def ipv4(chance: Chance) -> str:
    one, two = (IPv4Address(chance.getrandbits(32)) for _ in range(2))
    form = chance.choice(
        (
            "X-Forwarded-For: {0}, {1}",
            "accepted {0}:{2} to {1}:443",
            '{{"client":"{0}","server":"{1}","port":{2}}}',
            "no route from {0}/24 to {1}/16",
        )
    )
    return form.format(one, two, chance.randrange(1024, 65536))


def ipv6(chance: Chance) -> str:
    address = IPv6Address(chance.getrandbits(128))
    form = chance.choice(("peer [{}]:443 joined", '{{"client":"{}"}}', "dialing {}", "ip={}/64"))
    return form.format(address)


def version(chance: Chance) -> str:
    major, minor, patch, build = (chance.randrange(n) for n in (9, 40, 30, 99999))
    form = chance.choice(
        (
            "starting Alloy v{0}.{1}.{2}",
            "app.kubernetes.io/version={0}.{1}.{2}-rc.{0}",
            "Kubernetes v1.{1}.{2}-eks-{3}",
            "OpenJDK 64-Bit Server VM (build 21.0.{2}+{1}-LTS)",
            "Microsoft.AspNetCore.App 8.0.{2}.{3}",
            "Mozilla/5.0 (X11; Linux x86_64) Chrome/12{0}.0.{3}.{1} Safari/537.36",
            "npm @lionpay/web@{0}.{1}.{2}",
        )
    )
    return form.format(major, minor, patch, build)


def duration(chance: Chance) -> str:
    form = chance.choice(
        (
            "took {}ms",
            "took {}.123456ms",
            "elapsed={}ns",
            "duration_ms={}.25",
            "timeout PT{}S",
            "retry in {}s",
            "uptime 17d4h{}m",
            "GC pause (G1 Young) 512M->128M(2048M) {}.042ms",
        )
    )
    return f"{form.format(chance.randrange(1, 10**6))} in stage {chance.randrange(1, 9)}"


def iso_time(chance: Chance) -> str:
    at = moment(chance)
    return chance.choice(
        (
            f"{at:%Y-%m-%dT%H:%M:%S}.{at.microsecond // 1000:03}Z INFO started",
            f"{at:%Y-%m-%d %H:%M:%S},{at.microsecond // 1000:03} [main] INFO c.l.App - ready",
            f'{{"time":"{at:%Y-%m-%dT%H:%M:%S}.{at.microsecond:06}000+09:00","level":"INFO"}}',
            f"{at:%Y-%m-%d} {at:%H:%M:%S}.{at.microsecond:06} next run",
            f"[{at:%d/%b/%Y:%H:%M:%S} +0900] rotated",
            f"next settlement {at:%Y년 %m월 %d일 %H시 %M분}",
        )
    )


def compact_time(chance: Chance) -> str:
    at = moment(chance)
    milliseconds = f"{at.microsecond // 1000:03}"
    value = chance.choice(
        (
            f"{at:%Y%m%d%H%M%S}{milliseconds}",
            f"{at:%Y%m%d%H%M%S}",
            f"{at:%Y%m%dT%H%M%S}Z",
            f"{at:%Y%m%d%H%M}",
        )
    )
    return numbered_line(("batch", "file", "run", "requestedAt"), value, chance)


def git_sha(chance: Chance) -> str:
    sha = hexadecimal(40, chance)
    form = chance.choice(
        ("synced to revision {0}", "commit {0:.8} by ci", '{{"revision":"{0}"}}', "ref={0:.12}")
    )
    return form.format(sha)


def image_digest(chance: Chance) -> str:
    digest = f"sha256:{hexadecimal(64, chance)}"
    image = chance.choice(("grafana/alloy", "lionpay/payment-api", "coredns"))
    return f"Successfully pulled image registry.example.com/{image}@{digest}"


def etag(chance: Chance) -> str:
    form = chance.choice(('PUT object ETag: "{}"', '{{"ETag":"\\"{}\\""}}', "etag={}-12 parts=12"))
    return form.format(hexadecimal(32, chance))


def request_id(chance: Chance) -> str:
    value = base64.b64encode(chance.randbytes(24)).decode()
    return f"x-amz-id-2: {value} status 200"


def resource_id(chance: Chance) -> str:
    prefix = chance.choice(("i-0", "vpc-0", "subnet-0", "eni-0", "nat-0", "vol-0", "sg-0"))
    return f"attached {prefix}{hexadecimal(16, chance)} in ap-northeast-2a"


ID_WRITERS: tuple[Writer, ...] = (
    epoch_seconds, epoch_13, epoch_16, epoch_19, identifier_16, order_number,
    dated_order_number, snowflake, aws_account, arn, trace_id, span_id, uuid_line, amount, ipv4,
    ipv6, version, duration, iso_time, compact_time, git_sha, image_digest, etag, request_id,
    resource_id,
)  # fmt: skip
