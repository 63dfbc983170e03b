"""Keys that live as long as a test."""

from __future__ import annotations

import base64
import secrets

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from joserfc.jwk import ECKey

from pos_client.protocol import jws
from pos_client.protocol.envelope import Header, lower_twin

__all__ = ["InMemoryEvidenceKey", "InMemorySealer", "ThrowawayKey"]

# What HPKE suite 1 adds to a body: an encapsulated point and a tag.
_OVERHEAD = 65 + 16


class ThrowawayKey:
    """A P-256 key pair with a kid, as JWK and as point."""

    def __init__(self, kid: str) -> None:
        self.kid = kid
        self.private = ec.generate_private_key(ec.SECP256R1())
        self.key = ECKey.import_key(
            self.private.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
        )

    @property
    def jwk(self) -> dict[str, str]:
        """The public half."""
        plain = self.key.as_dict(private=False)
        return {name: str(plain[name]) for name in ("kty", "crv", "x", "y")} | {"kid": self.kid}

    @property
    def point(self) -> bytes:
        """The public half as an uncompressed point, 65 bytes."""
        return self.private.public_key().public_bytes(
            serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
        )

    @property
    def point_base64(self) -> str:
        return base64.b64encode(self.point).decode("ascii")


class InMemoryEvidenceKey:
    """Implements `ports.EvidenceKey` with real signatures."""

    def __init__(self, device_id: str) -> None:
        self._pair = ThrowawayKey(device_id)

    @property
    def point(self) -> bytes:
        return self._pair.point

    @property
    def public_key(self) -> ECKey:
        """For whoever checks this key's tokens."""
        return jws.public_key(self._pair.jwk)

    def sign(self, data: bytes) -> bytes:
        signature = self._pair.private.sign(data, ec.ECDSA(hashes.SHA256()))
        return lower_twin(*decode_dss_signature(signature))

    def sign_token(self, claims: dict[str, str | int], typ: str) -> str:
        return jws.sign(claims, self._pair.key, self._pair.kid, jws.TokenType(typ))


class InMemorySealer:
    """Implements `ports.Sealer`: what leaves it is noise; it remembers what the noise stands for.

    So a scripted gateway can open bodies without a key, and nothing of a body is in the bytes.
    """

    def __init__(self) -> None:
        self._sealed: dict[tuple[bytes, bytes], bytes] = {}

    def seal(self, body: bytes, header: Header) -> bytes:
        noise = secrets.token_bytes(len(body) + _OVERHEAD)
        self._sealed[noise, header.info()] = body
        return noise

    def open(self, sealed_body: bytes, header: Header) -> bytes | None:
        """Give a body back; None for another header or other bytes."""
        return self._sealed.get((sealed_body, header.info()))
