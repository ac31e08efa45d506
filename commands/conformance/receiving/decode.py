"""Bodies of remote write and of Loki's push, read into values."""

import ast
import json
import re
from collections.abc import Iterator, Sequence
from typing import TypedDict

import cramjam

from commands.conformance.receiving.values import Labels, LogEntry, Sample
from commands.conformance.receiving.wire import Label, read_push_request, read_write_request

NANOSECONDS = 1_000_000_000
_LABEL = re.compile(r'([a-zA-Z_][a-zA-Z0-9_]*)\s*=\s*("(?:[^"\\]|\\.)*")')


class _JsonStream(TypedDict):
    stream: dict[str, str]
    values: list[tuple[str, str] | tuple[str, str, dict[str, str]]]


class _JsonPush(TypedDict):
    streams: list[_JsonStream]


def decompressed(body: bytes, encoding: str) -> bytes:
    """The body without its content encoding."""
    match encoding:
        case "" | "identity":
            return body
        case "gzip":
            return bytes(cramjam.gzip.decompress(body))
        case "snappy":
            return bytes(cramjam.snappy.decompress_raw(body))
        case _:
            raise ValueError(f"nobody here reads the content encoding {encoding!r}")


def samples(body: bytes) -> Iterator[Sample]:
    """The samples of a remote write request, which is always in snappy."""
    for series in read_write_request(decompressed(body, "snappy")):
        labels = _labels(series.labels)
        for sample in series.samples:
            yield Sample(labels, sample.value, sample.timestamp)


def log_entries(body: bytes, content_type: str, encoding: str) -> Iterator[LogEntry]:
    """The lines of a Loki push: JSON as its type says, otherwise protobuf in snappy."""
    if content_type.startswith("application/json"):
        yield from _json_entries(decompressed(body, encoding))
        return
    for stream in read_push_request(decompressed(body, "snappy")):
        labels = parse_labels(stream.labels)
        for entry in stream.entries:
            yield LogEntry(
                labels,
                entry.line.decode(errors="replace"),
                entry.timestamp.seconds * NANOSECONDS + entry.timestamp.nanos,
                _labels(entry.structured_metadata),
            )


def parse_labels(text: str) -> Labels:
    """`{app="shop", level="info"}` as a mapping; values are quoted as Go quotes them."""
    return {name: ast.literal_eval(quoted) for name, quoted in _LABEL.findall(text)}


def _json_entries(body: bytes) -> Iterator[LogEntry]:
    push: _JsonPush = json.loads(body)
    for stream in push["streams"]:
        for value in stream["values"]:
            metadata = value[2] if len(value) > 2 else {}
            yield LogEntry(stream["stream"], value[1], int(value[0]), metadata)


def _labels(labels: Sequence[Label]) -> Labels:
    return {label.name: label.value for label in labels}
