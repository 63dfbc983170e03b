"""What an invented card, its reader and the decoder say to each other.

A conversation is two messages, and nobody between can read either. The decoder opens it; card and
reader answer once::

    opening = label, decoder's point, its certificate, ephemeral point, context, signature
    sealed  = label, card's ephemeral point, ciphertext
    answer  = label, reader's number, reader's point, its certificate, sealed, signature

Fields are packed with u16 lengths. The context is 32 bytes that only the decoder understands: the
hash of challenge, case and device. Card and decoder agree on a key (ECDH P-256, HKDF-SHA256 over
the transcript: SHA-256 of opening and card's ephemeral point); under it, in AES-256-GCM, the card
says its record, its certificate over that record, and its own signature over the transcript. So a
record without the chip is worth nothing, and an answer fits one opening only. The reader signs
opening and sealed answer: which reader it was is no string that somebody may echo.

Certificates are signatures of one authority. The one in this file is a test authority: its private
key follows from a sentence that everybody can read, and a decoder believes it in a demo only.
"""

from __future__ import annotations

import hashlib
import struct
from enum import StrEnum

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

__all__ = [
    "ANSWER",
    "OPENING",
    "RECORD",
    "SEALED",
    "Role",
    "SessionRefused",
    "TestAuthority",
    "open_sealed",
    "pack",
    "point_of",
    "seal",
    "sign",
    "transcript_of",
    "unpack",
    "verify",
]

OPENING, SEALED, RECORD, ANSWER = (
    f"pos-client {name} 1".encode() for name in ("opening", "sealed", "record", "answer")
)
_ORDER = 0xFFFFFFFF_00000000_FFFFFFFF_FFFFFFFF_BCE6FAAD_A7179E84_F3B9CAC2_FC632551
_SHA256 = ec.ECDSA(hashes.SHA256())
_ONCE = bytes(12)
"""The nonce: a key serves one message."""


class SessionRefused(ValueError):
    """A message that proves nothing: wrong form, certificate, signature or key."""


class Role(StrEnum):
    """What a certificate says that a key is for."""

    CARD = "card"
    READER = "reader"
    DECODER = "decoder"


def pack(*fields: bytes) -> bytes:
    """Write fields one behind the other."""
    return b"".join(struct.pack(">H", len(each)) + each for each in fields)


def unpack(data: bytes, label: bytes, count: int) -> list[bytes]:
    """Read the `count` fields behind a label.

    Raises:
        SessionRefused: another label, or not exactly so many fields.
    """
    fields, at = [], 0
    while at + 2 <= len(data):
        end = at + 2 + int.from_bytes(data[at : at + 2], "big")
        fields.append(data[at + 2 : end])
        at = end
    if at != len(data) or len(fields) != count + 1 or fields[0] != label:
        raise SessionRefused("form")
    return fields[1:]


def point_of(key: ec.EllipticCurvePrivateKey) -> bytes:
    """The public half, 65 bytes."""
    return key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def sign(key: ec.EllipticCurvePrivateKey, *said: bytes) -> bytes:
    return key.sign(pack(*said), _SHA256)


def verify(point: bytes, signature: bytes, *said: bytes) -> None:
    """Raises SessionRefused unless the key of this point has signed exactly that."""
    try:
        _public(point).verify(signature, pack(*said), _SHA256)
    except (InvalidSignature, ValueError):
        raise SessionRefused("signature") from None


def transcript_of(opening: bytes, ephemeral_point: bytes) -> bytes:
    """What both sides have seen before they agree on a key: 32 bytes."""
    return hashlib.sha256(pack(opening, ephemeral_point)).digest()


def seal(
    ephemeral: ec.EllipticCurvePrivateKey, peer_point: bytes, transcript: bytes, plain: bytes
) -> bytes:
    """Seal one message to whoever holds the other half of `peer_point`."""
    key = _session_key(ephemeral, peer_point, transcript)
    return AESGCM(key).encrypt(_ONCE, plain, transcript)


def open_sealed(
    ephemeral: ec.EllipticCurvePrivateKey, peer_point: bytes, transcript: bytes, sealed: bytes
) -> bytes:
    """Raises SessionRefused for anything that was not sealed so."""
    key = _session_key(ephemeral, peer_point, transcript)
    try:
        return AESGCM(key).decrypt(_ONCE, sealed, transcript)
    except (InvalidTag, ValueError):
        raise SessionRefused("sealed") from None


class TestAuthority:
    """Certifies invented cards, their readers, and the decoder of a demo."""

    __test__ = False

    def __init__(self, sentence: str = "invented cards only: this key is public") -> None:
        self._sentence = sentence
        self._key = self.key_of("authority")
        self.point = point_of(self._key)

    def key_of(self, name: str) -> ec.EllipticCurvePrivateKey:
        """The key that something invented has always had."""
        digest = hashlib.sha512(f"{self._sentence}: {name}".encode()).digest()
        return ec.derive_private_key(
            int.from_bytes(digest, "big") % (_ORDER - 1) + 1, ec.SECP256R1()
        )

    def certify(self, role: Role, point: bytes, said: bytes) -> bytes:
        """Sign that this key has this role, and says that."""
        return sign(self._key, b"certificate", role.value.encode(), point, said)


def _session_key(
    ephemeral: ec.EllipticCurvePrivateKey, peer_point: bytes, transcript: bytes
) -> bytes:
    shared = ephemeral.exchange(ec.ECDH(), _public(peer_point))
    return HKDF(hashes.SHA256(), 32, salt=transcript, info=SEALED).derive(shared)


def _public(point: bytes) -> ec.EllipticCurvePublicKey:
    try:
        return ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
    except ValueError:
        raise SessionRefused("point") from None
