"""A Grafana's HTTP API, as `GRAFANA_URL` and `GRAFANA_TOKEN` name it."""

import json
import urllib.error
import urllib.request
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from http.client import HTTPException
from typing import Any
from urllib.parse import urlencode, urlsplit

from settings import Problem, UserError

URL, TOKEN = "GRAFANA_URL", "GRAFANA_TOKEN"
TIMEOUT = 30
LOOPBACK = ("127.0.0.1", "localhost", "::1")


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    """A redirect would take the token along to wherever it leads."""

    def redirect_request(self, *_: object, **__: object) -> None:
        """Follows none."""


@dataclass(frozen=True)
class Grafana:
    """One Grafana. The token is in nothing that is printed.

    may: what the token's account must be allowed to do, for people whom it refuses. timeout: in
    seconds.
    """

    url: str
    token: str = field(repr=False)
    may: str
    timeout: float = TIMEOUT

    def post(self, path: str, body: Mapping[str, Any], accepted: Sequence[int] = ()) -> Any:
        """What it answers; nothing for a refusal that is `accepted`. Raises UserError."""
        return self._ask("POST", path, json.dumps(body).encode(), accepted)

    def get(self, path: str, query: Mapping[str, str]) -> Any:
        """What it answers. Raises UserError."""
        return self._ask("GET", f"{path}?{urlencode(query)}", None, ())

    def problem(self, asked: str, what: str) -> UserError:
        """An error that says what was asked and what came of it, without the token."""
        told = what.replace(self.token, "(token)")
        fix = f"Look at {URL}, and at what the account of {TOKEN} may do ({self.may})."
        return UserError([Problem(asked, told, fix)])

    def _ask(self, method: str, path: str, body: bytes | None, accepted: Sequence[int]) -> Any:
        asked = f"{method} {self.url}{urlsplit(path).path}"
        request = urllib.request.Request(  # noqa: S310 - the scheme is checked beforehand
            self.url + path,
            body,
            {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"},
            method=method,
        )
        opener = urllib.request.build_opener(_NoRedirects)
        try:
            with opener.open(request, timeout=self.timeout) as answer:
                return json.loads(answer.read())
        except urllib.error.HTTPError as refused:
            if refused.code in accepted:
                return {}
            said = refused.read(500).decode(errors="replace")
            raise self.problem(asked, f"It answered {refused.code}: {said}") from None
        except (OSError, HTTPException, ValueError) as error:
            raise self.problem(asked, f"It cannot be asked: {error}") from None


def grafana_of(environ: Mapping[str, str], may: str) -> Grafana | None:
    """The Grafana that the settings name. Raises UserError for one without TLS."""
    url, token = environ.get(URL, "").rstrip("/"), environ.get(TOKEN, "")
    if not url or not token:
        return None
    at = urlsplit(url)
    safe = at.scheme == "https" or (at.scheme == "http" and at.hostname in LOOPBACK)
    if not safe or at.username or at.query:
        where = f"{URL}={at.scheme}://{at.hostname or ''}"
        what = "The token would go there in the open, or the address has more than a path."
        raise UserError([Problem(where, what, "Give it as https://stack.grafana.net.")])
    return Grafana(url, token, may)
