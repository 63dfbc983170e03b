"""The key that connects: short-lived, in a 0600 file, certified at enrolment."""

from __future__ import annotations

from pathlib import Path
from typing import Self

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from pos_client.infrastructure.crypto import pem
from pos_client.infrastructure.crypto.private_file import write_private

__all__ = ["TlsKey"]


class TlsKey:
    """Connects and signs nothing else: stolen alone, it can deliver no envelope of its own."""

    def __init__(self, key: ec.EllipticCurvePrivateKey) -> None:
        self._key = key

    @classmethod
    def make(cls) -> Self:
        """Make a new key that is in no file yet."""
        return cls(ec.generate_private_key(ec.SECP256R1()))

    @property
    def text(self) -> bytes:
        """The key as PEM, for a file that nobody else may read."""
        return pem.private_pem(self._key)

    @classmethod
    def create(cls, path: Path) -> Self:
        """Make a new key in a new file."""
        key = cls.make()
        write_private(path, key.text)
        return key

    def request_pem(self, common_name: str) -> str:
        """Ask for a certificate; whose it will be is for the gateway to say."""
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common_name)])
        request = x509.CertificateSigningRequestBuilder().subject_name(name)
        signed = request.sign(self._key, hashes.SHA256())
        return signed.public_bytes(serialization.Encoding.PEM).decode("ascii")

    def is_certified_by(self, certificate: x509.Certificate) -> bool:
        public = certificate.public_key()
        return isinstance(public, ec.EllipticCurvePublicKey) and pem.point_of(
            public
        ) == pem.point_of(self._key.public_key())
