"""Sends the corpus through the real collectors in every way there is, and looks at what arrives."""

import datetime as dt
import json
import urllib.request
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from commands.conformance.fakes.cluster import Pod
from commands.conformance.fakes.kube_objects import pod_object
from commands.conformance.receiving.values import LogEntry, Span
from commands.conformance.region import Region
from tests.leaks.records import LeakLine, leaked

WAIT = 240
APART = 1_000_000
"""Nanoseconds between two lines: an entry's time tells which line it began with."""


@dataclass(frozen=True)
class Written:
    """A text, and the times of its first and last line in a container's log."""

    text: str
    first_ns: int
    last_ns: int


def corpus_pod(name: str, number: int) -> Pod:
    """A pod for one run of the corpus."""
    uid = f"0b1f3f0e-6d5b-4f0a-9c1e-00000000020{number}"
    return Pod("shop", name, uid, "node-1", labels={"app": name})


def write(region: Region, pod: Pod, texts: Iterable[str]) -> list[Written]:
    """Writes texts as a container's output, one physical line for each line of a text."""
    region.kube.put(pod_object(pod))
    now = int(dt.datetime.now(dt.UTC).timestamp()) * 1_000_000_000 - 60_000_000_000
    written: list[Written] = []
    content: list[str] = []
    for text in texts:
        first = now
        for line in text.split("\n"):
            stamp = dt.datetime.fromtimestamp(now // 1_000_000_000, dt.UTC)
            fraction = f"{now % 1_000_000_000:09}"
            content.append(f"{stamp:%Y-%m-%dT%H:%M:%S}.{fraction}Z stdout F {line}\n")
            now += APART
        written.append(Written(text, first, now - APART))
    end = f"2030-01-01T00:00:00.000000000Z stdout F {END}\n"
    region.logs.container(pod).write_raw("".join([*content, end]).encode())
    return written


END = "End of the corpus"


def of_pod(region: Region, pod: Pod) -> list[LogEntry]:
    """What arrived of a pod, when all of it has."""

    def arrived() -> list[LogEntry]:
        entries = region.receiver.log_entries()
        return [e for e in entries if e.structured_metadata.get("pod") == pod.name]

    region.receiver.wait_for(lambda _: any(END in e.line for e in arrived()), WAIT)
    return sorted(arrived(), key=lambda entry: entry.timestamp_ns)


def text_of(entry: LogEntry) -> str:
    """Everything that an entry says: line, labels, structured metadata."""
    return "\n".join([entry.line, *entry.labels.values(), *entry.structured_metadata.values()])


def entries_of(written: Written, entries: Sequence[LogEntry]) -> list[LogEntry]:
    """The entries that hold a text: those of its lines, and the one its first was joined to."""
    before = [e for e in entries if e.timestamp_ns <= written.first_ns]
    # What is longer than an entry may be goes on in the next, at the same time.
    before = [e for e in before if e.timestamp_ns == before[-1].timestamp_ns]
    inside = [e for e in entries if written.first_ns < e.timestamp_ns <= written.last_ns]
    return [*before, *inside]


def leaks(
    lines: Sequence[LeakLine], written: Sequence[Written], entries: Sequence[LogEntry]
) -> Iterator[str]:
    """Each value that can be read, with the line that it is from."""
    for line, where in zip(lines, written, strict=True):
        text = "\n".join(map(text_of, entries_of(where, entries)))
        if found := leaked(line.gone, text):
            yield f"{line.id} {line.form}: {found}"


def changed(written: Sequence[Written], entries: Sequence[LogEntry]) -> list[str]:
    """The texts that are not as they were written."""
    return [
        each.text
        for each in written
        if each.text not in "\n".join(entry.line for entry in entries_of(each, entries))
    ]


def post_faro(url: str, key: str, lines: Sequence[LeakLine]) -> None:
    """Log messages as a browser sends them."""
    stamp = f"{dt.datetime.now(dt.UTC):%Y-%m-%dT%H:%M:%S}.000Z"
    payload = {
        "meta": {"app": {"name": "web-shop", "version": "1.0.0"}},
        "logs": [
            {
                # Before the text: a mask of a value without an end may take what stands behind it.
                "message": f"({line.id}) {line.text}",
                "level": "info",
                "timestamp": stamp,
            }
            for line in lines
        ],
    }
    headers = {"Content-Type": "application/json", "x-api-key": key}
    request = urllib.request.Request(url, json.dumps(payload).encode(), headers)  # noqa: S310
    with urllib.request.urlopen(request, timeout=30):  # noqa: S310
        return


def span_text(span: Span) -> str:
    """Every name, key and value of a span that arrived."""
    return "\n".join(
        [
            span.name,
            span.status_message,
            span.scope_name,
            readable(span.attributes),
            readable(span.resource_attributes),
            readable(span.scope_attributes),
            *(f"{event.name} {readable(event.attributes)}" for event in span.events),
        ]
    )


def readable(value: object) -> str:
    """A value of any type as text, bytes as what they say."""
    return json.dumps(value, ensure_ascii=False, default=_plain)


def _plain(value: object) -> object:
    return value.decode(errors="replace") if isinstance(value, bytes) else str(value)
