"""The keys, tokens and kubeconfigs of one cluster, made for one run and readable by us alone."""

import json
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

USERS: dict[str, tuple[str, str]] = {
    # Name of the kubeconfig: user and group, as in a cluster that kubeadm made.
    "admin": ("admin", "system:masters"),
    "kwok": ("kwok", "system:masters"),
    "kube-controller-manager": ("system:kube-controller-manager", "system:authenticated"),
    "kube-scheduler": ("system:kube-scheduler", "system:authenticated"),
}


@dataclass(frozen=True)
class Identities:
    """Who may speak to an API server, as files in one folder.

    service_account_key: signs and checks the tokens of service accounts.
    token_file: the API server's list of tokens.
    tokens: the same by user, for kubeconfigs.
    """

    service_account_key: Path
    token_file: Path
    tokens: dict[str, str]


def make_identities(folder: Path) -> Identities:
    """Makes a key and a token per user, in files of mode 0600."""
    key = folder / "service-accounts.key"
    write_private(key, _private_key())
    tokens = {name: secrets.token_urlsafe(32) for name in USERS}
    token_file = folder / "tokens.csv"
    lines = [f'{tokens[name]},{user},{name},"{group}"\n' for name, (user, group) in USERS.items()]
    write_private(token_file, "".join(lines))
    return Identities(key, token_file, tokens)


def write_kubeconfig(path: Path, server: str, authority: Path, token: str) -> Path:
    """Writes a kubeconfig for the holder of a token, of mode 0600; JSON is YAML too."""
    config = {
        "apiVersion": "v1",
        "kind": "Config",
        "clusters": [
            {
                "name": "rehearsal",
                "cluster": {"server": server, "certificate-authority": str(authority)},
            }
        ],
        "users": [{"name": "rehearsal", "user": {"token": token}}],
        "contexts": [
            {"name": "rehearsal", "context": {"cluster": "rehearsal", "user": "rehearsal"}}
        ],
        "current-context": "rehearsal",
    }
    write_private(path, json.dumps(config, indent=1))
    return path


def write_private(path: Path, text: str) -> None:
    """Writes a file that only its owner can read, from its first byte on."""
    path.unlink(missing_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(text)


def _private_key() -> str:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.TraditionalOpenSSL,
        serialization.NoEncryption(),
    ).decode()
