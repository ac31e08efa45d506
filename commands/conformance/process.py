"""What a process has used, from /proc."""

import os
from dataclasses import dataclass
from pathlib import Path

KIBIBYTE = 1024


@dataclass(frozen=True)
class Usage:
    """CPU seconds (user and system), and resident memory now and at its peak."""

    cpu_seconds: float
    rss_bytes: int
    peak_rss_bytes: int


def usage(pid: int) -> Usage:
    """What a running process has used so far; raises ProcessLookupError when there is none."""
    folder = Path(f"/proc/{pid}")
    try:
        # The name in parentheses may contain anything, so we count from what follows it.
        fields = (folder / "stat").read_text().rpartition(")")[2].split()
        status = dict(
            line.split(":", 1) for line in (folder / "status").read_text().splitlines() if line
        )
        rss, peak = (int(status[key].split()[0]) * KIBIBYTE for key in ("VmRSS", "VmHWM"))
    except (FileNotFoundError, KeyError) as gone:
        raise ProcessLookupError(f"process {pid} does not run") from gone
    ticks = int(fields[11]) + int(fields[12])
    return Usage(ticks / os.sysconf("SC_CLK_TCK"), rss, peak)
