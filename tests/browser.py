"""A real browser that is asked over its own pipe: what a page does, how wide it is, its picture."""

import base64
import json
import os
import shutil
import subprocess
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, cast

PATIENCE = 120
"""Seconds for everything that is asked of one browser."""

Json = dict[str, Any]


class Browser:
    """One page of a headless Chromium, by its DevTools protocol."""

    def __init__(self, commands: IO[bytes], answers: IO[bytes]) -> None:
        self._commands, self._answers = commands, answers
        self._count = 0
        self._session: str | None = None
        self.events: list[Json] = []
        made = self.ask("Target.createTarget", url="about:blank")
        attached = self.ask("Target.attachToTarget", targetId=made["targetId"], flatten=True)
        self._session = attached["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.ask(f"{domain}.enable")

    def ask(self, method: str, **parameters: object) -> Json:
        """The answer to a command; events that come first are kept."""
        self._count += 1
        said: Json = {"id": self._count, "method": method, "params": parameters}
        if self._session:
            said["sessionId"] = self._session
        self._commands.write(json.dumps(said).encode() + b"\0")
        self._commands.flush()
        while (answer := self._next()).get("id") != self._count:
            self.events.append(answer)
        assert "error" not in answer, answer
        return cast("Json", answer["result"])

    def open(self, path: Path, width: int, *, scheme: str = "light", media: str = "") -> None:
        """Shows a file on a screen of this width, and waits until it is there."""
        self.ask("Emulation.setDeviceMetricsOverride", width=width, height=800,
                 deviceScaleFactor=1, mobile=width < 600)  # fmt: skip
        features = [{"name": "prefers-color-scheme", "value": scheme}]
        self.ask("Emulation.setEmulatedMedia", media=media, features=features)
        self.events.clear()
        self.ask("Page.navigate", url=path.as_uri())
        while not any(event.get("method") == "Page.loadEventFired" for event in self.events):
            self.events.append(self._next())

    def value(self, expression: str) -> Any:
        """What an expression is on the page."""
        found = self.ask("Runtime.evaluate", expression=expression, returnByValue=True)
        assert "exceptionDetails" not in found, found
        return found["result"].get("value")

    def complaints(self) -> list[str]:
        """What the page wrote into its console, and what it threw."""
        bad = ("Log.entryAdded", "Runtime.consoleAPICalled", "Runtime.exceptionThrown")
        return [json.dumps(event["params"]) for event in self._of(*bad)]

    def requests(self) -> list[str]:
        """Every address that was asked for."""
        return [e["params"]["request"]["url"] for e in self._of("Network.requestWillBeSent")]

    def picture(self) -> bytes:
        """The whole page as a PNG."""
        shot = self.ask("Page.captureScreenshot", captureBeyondViewport=True)
        return base64.b64decode(shot["data"])

    def paper(self) -> bytes:
        """The page as a PDF."""
        printed = self.ask("Page.printToPDF", printBackground=True, preferCSSPageSize=True)
        return base64.b64decode(printed["data"])

    def _of(self, *methods: str) -> list[Json]:
        return [event for event in self.events if event.get("method") in methods]

    def _next(self) -> Json:
        read = bytearray()
        while (byte := self._answers.read(1)) != b"\0":
            assert byte, "the browser is gone"
            read += byte
        return cast("Json", json.loads(read))


@contextmanager
def browser(profile: Path) -> Generator[Browser]:
    """A browser of its own; its end is seen to."""
    program = shutil.which("chromium")
    assert program, "There is no chromium on PATH. Install it: apt-get install -y chromium"
    ours_in, theirs_out = os.pipe()
    theirs_in, ours_out = os.pipe()
    # The protocol's pipe is on 3 and 4, which Python does not let us choose.
    script = f'exec "$0" "$@" 3<&{theirs_in} 4>&{theirs_out}'
    run = subprocess.Popen(
        ["bash", "-c", script, program, "--headless", "--no-sandbox", "--disable-gpu",
         "--hide-scrollbars", "--no-first-run", "--remote-debugging-pipe",
         f"--user-data-dir={profile}"],
        pass_fds=(theirs_in, theirs_out), stderr=subprocess.DEVNULL,
    )  # fmt: skip
    os.close(theirs_in)
    os.close(theirs_out)
    try:
        with os.fdopen(ours_out, "wb") as commands, os.fdopen(ours_in, "rb") as answers:
            yield Browser(commands, answers)
    finally:
        run.terminate()
        run.wait(PATIENCE)
