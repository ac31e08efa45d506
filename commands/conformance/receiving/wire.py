"""The protobuf messages of remote write 1.0 and of Loki's push, as far as we read them."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol, TypeAlias, cast

from google.protobuf.descriptor_pb2 import FieldDescriptorProto, FileDescriptorProto
from google.protobuf.descriptor_pool import DescriptorPool
from google.protobuf.message_factory import GetMessageClass

Fields: TypeAlias = Mapping[str, tuple[int, str]]
"""Number and type of each field; `*` marks a repeated one, a capital a message of this file."""

_SCALARS = {
    "string": FieldDescriptorProto.TYPE_STRING,
    "bytes": FieldDescriptorProto.TYPE_BYTES,
    "double": FieldDescriptorProto.TYPE_DOUBLE,
    "int64": FieldDescriptorProto.TYPE_INT64,
    "int32": FieldDescriptorProto.TYPE_INT32,
}

_MESSAGES: Mapping[str, Fields] = {
    "Label": {"name": (1, "string"), "value": (2, "string")},
    # prometheus/prompb/remote.proto; metadata, exemplars and native histograms are skipped.
    "PromSample": {"value": (1, "double"), "timestamp": (2, "int64")},
    "TimeSeries": {"labels": (1, "*Label"), "samples": (2, "*PromSample")},
    "WriteRequest": {"timeseries": (1, "*TimeSeries")},
    # loki/pkg/push/push.proto
    "Timestamp": {"seconds": (1, "int64"), "nanos": (2, "int32")},
    # A line need not be valid UTF-8.
    "Entry": {
        "timestamp": (1, "Timestamp"),
        "line": (2, "bytes"),
        "structured_metadata": (3, "*Label"),
    },
    "Stream": {"labels": (1, "string"), "entries": (2, "*Entry")},
    "PushRequest": {"streams": (1, "*Stream")},
}


class Label(Protocol):
    """A name and a value."""

    name: str
    value: str


class PromSample(Protocol):
    """A value at a time in milliseconds."""

    value: float
    timestamp: int


class TimeSeries(Protocol):
    """Samples of one series."""

    labels: Sequence[Label]
    samples: Sequence[PromSample]


class Timestamp(Protocol):
    """Google's timestamp."""

    seconds: int
    nanos: int


class Entry(Protocol):
    """A line."""

    timestamp: Timestamp
    line: bytes
    structured_metadata: Sequence[Label]


class Stream(Protocol):
    """Lines with the same labels, which are written as in LogQL."""

    labels: str
    entries: Sequence[Entry]


def read_write_request(body: bytes) -> Sequence[TimeSeries]:
    """The series of a remote write request, uncompressed already."""
    return cast("Sequence[TimeSeries]", _read("WriteRequest", "timeseries", body))


def read_push_request(body: bytes) -> Sequence[Stream]:
    """The streams of a Loki push request, uncompressed already."""
    return cast("Sequence[Stream]", _read("PushRequest", "streams", body))


def _read(message: str, field: str, body: bytes) -> object:
    # The pool keeps the classes: its messages need the class, not the other way round.
    parsed = GetMessageClass(_POOL.FindMessageTypeByName(message)).FromString(body)
    return getattr(parsed, field)


def _field(name: str, number: int, kind: str) -> FieldDescriptorProto:
    label = FieldDescriptorProto.LABEL_OPTIONAL
    if kind.startswith("*"):
        label = FieldDescriptorProto.LABEL_REPEATED
        kind = kind[1:]
    if kind in _SCALARS:
        return FieldDescriptorProto(name=name, number=number, label=label, type=_SCALARS[kind])
    return FieldDescriptorProto(
        name=name,
        number=number,
        label=label,
        type=FieldDescriptorProto.TYPE_MESSAGE,
        type_name=f".{kind}",
    )


def _pool(messages: Mapping[str, Fields]) -> DescriptorPool:
    file = FileDescriptorProto(name="arrivals.proto", syntax="proto3")
    for name, fields in messages.items():
        described: Iterable[FieldDescriptorProto] = (
            _field(field, number, kind) for field, (number, kind) in fields.items()
        )
        file.message_type.add(name=name).field.extend(described)
    pool = DescriptorPool()
    pool.AddSerializedFile(file.SerializeToString())
    return pool


_POOL = _pool(_MESSAGES)
