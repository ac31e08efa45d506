"""One endpoint's decision about one request, whatever protocol brought it."""

import base64
import binascii
import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace

from commands.conformance.receiving.arrivals import Arrivals, Request
from commands.conformance.receiving.failures import Mode, Signal, Switch

LOOK_EVERY = 0.5
"""Seconds after which a hanging endpoint looks again whether its client is there."""


@dataclass(frozen=True)
class Credentials:
    """Who may send."""

    user: str
    password: str


@dataclass(frozen=True)
class Answer:
    """An HTTP status (gRPC's is made from it), and when to try again."""

    status: int
    retry_after: int | None = None


TAKEN = Answer(200)


class Endpoint:
    """Takes, refuses or holds what comes for one signal."""

    def __init__(
        self, signal: Signal, arrivals: Arrivals, switch: Switch, credentials: Credentials | None
    ) -> None:
        self.signal = signal
        self.switch = switch
        self._arrivals = arrivals
        self._credentials = credentials

    def receive(
        self, request: Request, authorization: str, is_client_there: Callable[[], bool]
    ) -> Answer | None:
        """The answer, or None when nobody is there any more to hear it."""
        self._arrivals.receive(self.signal)
        failure = self.switch.await_answer(is_client_there, LOOK_EVERY)
        if failure.mode in (Mode.HANG, Mode.DOWN) or not is_client_there():
            self._arrivals.abandon(self.signal)
            return None
        if failure.mode is Mode.STATUS:
            self._arrivals.refuse(self.signal)
            return Answer(failure.status, failure.retry_after)
        sender = _basic(authorization)
        if self._credentials is not None and not _same(sender, self._credentials):
            self._arrivals.refuse(self.signal)
            return Answer(401)
        self._arrivals.take(replace(request, user=sender.user if sender else ""))
        return TAKEN

    def refuse(self, status: int) -> Answer:
        """Counts what cannot be understood at all."""
        self._arrivals.receive(self.signal)
        self._arrivals.refuse(self.signal)
        return Answer(status)


def _basic(authorization: str) -> Credentials | None:
    scheme, _, encoded = authorization.partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        user, _, password = base64.b64decode(encoded, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return None
    return Credentials(user, password)


def _same(sender: Credentials | None, expected: Credentials) -> bool:
    return sender is not None and secrets.compare_digest(
        f"{sender.user}:{sender.password}".encode(), f"{expected.user}:{expected.password}".encode()
    )
