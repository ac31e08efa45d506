"""Runs the real Alloy."""

import http.client
import json
import signal
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import cast

from commands.conformance import exposition
from commands.conformance.cli import STABILITY, AlloyError
from commands.conformance.components import Component, ComponentJson, component, unwell
from commands.conformance.loopback import LOOPBACK, port_of, reserved_port
from commands.conformance.process import Usage, usage

POLL_INTERVAL = 0.1
GRACE = 3.0
"""Seconds for which a component may be unhealthy while its neighbours start."""
LOG_TAIL = 60
"""Lines."""
STOP_TIMEOUT = 15.0

_CLIENT_TIMEOUT = 30


class Engine:
    """An Alloy that runs a program, from entering the context to leaving it.

    The same `storage` given to a second engine is a restart. The environment is exactly `env`:
    nothing of the person's is passed on.
    """

    def __init__(
        self,
        alloy: Path,
        config_text: str,
        *,
        env: Mapping[str, str] | None = None,
        storage: Path | None = None,
        stability: str = STABILITY,
        arguments: Sequence[str] = (),
        prefix: Sequence[str] = (),
        start_timeout: float = 60,
    ) -> None:
        self._alloy = alloy
        self._prefix = prefix
        """A command that becomes Alloy (`exec`), for example in a namespace of its own."""
        self._config = config_text
        self._env = dict(env or {})
        self._storage = storage
        self._stability = stability
        self._arguments = arguments
        self._start_timeout = start_timeout
        # Kept while the engine runs: who binds any free port cannot get this one meanwhile.
        self._reservation = reserved_port()
        self.address = f"{LOOPBACK}:{port_of(self._reservation)}"
        """Where Alloy's own HTTP server listens; cluster peers are joined here too."""
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> "Engine":
        self._folder = tempfile.TemporaryDirectory(
            prefix="conformance-engine-", ignore_cleanup_errors=True
        )
        self._config_path.write_text(self._config)
        try:
            with self._log_path.open("wb") as log:
                self._process = subprocess.Popen(
                    self._command(), env=self._env, stdout=log, stderr=subprocess.STDOUT
                )
            self.wait_until_healthy(self._start_timeout)
        except BaseException:
            self._clean_up()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self._clean_up()

    @property
    def pid(self) -> int:
        """The process's id."""
        return self._running.pid

    def components(self) -> tuple[Component, ...]:
        """Every component, those of modules too."""
        return tuple(component(told) for told in self._listed("components"))

    def component_details(self) -> tuple[ComponentJson, ...]:
        """What the API tells of every component, with arguments and exports; see `graph`."""
        return tuple(
            cast("ComponentJson", self._get(f"/api/v0/web/components/{found.id}"))
            for found in self.components()
        )

    def metrics(self) -> exposition.Metrics:
        """Alloy's own metrics, by name."""
        with urllib.request.urlopen(
            f"http://{self.address}/metrics", timeout=_CLIENT_TIMEOUT
        ) as answer:
            return exposition.parse(answer.read().decode())

    def usage(self) -> Usage:
        """CPU seconds and memory so far; raises ProcessLookupError after a kill."""
        return usage(self.pid)

    def reload(self, config_text: str | None = None) -> str | None:
        """Loads the program anew, or another one; the error's text if Alloy refuses it."""
        if config_text is not None:
            self._config_path.write_text(config_text)
        request = urllib.request.Request(f"http://{self.address}/-/reload", method="POST")
        try:
            with urllib.request.urlopen(request, timeout=_CLIENT_TIMEOUT):  # noqa: S310
                return None
        except urllib.error.HTTPError as refused:
            return refused.read().decode().strip()

    def kill(self) -> None:
        """SIGKILL: nothing is written or sent any more."""
        self._running.kill()
        self._running.wait()

    def stop(self, timeout: float = STOP_TIMEOUT) -> bool:
        """SIGTERM; whether it ended in time, after which it is killed."""
        process = self._running
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
        try:
            process.wait(timeout)
        except subprocess.TimeoutExpired:
            self.kill()
            return False
        return True

    def log(self) -> str:
        """Everything that it has logged; for as long as the context stands."""
        return self._log_path.read_text(errors="replace")

    def wait_until_healthy(self, timeout: float) -> None:
        """Returns when every component is healthy, for example after a reload.

        Raises AlloyError with the components that are not, and the end of the log.
        """
        deadline = time.monotonic() + timeout
        unhealthy_since = time.monotonic()
        while True:
            if self._running.poll() is not None:
                raise self._error(f"Alloy ended with exit code {self._running.returncode}")
            found = self._unwell()
            now = time.monotonic()
            if found == ():
                return
            if found and any(one.health == "exited" for one in found):
                raise self._error(_told(found))
            if not found or all(one.health != "unhealthy" for one in found):
                unhealthy_since = now
            elif now - unhealthy_since > GRACE:
                raise self._error(_told(found))
            if now > deadline:
                what = "does not answer" if found is None else _told(found)
                raise self._error(f"Alloy was not ready after {timeout:.0f} s: {what}")
            time.sleep(POLL_INTERVAL)

    def _unwell(self) -> tuple[Component, ...] | None:
        """The components that are not healthy, or None when Alloy is not ready to tell."""
        try:
            with urllib.request.urlopen(f"http://{self.address}/-/ready", timeout=_CLIENT_TIMEOUT):
                return unwell(self.components())
        except (OSError, http.client.HTTPException):
            return None

    def _listed(self, path: str) -> list[ComponentJson]:
        found = cast("list[ComponentJson]", self._get(f"/api/v0/web/{path}"))
        inner = [
            told
            for outer in found
            for module in outer.get("createdModuleIDs") or ()
            for told in self._listed(f"modules/{module}/components")
        ]
        return [*found, *inner]

    def _get(self, path: str) -> object:
        with urllib.request.urlopen(
            f"http://{self.address}{path}", timeout=_CLIENT_TIMEOUT
        ) as answer:
            return json.load(answer)

    def _command(self) -> list[str]:
        storage = self._storage or self._path("storage")
        return [
            *self._prefix,
            str(self._alloy),
            "run",
            "--disable-reporting",
            f"--server.http.listen-addr={self.address}",
            f"--storage.path={storage}",
            f"--stability.level={self._stability}",
            *self._arguments,
            str(self._config_path),
        ]

    @property
    def _running(self) -> "subprocess.Popen[bytes]":
        if self._process is None:
            raise RuntimeError("the engine runs inside its context only")
        return self._process

    @property
    def _config_path(self) -> Path:
        return self._path("config.alloy")

    @property
    def _log_path(self) -> Path:
        return self._path("alloy.log")

    def _path(self, name: str) -> Path:
        if self._folder is None:
            raise RuntimeError("the engine runs inside its context only")
        return Path(self._folder.name) / name

    def _error(self, what: str) -> AlloyError:
        tail = "\n".join(self.log().splitlines()[-LOG_TAIL:])
        return AlloyError(f"{what}\nThe end of its log:\n{tail}")

    def _clean_up(self) -> None:
        if self._process is not None:
            self.stop()
        self._reservation.close()
        if self._folder is not None:
            self._folder.cleanup()


def _told(components: Sequence[Component]) -> str:
    return "; ".join(f"{found.id} is {found.health}: {found.message}" for found in components)
