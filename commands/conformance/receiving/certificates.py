"""A self-signed certificate for loopback, made anew for each run."""

import datetime as dt
import ipaddress
import ssl
import tempfile
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from commands.conformance.loopback import LOOPBACK


@dataclass(frozen=True)
class Certificate:
    """A certificate and its key in PEM; the certificate is its own authority."""

    certificate: str
    key: str

    def server_context(self) -> ssl.SSLContext:
        """What a TLS server needs."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        with tempfile.TemporaryDirectory(prefix="conformance-tls-") as folder:
            path = Path(folder) / "both.pem"
            path.write_text(self.key + self.certificate)
            context.load_cert_chain(path)
        return context


def self_signed() -> Certificate:
    """A certificate for 127.0.0.1, localhost and an API server's name, good for a day."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "conformance receiver")])
    now = dt.datetime.now(dt.UTC)
    names = [x509.DNSName(name) for name in ("localhost", "kubernetes")]
    addresses = [*names, x509.IPAddress(ipaddress.ip_address(LOOPBACK))]
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(hours=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName(addresses), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    return Certificate(
        certificate.public_bytes(serialization.Encoding.PEM).decode(),
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        ).decode(),
    )
