"""Dashboards in a real Grafana, in a folder named after the git branch, beside the real ones."""

import hashlib
import json
import re
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, cast

from commands.grafana_api import grafana_of
from dashboards.grafana import grafana_dashboard
from dashboards.links import sources
from dashboards.model import Dashboard
from settings import Environment

THERE_ALREADY = (409, 412)
MAY = "Editor is enough"


def push(
    environment: Environment,
    made: Sequence[Dashboard],
    environ: Mapping[str, str],
    branch: str | None = None,
) -> Iterator[str]:
    """Pushes where both settings are there; one line for each dashboard, with its address."""
    grafana = grafana_of(environ, MAY)
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
