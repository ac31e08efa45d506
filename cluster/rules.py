"""Security group rules between the control plane and the nodes, and nothing else."""

from dataclasses import dataclass
from ipaddress import IPv4Network
from typing import Literal

from settings.cluster import CreatedCluster

API_SERVER = 443
KUBELET = 10250
"""Logs, `exec` and metrics; the External Secrets Operator's webhook listens there as well.

Source: https://docs.aws.amazon.com/eks/latest/userguide/sec-group-reqs.html
"""

Side = Literal["control-plane", "nodes"]


@dataclass(frozen=True)
class Rule:
    """One TCP port that a side opens, to the other side or to a range.

    side: whose security group it belongs to.
    cidr: the peer, when it is not the other side.
    """

    name: str
    side: Side
    direction: Literal["ingress", "egress"]
    port: int
    cidr: IPv4Network | None = None


def cluster_rules(create: CreatedCluster) -> tuple[Rule, ...]:
    """What both sides open to each other.

    The nodes' way to the API server needs no rule of theirs: their group lets them out by TCP 443.
    """
    called = sorted({KUBELET, *create.webhook_ports})
    return (
        Rule("from-nodes", "control-plane", "ingress", API_SERVER),
        *(
            Rule(f"from-{_name(cidr)}", "control-plane", "ingress", API_SERVER, cidr)
            for cidr in create.private_access_cidrs
        ),
        *(Rule(f"to-nodes-{port}", "control-plane", "egress", port) for port in called),
        *(Rule(f"from-control-plane-{port}", "nodes", "ingress", port) for port in called),
    )


def _name(cidr: IPv4Network) -> str:
    return str(cidr).replace(".", "-").replace("/", "-")
