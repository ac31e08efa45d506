"""Dashboards in a real Grafana, in a folder named after the git branch, beside the real ones."""

import hashlib
import json
import re
import subprocess
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from http.client import HTTPException
from typing import Any, cast
from urllib.parse import urlsplit

from dashboards.grafana import grafana_dashboard
from dashboards.links import sources
from dashboards.model import Dashboard
from settings import Environment, Problem, UserError

URL, TOKEN = "GRAFANA_URL", "GRAFANA_TOKEN"
TIMEOUT = 30
THERE_ALREADY = (409, 412)
LOOPBACK = ("127.0.0.1", "localhost", "::1")


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    """A redirect would take the token along to wherever it leads."""

    def redirect_request(self, *_: object, **__: object) -> None:
        """Follows none."""


@dataclass(frozen=True)
class Grafana:
    """A Grafana's HTTP API. The token is in nothing that is printed."""

    url: str
    token: str = field(repr=False)

    def post(self, path: str, body: Mapping[str, Any], accepted: Sequence[int] = ()) -> Any:
        """What it answers; nothing for a refusal that is `accepted`. Raises UserError."""
        return self._answer("POST", path, json.dumps(body).encode(), accepted)

    def get(self, path: str) -> Any:
        """What it answers. Raises UserError."""
        return self._answer("GET", path)

    def _answer(
        self, method: str, path: str, body: bytes | None = None, accepted: Sequence[int] = ()
    ) -> Any:
        request = urllib.request.Request(  # noqa: S310 - the scheme is checked beforehand
            self.url + path,
            body,
            {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"},
            method=method,
        )
        try:
            with urllib.request.build_opener(_NoRedirects).open(request, timeout=TIMEOUT) as answer:
                return json.loads(answer.read())
        except urllib.error.HTTPError as refused:
            if refused.code in accepted:
                return {}
            said = refused.read(500).decode(errors="replace")
            what = f"It answered {refused.code}: {said}"
            raise self._problem(f"{method} {self.url}{path}", what) from None
        except (OSError, HTTPException, ValueError) as error:
            what = f"It cannot be asked: {error}"
            raise self._problem(f"{method} {self.url}{path}", what) from None

    def _problem(self, where: str, what: str) -> UserError:
        told = what.replace(self.token, "(token)")
        fix = f"Look at {URL}, and at what the account of {TOKEN} may do: `make doctor` tells."
        return UserError([Problem(where, told, fix)])


def push(
    environment: Environment,
    made: Sequence[Dashboard],
    environ: Mapping[str, str],
    branch: str | None = None,
) -> Iterator[str]:
    """Pushes where both settings are there; one line for each dashboard, with its address."""
    grafana = grafana_of(environ)
    if grafana is None:
        return
    branch = branch or current_branch()
    mark = hashlib.sha256(branch.encode()).hexdigest()[:8]
    folder = f"preview-{mark}"
    grafana.post("/api/folders", {"uid": folder, "title": branch}, accepted=THERE_ALREADY)
    for dashboard in made:
        tree = renamed(grafana_dashboard(dashboard, sources(environment), folder), made, mark)
        answer = grafana.post(
            "/api/dashboards/db",
            {"dashboard": tree, "folderUid": folder, "overwrite": True, "message": branch},
        )
        address = answer.get("url") or f"/d/{tree['uid']}"
        yield f"{dashboard.title}: {grafana.url}{address}"


def grafana_of(environ: Mapping[str, str]) -> Grafana | None:
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
    return Grafana(url, token)


def renamed(tree: dict[str, Any], made: Sequence[Dashboard], mark: str) -> dict[str, Any]:
    """A dashboard under a uid of this branch, with links to the others of this branch."""
    uids = "|".join(re.escape(dashboard.uid) for dashboard in made)
    text = re.sub(rf"/d/({uids})(?![\w-])", rf"/d/\1-{mark}", json.dumps(tree))
    return {**cast("dict[str, Any]", json.loads(text)), "uid": f"{tree['uid']}-{mark}"}


def current_branch() -> str:
    """The branch that is checked out, or the commit where there is none."""
    for asked in (["--abbrev-ref"], ["--short"]):
        run = subprocess.run(
            ["git", "rev-parse", *asked, "HEAD"], capture_output=True, text=True, check=False
        )
        if not run.returncode and run.stdout.strip() != "HEAD":
            return run.stdout.strip()
    return "preview"
