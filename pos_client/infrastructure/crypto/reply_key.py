"""A key for one answer: made, used once and forgotten, never on disk."""

from __future__ import annotations

import base64

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

__all__ = ["ReplyKey", "ReplyRefused"]

_SUITE = Suite(KEM.P256, KDF.HKDF_SHA256, AEAD.AES_256_GCM)


class ReplyRefused(ValueError):
    """The answer was not sealed to this key, or was touched on its way."""


class ReplyKey:
    """HPKE in base mode, suite 1, with the roles turned round: the gateway seals, we open."""

    def __init__(self) -> None:
        self._key = ec.generate_private_key(ec.SECP256R1())

    @property
    def point(self) -> str:
        """The public half, 65 bytes in base64."""
        public = self._key.public_key()
        raw = public.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        return base64.b64encode(raw).decode()

    def open(self, sealed: str, info: bytes) -> bytes:
        """Open an answer in base64 that is bound to `info`.

        Raises:
            ReplyRefused: see there.
        """
        try:
            return _SUITE.decrypt(base64.b64decode(sealed, validate=True), self._key, info)
        except Exception as error:  # noqa: BLE001 - whatever the library finds wrong
            raise ReplyRefused(type(error).__name__) from None
