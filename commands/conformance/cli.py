"""Alloy's `fmt` and `validate`."""

import re
import subprocess
import tempfile
from pathlib import Path

STABILITY = "generally-available"
"""The level that production runs with."""

_ERROR = re.compile(r"^Error: .*?config\.alloy:(.+)$", re.MULTILINE)
_TIMEOUT = 120
"""Seconds; a busy machine takes a while to load the executable."""


class AlloyError(Exception):
    """What Alloy says against a program."""


def formatted(alloy: Path, text: str) -> str:
    """The program as `alloy fmt` writes it; raises AlloyError when it cannot be read."""
    done = subprocess.run(
        [alloy, "fmt", "-"],
        input=text,
        capture_output=True,
        text=True,
        timeout=_TIMEOUT,
        check=False,
    )
    if done.returncode:
        raise AlloyError(done.stderr.strip())
    return done.stdout


def validation_errors(alloy: Path, text: str, stability: str = STABILITY) -> list[str]:
    """Each thing that `alloy validate` has against the program, as `line:column: message`."""
    with tempfile.TemporaryDirectory(prefix="conformance-validate-") as folder:
        path = Path(folder) / "config.alloy"
        path.write_text(text)
        done = subprocess.run(
            [alloy, "validate", f"--stability.level={stability}", path],
            capture_output=True,
            text=True,
            timeout=_TIMEOUT,
            check=False,
        )
    if done.returncode == 0:
        return []
    output = done.stdout + done.stderr
    return _ERROR.findall(output) or [output.strip()]
