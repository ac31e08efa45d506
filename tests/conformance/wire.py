"""An encoder of protobuf's wire format that shares nothing with the receiver's reader."""

import struct
import urllib.request
from collections.abc import Mapping

import cramjam


def varint(number: int) -> bytes:
    out = b""
    while number > 127:
        out += bytes([number & 127 | 128])
        number >>= 7
    return out + bytes([number])


def field(number: int, content: bytes | str | int | float) -> bytes:
    if isinstance(content, int):
        return varint(number << 3) + varint(content)
    if isinstance(content, float):
        return varint(number << 3 | 1) + struct.pack("<d", content)
    content = content.encode() if isinstance(content, str) else content
    return varint(number << 3 | 2) + varint(len(content)) + content


def label(name: str, value: str) -> bytes:
    return field(1, name) + field(2, value)


def write_request(name: str, value: float, timestamp: int) -> bytes:
    histogram_that_is_ignored = field(4, field(1, 5))
    metadata_that_is_ignored = field(3, field(2, name))
    series = (
        field(1, label("__name__", name))
        + field(1, label("region", "ap-northeast-2"))
        + field(2, field(1, value) + field(2, timestamp))
        + histogram_that_is_ignored
    )
    return cramjam.snappy.compress_raw(field(1, series) + metadata_that_is_ignored).read()


def post_write_request(url: str, labels: Mapping[str, str], value: float, timestamp: int) -> None:
    """Pushes one sample of one series, as a workload does."""
    typed = {
        "Content-Type": "application/x-protobuf",
        "Content-Encoding": "snappy",
        "X-Prometheus-Remote-Write-Version": "0.1.0",
    }
    sample = field(2, field(1, value) + field(2, timestamp))
    series = b"".join(field(1, label(*pair)) for pair in sorted(labels.items())) + sample
    body = cramjam.snappy.compress_raw(field(1, series)).read()
    request = urllib.request.Request(url, body, typed)  # noqa: S310
    with urllib.request.urlopen(request, timeout=30):  # noqa: S310
        return
