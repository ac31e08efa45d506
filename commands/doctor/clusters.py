"""EKS clusters: there, open to this machine, and open to who we are."""

import base64
import binascii
import socket
import ssl
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlsplit

from botocore.exceptions import ClientError

from commands.doctor.aws import Account, Identity, asked, error_code
from commands.doctor.check import Answer, Check, Need, fail, ok, skipped, warn
from settings import Environment

TIMEOUT = 3.0

Reach = Callable[[str, str], str]
"""Connects to an endpoint with its CA in base64; gives what went wrong, or nothing."""


def cluster_checks(environment: Environment, account: Account) -> list[Check]:
    """Two checks for each region: the API server, and our way in."""
    if environment.grafana is None:
        return []
    checks: list[Check] = []
    for key, region in environment.regions.items():
        name, at = environment.cluster_name(key), region.aws_region
        checks += [
            Check(
                f"cluster {name}",
                Need.DEPLOY,
                asked(account, lambda _, name=name, at=at: api_server(account, name, at, reached)),
            ),
            Check(
                f"access to {name}",
                Need.DEPLOY,
                asked(account, lambda me, name=name, at=at: access(account, name, at, me)),
            ),
        ]
    return checks


def described(account: Account, name: str, region: str) -> Mapping[str, Any] | None:
    """What EKS says of a cluster; None when there is none of the name."""
    try:
        return account.clients("eks", region).describe_cluster(name=name)["cluster"]
    except ClientError as error:
        if error_code(error) == "ResourceNotFoundException":
            return None
        raise


def api_server(account: Account, name: str, region: str, reach: Reach) -> Answer:
    """The cluster's state, who may reach its API server by address, and whether we do."""
    cluster = described(account, name, region)
    if cluster is None:
        return skipped(
            f"{region} has none of that name",
            "Make it, or name the one that is there: `cluster_name` of the region.",
        )
    if cluster.get("status") != "ACTIVE":
        return fail(f"it is {cluster.get('status')}", "Wait for it, or look at it in EKS.")
    open_to = _openness(cluster.get("resourcesVpcConfig", {}))
    ca = str(cluster.get("certificateAuthority", {}).get("data", ""))
    wrong = reach(str(cluster.get("endpoint", "")), ca)
    if wrong:
        fix = "Go by the VPN or a bastion, or run `collectors-` from inside its network."
        return warn(f"endpoint {open_to}; its API server is out of reach ({wrong})", fix)
    return ok(f"active, endpoint {open_to}, its API server is in reach")


def access(account: Account, name: str, region: str, identity: Identity) -> Answer:
    """Whether the cluster knows our role or user by an access entry."""
    cluster = described(account, name, region)
    if cluster is None:
        return skipped("there is no such cluster yet")
    mode = str(cluster.get("accessConfig", {}).get("authenticationMode", "CONFIG_MAP"))
    if mode == "CONFIG_MAP":
        fix = "Look into `aws-auth` in kube-system, or move the cluster to access entries."
        return warn("it knows people by its ConfigMap alone, which AWS cannot show", fix)
    eks = account.clients("eks", region)
    entries: list[str] = []
    for page in eks.get_paginator("list_access_entries").paginate(clusterName=name):
        entries += page["accessEntries"]
    if any(is_principal(entry, identity) for entry in entries):
        return ok(f"{identity.role or identity.shown} has an access entry")
    fix = f"Have an administrator run `aws eks create-access-entry --cluster-name {name}` for it."
    if mode == "API_AND_CONFIG_MAP":
        return warn("no access entry; `aws-auth` in the cluster may still know us", fix)
    return fail(f"no access entry for {identity.shown}", fix)


def is_principal(entry: str, identity: Identity) -> bool:
    """Whether an access entry's ARN is ours. A session's ARN lacks the path of its role."""
    if identity.role is None:
        return entry == identity.arn
    account, _, rest = entry.partition(":role/")
    return account.endswith(f"::{identity.account}") and rest.rpartition("/")[2] == identity.role


def reached(endpoint: str, ca: str, timeout: float = TIMEOUT) -> str:
    """Nothing when TLS with the cluster's own CA works, otherwise the kind of the failure."""
    at = urlsplit(endpoint)
    try:
        context = ssl.create_default_context(cadata=base64.b64decode(ca).decode())
        with (
            socket.create_connection((at.hostname or "", at.port or 443), timeout) as plain,
            context.wrap_socket(plain, server_hostname=at.hostname),
        ):
            return ""
    except (OSError, binascii.Error, ValueError) as error:
        return type(error).__name__


def _openness(vpc: Mapping[str, Any]) -> str:
    ways: list[str] = []
    if vpc.get("endpointPublicAccess"):
        ranges = vpc.get("publicAccessCidrs") or ["0.0.0.0/0"]
        ways.append("public to all" if "0.0.0.0/0" in ranges else f"public to {len(ranges)} ranges")
    if vpc.get("endpointPrivateAccess"):
        ways.append("private")
    return " and ".join(ways) or "closed"
