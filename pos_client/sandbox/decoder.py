"""The decoder: opens what a card says to it alone, and knows whose chip and whose reader it was."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.asymmetric import ec

from pos_client.sandbox.cipher_session import (
    ANSWER,
    OPENING,
    RECORD,
    SEALED,
    Role,
    SessionRefused,
    TestAuthority,
    open_sealed,
    pack,
    point_of,
    sign,
    transcript_of,
    unpack,
    verify,
)

__all__ = ["Conversation", "Decoder", "OpenedCard"]


@dataclass(frozen=True, slots=True)
class Conversation:
    """One opening and the half of a key that nobody else has."""

    opening: bytes
    ephemeral: ec.EllipticCurvePrivateKey = field(repr=False)


@dataclass(frozen=True, slots=True)
class OpenedCard:
    """What a genuine chip has said, on this reader, in this conversation and no other."""

    raw_text: bytes = field(repr=False)
    raw_photo: bytes = field(repr=False)
    serial: bytes = field(repr=False)
    sam_id: str


class Decoder:
    """Believes the cards and readers of one authority.

    Args:
        authority_point: whose certificates count; the test authority's in a demo, None elsewhere.
    """

    def __init__(self, authority_point: bytes | None) -> None:
        self._authority_point = authority_point
        authority = TestAuthority()
        self._key = authority.key_of("decoder")
        self._certificate = authority.certify(Role.DECODER, point_of(self._key), b"")

    def converse(self, context: bytes) -> Conversation:
        """Open a conversation about one challenge; `context` are its 32 bytes."""
        ephemeral = ec.generate_private_key(ec.SECP256R1())
        point = point_of(ephemeral)
        opening = pack(
            OPENING,
            point_of(self._key),
            self._certificate,
            point,
            context,
            sign(self._key, OPENING, point, context),
        )
        return Conversation(opening, ephemeral)

    def open(self, conversation: Conversation, answer: bytes) -> OpenedCard:
        """Open what card and reader have answered.

        Raises:
            SessionRefused: it was made up, changed, meant for another conversation, or comes from
                a chip or reader that the authority did not certify.
        """
        opening = conversation.opening
        number, reader, certificate, sealed, signature = unpack(answer, ANSWER, 5)
        self._check_certificate(Role.READER, reader, number, certificate)
        verify(reader, signature, ANSWER, opening, sealed)
        ephemeral_point, cipher = unpack(sealed, SEALED, 2)
        transcript = transcript_of(opening, ephemeral_point)
        plain = open_sealed(conversation.ephemeral, ephemeral_point, transcript, cipher)
        text, photo, serial, chip, certificate, signature = unpack(plain, RECORD, 6)
        digest = hashlib.sha256(pack(text, photo, serial)).digest()
        self._check_certificate(Role.CARD, chip, digest, certificate)
        verify(chip, signature, RECORD, transcript)
        return OpenedCard(text, photo, serial, number.decode("ascii", "replace"))

    def _check_certificate(self, role: Role, point: bytes, said: bytes, signature: bytes) -> None:
        if self._authority_point is None:
            raise SessionRefused("no authority")
        verify(self._authority_point, signature, b"certificate", role.value.encode(), point, said)
