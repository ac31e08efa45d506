"""The directory in which containerd and the kubelet keep the logs of pods."""

import datetime as dt
import gzip
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import BinaryIO

from commands.conformance.fakes.cluster import Pod

STDOUT = "stdout"
STDERR = "stderr"
LINE_LIMIT = 16_384
"""Bytes after which containerd splits a line."""


class ContainerLog:
    """The log of one container of one pod, written as containerd writes it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._restarts = 0
        folder.mkdir(parents=True, exist_ok=True)
        self._file = self._open()

    @property
    def path(self) -> Path:
        """The file that is written to now."""
        return self._folder / f"{self._restarts}.log"

    def write(self, *lines: str, stream: str = STDOUT) -> None:
        """Writes lines in one go; one over the limit is split into partial lines."""
        self._write(_cri(part, stream, tag) for line in lines for part, tag in _parts(line))

    def write_parts(self, parts: Sequence[str], stream: str = STDOUT) -> None:
        """Writes one line that the container's output was cut into."""
        *partial, last = parts
        self._write([*(_cri(part, stream, "P") for part in partial), _cri(last, stream, "F")])

    def write_unended(self, part: str, stream: str = STDOUT) -> None:
        """Writes a partial line to which nothing follows, as a killed container leaves it."""
        self._write([_cri(part, stream, "P")])

    def write_raw(self, content: bytes) -> None:
        """Writes bytes as they are, for what no runtime should write."""
        self._file.write(content)
        self._file.flush()

    def rotate(self, at: dt.datetime | None = None) -> Path:
        """Rotates as the kubelet does: renames, and the runtime opens a new file."""
        now = at or dt.datetime.now(dt.UTC)
        rotated = self.path.with_name(f"{self.path.name}.{now:%Y%m%d-%H%M%S}")
        self._file.close()
        self.path.rename(rotated)
        self._file = self._open()
        return rotated

    def truncate(self) -> None:
        """Empties the file while its writer goes on at the beginning, as copytruncate does."""
        self._file.truncate(0)

    def restart(self) -> None:
        """Starts the container anew, which gets a file of its own."""
        self._file.close()
        self._restarts += 1
        self._file = self._open()

    def close(self) -> None:
        """Writes no more."""
        self._file.close()

    def _write(self, lines: Iterable[bytes]) -> None:
        self.write_raw(b"".join(lines))

    def _open(self) -> BinaryIO:
        # Appending, so that a truncated file is written from its beginning.
        return self.path.open("ab")


class PodLogs:
    """`/var/log/pods` under another root."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._open: dict[tuple[str, str], ContainerLog] = {}

    def __enter__(self) -> "PodLogs":
        self.root.mkdir(parents=True, exist_ok=True)
        return self

    def __exit__(self, *_: object) -> None:
        for log in self._open.values():
            log.close()

    def container(self, pod: Pod, name: str | None = None) -> ContainerLog:
        """The log of a container of a pod, by default its first; always the same object."""
        container = name or pod.containers[0]
        key = (pod.uid, container)
        if key not in self._open:
            self._open[key] = ContainerLog(self.folder(pod) / container)
        return self._open[key]

    def folder(self, pod: Pod) -> Path:
        """The folder of a pod's containers."""
        return self.root / f"{pod.namespace}_{pod.name}_{pod.uid}"


def compress(rotated: Path) -> Path:
    """Compresses a rotated file, as the kubelet does with all but the newest."""
    packed = rotated.with_name(f"{rotated.name}.gz")
    packed.write_bytes(gzip.compress(rotated.read_bytes()))
    rotated.unlink()
    return packed


def _parts(line: str) -> list[tuple[str, str]]:
    encoded = line.encode()
    cut = [encoded[at : at + LINE_LIMIT] for at in range(0, len(encoded), LINE_LIMIT)] or [b""]
    # Bytes that are no character alone survive the way through text.
    texts = [part.decode(errors="surrogateescape") for part in cut]
    return [*((part, "P") for part in texts[:-1]), (texts[-1], "F")]


def _cri(text: str, stream: str, tag: str) -> bytes:
    now = dt.datetime.now(dt.UTC)
    stamp = f"{now:%Y-%m-%dT%H:%M:%S.%f}000Z"
    return f"{stamp} {stream} {tag} ".encode() + text.encode(errors="surrogateescape") + b"\n"
