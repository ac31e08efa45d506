"""Asks HTTP APIs without following them anywhere, and never gives back what they say in words."""

import json
import urllib.error
import urllib.request
from dataclasses import dataclass
from http.client import HTTPException
from typing import Any
from urllib.parse import urlsplit

LOOPBACK = ("127.0.0.1", "localhost", "::1")
TIMEOUT = 4.0
LONGEST = 2_000_000
"""Bytes of an answer that are read."""


class NoRedirects(urllib.request.HTTPRedirectHandler):
    """A redirect would take the token along to wherever it leads."""

    def redirect_request(self, *_: object, **__: object) -> None:
        """Follows none."""


@dataclass(frozen=True)
class Reply:
    """An answer. status: 0 when there was none; why: then the kind of the failure."""

    status: int
    body: Any = None
    why: str = ""


def is_safe(url: str) -> bool:
    """Whether a token may go there: TLS, or this machine; no user name in the address."""
    at = urlsplit(url)
    tls = at.scheme == "https" or (at.scheme == "http" and at.hostname in LOOPBACK)
    return bool(tls and at.hostname and not at.username and not at.query)


def shown_host(url: str) -> str:
    """The part of an address that may be shown."""
    at = urlsplit(url)
    return f"{at.hostname}:{at.port}" if at.port else at.hostname or "(no host)"


def get(url: str, token: str | None, timeout: float = TIMEOUT) -> Reply:
    """Asks. `body` is the parsed JSON, or the text of a refusal, for its known parts alone."""
    headers = {"Accept": "application/json"}
    if token:
        headers["Authorization"] = f"Bearer {token}"
    request = urllib.request.Request(url, headers=headers)  # noqa: S310 - see is_safe
    try:
        with urllib.request.build_opener(NoRedirects).open(request, timeout=timeout) as answer:
            return Reply(answer.status, json.loads(answer.read(LONGEST)))
    except urllib.error.HTTPError as refused:
        return Reply(refused.code, refused.read(2000).decode(errors="replace"))
    except urllib.error.URLError as error:
        return Reply(0, why=type(error.reason).__name__)
    except (OSError, HTTPException, ValueError) as error:
        return Reply(0, why=type(error).__name__)
