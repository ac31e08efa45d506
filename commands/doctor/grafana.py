"""Grafana and Grafana Cloud: whether the tokens at hand are taken, and what they may do."""

import re
from collections.abc import Callable, Mapping
from typing import Any, cast
from urllib.parse import quote

from access.plan import makes_tokens
from commands.doctor.check import Answer, Check, Need, fail, ok, skipped, warn
from commands.doctor.http import Reply, get, is_safe, shown_host
from commands.doctor.variables import PREFIX
from settings import Environment
from vocabulary.credentials import GRAFANA_VARIABLE, TOKEN_VARIABLE

URL, TOKEN = "GRAFANA_URL", "GRAFANA_TOKEN"
API = "https://grafana.com"

READING = ("dashboards:read", "folders:read", "alert.provisioning:read")
"""What `make drift` asks for."""

MANAGING = (
    "alert.provisioning:read",
    "alert.provisioning:write",
    "dashboards:create",
    "dashboards:write",
    "datasources:create",
    "folders:create",
    "folders:write",
)
"""What the provider does with `grafana_auth`."""

SCOPES = ("accesspolicies:read", "accesspolicies:write", "accesspolicies:delete")

_SCOPE = re.compile(r"[a-z][a-z-]{1,40}:[a-z][a-z-]{1,20}")
_HELD = re.compile(r"received \[([^\]]{0,2000})\]")

MAKE = "In Grafana: Administration, Users and access, Service accounts; then a token of it."

Get = Callable[[str, str | None], Reply]


def grafana_checks(environment: Environment, environ: Mapping[str, str]) -> list[Check]:
    """Checks of the Grafana that is named and of the tokens that are set."""
    if environment.grafana is None:
        return []
    own = (environment.grafana.url or "").rstrip("/")
    url, reads = environ.get(URL, "").rstrip("/"), environ.get(TOKEN, "").strip()
    region = environment.grafana.region
    checks = [
        Check(URL, Need.DEPLOY, lambda: healthy(url, own, get)),
        Check(TOKEN, Need.DEPLOY, lambda: allowed(url, reads, READING, TOKEN, get)),
    ]
    if own:
        name = PREFIX + GRAFANA_VARIABLE
        manages = environ.get(name, "").strip()
        checks.append(Check(name, Need.DEPLOY, lambda: allowed(own, manages, MANAGING, name, get)))
    if makes_tokens(environment):
        making = PREFIX + TOKEN_VARIABLE
        token = environ.get(making, "").strip()
        checks.append(Check(making, Need.DEPLOY, lambda: cloud_token(API, region, token, get)))
    return checks


def healthy(url: str, own: str, ask: Get) -> Answer:
    """Whether GRAFANA_URL is a Grafana that works, and the environment's own."""
    if not url:
        fix = f"For make drift and make preview: export {URL}={own or 'https://stack.grafana.net'}"
        return skipped("not set", fix)
    if not is_safe(url):
        what = "a token would go there in the open, or it is more than an address"
        return fail(what, "Give it as https://stack.grafana.net.")
    host, reply = shown_host(url), ask(f"{url}/api/health", None)
    if reply.status == 0:
        return fail(f"{host} cannot be asked ({reply.why})", "Look at the address and the network.")
    health = _object(reply.body)
    if reply.status != 200 or health.get("database") != "ok":
        return fail(f"{host} is not healthy (HTTP {reply.status})", "Look at the stack's state.")
    told = re.match(r"\d+\.\d+\.\d+", str(health.get("version", "")))
    what = f"{host} is healthy{', Grafana ' + told[0] if told else ''}"
    if own and url != own:
        fix = f"Is it meant? This environment's Grafana is {shown_host(own)}."
        return warn(f"{what}, and not the one of the environment file", fix)
    return ok(what)


def allowed(url: str, token: str, wanted: tuple[str, ...], name: str, ask: Get) -> Answer:
    """Whether a service account's token is taken, and has every permission that is wanted."""
    if not token:
        return skipped("not set", MAKE)
    if not url:
        return skipped(f"there is no {URL} to ask", f"Set {URL}.")
    if not is_safe(url):
        return skipped("the address is not safe for a token", f"Mend {URL} first.")
    host, reply = shown_host(url), ask(f"{url}/api/access-control/user/permissions", token)
    if reply.status != 200:
        return _refused(host, reply)
    lacking = [action for action in wanted if action not in _object(reply.body)]
    if lacking:
        role = "Admin" if name != TOKEN else "Admin, or give it what is missing"
        return fail(f"{host} takes it; it lacks {', '.join(lacking)}", f"Its role must be {role}.")
    return ok(f"{host} takes it, with all {len(wanted)} permissions that are needed")


def _refused(host: str, reply: Reply) -> Answer:
    if reply.status == 0:
        return warn(f"{host} cannot be asked ({reply.why})", "Look at the network.")
    if reply.status == 401:
        return fail(f"{host} refuses it (401): it is wrong, ended, or of another stack", MAKE)
    return fail(f"{host} answered {reply.status}", "Look at the account and the address.")


def cloud_token(api: str, region: str, token: str, ask: Get) -> Answer:
    """Whether Grafana Cloud takes the token that makes access policies.

    A token that lacks a scope is told which it has. One that may read is not asked to write.
    """
    make = "In the portal: Access policies; one with " + ", ".join(SCOPES) + "; then a token of it."
    if not token:
        return skipped("not set", make)
    reply = ask(f"{api}/api/v1/accesspolicies?region={quote(region)}&pageSize=1", token)
    if reply.status == 0:
        return warn(f"Grafana Cloud cannot be asked ({reply.why})", "Look at the network.")
    if reply.status == 200:
        return ok(f"taken for {region}, accesspolicies:read works (writing is not tried)")
    held = _HELD.search(reply.body if isinstance(reply.body, str) else "")
    if held:
        scopes = sorted(set(_SCOPE.findall(held[1])))
        lacking = [scope for scope in SCOPES if scope not in scopes]
        return fail(f"it has {', '.join(scopes) or 'no scope'}; lacks {', '.join(lacking)}", make)
    if reply.status in (401, 403):
        return fail(f"Grafana Cloud refuses it ({reply.status}) for {region}", make)
    return warn(f"Grafana Cloud answered {reply.status}", "Try again later.")


def _object(body: Any) -> Mapping[str, Any]:
    return cast("Mapping[str, Any]", body) if isinstance(body, dict) else {}
