"""The pods of the tests' hub cluster, each with a loopback address and ports of its own."""

import random
from dataclasses import replace

from commands.conformance.fakes.cluster import ARGOCD, COREDNS, LEDGER, SHOP, Pod

_CHANCE = random.Random()  # noqa: S311 - so that tests side by side do not meet
_NETWORK = f"127.{_CHANCE.randrange(1, 255)}.{_CHANCE.randrange(255)}"

UID = "0b1f3f0e-6d5b-4f0a-9c1e-0000000001{:02}"


def address(number: int) -> str:
    """A loopback address of this run."""
    return f"{_NETWORK}.{number}"


def tool(number: int, name: str, namespace: str, port: int) -> Pod:
    """A management tool's pod."""
    return Pod(
        namespace,
        f"{name}-0",
        UID.format(number),
        "node-1",
        containers=(name,),
        labels={"app.kubernetes.io/name": name},
        ip=address(number),
        ports={"metrics": port},
    )


CONTROLLER = tool(1, "argocd-application-controller", "argocd", 8082)
SERVER = tool(2, "argocd-server", "argocd", 8083)
REPO_SERVER = tool(3, "argocd-repo-server", "argocd", 8084)
APPLICATION_SET = tool(4, "argocd-applicationset-controller", "argocd", 8080)
EXTERNAL_DNS = tool(5, "external-dns", "external-dns", 7979)
TOOLS = (CONTROLLER, SERVER, REPO_SERVER, APPLICATION_SET, EXTERNAL_DNS)

SCRAPED = {"prometheus.io/scrape": "true"}
CHECKOUT = replace(
    SHOP,
    ip=address(11),
    ports={"http": 8080, "grpc": 9090, "admin": 8081},
    annotations={
        **SCRAPED,
        "prometheus.io/port": "8081",
        "prometheus.io/path": "/actuator/prometheus",
    },
)
"""Java: three ports, of which the annotation names one, and a path."""
LEDGERS = replace(
    LEDGER, ip=address(12), ports={"http": 8080, "metrics": 9464}, annotations=SCRAPED
)
""".NET: no annotated port, so the one that is named for metrics."""
SILENT = Pod(
    "shop",
    "silent-0",
    UID.format(13),
    "node-1",
    labels={"app": "silent"},
    ip=address(13),
    ports={"metrics": 9464},
)
"""Not annotated."""
DNS = replace(COREDNS, ip=address(14), node="node-1", ports={"metrics": 9153}, annotations=SCRAPED)
SANDBOX = Pod("sandbox", "trial-0", UID.format(15), "node-1", labels={"app": "trial"})
"""In a namespace whose logs stay in the cluster."""
FINISHED = Pod("shop", "batch-1", UID.format(16), "node-1", annotations=SCRAPED, phase="Succeeded")

PODS = (*TOOLS, CHECKOUT, LEDGERS, SILENT, DNS, SANDBOX, FINISHED, ARGOCD)
