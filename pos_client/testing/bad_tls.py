"""Somebody who poses as the gateway at a proxy: TLS that must not be believed, each for one reason.

All but `UNKNOWN_ROOT` are signed by the authority that the client does believe, so that nothing
else than the one fault can be what it refuses.
"""

from __future__ import annotations

import ipaddress
import ssl
import tempfile
import warnings
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from cryptography.x509.oid import NameOID

__all__ = ["BadTls", "Impostor"]

_DAY = timedelta(days=1)


class BadTls(StrEnum):
    """What is wrong with whoever answers the greeting."""

    EXPIRED = "expired"
    WRONG_HOST = "wrong host"
    UNKNOWN_ROOT = "unknown root"
    OLD_PROTOCOL = "old protocol"  # TLS 1.1 at most, with a good certificate
    CUT_HANDSHAKE = "cut handshake"  # the true gateway's, and the line breaks in its middle


class Impostor:
    """Makes the server's side of each, for one host."""

    def __init__(
        self,
        authority: x509.Certificate,
        authority_key: ec.EllipticCurvePrivateKey,
        host: str = "127.0.0.1",
    ) -> None:
        self._authority = authority
        self._authority_key = authority_key
        self._host = host

    def context(self, kind: BadTls) -> ssl.SSLContext:
        """TLS for a server with this fault.

        Raises:
            ValueError: a cut handshake is none of its own: the proxy breaks the true one.
        """
        if kind is BadTls.CUT_HANDSHAKE:
            raise ValueError(kind)
        key = ec.generate_private_key(ec.SECP256R1())
        signer = key if kind is BadTls.UNKNOWN_ROOT else self._authority_key
        certificate = self._certificate(kind, key, signer)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.num_tickets = 0
        with tempfile.TemporaryDirectory() as folder:
            chain = Path(folder) / "impostor.pem"
            chain.write_bytes(
                certificate.public_bytes(Encoding.PEM)
                + key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
            )
            context.load_cert_chain(chain)
        if kind is BadTls.OLD_PROTOCOL:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", DeprecationWarning)
                context.minimum_version = ssl.TLSVersion.TLSv1
                context.maximum_version = ssl.TLSVersion.TLSv1_1
            context.set_ciphers("ALL:@SECLEVEL=0")
        return context

    def _certificate(
        self, kind: BadTls, key: ec.EllipticCurvePrivateKey, signer: ec.EllipticCurvePrivateKey
    ) -> x509.Certificate:
        now = datetime.now(UTC)
        ends = now - _DAY if kind is BadTls.EXPIRED else now + _DAY
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "gateway")])
        return (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(self._authority.subject)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - 2 * _DAY)
            .not_valid_after(ends)
            .add_extension(x509.SubjectAlternativeName([self._name(kind)]), critical=False)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(
                x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()),
                critical=False,
            )
            .sign(signer, hashes.SHA256())
        )

    def _name(self, kind: BadTls) -> x509.GeneralName:
        if kind is BadTls.WRONG_HOST:
            return x509.DNSName("somebody-else.example")
        try:
            return x509.IPAddress(ipaddress.ip_address(self._host))
        except ValueError:
            return x509.DNSName(self._host)
