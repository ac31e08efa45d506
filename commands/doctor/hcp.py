"""HCP Terraform: a token for its host, and the organization that keeps the state."""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from commands.doctor.check import Answer, Check, Need, fail, ok, skipped, warn
from commands.doctor.grafana import Get
from commands.doctor.http import get
from settings.hcp import HcpState

CREDENTIALS = ".terraform.d/credentials.tfrc.json"
"""Below the home: where `terraform login` puts its token."""


def hcp_checks(state: HcpState, environ: Mapping[str, str]) -> list[Check]:
    """One check: the token and the organization."""
    return [Check("HCP Terraform", Need.DEPLOY, lambda: organization(state, environ, get))]


def token_for(hostname: str, environ: Mapping[str, str]) -> tuple[str, str] | None:
    """The token that Terraform would use for a host, and where it is from.

    Terraform writes a host in a variable's name with `_` for dots and `__` for dashes, or leaves
    the dashes.
    """
    for encoded in (hostname.replace(".", "_"), hostname.replace("-", "__").replace(".", "_")):
        if token := environ.get(f"TF_TOKEN_{encoded}", "").strip():
            return token, f"$TF_TOKEN_{encoded}"
    if named := environ.get("TF_CLI_CONFIG_FILE"):
        token = _in_config(Path(named), hostname)
        if token:
            return token, "$TF_CLI_CONFIG_FILE"
    home = Path(environ.get("HOME", "~")).expanduser()
    try:
        kept: Any = json.loads((home / CREDENTIALS).read_text())
        return str(kept["credentials"][hostname]["token"]), f"~/{CREDENTIALS}"
    except (OSError, ValueError, KeyError, TypeError):
        token = _in_config(home / ".terraformrc", hostname)
        return (token, "~/.terraformrc") if token else None


def organization(state: HcpState, environ: Mapping[str, str], ask: Get) -> Answer:
    """Whether the organization answers to the token."""
    held = token_for(state.hostname, environ)
    if held is None:
        return skipped(f"no token for {state.hostname}", f"Run `terraform login {state.hostname}`.")
    token, source = held
    url = f"https://{state.hostname}/api/v2/organizations/{state.organization}"
    reply = ask(url, token)
    if reply.status == 0:
        return warn(f"{state.hostname} cannot be asked ({reply.why})", "Look at the network.")
    if reply.status == 200:
        return ok(f"organization {state.organization} answers to the token of {source}")
    if reply.status == 401:
        fix = f"Run `terraform login {state.hostname}` again."
        return fail(f"{state.hostname} refuses the token of {source}", fix)
    if reply.status == 404:
        fix = "Ask an owner to let you into a team; or `state.organization` is another one."
        return fail(f"organization {state.organization} is not there for this token", fix)
    return warn(f"{state.hostname} answered {reply.status}", "Try again later.")


def _in_config(path: Path, hostname: str) -> str | None:
    """The token of a host in a CLI configuration, in HCL."""
    try:
        text = path.read_text()
    except OSError:
        return None
    host = re.escape(hostname)
    block = re.search(rf'credentials\s+"{host}"\s*\{{[^}}]*?token\s*=\s*"([^"]+)"', text)
    return block[1] if block else None
