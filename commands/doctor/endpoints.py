"""Endpoints of the environment file: whether each answers on its port with a certificate we trust.

Telemetry goes there from the clusters, so that an endpoint out of this machine's reach is a hint
about this machine; a certificate that is not trusted is a fault wherever it is seen.
"""

import socket
import ssl
import time
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from commands.doctor.check import Answer, Check, Need, fail, ok, warn
from settings import Environment
from settings.grafana import GrafanaCloud

TIMEOUT = 4.0
SOON = 14 * 24 * 3600
"""Seconds before its end in which a certificate is told."""

PORT = 443
CLOUD_API = "grafana.com"


@dataclass(frozen=True)
class Endpoint:
    """A place that is reached by TLS. need: whose work fails without it."""

    name: str
    host: str
    port: int
    need: Need = Need.DEPLOY


def endpoints(cloud: GrafanaCloud) -> tuple[Endpoint, ...]:
    """Every address of the environment's Grafana Cloud stack."""
    host, _, port = cloud.traces.endpoint.rpartition(":")
    urls = {"metrics endpoint": cloud.metrics.url, "logs endpoint": cloud.logs.url}
    if cloud.url:
        urls["Grafana"] = cloud.url
    if cloud.synthetics:
        urls["Synthetic Monitoring"] = cloud.synthetics.url
    return (
        *(_of_url(name, url) for name, url in urls.items()),
        Endpoint("traces endpoint", host, int(port)),
        Endpoint("Grafana Cloud API", CLOUD_API, PORT),
    )


def endpoint_checks(
    environment: Environment, trusted: Callable[[], ssl.SSLContext] = ssl.create_default_context
) -> list[Check]:
    """A check for each endpoint. trusted: makes the TLS context, with the CAs that it trusts."""
    if environment.grafana is None:
        return []
    return [
        Check(at.name, at.need, lambda at=at: reached(at.host, at.port, trusted()))
        for at in endpoints(environment.grafana)
    ]


def reached(host: str, port: int, trusted: ssl.SSLContext, timeout: float = TIMEOUT) -> Answer:
    """What a TCP connection and a TLS handshake say; nothing is sent."""
    where = f"{host}:{port}"
    try:
        with (
            socket.create_connection((host, port), timeout) as plain,
            trusted.wrap_socket(plain, server_hostname=host) as secure,
        ):
            until = ssl.cert_time_to_seconds(str((secure.getpeercert() or {})["notAfter"]))
    except ssl.SSLCertVerificationError as error:
        return fail(
            f"{where} shows a certificate that is not trusted ({error.verify_message})",
            "A proxy that opens TLS? Name its CA in SSL_CERT_FILE; or the address is not the one.",
        )
    except socket.gaierror:
        fix = "Compare it with the stack's page in the portal; or this machine has no DNS."
        return warn(f"{host} has no address", fix)
    except (OSError, KeyError) as error:
        fix = "The clusters must reach it; this machine may be behind a firewall or a proxy."
        return warn(f"{where} is out of reach ({type(error).__name__})", fix)
    left = until - time.time()
    if left < SOON:
        days = max(0, int(left // 86400))
        return warn(f"{where}: its certificate ends in {days} days", "Tell whoever renews it.")
    return ok(f"{where} answers, certificate good for {int(left // 86400)} days")


def _of_url(name: str, url: str) -> Endpoint:
    at = urlsplit(url)
    return Endpoint(name, at.hostname or "", at.port or PORT)
