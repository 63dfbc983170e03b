"""The envelope: header, sealed body and signature as frozen bytes.

Layout, all lengths big-endian::

    magic "PCE1" | u16 length | header (canonical JSON, UTF-8)
                 | u32 length | sealed body (HPKE: enc || ciphertext)
                 | signature, 64 bytes: ECDSA P-256 r || s over SHA-256(header || sealed body),
                   s being the lower of the two that verify

The body is sealed to the gateway (HPKE base mode, RFC 9180) with `info = SHA-256(header)`, so
a header cannot be moved onto another body. Base mode authenticates nobody; the signature of the
capturing device's evidence key does.
"""

from __future__ import annotations

import hashlib
import re
import struct
from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum, StrEnum
from typing import Any
from uuid import UUID

from pos_client.protocol import strict_json
from pos_client.protocol.form import has_form, moment, own_id
from pos_client.protocol.no_identity import place_of_id_number

__all__ = [
    "OUTLET_CODE",
    "SIGNATURE_BYTES",
    "Envelope",
    "EnvelopeRefused",
    "Header",
    "Purpose",
    "Suite",
    "is_lower_twin",
    "lower_twin",
]

_MAGIC = b"PCE1"
# What the gateway calls devices and challenges: a word for the kind, then chance.
_NAME = r"[a-z]{1,16}-[A-Za-z0-9]{1,24}"
# Groups of capitals and digits; ASCII's own, as a pattern that the contract can show.
OUTLET_CODE = r"[A-Z0-9]{1,16}(-[A-Z0-9]{1,16}){0,3}"
_HEADER_FORM = {
    **dict.fromkeys(("purpose", "kid", "id", "device_id", "outlet_code", "previous_head"), str),
    **dict.fromkeys(("created_at", "challenge_id"), str),
    **dict.fromkeys(("suite", "sequence", "policy_version", "version"), int),
}
# It travels in clear, and is kept: no text of it takes what a person could have written.
_HEADER_TEXTS = {
    "kid": re.compile(r"[a-z]{1,16}-[A-Za-z0-9_-]{1,43}"),
    "device_id": re.compile(_NAME),
    "outlet_code": re.compile(OUTLET_CODE),
    "previous_head": re.compile(r"[0-9a-f]{64}"),
    "challenge_id": re.compile(_NAME),
}
_VERSION = 1
SIGNATURE_BYTES = 64
_HALF = SIGNATURE_BYTES // 2
_ORDER = 0xFFFFFFFF_00000000_FFFFFFFF_FFFFFFFF_BCE6FAAD_A7179E84_F3B9CAC2_FC632551
_LONGEST_HEADER = 4096
_LONGEST_BODY = 8 * 1024 * 1024


def lower_twin(r: int, s: int) -> bytes:
    """Write a signature of P-256 as r || s, in the one form that an envelope may have.

    With (r, s) anybody can make (r, order - s), which verifies too. An envelope is known by the
    hash of its bytes, so whoever forwards one could otherwise pass on a twin of it.
    """
    return r.to_bytes(_HALF, "big") + min(s, _ORDER - s).to_bytes(_HALF, "big")


def is_lower_twin(signature: bytes) -> bool:
    return int.from_bytes(signature[_HALF:], "big") <= _ORDER // 2


class EnvelopeRefused(ValueError):
    """The bytes are not an envelope of this version.

    Attributes:
        place: the field of the header whose text is not taken; empty for anything else.
    """

    def __init__(self, what: str, place: str = "") -> None:
        super().__init__(what)
        self.place = place


class Suite(IntEnum):
    """How the body is sealed. 1 = DHKEM(P-256, HKDF-SHA256), HKDF-SHA256, AES-256-GCM."""

    P256_SHA256_AES256GCM = 1


class Purpose(StrEnum):
    """What the body is for; a body sealed for one purpose is refused for another."""

    VERIFICATION = "VERIFICATION"
    REGISTRATION = "REGISTRATION"


@dataclass(frozen=True, slots=True)
class Header:
    """What everybody may read of an envelope; it names no customer.

    Attributes:
        kid: which key of the gateway the body is sealed to.
        sequence: the device's envelope count; 0 for a verification, which is not kept.
        previous_head: hex of the audit chain's head when it was sealed.
    """

    purpose: Purpose
    suite: Suite
    kid: str
    id: UUID
    device_id: str
    outlet_code: str
    sequence: int
    previous_head: str
    created_at: datetime
    challenge_id: str
    policy_version: int
    version: int = _VERSION

    def to_bytes(self) -> bytes:
        """The canonical JSON that is hashed, signed and sent."""
        plain = {name: getattr(self, name) for name in self.__slots__} | {
            "id": str(self.id),
            "created_at": self.created_at.isoformat(),
            "suite": int(self.suite),
        }
        return strict_json.canonical(plain)

    @classmethod
    def from_bytes(cls, data: bytes) -> Header:
        """Read a header back; anything but its canonical form is refused.

        Raises:
            EnvelopeRefused: unknown field, missing field, wrong type, other version, or a text
                that is not written as its field's are.
        """
        plain = _plain_header(data)
        try:
            header = cls(
                **plain
                | {
                    "purpose": Purpose(plain["purpose"]),
                    "suite": Suite(plain["suite"]),
                    "id": own_id(plain["id"]),
                    "created_at": moment(plain["created_at"]),
                }
            )
        except ValueError as error:
            raise EnvelopeRefused(f"header: {type(error).__name__}") from None
        if header.version != _VERSION or header.to_bytes() != data:
            raise EnvelopeRefused("header: not in its one form")
        return header

    def info(self) -> bytes:
        """What HPKE binds the sealed body to: 32 bytes."""
        return hashlib.sha256(self.to_bytes()).digest()


@dataclass(frozen=True, slots=True)
class Envelope:
    """Header, sealed body and the capturing device's signature."""

    header: Header
    sealed_body: bytes = field(repr=False)
    signature: bytes = field(repr=False)

    @staticmethod
    def signed_bytes(header: Header, sealed_body: bytes) -> bytes:
        """The bytes whose SHA-256 the evidence key signs."""
        return header.to_bytes() + sealed_body

    def to_bytes(self) -> bytes:
        """The frozen bytes that are stored and sent."""
        head = self.header.to_bytes()
        return b"".join(
            (
                _MAGIC,
                struct.pack(">H", len(head)),
                head,
                struct.pack(">I", len(self.sealed_body)),
                self.sealed_body,
                self.signature,
            )
        )

    @classmethod
    def from_bytes(cls, data: bytes) -> Envelope:
        """Take frozen bytes apart. Checks the form, not the signature.

        Raises:
            EnvelopeRefused: wrong magic, lengths that do not add up exactly, bad header.
        """
        if data[:4] != _MAGIC or len(data) < 6:
            raise EnvelopeRefused("no envelope")
        (head_length,) = struct.unpack_from(">H", data, 4)
        body_at = 6 + head_length + 4
        if head_length > _LONGEST_HEADER or len(data) < body_at:
            raise EnvelopeRefused("header length")
        (body_length,) = struct.unpack_from(">I", data, 6 + head_length)
        if body_length > _LONGEST_BODY or len(data) != body_at + body_length + SIGNATURE_BYTES:
            raise EnvelopeRefused("body length")
        return cls(
            header=Header.from_bytes(data[6 : 6 + head_length]),
            sealed_body=data[body_at : body_at + body_length],
            signature=data[-SIGNATURE_BYTES:],
        )


def _plain_header(data: bytes) -> dict[str, Any]:
    try:
        plain: dict[str, Any] = strict_json.loads(data)
    except strict_json.JsonRefused as error:
        raise EnvelopeRefused(f"header: {error}") from None
    if not has_form(plain, _HEADER_FORM):
        raise EnvelopeRefused("header: form")
    for name, pattern in _HEADER_TEXTS.items():
        if not pattern.fullmatch(plain[name]):
            raise EnvelopeRefused(f"header: {name}", name)
    if place := place_of_id_number(plain):
        raise EnvelopeRefused(f"header: {place} may hold somebody's ID number", place)
    return plain
