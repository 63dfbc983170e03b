"""The device's evidence key in a 0600 file: signs envelopes, audit heads and log-in proofs."""

from __future__ import annotations

from pathlib import Path
from typing import Self

from cryptography.hazmat.primitives.asymmetric import ec
from joserfc.jwk import ECKey

from pos_client.infrastructure.crypto import pem
from pos_client.infrastructure.crypto.private_file import read_private, write_private
from pos_client.protocol import jws

__all__ = ["FileEvidenceKey", "create_evidence_key"]


def create_evidence_key(path: Path) -> bytes:
    """Make a new key in a new file and return its public point, 65 bytes.

    Raises:
        FileExistsError: there is a key already; it is left alone.
    """
    key = ec.generate_private_key(ec.SECP256R1())
    write_private(path, pem.private_pem(key))
    return pem.point_of(key.public_key())


class FileEvidenceKey:
    """Implements `ports.EvidenceKey`; a PKCS#11 or TPM key would have the same three methods."""

    def __init__(self, key: ec.EllipticCurvePrivateKey, device_id: str) -> None:
        self._key = key
        self._device_id = device_id
        self._jwk = ECKey.import_key(pem.private_pem(key))

    @classmethod
    def open(cls, path: Path, device_id: str) -> Self:
        """Take the key out of its file.

        Raises:
            KeyFileExposed: others may read it.
            DeviceTrouble: there is none, or it is damaged.
        """
        return cls(pem.private_key_from(pem.file_of_device(path, read_private)), device_id)

    @property
    def point(self) -> bytes:
        """The public key: an uncompressed P-256 point, 65 bytes."""
        return pem.point_of(self._key.public_key())

    def sign(self, data: bytes) -> bytes:
        """ECDSA over SHA-256(data): r || s, 64 bytes."""
        return pem.raw_signature(self._key, data)

    def sign_token(self, claims: dict[str, str | int], typ: str) -> str:
        """A JWS whose `kid` is the device id."""
        return jws.sign(claims, self._jwk, self._device_id, jws.TokenType(typ))
