"""The gateway's own keys: the root signs configurations, one key signs words, one opens seals."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from cryptography.hazmat.primitives import hashes, hpke
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)
from joserfc.jwk import ECKey

from pos_client.protocol import jws
from pos_client.protocol.envelope import is_lower_twin
from pos_client.sandbox.home import SandboxHome, whole

__all__ = ["KeyRing", "is_signed_by", "load_or_make_key", "private_pem", "seal_to", "token_key"]

_SUITE = hpke.Suite(hpke.KEM.P256, hpke.KDF.HKDF_SHA256, hpke.AEAD.AES_256_GCM)


def private_pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    """Write a private key as PKCS #8."""
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def load_or_make_key(home: SandboxHome, name: str) -> ec.EllipticCurvePrivateKey:
    """Read a P-256 key of this home, or make it."""
    stored = home.read_private(name)
    if stored is None:
        key = ec.generate_private_key(ec.SECP256R1())
        home.write_private(name, private_pem(key))
        return key
    with whole(home.private(name)):
        loaded = load_pem_private_key(stored, None)
        if not isinstance(loaded, ec.EllipticCurvePrivateKey):
            raise TypeError("no key of an elliptic curve")
        return loaded


@lru_cache(maxsize=256)
def _public(point: bytes) -> ec.EllipticCurvePublicKey:
    return ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)


@lru_cache(maxsize=256)
def token_key(point: bytes) -> ECKey:
    """Take the evidence key of a device, 65 bytes, for checking its tokens.

    Raises:
        ValueError: these bytes are no point of P-256.
    """
    pem = _public(point).public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    return ECKey.import_key(pem)


def is_signed_by(point: bytes, signature: bytes, data: bytes) -> bool:
    """Whether `signature`, r || s in its one form, is the evidence key's over SHA-256(data)."""
    if not is_lower_twin(signature):
        return False
    half = len(signature) // 2
    numbers = int.from_bytes(signature[:half], "big"), int.from_bytes(signature[half:], "big")
    try:
        _public(point).verify(encode_dss_signature(*numbers), data, ec.ECDSA(hashes.SHA256()))
    except Exception:  # noqa: BLE001 - whatever the library finds wrong, it proves nothing
        return False
    return True


def seal_to(key: ec.EllipticCurvePublicKey, plain: bytes, info: bytes) -> bytes:
    """Seal an answer to whoever asked, bound to `info`."""
    return _SUITE.encrypt(plain, key, info)


class KeyRing:
    """What the gateway signs and opens with."""

    def __init__(self, home: SandboxHome) -> None:
        self._root = _SigningKey(load_or_make_key(home, "root.pem"), "root")
        self._words = _SigningKey(load_or_make_key(home, "signing.pem"), "sign")
        self._sealing = load_or_make_key(home, "sealing.pem")
        self.sealing_point = self._sealing.public_key().public_bytes(
            Encoding.X962, PublicFormat.UncompressedPoint
        )
        self.sealing_key_id = f"seal-{_SigningKey(self._sealing, 'seal').thumbprint}"
        self.words_keys: Mapping[str, ECKey] = {self._words.kid: self._words.key}

    @property
    def root_jwk(self) -> dict[str, str]:
        """The public root key with its kid: what clients pin."""
        return self._root.jwk

    @property
    def words_jwk(self) -> dict[str, str]:
        """The public key of receipts, verdicts, sessions and countersignatures."""
        return self._words.jwk

    @property
    def sealing_claims(self) -> dict[str, str]:
        """Whom to seal to, as the configuration says it."""
        return {"kid": self.sealing_key_id, "point": base64.b64encode(self.sealing_point).decode()}

    def sign_configuration(self, claims: Mapping[str, Any]) -> str:
        return jws.sign(claims, self._root.key, self._root.kid, jws.TokenType.CONFIGURATION)

    def sign_word(self, claims: Mapping[str, Any], typ: jws.TokenType) -> str:
        """Sign a receipt, verdict, session or countersignature."""
        return jws.sign(claims, self._words.key, self._words.kid, typ)

    def seal(self, plain: bytes, info: bytes) -> bytes:
        """Seal what the gateway keeps for itself, bound to `info`."""
        return seal_to(self._sealing.public_key(), plain, info)

    def open(self, kid: str, sealed_body: bytes, info: bytes) -> bytes | None:
        """Open a sealed body; None when it was not sealed to this gateway, or was touched."""
        if kid != self.sealing_key_id:
            return None
        try:
            return _SUITE.decrypt(sealed_body, self._sealing, info)
        except Exception:  # noqa: BLE001 - whatever the library finds wrong, nothing was opened
            return None


class _SigningKey:
    def __init__(self, private: ec.EllipticCurvePrivateKey, use: str) -> None:
        self.key = ECKey.import_key(private_pem(private))
        self.thumbprint = self.key.thumbprint()[:12]
        self.kid = f"{use}-{self.thumbprint}"

    @property
    def jwk(self) -> dict[str, str]:
        public = self.key.as_dict(private=False)
        return {name: str(public[name]) for name in ("kty", "crv", "x", "y")} | {"kid": self.kid}
