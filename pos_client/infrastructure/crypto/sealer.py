"""Sealing to the gateway with HPKE: nobody on this machine can open it again."""

from __future__ import annotations

from typing import Self

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from pos_client.application.trouble import ConfigurationInvalid
from pos_client.domain.policy import Configuration
from pos_client.protocol.envelope import Header

__all__ = ["HpkeSealer"]

_SUITE = Suite(KEM.P256, KDF.HKDF_SHA256, AEAD.AES_256_GCM)


class HpkeSealer:
    """Suite 1: DHKEM(P-256, HKDF-SHA256), HKDF-SHA256, AES-256-GCM, in base mode."""

    def __init__(self, key_id: str, point: bytes) -> None:
        """Take the gateway's public key, an uncompressed P-256 point.

        Raises:
            ConfigurationInvalid: it is no point of the curve.
        """
        self._key_id = key_id
        try:
            self._key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
        except ValueError:
            raise ConfigurationInvalid("sealing_key", field="sealing_key") from None

    @classmethod
    def for_configuration(cls, configuration: Configuration) -> Self:
        return cls(configuration.sealing_key_id, configuration.sealing_key)

    def seal(self, body: bytes, header: Header) -> bytes:
        """HPKE with the header's hash as `info`; 81 bytes longer than `body`."""
        if header.kid != self._key_id:
            raise ValueError("the header names another key than this sealer's")
        return _SUITE.encrypt(body, self._key, header.info())
