"""Stands for the External Secrets Operator, whose chart is not at hand: its kinds and its act."""

import base64

from commands.kubernetes.cluster import Cluster, Manifest
from vocabulary.credentials import SecretKey

GROUP = "external-secrets.io"


def kinds() -> list[Manifest]:
    """Definitions that take any object of the two kinds which we write."""
    return [_definition(kind) for kind in ("ExternalSecret", "SecretStore")]


def secret(name: str, namespace: str) -> Manifest:
    """The Secret that the operator would make, with values that are none."""
    value = base64.b64encode(b"not-a-secret").decode()
    return {
        "apiVersion": "v1",
        "kind": "Secret",
        "metadata": {"name": name, "namespace": namespace},
        "type": "Opaque",
        "data": {key.value: value for key in SecretKey},
    }


def install(cluster: Cluster) -> None:
    """Adds the kinds and waits until the API server serves them."""
    cluster.apply(kinds())
    for kind in ("externalsecrets", "secretstores"):
        cluster.wait_for(f"crd/{kind}.{GROUP}", condition="condition=Established")


def _definition(kind: str) -> Manifest:
    plural = f"{kind.lower()}s"
    anything = {"type": "object", "x-kubernetes-preserve-unknown-fields": True}
    return {
        "apiVersion": "apiextensions.k8s.io/v1",
        "kind": "CustomResourceDefinition",
        "metadata": {"name": f"{plural}.{GROUP}"},
        "spec": {
            "group": GROUP,
            "scope": "Namespaced",
            "names": {"kind": kind, "plural": plural, "singular": kind.lower()},
            "versions": [
                {
                    "name": "v1",
                    "served": True,
                    "storage": True,
                    "schema": {"openAPIV3Schema": anything},
                }
            ],
        },
    }
